"""Small words that several commands show."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final

from desk.due import last_day
from desk.i18n import N_, _
from desk.moments import in_zone

WEEKDAYS: Final = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def weekday(day: date) -> str:
    """Return a day's name in the language in force."""
    return _(WEEKDAYS[day.weekday()])


def moment(at: datetime | None) -> str:
    """Return a moment as people write it, or a dash for none."""
    return f"{in_zone(at):%Y-%m-%d %H:%M}" if at else "-"


def until(end: datetime) -> str:
    """Return an exclusive end shortly; 00:00 of a day is said as 24:00 of the day before."""
    at = in_zone(end)
    return f"{at:%m-%d %H:%M}" if at.time() != time.min else f"{last_day(at):%m-%d} 24:00"
