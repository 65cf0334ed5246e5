"""Where the table of a register begins: the header row among banner lines, and which mapping it fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from desk.errors import Problem
from desk.i18n import _
from importers.book import Book, Row, Sheet, Value
from importers.cells import a1, as_key, is_blank
from importers.faults import Fault, refuse
from importers.mapping import RegisterMap, shipped

HEADER_ROWS: Final = 15
"""How far down a header is looked for; above it stand titles and banners."""

TOTALS: Final = frozenset({"合计", "总计", "小计", "total"})
"""What the first filled cell of a row of sums says; such a row is no record."""


@dataclass(frozen=True, slots=True)
class Line:
    """One filled row under the header; `number` counts from 1 as the spreadsheet shows it."""

    number: int
    row: Row
    positions: Mapping[str, int]
    errors: Mapping[str, str]

    def cell(self, column: str) -> Value:
        """Return the value in a column of the mapping, None when the file lacks the column."""
        position = self.positions.get(column)
        return self.row[position] if position is not None and position < len(self.row) else None

    def error(self) -> tuple[str, str] | None:
        """Return the address and text of the first error cell in a column that the mapping reads."""
        for position in self.positions.values():
            address = a1(self.number - 1, position)
            if address in self.errors:
                return address, self.errors[address]
        return None


@dataclass(frozen=True, slots=True)
class Header:
    """The header row of a sheet (counted from 0) and where in it the mapping's columns stand."""

    sheet: Sheet
    index: int
    positions: Mapping[str, int]

    def lines(self) -> Iterator[Line]:
        """Yield the filled rows under the header, without rows of sums."""
        errors = dict(self.sheet.errors)
        for index, row in enumerate(self.sheet.rows[self.index + 1 :], self.index + 1):
            first = next((value for value in row if not is_blank(value)), None)
            if first is not None and as_key(first) not in TOTALS:
                yield Line(index + 1, row, self.positions, errors)


def found_header(book: Book, name: str, chosen: RegisterMap | None) -> tuple[RegisterMap, Header]:
    """Return the mapping and the header that fit best; `desk.errors.BadInput` names the columns that lack.

    Of several mappings whose columns are all there, the one that reads most of them is taken.
    """
    candidates = (chosen,) if chosen else shipped()
    best = max(
        ((mapping, sheet, index) for mapping in candidates for sheet, index in _places(book)),
        key=lambda place: _fit(*place),
        default=None,
    )
    if best is None:
        raise refuse(Fault.EMPTY_TABLE, name=name)
    mapping, sheet, index = best
    keys = _keys(sheet, index)
    if missing := mapping.missing(frozenset(keys)):
        raise _mismatch(name, mapping, missing, chosen)
    positions = {column: keys[as_key(column)] for column in mapping.columns() if as_key(column) in keys}
    return mapping, Header(sheet, index, positions)


def _places(book: Book) -> Iterator[tuple[Sheet, int]]:
    for sheet in book.sheets:
        for index in range(min(HEADER_ROWS, len(sheet.rows))):
            yield sheet, index


def _fit(mapping: RegisterMap, sheet: Sheet, index: int) -> tuple[bool, float, int]:
    """Rank a place: complete ones first, then by the share and by the number of columns found."""
    required = mapping.required()
    missing = len(mapping.missing(frozenset(_keys(sheet, index))))
    return missing == 0, 1 - missing / len(required), len(required) - missing


def _keys(sheet: Sheet, index: int) -> dict[str, int]:
    """Return the columns of a row by `as_key`; the first of two equal headings counts."""
    keys: dict[str, int] = {}
    for position, value in enumerate(sheet.rows[index]):
        if not is_blank(value):
            keys.setdefault(as_key(value), position)
    return keys


def _mismatch(
    name: str, mapping: RegisterMap, missing: tuple[str, ...], chosen: RegisterMap | None
) -> Exception:
    fault = Fault.HEADER_MISMATCH if chosen else Fault.NO_MAPPING
    problems = tuple(Problem(column, _("The column is missing.")) for column in missing)
    joined = ", ".join(missing)
    return refuse(fault, problems=problems, name=name, title=mapping.title, missing=joined)
