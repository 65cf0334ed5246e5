"""Going through the archive: every file, every ticket in it, and the index against both."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desk.errors import StorageError
from desk.i18n import _
from storage import archive, index
from storage.archive import Part
from storage.archive_reader import Sheet, Spot, damaged_line, read_line, read_sheet
from storage.codec import events_part, read_events
from storage.files import open_file
from storage.index_rows import storable
from storage.snapshot_reader import checksum_of, read_meta


@dataclass(slots=True)
class Found:
    """What stands in the archive: tickets that are not live, their events, a sentence for each fault."""

    tickets: int = 0
    events: int = 0
    faults: list[str] = field(default_factory=list)


def check_history(number: str, line: bytes, rev: int) -> tuple[int, str]:
    """Return how many events a ticket's line holds, and the sentence about a damaged history, if it is."""
    try:
        revs = [event.rev for event in read_events([events_part(line)])]
    except (ValueError, KeyError, TypeError):
        revs = []
    if revs == list(range(1, rev + 1)):
        return len(revs), ""
    message = _("The history of ticket {number} is damaged or has a gap; restore it from a backup.")
    return len(revs), message.format(number=number)


def check_archive(folder: Path, generation: int, live: Callable[[str], bool]) -> Found:
    """Read every file of the archive up to a generation, newest first, and compare the index with them."""
    found = Found()
    parts = archive.parts(folder, upto=generation)
    found.faults += _missing(folder, parts, generation)
    seen: set[str] = set()
    spots = _IndexedSpots(folder, generation)
    for part in reversed(parts):
        try:
            _check_part(part, read_sheet(part.path), found, seen, live, spots)
        except StorageError as error:
            found.faults.append(error.message)
    differing = spots.faults(len(seen))
    found.faults += [] if found.faults else differing
    return found


def _check_part(
    part: Part, sheet: Sheet, found: Found, seen: set[str], live: Callable[[str], bool], spots: _IndexedSpots
) -> None:
    before = len(found.faults)
    for spot, line in sheet.spots():
        ticket = read_line(spot, line)
        if ticket is None or not ticket.sound:
            found.faults.append(damaged_line(part.path, spot.offset))
        elif ticket.number not in seen:
            seen.add(ticket.number)
            spots.compare(ticket.number, spot)
            events, fault = check_history(ticket.number, line, ticket.rev)
            found.faults += [fault] if fault else []
            found.tickets += 0 if live(ticket.number) else 1
            found.events += 0 if live(ticket.number) else events
    if len(found.faults) == before:
        found.faults += _around(part.path, sheet)


def _around(path: Path, sheet: Sheet) -> Iterator[str]:
    """Name damage between the tickets of a file or in its last line."""
    start = sheet.content.rfind(b"\n", 0, -1) + 1
    try:
        _meta, checksum = read_meta(sheet.content[start:])
    except (ValueError, KeyError, TypeError):
        yield damaged_line(path, start)
        return
    if checksum_of(open_file(path)) != checksum:
        yield damaged_line(path, start)


def _missing(folder: Path, parts: Sequence[Part], generation: int) -> Iterator[str]:
    """Name the generations of which a file is not there, from what the others say of themselves."""
    while generation:
        own = [part for part in parts if part.generation == generation]
        told = next((meta for part in own if (meta := _meta_of(part))), {})
        if len(own) != told.get("parts", len(own) or 1):
            message = _("A file of generation {generation} is missing from {path}; restore it from a backup.")
            yield message.format(generation=generation, path=folder / archive.FOLDER)
        known = [part.generation for part in parts if part.generation < generation]
        generation = told.get("before", max(known, default=0))


def _meta_of(part: Part) -> dict[str, Any]:
    try:
        return read_sheet(part.path).meta
    except StorageError:
        return {}


class _IndexedSpots:
    """Compares the places that the index knows with those in the files; an index that is behind is sound."""

    def __init__(self, folder: Path, generation: int) -> None:
        self._path = folder / index.NAME
        self._connection: sqlite3.Connection | None = None
        self._wrong = False
        try:
            self._open(generation)
        except sqlite3.Error:
            self._wrong = self._path.exists()

    def _open(self, generation: int) -> None:
        connection = index.open_to_read(self._path)
        position = connection.execute("SELECT value FROM meta WHERE key = 'position'").fetchone()[0]
        if position == generation:
            self._connection = connection
            self._wrong = connection.execute("PRAGMA quick_check").fetchone() != ("ok",)
        else:
            connection.close()

    def compare(self, number: str, spot: Spot) -> None:
        """Look whether the index names this place for a ticket."""
        if self._connection is not None and not self._wrong:
            question = (
                "SELECT p.name, t.offset, t.length, t.head, t.crc FROM tickets t "
                "JOIN parts p ON p.id = t.part WHERE t.number = ?"
            )
            told = self._ask(question, (storable(number),))
            self._wrong |= told != (spot.path.name, *spot[1:])

    def _ask(self, question: str, values: tuple[Any, ...] = ()) -> Any:
        assert self._connection is not None
        try:
            return self._connection.execute(question, values).fetchone()
        except sqlite3.Error:
            return None

    def faults(self, tickets: int) -> list[str]:
        """Return the sentence about an index that does not agree with the files, which hold `tickets`."""
        if self._connection is not None:
            with closing(self._connection):
                self._wrong |= self._ask("SELECT count(*) FROM tickets") != (tickets,)
        if not self._wrong:
            return []
        message = _(
            "The index {path} does not agree with the closed tickets; delete it, and it is made anew."
        )
        return [message.format(path=self._path)]
