"""Which days count as working days, year by year, from the State Council's notices.

A year without a table is unknown: nothing here guesses its holidays. A notice may also move days of the
December before its year (31 December 2011 was a working Saturday for New Year 2012), so the table of the
following year is asked first.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

from desk.calendar_file import ONE_DAY, SATURDAY, Holiday, SetDay, YearTable, read_table

Reason = Literal["working", "weekend", "holiday", "make_up", "unknown"]

SHIPPED: Final = Path(__file__).parent / "calendars"


@dataclass(frozen=True, slots=True)
class DayKind:
    """Whether a day counts, and why; `holiday` and `notice` stand where a notice decides."""

    counts: bool
    why: Reason
    holiday: Holiday | None = None
    notice: str = ""


WORKING: Final = DayKind(counts=True, why="working")
WEEKEND: Final = DayKind(counts=False, why="weekend")
UNKNOWN: Final = DayKind(counts=False, why="unknown")


@dataclass(frozen=True, eq=False)
class Calendars:
    """The tables in force, by year."""

    tables: Mapping[int, YearTable]
    _kinds: dict[date, DayKind] = field(default_factory=dict, init=False, repr=False)

    def covers_span(self, first: date, last: date) -> bool:
        """Tell whether every year from `first` to `last` has a table."""
        return all(year in self.tables for year in range(first.year, last.year + 1))

    def kind(self, day: date) -> DayKind:
        """Return whether the day counts as a working day, and why."""
        found = self._kinds.get(day)
        if found is None:
            found = self._kinds[day] = self._kind(day)
        return found

    def _kind(self, day: date) -> DayKind:
        if day.year not in self.tables:
            return UNKNOWN
        for year in (day.year + 1, day.year):
            table = self.tables.get(year)
            entry = table.days.get(day) if table else None
            if entry:
                return DayKind(
                    entry.counts, "make_up" if entry.counts else "holiday", entry.holiday, entry.notice
                )
        return WEEKEND if day.weekday() >= SATURDAY else WORKING

    @cached_property
    def working(self) -> tuple[int, ...]:
        """Return the ordinals of all working days of all years that have a table, in order."""
        days = (date(year, 1, 1) + n * ONE_DAY for year in sorted(self.tables) for n in range(_length(year)))
        return tuple(day.toordinal() for day in days if self.kind(day).counts)

    def working_up_to(self, day: date) -> int:
        """Return how many known working days there are up to and including the day."""
        return bisect_right(self.working, day.toordinal())

    @cached_property
    def version(self) -> str:
        """Return the name of what is in force: the years, and a check sum that changes with any table."""
        return f"{_spans(sorted(self.tables))}#{_digest(self.tables.values())}"


def _length(year: int) -> int:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def _spans(years: list[int]) -> str:
    """Write ordered years shortly: `2011-2026,2028`."""
    breaks = [0, *(i for i, (a, b) in enumerate(pairwise(years), 1) if b != a + 1), len(years)]
    runs = [years[a:b] for a, b in pairwise(breaks) if a < b]
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _digest(tables: Iterable[YearTable]) -> str:
    """Return eight hexadecimal digits that stand for everything the tables say."""
    total = hashlib.sha256()
    for table in sorted(tables, key=lambda t: t.year):
        total.update(
            repr((table.year, table.version, table.title, sorted(table.days.items(), key=_by_day))).encode()
        )
    return total.hexdigest()[:8]


def _by_day(item: tuple[date, SetDay]) -> date:
    return item[0]


def load_calendars(*extra_dirs: Path) -> Calendars:
    """Return the shipped years and those of the folders, missing folders left out.

    Of two files for one year the higher version stands, of two equal versions the later folder's.
    BadInput names the first faulty file.
    """
    tables: dict[int, YearTable] = {}
    for folder in (SHIPPED, *extra_dirs):
        for path in sorted(folder.glob("*.toml")):
            table = read_table(path)
            if table.year not in tables or table.version >= tables[table.year].version:
                tables[table.year] = table
    return Calendars(tables)
