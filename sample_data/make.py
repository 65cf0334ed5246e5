"""Fill a desk with four quarters of an invented bank's complaints, every event by the desk's own rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from desk.errors import Refused
from desk.i18n import _
from desk.ports import ArchiveQuery, Documents, Transaction
from desk.registration import Rules
from desk.service import Desk
from sample_data import bank
from sample_data.life import REGISTER, Act
from sample_data.plan import plan

BATCH = 250
"""Acts that are stored as one transaction."""

Progress = Callable[[int, int], None]


class Turned:
    """A clock that stands where it was last put."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """Return the moment the clock shows."""
        return self.at


def fill(
    desk: Desk, *, seed: int = 2026, tickets: int | None = None, progress: Progress | None = None
) -> int:
    """Write the bank's units, staff and tickets up to the desk's present moment; return how many tickets.

    The same seed, number of tickets and moment give the same record. Refused when the desk has tickets or
    other units already. `progress` is told how many acts of how many are done.
    """
    now = desk.now()
    _write_bank(desk)
    clock = Turned(now)
    rules = Rules(desk.pack, desk.calendars)
    past = Desk(desk.ledger, desk.documents, desk.drafts, rules, clock, practice=desk.practice)
    lives = plan(desk.calendars, now, seed, tickets)
    Play(past, clock, len(lives)).play(_in_order(lives), progress)
    desk.refresh_organisation()
    return len(lives)


def _write_bank(desk: Desk) -> None:
    if desk.ledger.rows() or desk.ledger.search(ArchiveQuery(limit=0)).total:
        raise Refused(_("This desk has tickets of its own; sample data go into an empty one."))
    for table, rows in (("units", bank.units()), ("staff", bank.staff())):
        _write(desk.documents, table, [row.to_json() for row in rows])


def _write(documents: Documents, table: str, rows: list[dict[str, object]]) -> None:
    rev, found = documents.read(table)
    if found and found != rows:
        raise Refused(_("This desk has units and staff of its own; sample data go into an empty one."))
    if not found:
        documents.write(table, rows, expected_rev=rev)


def _in_order(lives: Sequence[Sequence[Act]]) -> list[tuple[int, Act]]:
    """Return every act with the place of its case, in the order of time."""
    acts = [(place, act) for place, life in enumerate(lives) for act in life]
    return sorted(acts, key=lambda pair: (pair[1].at, pair[0]))


class Play:
    """Acts the plan out on a desk whose clock is turned to each act's moment."""

    def __init__(self, desk: Desk, clock: Turned, cases: int) -> None:
        self._desk = desk
        self._clock = clock
        self._numbers = [""] * cases

    def play(self, acts: Sequence[tuple[int, Act]], progress: Progress | None) -> None:
        """Do all acts, a batch to a transaction."""
        done = 0
        for batch in _batches(acts):
            with self._desk.batch() as transaction:
                for place, act in batch:
                    self._do(transaction, place, act)
            done += len(batch)
            if progress:
                progress(done, len(acts))

    def _do(self, transaction: Transaction, place: int, act: Act) -> None:
        self._clock.at = act.at
        actor = self._desk.actor(act.actor, "sample")
        if act.verb == REGISTER:
            self._numbers[place] = self._desk.register_in(transaction, act.fields, actor).number
            return
        fields = {**act.fields, "other": self._numbers[act.other]} if act.other is not None else act.fields
        self._desk.act_in(transaction, self._numbers[place], act.verb, fields, actor)


def _batches(acts: Sequence[tuple[int, Act]]) -> Iterator[list[tuple[int, Act]]]:
    rest = iter(acts)
    while batch := list(islice(rest, BATCH)):
        yield batch
