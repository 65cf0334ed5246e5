"""What the ledger is measured against: a bare append, SQLite, and TinyDB as it comes."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tinydb import TinyDB, where

from desk.ports import Change
from storage.codec import event_json, ticket_line, to_json
from storage.frames import change_payload, encode


def line(change: Change) -> bytes:
    """Return a change as the ledger writes it."""
    rev = change.expected_rev + len(change.events)
    return ticket_line(change.number, rev, change.row, [event_json(event) for event in change.events])


class Bare:
    """A file that the same bytes are appended to, and synced: what a durable action costs at least."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def write(self, change: Change) -> None:
        """Append the frame of a change, encoding included."""
        at = "2026-03-02T09:00:00.000000+00:00"
        os.write(self._descriptor, encode(change_payload(1, 0, at, {}, [line(change)])))
        os.fdatasync(self._descriptor)


class Sqlite:
    """The same tickets in SQLite: write-ahead log, every transaction on disk when it returns."""

    def __init__(self, path: Path) -> None:
        self._base = sqlite3.connect(path, isolation_level=None)
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=FULL")
        self._base.execute(
            "CREATE TABLE IF NOT EXISTS ticket (number TEXT PRIMARY KEY, rev INTEGER, due TEXT, row TEXT, events TEXT)"
        )
        self._base.execute("CREATE INDEX IF NOT EXISTS by_due ON ticket (due)")

    def fill(self, changes: Iterable[Change]) -> None:
        """Insert many tickets as one transaction."""
        self._base.execute("BEGIN IMMEDIATE")
        for change in changes:
            self._insert(change)
        self._base.execute("COMMIT")

    def create(self, change: Change) -> None:
        """Insert a ticket."""
        self._base.execute("BEGIN IMMEDIATE")
        self._insert(change)
        self._base.execute("COMMIT")

    def _insert(self, change: Change) -> None:
        row, events = to_json(change.row).decode(), [event.to_json() for event in change.events]
        values = (change.number, len(events), change.row["due_at"], row, to_json(events).decode())
        self._base.execute("INSERT INTO ticket VALUES (?, ?, ?, ?, ?)", values)

    def update(self, change: Change) -> None:
        """Read a ticket's history, check its revision, and add an event."""
        self._base.execute("BEGIN IMMEDIATE")
        rev, events = self._base.execute(
            "SELECT rev, events FROM ticket WHERE number = ?", (change.number,)
        ).fetchone()
        history = [*json.loads(events), *(event.to_json() for event in change.events)]
        values = (
            rev + 1,
            change.row["due_at"],
            to_json(change.row).decode(),
            to_json(history).decode(),
            change.number,
        )
        self._base.execute("UPDATE ticket SET rev = ?, due = ?, row = ?, events = ? WHERE number = ?", values)
        self._base.execute("COMMIT")

    def get(self, number: str) -> Any:
        """Return a ticket's history."""
        found = self._base.execute("SELECT events FROM ticket WHERE number = ?", (number,)).fetchone()
        return json.loads(found[0])

    def first(self, count: int) -> list[Any]:
        """Return the rows that are due first."""
        found = self._base.execute("SELECT row FROM ticket ORDER BY due LIMIT ?", (count,))
        return [json.loads(row) for (row,) in found]


class PlainTinyDB:
    """TinyDB as it comes: it reads and writes the whole file each time, and does not sync it."""

    def __init__(self, path: Path) -> None:
        self._base = TinyDB(path, ensure_ascii=False)

    def fill(self, changes: Iterable[Change]) -> None:
        """Insert many tickets at once."""
        self._base.insert_multiple(_document(change) for change in changes)

    def create(self, change: Change) -> None:
        """Insert a ticket."""
        self._base.insert(_document(change))

    def update(self, change: Change) -> None:
        """Add an event to a ticket."""

        def add(document: dict[str, Any]) -> None:
            document["row"] = dict(change.row)
            document["events"] += [event.to_json() for event in change.events]

        self._base.update(add, where("number") == change.number)

    def get(self, number: str) -> Any:
        """Return a ticket's history."""
        return self._base.get(where("number") == number)

    def first(self, count: int) -> list[Any]:
        """Return the rows that are due first."""
        return sorted((document["row"] for document in self._base.all()), key=lambda row: row["due_at"])[
            :count
        ]


def _document(change: Change) -> dict[str, Any]:
    events = [event.to_json() for event in change.events]
    return {"number": change.number, "row": dict(change.row), "events": events}
