"""Putting back the results of formulas that openpyxl drops when it saves a file.

Without them every reader that does not calculate - a preview, another program, our own check - sees blanks.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Final

from importers.workbookxml import sheet_parts, workbook_part

_CELL: Final = re.compile(rb"<c\s([^>]*[^/>])>(.*?)</c>", re.DOTALL)
_FORMULA: Final = re.compile(rb"(<f[\s>].*?</f>|<f[^>]*/>)", re.DOTALL)
_VALUE: Final = re.compile(rb"<v(?:\s[^>]*)?>([^<]+)</v>")
_NO_VALUE: Final = re.compile(rb"<v\s*/>|<v></v>")
_PLACE: Final = re.compile(rb'\br="([A-Z]{1,3}\d{1,7})"')
_TYPE: Final = re.compile(rb'\s?\bt="(\w+)"')

Results = Mapping[bytes, tuple[bytes, bytes]]
"""The stored results of a sheet's formulas: address -> (type, value)."""


def restore_results(source: Path, copy: Path | IO[bytes], target: Path) -> None:
    """Write `copy` to `target` with the formula results that `source` holds for the same sheets and cells."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(copy) as new:
        known = _parts(old)
        results = {part: known[name] for name, part in _parts(new).items() if name in known}
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
            for info in new.infolist():
                content = new.read(info)
                part = info.filename.lower()
                if part in results:
                    content = _with_results(content, _results(old.read(_entry(old, results[part]))))
                out.writestr(info.filename, content)


def _entry(archive: zipfile.ZipFile, part: str) -> str:
    return next(name for name in archive.namelist() if name.lower() == part)


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of every sheet by the sheet's name."""
    names = {name.lower(): name for name in archive.namelist()}

    def read(part: str) -> bytes:
        """Return a part by its name in lower case."""
        return archive.read(names[part])

    sheets = sheet_parts(workbook_part(names, read), names, read) or ()
    return {sheet.name: sheet.part for sheet in sheets if sheet.part in names}


def _results(content: bytes) -> Results:
    found = {}
    for cell in _CELL.finditer(content):
        place, value = _PLACE.search(cell[1]), _VALUE.search(cell[2])
        if place and value and _FORMULA.search(cell[2]):
            kind = _TYPE.search(cell[1])
            found[place[1]] = (kind[1] if kind else b"n", value[1])
    return found


def _with_results(content: bytes, results: Results) -> bytes:
    def filled(cell: re.Match[bytes]) -> bytes:
        """Return a cell with its result, if it waits for one."""
        place = _PLACE.search(cell[1])
        result = results.get(place[1]) if place else None
        if result is None or not _FORMULA.search(cell[2]) or not _NO_VALUE.search(cell[2]):
            return cell[0]
        attributes = _TYPE.sub(b"", cell[1]) + b' t="' + result[0] + b'"'
        return b"<c " + attributes + b">" + _NO_VALUE.sub(b"<v>" + result[1] + b"</v>", cell[2]) + b"</c>"

    return _CELL.sub(filled, content) if results else content
