"""A complaints register of another system, read into records that the desk can take.

`plan_load` reads and checks and writes nothing, so a dry run is a plan that is not taken; `take` hands the
records to the desk in batches, each one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final, Protocol

from desk.fields import Checked
from desk.i18n import _
from desk.intake import HISTORY
from desk.loading import LoadedRecord
from desk.moments import system_now
from desk.ports import Ledger
from desk.units import Actor
from importers.book import Limits
from importers.header import Header, found_header
from importers.mapping import RegisterMap, read_map
from importers.records import Record, Reply, record_of
from importers.rules import Unfit
from importers.sheets import read_book

__all__ = ["LoadPlan", "LoadResult", "Record", "RefusedRow", "Reply", "plan_load", "rehearse", "take"]

LIMITS: Final = Limits(file_bytes=100 * 1024 * 1024, rows=200_000)
"""A register of years may be longer than a branch's quarterly workbook."""

BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One row that cannot be taken, and why."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """What a file holds: `read` filled rows, each either a record or refused; `warnings` about the file."""

    mapping: RegisterMap
    records: tuple[Record, ...]
    refused: tuple[RefusedRow, ...]
    read: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadResult:
    """How a load ended; `cancelled` when it was stopped between two batches."""

    read: int
    taken: int
    already: int
    refused: tuple[RefusedRow, ...]
    cancelled: bool = False


class Taker(Protocol):
    """What takes batches: the desk."""

    def load_batch(
        self, records: Sequence[LoadedRecord], actor: Actor
    ) -> tuple[int, int, list[tuple[str, str]]]:
        """Take a batch as one transaction: how many taken, how many known, (source, reason) of refused."""


class Checker(Protocol):
    """What can say beforehand how a load would end: the desk."""

    ledger: Ledger

    def check_intake(self, raw: Mapping[str, Any], purpose: str) -> Checked:
        """Read a new ticket's fields and return every problem; stores nothing."""


def plan_load(path: Path, map_path: Path | None = None, *, now: datetime | None = None) -> LoadPlan:
    """Read a register and say what would be taken; writes nothing.

    Without a mapping the header chooses among those that come with the desk. A row that cannot be taken is
    counted and explained; only a file or a mapping that cannot be used at all is `desk.errors.BadInput`.
    Moments after `now` (default: the present) are refused.
    """
    chosen = read_map(map_path) if map_path else None
    book = read_book(path, limits=LIMITS)
    mapping, header = found_header(book, path.name, chosen)
    records, refused = _sorted_out(header, mapping, now or system_now())
    return LoadPlan(mapping, records, refused, len(records) + len(refused), book.warnings)


def take(
    plan: LoadPlan,
    desk: Taker,
    *,
    actor: Actor,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
    batch: int = BATCH,
) -> LoadResult:
    """Hand the plan's records to the desk; each batch stays when a later one fails or the load is cancelled.

    `progress` is told (done, all) after each batch. A record whose field for the unit is empty goes to the
    actor's own unit. Loading the same file again takes nothing.
    """
    rows = {record.source: record.row for record in plan.records}
    refused = [*plan.refused]
    taken = already = 0
    for records in _batches(plan.records, batch):
        if cancelled():
            return LoadResult(plan.read, taken, already, tuple(refused), cancelled=True)
        new, known, faults = desk.load_batch([_loaded(record, actor) for record in records], actor)
        taken, already = taken + new, already + known
        refused += [RefusedRow(rows[source], reason) for source, reason in faults]
        progress(taken + already + len(refused) - len(plan.refused), len(plan.records))
    return LoadResult(plan.read, taken, already, tuple(refused))


def rehearse(plan: LoadPlan, desk: Checker, *, actor: Actor) -> LoadResult:
    """Say what `take` would do just now, and write nothing: new, known already, refused by the desk."""
    refused = [*plan.refused]
    taken = already = 0
    for record in plan.records:
        problems = desk.check_intake(_loaded(record, actor).intake, HISTORY).problems
        if desk.ledger.number_of(record.source):
            already += 1
        elif problems:
            refused.append(RefusedRow(record.row, problems[0].message))
        else:
            taken += 1
    return LoadResult(plan.read, taken, already, tuple(refused))


def _batches(records: Iterable[Record], size: int) -> Iterator[list[Record]]:
    waiting = iter(records)
    while batch := list(islice(waiting, size)):
        yield batch


def _loaded(record: Record, actor: Actor) -> LoadedRecord:
    reply = record.reply
    return LoadedRecord(
        source=record.source,
        intake={"unit": actor.unit, **record.intake},
        dispatched_at=record.dispatched_at,
        replied_at=reply.at if reply else None,
        reply_text=reply.text if reply else "",
        reply_way=reply.way if reply else "",
        closed_at=record.closed_at,
        satisfaction=record.satisfaction,
    )


def _sorted_out(
    header: Header, mapping: RegisterMap, now: datetime
) -> tuple[tuple[Record, ...], tuple[RefusedRow, ...]]:
    """Make every filled row a record or a refusal; the first of two rows with one key is taken."""
    records: dict[str, Record] = {}
    refused = []
    for line in header.lines():
        try:
            record = record_of(line, mapping, now)
        except Unfit as error:
            refused.append(RefusedRow(line.number, str(error)))
            continue
        first = records.setdefault(record.source, record)
        if first is not record:
            refused.append(RefusedRow(line.number, _same_key(first)))
    return tuple(records.values()), tuple(refused)


def _same_key(first: Record) -> str:
    key = first.source.partition(":")[2]
    return _("The number {key} stands in row {row} already; give each record its own.").format(
        key=key, row=first.row
    )
