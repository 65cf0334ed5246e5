"""What the core asks of whatever keeps the record: one port, several engines.

Every engine passes the same contract tests (`tests/storage/contract.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from desk.events import Event

Row = Mapping[str, Any]
"""The queue's line of a ticket as plain JSON (see `desk.rows`); the engine stores it and looks inside only
for `source`, the key under which a loaded record is known at its origin, for `state`, which says whether the
ticket may leave for the archive, and for what an `ArchiveQuery` asks about."""


@dataclass(frozen=True, slots=True)
class Change:
    """New events of one ticket and its queue row after them.

    `expected_rev` is the revision that the writer saw (0 for a new ticket); the events carry
    `expected_rev + 1`, `expected_rev + 2` and so on.
    """

    number: str
    expected_rev: int
    events: tuple[Event, ...]
    row: Row


@dataclass(frozen=True, slots=True)
class ArchiveQuery:
    """Which archived tickets are wanted; empty fields narrow nothing.

    `text` occurs in what `desk.searching` makes of a ticket, or one of `named_units` or `named_people` stands
    in its row. `reach` are the units whose tickets the asker may see, None for all. The periods are ISO
    moments (first, before), either of them empty when open.
    """

    text: str = ""
    named_units: frozenset[str] = frozenset()
    named_people: frozenset[str] = frozenset()
    reach: frozenset[str] | None = None
    level: int | None = None
    unit: str = ""
    customer_key: str = ""
    received: tuple[str, str] = ("", "")
    closed: tuple[str, str] = ("", "")
    limit: int | None = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """A part of what was found, the newest closed first; `total` counts all of it."""

    total: int
    rows: tuple[Row, ...]


class Transaction(Protocol):
    """Reads that see everything acknowledged, and writes that appear together or not at all."""

    def events(self, number: str) -> tuple[Event, ...]:
        """Return the ticket's history, with what this transaction added; empty without such a ticket."""

    def number_of(self, source: str) -> str | None:
        """Return the ticket that carries this source key, if any."""

    def serial(self, prefix: str) -> int:
        """Take the next serial of `prefix`: 1, 2, 3 ...; a committed one is never given again."""

    def add(self, change: Change) -> None:
        """Add a change; `desk.errors.Conflict` when the ticket's revision is not the expected one."""


class Ledger(Protocol):
    """The record of all tickets, shared by every process of the desk."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Open a transaction; leaving it without an exception makes its changes durable, as one."""

    def refresh(self) -> frozenset[str]:
        """Take in what others wrote and return the numbers changed since the last call; never waits."""

    def rows(self) -> Mapping[str, Row]:
        """Return the rows of the tickets that are not archived, by number, as of the last refresh."""

    def row(self, number: str) -> Row | None:
        """Return the row of a ticket, archived or not; None when there is no such ticket."""

    def search(self, query: ArchiveQuery) -> ArchivePage:
        """Return archived tickets, which `rows` does not hold; it takes a while when an index is missing."""

    def prepare_search(self, progress: Callable[[int, int], None]) -> None:
        """Do now what the next search would have to do before it; `progress` is told (done, all)."""

    def events(self, number: str) -> tuple[Event, ...]:
        """Return a ticket's history as of the last refresh; empty when there is no such ticket."""

    def number_of(self, source: str) -> str | None:
        """Return the ticket that carries this source key, if any."""

    def warning(self) -> str:
        """Return the sentence about damage of the record that readers must know of, if any; never waits."""

    def close(self) -> None:
        """Release what the engine holds; nothing is lost without it."""


class Documents(Protocol):
    """Small shared tables beside the ledger (units, staff, workbook versions), each with a revision."""

    def read(self, table: str) -> tuple[int, list[dict[str, Any]]]:
        """Return the table's revision (0 when it does not exist) and its documents in order."""

    def write(self, table: str, documents: Sequence[Mapping[str, Any]], *, expected_rev: int) -> int:
        """Replace the table and return its new revision; `Conflict` when it changed in between."""

    def put_file(self, name: str, content: bytes) -> None:
        """Keep a received file for good under a relative name; refused when another content stands there."""

    def get_file(self, name: str) -> bytes:
        """Return a kept file; `desk.errors.StorageError` when it is missing."""


class Drafts(Protocol):
    """Half-written forms of one person; they outlive a dropped line."""

    def save(self, person: str, key: str, fields: Mapping[str, Any]) -> None:
        """Keep a draft, in place of an older one of the same key."""

    def load(self, person: str, key: str) -> dict[str, Any] | None:
        """Return a draft, or None."""

    def drop(self, person: str, key: str) -> None:
        """Forget a draft; nothing happens when there is none."""

    def list(self, person: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the person's drafts as (key, fields), newest first."""
