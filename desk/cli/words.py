"""Small words that several commands show."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from desk.i18n import N_, _
from desk.moments import in_zone

WEEKDAYS: Final = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def weekday(day: date) -> str:
    """Return a day's name in the language in force."""
    return _(WEEKDAYS[day.weekday()])


def moment(at: datetime | None) -> str:
    """Return a moment as people write it, or a dash for none."""
    return f"{in_zone(at):%Y-%m-%d %H:%M}" if at else "-"


def yes_no(answer: bool) -> str:
    """Return yes or no."""
    return _("yes") if answer else _("no")
