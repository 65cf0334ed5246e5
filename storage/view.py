"""What one process knows of the record: rows in memory, histories by their place on disk."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from desk.errors import StorageError
from desk.events import Event
from desk.i18n import _
from storage.codec import events_part, head_of, merged_line, read_events
from storage.files import OpenFile
from storage.frames import Record


class Piece(NamedTuple):
    """A ticket's line, or a part of its history, on disk."""

    file: OpenFile
    offset: int
    length: int

    def line(self) -> bytes:
        """Read the line back."""
        return self.file.read(self.offset, self.length)


class Entry(NamedTuple):
    """A ticket: its revision and the pieces that make its history, oldest first."""

    rev: int
    pieces: tuple[Piece, ...]

    def line(self) -> bytes:
        """Read the whole ticket back as one line."""
        return merged_line([piece.line() for piece in self.pieces])


class _Attributes:
    """Whose instances share the keys of their dictionaries, as those of any class do."""


def compact(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row as a dictionary that shares its keys with other rows, at a third of the size."""
    shared = vars(_Attributes())
    for key, value in row.items():
        shared[key] = value
    return shared


class View:
    """The tickets at one point of the journal; `changed` gathers the numbers until somebody asks for them.

    Archived tickets are not among them: `generation` names the last checkpoint that archived any (0 for
    none), `back` those that returned from the archive, where an older copy of them still stands.
    """

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.serials: dict[str, int] = {}
        self.changed: set[str] = set()
        self.back: set[str] = set()
        self.generation = 0
        self._rows: dict[str, dict[str, Any]] = {}
        self._sources: dict[str, str] = {}
        self._handed_out = False
        self._guard = threading.Lock()

    def rows(self) -> Mapping[str, dict[str, Any]]:
        """Return the rows as they are now; later changes go into a copy, not into what was handed out."""
        with self._guard:
            self._handed_out = True
            return MappingProxyType(self._rows)

    def number_of(self, source: str) -> str | None:
        """Return the ticket whose row carries this source key."""
        return self._sources.get(source)

    def rev(self, number: str) -> int:
        """Return a ticket's revision, 0 when there is none."""
        entry = self.entries.get(number)
        return entry.rev if entry else 0

    def events(self, number: str, more: Sequence[bytes] = ()) -> tuple[Event, ...]:
        """Read a ticket's history back, and `more` after it; StorageError when it is damaged on disk."""
        entry = self.entries.get(number)
        try:
            parts = [events_part(piece.line()) for piece in entry.pieces] if entry else []
            return read_events([*parts, *more])
        except (ValueError, KeyError, TypeError, OSError) as error:
            message = _("The history of ticket {number} cannot be read back; restore it from a backup.")
            raise StorageError(message.format(number=number)) from error

    def load(self, number: str, rev: int, row: dict[str, Any], piece: Piece) -> None:
        """Take a ticket from a snapshot."""
        self.entries[number] = Entry(rev, (piece,))
        self._put_row(number, row)

    def apply(self, record: Record, file: OpenFile) -> None:
        """Take in a frame of the journal `file`."""
        with self._guard:
            self._own_rows()
            for offset, line in record.lines:
                self._put_ticket(line, Piece(file, offset, len(line)))
            self.serials.update(record.serials)
            for number in record.archived:
                self._drop(number)
            if record.archived:
                self.generation = record.seal

    def _drop(self, number: str) -> None:
        self.entries.pop(number, None)
        self.back.discard(number)
        self._forget_source(number)
        self._rows.pop(number, None)

    def _put_ticket(self, line: bytes, piece: Piece) -> None:
        raw = json.loads(head_of(line))
        number = raw["number"]
        old = self.entries.get(number)
        whole = raw.get("back", False)
        self.entries[number] = Entry(raw["rev"], (*old.pieces, piece) if old and not whole else (piece,))
        if whole:
            self.back.add(number)
        self._put_row(number, raw["row"])
        self.changed.add(number)

    def take_changed(self) -> frozenset[str]:
        """Return the numbers that changed since the last call."""
        taken = frozenset(self.changed)
        self.changed.clear()
        return taken

    def differences(self, later: View, archived: Mapping[str, int]) -> set[str]:
        """Return the numbers that changed up to `later`; `archived` are the revisions archived in between."""
        both = (self.entries.keys() | later.entries.keys()) - archived.keys()
        found = {n for n in both if self.rev(n) != later.rev(n) or self._rows.get(n) != later._rows.get(n)}
        return found | {n for n, rev in archived.items() if self.rev(n) != max(rev, later.rev(n))}

    def row(self, number: str) -> dict[str, Any] | None:
        """Return the row of a ticket, None when there is none."""
        return self._rows.get(number)

    def _own_rows(self) -> None:
        if self._handed_out:
            self._rows = self._rows.copy()
            self._handed_out = False

    def _put_row(self, number: str, row: dict[str, Any]) -> None:
        self._forget_source(number)
        self._rows[number] = compact(row)
        if source := row.get("source"):
            self._sources[source] = number

    def _forget_source(self, number: str) -> None:
        old = self._rows.get(number, {}).get("source")
        if old and self._sources.get(old) == number:
            del self._sources[old]
