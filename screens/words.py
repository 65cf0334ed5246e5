"""Short words of the screens: marks of levels, time left, names of clocks and states."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from desk.calendar import Calendars
from desk.clock_words import state_of
from desk.clocks import Clock
from desk.due import Remaining, countdown, remaining
from desk.i18n import N_, _
from desk.moments import from_iso
from desk.ports import Row
from desk.states import STATES

LEVELS: Final[Mapping[int, tuple[str, str, str]]] = {
    3: ("!!", N_("major"), "line--danger"),
    2: ("! ", N_("sensitive"), "line--warn"),
    1: ("- ", N_("ordinary"), ""),
    0: ("  ", N_("record"), "line--dim"),
}
"""Mark, word and style of each level; the mark and the word tell it without colour."""

CLOCK_STYLES: Final[Mapping[str, str]] = {
    "overdue": "line--danger",
    "met": "line--good",
    "late": "line--warn",
    "provisional": "line--warn",
    "ended": "line--dim",
}


def level_mark(level: int) -> tuple[str, str]:
    """Return a level's mark with its word, and its style."""
    mark, word, style = LEVELS.get(level, LEVELS[0])
    return f"{mark}{_(word)}", style


def state_word(state: str) -> str:
    """Return a state's name."""
    return _(STATES.get(state, state))


def clock_state(clock: Clock) -> tuple[str, str]:
    """Return the word of a clock's state, and its style."""
    return state_of(clock), CLOCK_STYLES.get(clock.state, "")


def left_word(left: Remaining) -> tuple[str, str]:
    """Return how far a due time is off, and its style."""
    if left.overdue:
        return countdown(left), "line--danger"
    return countdown(left), "" if left.in_days else "line--warn"


def due_word(row: Row, now: datetime, calendars: Calendars) -> tuple[str, str]:
    """Return a queue row's time left, and its style; nothing when nothing is owed."""
    if row["due_at"]:
        return left_word(remaining(now, from_iso(row["due_at"]), calendars))
    return (_("provisional"), "line--warn") if row["not_before"] else ("", "")
