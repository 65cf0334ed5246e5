"""Due times and working time: pure functions over a start, a limit and the calendars in force.

The day on which a clock starts is day 0, whatever the hour; a limit in days ends at 24:00 of its last
day, held as 00:00 of the next one; minutes and hours run on the wall clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from desk.calendar import Calendars, DayKind
from desk.calendar_file import ONE_DAY, SATURDAY
from desk.i18n import N_, _
from desk.moments import end_of, in_zone, start_of

Unit = Literal["minutes", "hours", "working_days", "calendar_days"]

DAY_SECONDS: Final = 86_400
HOUR_SECONDS: Final = 3_600
INSTANT: Final = timedelta(microseconds=1)

LIMIT_WORDS: Final[dict[Unit, tuple[str, str]]] = {
    "minutes": (N_("{n} minute"), N_("{n} minutes")),
    "hours": (N_("{n} hour"), N_("{n} hours")),
    "working_days": (N_("{n} working day"), N_("{n} working days")),
    "calendar_days": (N_("{n} calendar day"), N_("{n} calendar days")),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take; an amount of 0 days ends with the day on which the clock starts."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError(self.amount)

    @property
    def in_days(self) -> bool:
        """Tell whether the limit ends at the end of a day."""
        return self.unit in ("working_days", "calendar_days")

    def __str__(self) -> str:
        """Return the limit in the language in force: "3个工作日", "30分钟", "当日"."""
        if self.in_days and self.amount == 0:
            return _("the same day")
        one, many = LIMIT_WORDS[self.unit]
        return _(one if self.amount == 1 else many).format(n=self.amount)


@dataclass(frozen=True, slots=True)
class DayNote:
    """One day on the way to a due time: `number` is 1, 2, 3 ... on days that count and 0 on others."""

    day: date
    counts: bool
    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due.

    `at` is the exclusive end, or None while the way there crosses a year without a calendar; then the due
    time is provisional and `not_before` is what it would be if every unknown day counted.
    """

    at: datetime | None
    not_before: datetime
    start: datetime
    limit: Limit
    calendars: Calendars = field(repr=False, compare=False)

    @property
    def provisional(self) -> bool:
        """Tell whether a calendar is missing."""
        return self.at is None

    @property
    def due_date(self) -> date | None:
        """Return the day at whose 24:00 it is due, or the day of the moment; None while provisional."""
        return None if self.at is None else self._day_of(self.at)

    @property
    def earliest_date(self) -> date:
        """Return the day before which it cannot be due."""
        return self._day_of(self.not_before)

    @property
    def days(self) -> tuple[DayNote, ...]:
        """Explain the due time day by day in the language in force; empty for limits in minutes and hours."""
        return tuple(_day_notes(self)) if self.limit.in_days else ()

    def _day_of(self, moment: datetime) -> date:
        return last_day(moment) if self.limit.in_days else moment.date()


def last_day(end: datetime) -> date:
    """Return the last day that an exclusive end still reaches into: 24:00 belongs to the day it ends."""
    return (in_zone(end) - INSTANT).date()


def due(start: datetime, limit: Limit, calendars: Calendars) -> Due:
    """Return when a clock that started at `start` is due."""
    start = in_zone(start)
    if not limit.in_days:
        at = start + timedelta(**{limit.unit: limit.amount})
        return Due(at, at, start, limit, calendars)
    last = _last_day_of(start.date(), limit, calendars)
    if last is None:
        return Due(None, end_of(_earliest(start.date(), limit.amount, calendars)), start, limit, calendars)
    return Due(end_of(last), end_of(last), start, limit, calendars)


def _last_day_of(first: date, limit: Limit, calendars: Calendars) -> date | None:
    if limit.unit == "calendar_days":
        return first + limit.amount * ONE_DAY
    return add_working_days(first, limit.amount, calendars)


def add_working_days(day: date, n: int, calendars: Calendars) -> date | None:
    """Return the nth working day after a day, the day itself for 0; None when that needs an unknown year."""
    if n == 0:
        return day
    index = calendars.working_up_to(day) + n - 1
    if index >= len(calendars.working):
        return None
    found = date.fromordinal(calendars.working[index])
    return found if calendars.covers_span(day + ONE_DAY, found) else None


def _earliest(day: date, n: int, calendars: Calendars) -> date:
    """Return the nth working day after a day as if every day of an unknown year were one."""
    while n > 0:
        day += ONE_DAY
        kind = calendars.kind(day)
        n -= kind.counts or kind.why == "unknown"
    return day


def next_working_day(day: date, calendars: Calendars) -> date | None:
    """Return the first working day after a day; None when that needs an unknown year."""
    return add_working_days(day, 1, calendars)


def working_day_from(day: date, calendars: Calendars) -> date | None:
    """Return the day itself if it is a working day, else the next; None when that needs an unknown year."""
    return next_working_day(day - ONE_DAY, calendars)


def _day_notes(found: Due) -> Iterator[DayNote]:
    """Yield the notes of a limit in days, up to its end or to the first day of an unknown year."""
    day, number = found.start.date(), 0
    ends_at_once = found.limit.amount == 0
    yield DayNote(
        day, False, 0, _("ends at 24:00 of the same day") if ends_at_once else _("start day, not counted")
    )
    while number < found.limit.amount:
        day += ONE_DAY
        kind = found.calendars.kind(day)
        counts = kind.counts or found.limit.unit == "calendar_days"
        number += counts
        if found.limit.unit == "calendar_days":
            yield DayNote(day, True, number, _("calendar day, day {n}").format(n=number))
            continue
        yield DayNote(day, counts, number if counts else 0, _why(day, kind, number))
        if kind.why == "unknown":
            return


def _why(day: date, kind: DayKind, number: int) -> str:
    """Say why a day counts, and as which, or why it does not."""
    if kind.why == "weekend":
        return _("Saturday") if day.weekday() == SATURDAY else _("Sunday")
    sentence = {
        "working": _("working day, day {n}"),
        "make_up": _("make-up working day ({holiday}), day {n}"),
        "holiday": _("{holiday} holiday"),
        "unknown": _("no calendar for {year} yet"),
    }[kind.why]
    return sentence.format(n=number, holiday=kind.holiday, year=day.year)


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Time that has passed: `seconds` of working time, 24 hours to each working day, and working days.

    `working_days` are those after the day of the start up to the day of the end. While `provisional`,
    days of years without a calendar are left out of both.
    """

    seconds: int
    working_days: int
    provisional: bool


def elapsed(start: datetime, end: datetime, calendars: Calendars) -> Elapsed:
    """Return the working time from `start` to `end`; nothing when `end` is not later."""
    start, end = in_zone(start), in_zone(end)
    if end <= start:
        return Elapsed(0, 0, provisional=False)
    seconds = _working_seconds(end, calendars) - _working_seconds(start, calendars)
    days = calendars.working_up_to(end.date()) - calendars.working_up_to(start.date())
    return Elapsed(seconds, days, provisional=not calendars.covers_span(start.date(), end.date()))


def _working_seconds(moment: datetime, calendars: Calendars) -> int:
    """Return the seconds of all known working days before a moment, to the whole second."""
    day = moment.date()
    today = int((moment - start_of(day)).total_seconds()) if calendars.kind(day).counts else 0
    return calendars.working_up_to(day - ONE_DAY) * DAY_SECONDS + today


@dataclass(frozen=True, slots=True)
class Remaining:
    """How far a due time is off: working days and seconds of the wall clock, neither ever negative.

    Before it, `working_days` are those after today up to the due day; when overdue, those after the due
    day up to today. `in_days` tells which of the two a person wants to read.
    """

    overdue: bool
    working_days: int
    seconds: int
    in_days: bool
    provisional: bool


def remaining(now: datetime, due_at: datetime, calendars: Calendars) -> Remaining:
    """Return how far `due_at` (an exclusive end) is off; at the very moment it is overdue."""
    now, due_at = in_zone(now), in_zone(due_at)
    overdue = now >= due_at
    first, last = sorted((now, due_at - INSTANT))
    between = elapsed(first, last, calendars)
    seconds = int(abs((due_at - now).total_seconds()))
    whole_day = seconds >= DAY_SECONDS or (overdue and due_at.time() == time.min)
    in_days = whole_day and between.working_days > 0 and not between.provisional
    return Remaining(overdue, between.working_days, seconds, in_days, between.provisional)


def countdown(left: Remaining) -> str:
    """Say how far a due time is off, shortly: "剩2个工作日", "剩2时46分", "超1个工作日"."""
    days, hours, minutes = left.seconds // DAY_SECONDS, left.seconds // HOUR_SECONDS, left.seconds // 60
    if left.in_days:
        days = left.working_days
        sentence = _("{n} wd late") if left.overdue else _("{n} wd left")
    elif days > 1:
        sentence = _("{n} d late") if left.overdue else _("{n} d left")
    elif hours:
        sentence = _("{h}h{m:02}m late") if left.overdue else _("{h}h{m:02}m left")
    else:
        sentence = _("{m}m late") if left.overdue else _("{m}m left")
    return sentence.format(n=days, h=hours, m=minutes % 60)
