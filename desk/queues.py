"""Queues: which rows each one holds and in what order; level first, then the due time (K-11.3e)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from desk.i18n import N_
from desk.moments import end_of
from desk.ports import ArchivePage, Row
from desk.rows import due_or_earliest, is_open, is_overdue
from desk.units import Actor


@dataclass(frozen=True, slots=True)
class Looker:
    """Who looks at a queue, and when."""

    actor: Actor
    now: datetime


NEWEST: Final = 2000
"""Closed tickets in a list, unless told otherwise: there may be a million."""

Test = Callable[[Row, Looker], bool]


@dataclass(frozen=True, slots=True)
class Queue:
    """A named list of tickets; the label is English, translated when shown."""

    name: str
    label: str
    holds: Test


@dataclass(frozen=True, slots=True)
class Filter:
    """What else a list is narrowed to; empty fields narrow nothing.

    Of closed tickets the `newest` are listed, as many as it says; None lists all.
    """

    queue: str = "open"
    level: int | None = None
    unit: str = ""
    text: str = ""
    newest: int | None = NEWEST


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a list in order; `total` counts all that fit, also those left out of `rows`."""

    total: int
    rows: tuple[Row, ...]


def _state(*states: str) -> Test:
    return lambda row, _looker: row["state"] in states


def _level(level: int) -> Test:
    return lambda row, _looker: is_open(row) and row["level"] == level


def _mine(row: Row, looker: Looker) -> bool:
    return is_open(row) and looker.actor.id in (row["follower"], row["first_contact"])


def _today(row: Row, looker: Looker) -> bool:
    moment = due_or_earliest(row)
    return is_open(row) and moment is not None and looker.now < moment <= end_of(looker.now.date())


def _to_judge(row: Row) -> bool:
    return row["state"] == "verdict_due" and row["verdict"] in ("", "undetermined")


QUEUES: Final[tuple[Queue, ...]] = (
    Queue("open", N_("Open tickets"), lambda row, _looker: is_open(row)),
    Queue("overdue", N_("Overdue"), lambda row, looker: is_open(row) and is_overdue(row, looker.now)),
    Queue("today", N_("Due today"), _today),
    Queue("level3", N_("Level 3"), _level(3)),
    Queue("level2", N_("Level 2"), _level(2)),
    Queue("level1", N_("Level 1"), _level(1)),
    Queue("mine", N_("Mine"), _mine),
    Queue("to_sign", N_("To sign for"), _state("dispatched")),
    Queue("asking", N_("Asking"), _state("asking")),
    Queue("revisit", N_("To revisit"), _state("revisit_due", "replied")),
    Queue("verdict", N_("To judge"), lambda row, _looker: _to_judge(row)),
    Queue("closed", N_("Closed tickets"), lambda row, _looker: not is_open(row)),
    Queue("all", N_("All tickets"), lambda _row, _looker: True),
)
BY_NAME: Final[Mapping[str, Queue]] = {queue.name: queue for queue in QUEUES}
WITH_ARCHIVE: Final = frozenset({"closed", "all"})
"""The queues to which archived tickets belong too."""

DRAFTS: Final = "drafts"
"""The one queue that is not made of tickets: the person's own drafts."""


def order(row: Row) -> tuple[Any, ...]:
    """Return the sort key of a row: open before closed, level 3 first, then the due time, then the oldest."""
    due = row["due_at"] or row["not_before"]
    if not is_open(row):
        return (1, 0, "", _newest_first(row["closed_at"] or ""), row["number"])
    return (0, -row["level"], due or "9", row["received_at"], row["number"])


def _newest_first(text: str) -> tuple[int, ...]:
    return tuple(-ord(character) for character in text)


def select(
    rows: Iterable[Row],
    wanted: Filter,
    looker: Looker,
    reach: frozenset[str] | None,
    matches: Callable[[Row], bool],
) -> list[Row]:
    """Return the rows of a queue within the actor's reach, narrowed and in order."""
    holds = BY_NAME[wanted.queue].holds
    found = [
        row
        for row in rows
        if holds(row, looker)
        and within(row, reach)
        and (wanted.level is None or row["level"] == wanted.level)
        and (not wanted.unit or wanted.unit in (row["unit"], row["lead"], *row["helpers"]))
        and matches(row)
    ]
    found.sort(key=order)
    return found


def joined(live: list[Row], archived: ArchivePage, newest: int | None) -> Page:
    """Return live rows, in order, with archived ones among them, and of closed tickets only the newest."""
    rows = sorted((*live, *archived.rows), key=order) if archived.rows else live
    first = next((place for place, row in enumerate(rows) if not is_open(row)), len(rows))
    end = None if newest is None else first + newest
    return Page(len(live) + archived.total, tuple(rows[:end]))


def within(row: Row, reach: frozenset[str] | None) -> bool:
    """Whether somebody who reaches these units may see the row (K-6.0)."""
    return reach is None or bool(reach & {row["unit"], row["lead"], row["accepting_unit"], *row["helpers"]})
