"""Rows of the workbook with their values as what they are meant to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from importers.book import Value
from importers.cells import a1, as_date, as_key, as_moment, as_money, as_text, is_blank
from importers.workbook.layout import COVER, SheetLayout, Where

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a sheet (for the cover: all its lines); `row` counts from 0."""

    layout: SheetLayout
    row: int
    values: Mapping[str, Value]
    _known: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def place(self, header: str) -> str:
        """Return the address of a cell."""
        column = self.layout.index[header]
        return a1(self.row + column, 1) if self.layout.name == COVER else a1(self.row, column)

    def value(self, header: str) -> Value:
        """Return a cell as the file holds it."""
        return self.values.get(header)

    def blank(self, header: str) -> bool:
        """Tell whether a cell holds nothing that a person can see."""
        return is_blank(self.values.get(header))

    def text(self, header: str) -> str:
        """Return a cell as clean text."""
        return as_text(self.values.get(header))

    def key(self, header: str) -> str:
        """Return a cell for comparing: width, blanks and capitals do not matter."""
        return as_key(self.values.get(header))

    def word(self, header: str) -> str:
        """Return the allowed word that a cell means; nothing for a blank or a foreign one."""
        if header not in self._known:
            self._known[header] = self._word(header)
        return self._known[header]

    def _word(self, header: str) -> str:
        column = self.layout.column(header)
        if column.words is None or self.blank(header):
            return ""
        found = column.words.find(self.values[header], self.word(column.under) if column.under else "")
        return found.text if found else ""

    def desk_key(self, header: str) -> str:
        """Return the desk's key of the word that a cell means; nothing for a blank or a foreign one."""
        words, word = self.layout.column(header).words, self.word(header)
        found = words.find(word) if words and word else None
        return found.keys[0] if found and found.keys else ""

    def day(self, header: str) -> date | None:
        """Return a cell's day, if it holds a date."""
        return as_date(self.values.get(header))

    def moment(self, header: str) -> datetime | None:
        """Return a cell's moment, if it holds one."""
        return as_moment(self.values.get(header))

    def number(self, header: str) -> Decimal | None:
        """Return a cell's figure, if it holds one."""
        return as_money(self.values.get(header))

    def amount(self, header: str) -> Decimal:
        """Return a cell's figure, a cell without one as 0."""
        found = self.number(header)
        return NOTHING if found is None else found

    def total(self, *headers: str) -> Decimal:
        """Return the sum of some cells."""
        return sum((self.amount(header) for header in headers), NOTHING)

    def holds(self, where: Where) -> bool:
        """Tell whether every named cell holds one of its words."""
        return all(self.word(header) in words for header, words in where.items())
