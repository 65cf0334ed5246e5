"""Changing a written workbook where it stands: cells and texts in its parts, as careless hands would."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from importers.cells import a1
from importers.workbook.layout import FIRST_ROW, Layout

TEXTS: Final = "xl/sharedStrings.xml"
_FORMULA: Final = re.compile(rb"<f>.*?</f>", re.DOTALL)
_VALUE: Final = re.compile(rb"<v>(.*?)</v>", re.DOTALL)


def change_parts(path: Path, changes: Mapping[str, Callable[[bytes], bytes]]) -> None:
    """Rewrite a zip with some of its parts changed; the others and their order stay."""
    with zipfile.ZipFile(path) as archive:
        parts = [(info, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, content in parts:
            change = changes.get(info.filename, _same)
            archive.writestr(info, change(content))


def _same(content: bytes) -> bytes:
    return content


def add_to_cell(path: Path, layout: Layout, sheet: str, places: Mapping[str, float]) -> None:
    """Add amounts to cells by their addresses; what a spreadsheet program had worked out is kept."""

    def change(content: bytes) -> bytes:
        for place, more in places.items():
            content = _changed(content, place, more)
        return content

    number = [each.name for each in layout.sheets].index(sheet) + 1
    change_parts(path, {f"xl/worksheets/sheet{number}.xml": change})


def _changed(content: bytes, place: str, more: float) -> bytes:
    cell = re.compile(rb'<c r="%b"[^>]*>.*?</c>' % place.encode(), re.DOTALL)

    def add(found: re.Match[bytes]) -> bytes:
        return _VALUE.sub(lambda value: b"<v>%g</v>" % (float(value[1]) + more), found[0])

    return cell.sub(add, content, count=1)


def place_of(layout: Layout, sheet: str, header: str, row: int) -> str:
    """Return the address of a cell by its header and its row, counted from the first filled one."""
    return a1(FIRST_ROW + row, layout.sheet(sheet).index[header])


def replace_text(path: Path, old: str, new: str) -> None:
    """Write another text wherever a whole cell holds `old`."""
    change_parts(path, {TEXTS: lambda content: content.replace(f">{old}<".encode(), f">{new}<".encode())})


def lock(path: Path) -> None:
    """Set the mark that a zip's parts need a password, in every header of it."""
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(signature, at + 4)
    path.write_bytes(content)
