"""What the index holds of each archived ticket, and how a part is taken in."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, Final

from desk.searching import searched_text
from storage.archive import Part
from storage.archive_reader import Archived, read_sheet
from storage.codec import events_part, read_events
from storage.files import open_file
from storage.pairs import pairs

VERSION: Final = 2
SCHEMA: Final = f"""
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID;
INSERT OR IGNORE INTO meta VALUES ('version', {VERSION}), ('position', 0);
CREATE TABLE IF NOT EXISTS parts (id INTEGER PRIMARY KEY, name TEXT UNIQUE, generation INTEGER, tail BLOB);
CREATE TABLE IF NOT EXISTS tickets (
    id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT UNIQUE, rev INTEGER, generation INTEGER,
    part INTEGER, offset INTEGER, length INTEGER, head INTEGER, crc INTEGER,
    source TEXT, customer TEXT, level INTEGER, verdict TEXT, unit TEXT, lead TEXT, follower TEXT,
    received TEXT, closed TEXT
);
CREATE INDEX IF NOT EXISTS by_source ON tickets (source) WHERE source <> '';
CREATE INDEX IF NOT EXISTS by_customer ON tickets (customer) WHERE customer <> '';
CREATE INDEX IF NOT EXISTS by_closing ON tickets (closed DESC, number);
CREATE TABLE IF NOT EXISTS touched (
    unit TEXT, ticket INTEGER, concerned INTEGER, PRIMARY KEY (unit, ticket)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_ticket ON touched (ticket);
CREATE VIRTUAL TABLE IF NOT EXISTS texts USING fts5(pairs, content='', tokenize='ascii', columnsize=0);
"""  # noqa: S608 - a number only
"""`touched` are the units of a ticket, `concerned` those that work on it; `texts` has the ids of `tickets`.
The text of a ticket that was archived again stays behind under an id that no ticket has any more."""

_TAIL: Final = 32
_COLUMNS: Final = 17
_INSERT: Final = f"INSERT INTO tickets VALUES (NULL{', ?' * _COLUMNS})"  # noqa: S608 - marks only


def add_part(connection: sqlite3.Connection, part: Part) -> None:
    """Take in every ticket of a part of which no newer copy is known."""
    told = (part.path.name, part.generation, tail_of(part.path))
    found = connection.execute("INSERT INTO parts VALUES (NULL, ?, ?, ?)", told)
    for ticket in read_sheet(part.path).tickets():
        if _is_newest(connection, storable(ticket.number), part.generation):
            _add(connection, ticket, part.generation, int(found.lastrowid or 0))


def tail_of(path: Path) -> bytes:
    """Return the end of a part, where its checksum stands, or nothing when it is not there."""
    try:
        file = open_file(path)
        return file.read(max(file.size() - _TAIL, 0), _TAIL)
    except OSError:
        return b""


def _is_newest(connection: sqlite3.Connection, number: str, generation: int) -> bool:
    """Return whether there is no newer copy, and forget an older one."""
    known = connection.execute("SELECT id, generation FROM tickets WHERE number = ?", (number,)).fetchone()
    if known is None:
        return True
    if known[1] > generation:
        return False
    connection.execute("DELETE FROM tickets WHERE id = ?", known[:1])
    connection.execute("DELETE FROM touched WHERE ticket = ?", known[:1])
    return True


def _add(connection: sqlite3.Connection, ticket: Archived, generation: int, part: int) -> None:
    spot, row = ticket.spot, ticket.row
    place = (
        storable(ticket.number),
        ticket.rev,
        generation,
        part,
        spot.offset,
        spot.length,
        spot.head,
        spot.crc,
    )
    texts = ("source", "customer_key")
    told = ("verdict", "unit", "lead", "follower", "received_at", "closed_at")
    level = row.get("level")
    values = (
        *place,
        *(_text(row, n) for n in texts),
        level,
        *(_text(row, n) for n in told),
    )
    ident = connection.execute(_INSERT, values).lastrowid
    units = [(unit, ident, concerned) for unit, concerned in _units(row).items()]
    connection.executemany("INSERT INTO touched VALUES (?, ?, ?)", units)
    connection.execute("INSERT INTO texts (rowid, pairs) VALUES (?, ?)", (ident, pairs(text_of(ticket))))


def _text(row: dict[str, Any], name: str) -> str:
    return storable(str(row.get(name) or ""))


def storable(text: str) -> str:
    """Return a text as SQLite can hold it: half a character, which JSON may carry, is written out."""
    return text.encode(errors="backslashreplace").decode()


def _units(row: dict[str, Any]) -> dict[str, int]:
    """Return the units that may see the ticket, with 1 for those that work on it."""
    touched = {str(row.get("accepting_unit") or ""): 0}
    touched |= {str(unit): 1 for unit in (row.get("unit"), row.get("lead"), *(row.get("helpers") or ()))}
    return {unit: concerned for unit, concerned in touched.items() if unit not in ("", "None")}


def text_of(ticket: Archived) -> str:
    """Return what an archived ticket can be found by; only what its row says when its events are damaged."""
    try:
        events = read_events([events_part(ticket.line)])
        first = events[0].data
    except (ValueError, KeyError, TypeError, IndexError):
        first = {}
    return searched_text(ticket.row, first)
