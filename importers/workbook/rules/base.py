"""What a rule is given and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from desk.calendar import Calendars
from desk.pack import Pack
from desk.ports import Ledger
from desk.units import Organisation
from importers.workbook.content import UNIT
from importers.workbook.filing import Filing
from importers.workbook.layout import Layout
from importers.workbook.quarter import Quarter
from importers.workbook.records import Record


@dataclass(frozen=True, slots=True)
class Hit:
    """One cell that breaks a rule."""

    record: Record
    header: str
    message: str
    expected: str = ""


@dataclass(frozen=True)
class Case:
    """One handed-in workbook with everything that it is judged by.

    `unit` is the branch it should be from, `ledger` the desk's own tickets, if they are to be compared.
    """

    filing: Filing
    organisation: Organisation
    pack: Pack
    calendars: Calendars
    now: datetime
    unit: str
    ledger: Ledger | None = None

    @property
    def layout(self) -> Layout:
        """The template that it should follow."""
        return self.filing.layout

    @property
    def quarter(self) -> Quarter:
        """The quarter that it reports."""
        return self.filing.quarter

    @property
    def today(self) -> date:
        """The day of the check."""
        return self.now.date()

    @cached_property
    def cases_of(self) -> Mapping[str, tuple[Record, ...]]:
        """The rows of the register by the unit complained of."""
        found: dict[str, list[Record]] = {}
        for record in self.filing.cases:
            found.setdefault(record.key(UNIT), []).append(record)
        return {unit: tuple(rows) for unit, rows in found.items()}


def shown(figure: Decimal | None) -> str:
    """Write a figure as a person reads it: 3, 120.50, or a dash for none."""
    if figure is None:
        return "-"
    return f"{figure:f}" if figure != figure.to_integral_value() else str(int(figure))
