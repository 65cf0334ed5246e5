"""A quarter, written 2026Q3, and the day on which its workbook is due."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from desk.calendar import Calendars
from desk.due import working_day_from
from desk.errors import UsageError
from desk.i18n import _
from desk.pack import Pack


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One quarter of a year; `n` is 1 to 4."""

    year: int
    n: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read 2026Q3; `UsageError` for anything else."""
        found = re.fullmatch(r"(20\d\d)Q([1-4])", text.strip().upper())
        if not found:
            raise UsageError(_("{text} is no quarter; write it like 2026Q3.").format(text=text))
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        """Return the quarter as it is written: 2026Q3."""
        return f"{self.year}Q{self.n}"

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, 3 * self.n - 2, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Quarter:
        """The quarter after it."""
        return Quarter(self.year + self.n // 4, self.n % 4 + 1)

    def __contains__(self, day: date) -> bool:
        """Tell whether a day lies in the quarter."""
        return self.first <= day <= self.last


def hand_in_by(quarter: Quarter, pack: Pack, calendars: Calendars) -> date | None:
    """Return the day by which branches hand in a quarter (K-22.1); None while its year has no calendar."""
    day = pack.settings["quarterly_day"].value
    return working_day_from(quarter.next.first.replace(day=day), calendars)
