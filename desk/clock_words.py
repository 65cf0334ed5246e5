"""Clocks in words, the same on every screen and in every command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from desk.clocks import Clock
from desk.due import last_day
from desk.i18n import N_, _

NAMES: Final[Mapping[str, str]] = {
    "respond": N_("First contact"),
    "resolve": N_("Resolve"),
    "report_up": N_("Report up"),
    "daily_contact": N_("Daily contact"),
    "next_reply": N_("Promised reply"),
    "assess": N_("Assess"),
    "progress": N_("Progress"),
    "revisit": N_("Revisit"),
    "regulator": N_("Regulator"),
    "filing": N_("Filing"),
}
STATES: Final[Mapping[str, str]] = {
    "running": N_("running"),
    "overdue": N_("overdue"),
    "met": N_("met"),
    "late": N_("met late"),
    "provisional": N_("provisional"),
    "ended": N_("ended"),
}


def clock_word(name: str) -> str:
    """Return a clock's name in the language in force."""
    return _(NAMES.get(name, name))


def state_of(clock: Clock) -> str:
    """Return the word of a clock's state."""
    return _(STATES[clock.state])


def limit_of(clock: Clock) -> str:
    """Return how long a clock runs; a promised time has no length of its own."""
    return _("as promised") if clock.rule.kind == "promise" else str(clock.rule.limit)


def due_moment(clock: Clock) -> str:
    """Return when a clock is due as a person writes it: 03-05 24:00; the earliest date while provisional."""
    if clock.due.at is None:
        return _("not before {day}").format(day=f"{clock.due.earliest_date:%Y-%m-%d}")
    if clock.due.limit.in_days:
        return f"{last_day(clock.due.at):%Y-%m-%d} 24:00"
    return f"{clock.due.at:%Y-%m-%d %H:%M}"
