"""The ports of `desk.ports` in memory: quick and true, for tests that are not about storage.

Every handle that one `MemoryHome` gives behaves like another process on the same data folder.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from desk.errors import BadInput, Conflict, Refused, StorageError
from desk.events import Event
from desk.ports import Change


def plain(value: Any) -> Any:
    """Return what JSON would bring back."""
    return json.loads(json.dumps(value, allow_nan=False, default=dict))


@dataclass(frozen=True)
class State:
    """The record at one moment; a new one replaces it, so that whoever holds it keeps what he saw."""

    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    histories: Mapping[str, tuple[Event, ...]] = field(default_factory=dict)
    serials: Mapping[str, int] = field(default_factory=dict)
    log: tuple[str, ...] = ()

    def events(self, number: str) -> tuple[Event, ...]:
        return self.histories.get(number, ())

    def number_of(self, source: str) -> str | None:
        return next((n for n, row in self.rows.items() if source and row.get("source") == source), None)

    def with_change(self, change: Change) -> State:
        events = tuple(Event.from_json(plain(event.to_json())) for event in change.events)
        return State(
            {**self.rows, change.number: plain(change.row)},
            {**self.histories, change.number: self.events(change.number) + events},
            self.serials,
            (*self.log, change.number),
        )

    def with_serial(self, prefix: str, value: int) -> State:
        return State(self.rows, self.histories, {**self.serials, prefix: value}, self.log)


class MemoryTransaction:
    """A state in the making."""

    def __init__(self, state: State) -> None:
        self.state = state

    def events(self, number: str) -> tuple[Event, ...]:
        return self.state.events(number)

    def number_of(self, source: str) -> str | None:
        return self.state.number_of(source)

    def serial(self, prefix: str) -> int:
        taken = self.state.serials.get(prefix, 0) + 1
        self.state = self.state.with_serial(prefix, taken)
        return taken

    def add(self, change: Change) -> None:
        found = len(self.state.events(change.number))
        if found != change.expected_rev:
            message = f"Ticket {change.number} is at revision {found}, not at {change.expected_rev}."
            raise Conflict(message, found=found)
        wanted = list(range(found + 1, found + 1 + len(change.events)))
        if [event.rev for event in change.events] != wanted:
            raise ValueError(wanted)
        if not isinstance(change.row.get("source"), str | None):
            raise TypeError(change.row)
        self.state = self.state.with_change(change)


class MemoryLedger:
    """One handle on the record of a `MemoryHome`."""

    def __init__(self, home: MemoryHome) -> None:
        self._home = home
        self._state = home.state
        self._reported = len(home.state.log)

    @contextmanager
    def transaction(self) -> Iterator[MemoryTransaction]:
        if self._home.writer == threading.get_ident():
            raise RuntimeError("a transaction inside a transaction")
        with self._home.lock:
            self._home.writer = threading.get_ident()
            try:
                transaction = MemoryTransaction(self._home.state)
                yield transaction
                self._home.state = self._state = transaction.state
            finally:
                self._home.writer = 0

    def refresh(self) -> frozenset[str]:
        self._state = self._home.state
        changed = frozenset(self._state.log[self._reported :])
        self._reported = len(self._state.log)
        return changed

    def rows(self) -> Mapping[str, Mapping[str, Any]]:
        return MappingProxyType(dict(self._state.rows))

    def events(self, number: str) -> tuple[Event, ...]:
        return self._state.events(number)

    def number_of(self, source: str) -> str | None:
        return self._state.number_of(source)

    def close(self) -> None:
        pass


class MemoryDocuments:
    """The shared tables and files of a `MemoryHome`."""

    def __init__(self, home: MemoryHome) -> None:
        self._home = home

    def read(self, table: str) -> tuple[int, list[dict[str, Any]]]:
        rev, documents = self._home.tables.get(table, (0, []))
        return rev, plain(documents)

    def write(self, table: str, documents: Sequence[Mapping[str, Any]], *, expected_rev: int) -> int:
        found = self.read(table)[0]
        if found != expected_rev:
            raise Conflict(f"The table {table} is at revision {found}, not at {expected_rev}.", found=found)
        self._home.tables[table] = (found + 1, plain(list(documents)))
        return found + 1

    def put_file(self, name: str, content: bytes) -> None:
        parts = name.replace("\\", "/").split("/")
        if ".." in parts or not all(parts):
            raise BadInput(f"The file name {name} leads out of its folder.")
        if self._home.files.setdefault(name, content) != content:
            raise Refused(f"Another file is already kept as {name}.")

    def get_file(self, name: str) -> bytes:
        if name not in self._home.files:
            raise StorageError(f"No file is kept as {name}.")
        return self._home.files[name]


class MemoryDrafts:
    """The drafts of a `MemoryHome`."""

    def __init__(self, home: MemoryHome) -> None:
        self._home = home

    def save(self, person: str, key: str, fields: Mapping[str, Any]) -> None:
        self.drop(person, key)
        self._home.kept_drafts[person, key] = plain(fields)

    def load(self, person: str, key: str) -> dict[str, Any] | None:
        return plain(self._home.kept_drafts.get((person, key)))

    def drop(self, person: str, key: str) -> None:
        self._home.kept_drafts.pop((person, key), None)

    def list(self, person: str) -> Iterator[tuple[str, dict[str, Any]]]:
        for (owner, key), fields in reversed(self._home.kept_drafts.items()):
            if owner == person:
                yield key, plain(fields)


class MemoryHome:
    """A data folder in memory."""

    def __init__(self) -> None:
        self.state = State()
        self.lock = threading.Lock()
        self.writer = 0
        self.tables: dict[str, tuple[int, list[dict[str, Any]]]] = {}
        self.files: dict[str, bytes] = {}
        self.kept_drafts: dict[tuple[str, str], dict[str, Any]] = {}

    def ledger(self) -> MemoryLedger:
        return MemoryLedger(self)

    def documents(self) -> MemoryDocuments:
        return MemoryDocuments(self)

    def drafts(self) -> MemoryDrafts:
        return MemoryDrafts(self)
