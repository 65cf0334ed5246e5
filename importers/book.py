"""What a spreadsheet is once it has been read: sheets of typed values, and how much of it we take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

Value = None | str | int | float | bool | datetime | date | time | timedelta
"""A cell's value; a blank cell is None, an error cell is its text (`#REF!`) and stands in `Sheet.errors`."""

Row = tuple[Value, ...]

MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `rows[0]` is row 1 of the file; rows end at their last filled cell.

    `errors` holds (address, error text) of every error cell, e.g. ("F12", "#REF!").
    """

    name: str
    rows: tuple[Row, ...]
    hidden: bool = False
    errors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """A file that was read whole.

    `warnings` are sentences for the person who handed it in; `sha256` is the hex digest of the file's bytes;
    `kind` is what it really is: xlsx, xlsb, ods, xls, csv, html or xml2003.
    """

    sheets: tuple[Sheet, ...]
    warnings: tuple[str, ...]
    sha256: str
    kind: str

    def sheet(self, name: str) -> Sheet | None:
        """Return the sheet of that name, or None."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, and what the reading of it may cost (bytes and seconds)."""

    file_bytes: int = 30 * MEGABYTE
    unpacked_bytes: int = 300 * MEGABYTE
    part_bytes: int = 200 * MEGABYTE
    parts: int = 2_000
    sheets: int = 100
    rows: int = 20_000
    columns: int = 200
    merge_area: int = 2_000_000
    memory: int = 1024 * MEGABYTE
    cpu_seconds: int = 20
    wall_seconds: int = 30


@dataclass(frozen=True, slots=True)
class Taken:
    """What a reader of one format hands back: the sheets, what it really was, and sentences about it."""

    kind: str
    sheets: tuple[Sheet, ...]
    warnings: tuple[str, ...] = ()
