"""Text tables: comma, tab or semicolon, in UTF-8, UTF-16 or the Chinese national encoding."""

from __future__ import annotations

import csv
import io
from typing import IO, Final

from importers.book import Limits, Row, Sheet, Taken
from importers.cells import a1
from importers.faults import Fault, Notice, notice, refuse

_FIELD_LIMIT: Final = 16 * 1024 * 1024
_DELIMITERS: Final = ",\t;"
_SAMPLE: Final = 64 * 1024
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_SHEET: Final = "1"


def read(copy: IO[bytes], name: str, limits: Limits) -> Taken:
    """Read an open text table into one sheet of texts; `desk.errors.BadInput` when its bytes are no text."""
    text, encoding = decoded(copy.read(), name)
    sheet = Sheet(_SHEET, tuple(_rows(text, name, limits)))
    said = () if encoding.startswith("utf-8") else (notice(Notice.TEXT_TABLE, name=name, encoding=encoding),)
    return Taken("csv", (sheet,), said)


def decoded(content: bytes, name: str) -> tuple[str, str]:
    """Return the text and its encoding: by its mark, else strict UTF-8, else GB 18030."""
    candidates = ("utf-16",) if content.startswith(_UTF16) else ("utf-8-sig", "gb18030")
    for encoding in candidates:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise refuse(Fault.NOT_A_WORKBOOK, name=name)


def delimiter_of(text: str) -> str:
    """Return the delimiter that the first lines use most evenly: the one most often met in most lines."""
    lines = [line for line in text[:_SAMPLE].splitlines()[:50] if line.strip()]
    return max(
        _DELIMITERS, key=lambda sign: (sum(sign in line for line in lines), "".join(lines).count(sign))
    )


def _rows(text: str, name: str, limits: Limits) -> list[Row]:
    csv.field_size_limit(_FIELD_LIMIT)
    rows: list[Row] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=False):
            rows.append(_row(cells, len(rows), limits))
    except csv.Error as error:
        raise refuse(Fault.DAMAGED, name=name, part=f"{len(rows) + 1}") from error
    return rows


def _row(cells: list[str], index: int, limits: Limits) -> Row:
    width = len(cells)
    while width and not cells[width - 1]:
        width -= 1
    if width and index >= limits.rows:
        raise refuse(Fault.TOO_MANY_ROWS, sheet=_SHEET, row=index + 1, limit=limits.rows)
    if width > limits.columns:
        raise refuse(Fault.TOO_MANY_COLUMNS, sheet=_SHEET, cell=a1(index, width - 1), limit=limits.columns)
    return tuple(cell or None for cell in cells[:width])
