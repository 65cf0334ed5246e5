"""The ports of `desk.ports` in memory: quick and true, for tests that are not about storage.

Every handle that one `MemoryHome` gives behaves like another process on the same data folder.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from desk.errors import BadInput, Conflict, Refused, StorageError
from desk.events import Event
from desk.ports import ArchivePage, ArchiveQuery, Change
from desk.searching import folded, searched_text


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
    archived: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def events(self, number: str) -> tuple[Event, ...]:
        return self.histories.get(number, ())

    def number_of(self, source: str) -> str | None:
        every = {**self.archived, **self.rows}
        return next((n for n, row in every.items() if source and row.get("source") == source), None)

    def with_change(self, change: Change) -> State:
        events = tuple(Event.from_json(plain(event.to_json())) for event in change.events)
        return replace(
            self,
            rows={**self.rows, change.number: plain(change.row)},
            histories={**self.histories, change.number: self.events(change.number) + events},
            log=(*self.log, change.number),
            archived={n: row for n, row in self.archived.items() if n != change.number},
        )

    def with_serial(self, prefix: str, value: int) -> State:
        return replace(self, serials={**self.serials, prefix: value})

    def with_archive(self) -> State:
        leaving = {n: row for n, row in self.rows.items() if row.get("state") in ("closed", "archived")}
        rows = {n: row for n, row in self.rows.items() if n not in leaving}
        return replace(self, rows=rows, archived={**self.archived, **leaving})

    def search(self, query: ArchiveQuery) -> ArchivePage:
        found = [row for n, row in self.archived.items() if fits(query, row, self.events(n))]
        found.sort(key=lambda row: row.get("number", ""))
        found.sort(key=lambda row: row.get("closed_at") or "", reverse=True)
        end = None if query.limit is None else query.offset + query.limit
        return ArchivePage(len(found), tuple(found[query.offset : end]))


def fits(query: ArchiveQuery, row: Mapping[str, Any], events: tuple[Event, ...]) -> bool:
    """Whether an archived ticket is one of those that a query asks for."""
    working = {row.get("unit"), row.get("lead"), *row.get("helpers", ())}
    text = folded(query.text)
    named = (
        query.named_units & {row.get("unit"), row.get("lead")} or row.get("follower") in query.named_people
    )
    return (
        (not text or bool(named) or text in searched_text(row, events[0].data if events else {}))
        and (query.reach is None or bool(query.reach & {*working, row.get("accepting_unit")}))
        and query.level in (None, row.get("level"))
        and (not query.unit or query.unit in working)
        and query.customer_key in ("", row.get("customer_key"))
        and within(row.get("received_at"), query.received)
        and within(row.get("closed_at"), query.closed)
    )


def within(moment: str | None, period: tuple[str, str]) -> bool:
    """Whether an ISO moment lies in a period that may be open at either end."""
    return (not period[0] or (moment or "") >= period[0]) and (not period[1] or (moment or "") < period[1])


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

    def row(self, number: str) -> Mapping[str, Any] | None:
        return {**self._state.archived, **self._state.rows}.get(number)

    def search(self, query: ArchiveQuery) -> ArchivePage:
        return self._state.search(query)

    def prepare_search(self, progress: Callable[[int, int], None]) -> None:
        pass

    def checkpoint(self) -> bool:
        with self._home.lock:
            self._home.state = self._state = self._home.state.with_archive()
        return True

    def events(self, number: str) -> tuple[Event, ...]:
        return self._state.events(number)

    def number_of(self, source: str) -> str | None:
        return self._state.number_of(source)

    def warning(self) -> str:
        """Memory is never damaged."""
        return ""

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
