"""The archived tickets as the ledger asks for them: by number, by source key, by query.

A look-up by number or source never waits for the index: parts that it does not hold yet are searched as
bytes. A query needs it whole, and brings it up to date first.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from desk.errors import StorageError
from desk.i18n import _
from desk.ports import ArchivePage, ArchiveQuery
from storage import archive
from storage.archive import Part
from storage.archive_reader import Archived, Spot, damaged_line, read_line, read_sheet
from storage.codec import to_json
from storage.files import open_file, told
from storage.index import Index, Progress
from storage.index_rows import storable
from storage.index_search import SPOT, Hidden, Searcher

Answer = TypeVar("Answer")

_PAUSE: Final = 0.05
SMALL: Final = 16 << 20
"""Bytes of parts that an agent's own action may take into the index; more is left to who searches."""


class Archive:
    """The archive of one data folder; `generation` is always the last one that the asker knows of."""

    def __init__(self, folder: Path, holder: str) -> None:
        self._folder = folder
        self.index = Index(folder, holder)
        self._searcher = Searcher(self.index)

    def find(self, number: str, generation: int) -> Archived | None:
        """Return the newest archived copy of a ticket, None without one; StorageError when it is damaged."""
        return self._newest("number", number, lambda one: one.number == number, generation)

    def number_of(self, source: str, generation: int) -> str | None:
        """Return the archived ticket that carries this source key, if any."""
        found = None
        if source:
            found = self._newest("source", source, lambda one: one.row.get("source") == source, generation)
        return found.number if found else None

    def _newest(
        self, field: str, text: str, fits: Callable[[Archived], bool], generation: int
    ) -> Archived | None:
        if not generation:
            return None
        try:
            found = [*self._indexed(field, text), *self._scanned(text, self.index.missing(generation))]
        except StorageError:
            if not self.index.is_stale():
                raise
            found = [*self._scanned(text, archive.parts(self._folder, upto=generation))]
        return max(filter(fits, found), key=lambda one: one.rev, default=None)

    def _indexed(self, field: str, text: str) -> Iterator[Archived]:
        places: list[Any] = []
        with suppress(sqlite3.Error):
            places = self.index.ask(f"{SPOT} WHERE t.{field} = ? AND t.{field} <> ''", (storable(text),))
        for place in places:
            spot = self._spot(place)
            line = spot.line()
            found = read_line(spot, line)
            if found is None:
                raise StorageError(damaged_line(spot.path, spot.offset))
            yield found

    def _spot(self, place: tuple[Any, ...]) -> Spot:
        name, offset, length, head, crc = place
        return Spot(self._folder / archive.FOLDER / name, offset, length, head, crc)

    @staticmethod
    def _scanned(text: str, parts: list[Part]) -> Iterator[Archived]:
        """Yield the tickets of these parts in which a text stands, as JSON writes it."""
        needles = {to_json(text), json.dumps(text).encode()}
        for part in parts:
            with told(str(part.path)):
                content = part.path.read_bytes()
            if any(needle in content for needle in needles):
                yield from read_sheet(part.path).tickets()

    def search(self, query: ArchiveQuery, generation: int, hidden: Hidden) -> ArchivePage:
        """Return what fits a query; `hidden` says, for the newest indexed generation, which are live.

        StorageError when the index cannot be used, or a ticket that was found is damaged.
        """
        if not generation:
            return ArchivePage(0, ())

        def search() -> ArchivePage:
            total, places = self._searcher.search(query, hidden)
            opened = cache(open_file)
            return ArchivePage(total, tuple(self._spot(place).row(opened) for place in places))

        return self._with_index(search, generation)

    def _with_index(self, answer: Callable[[], Answer], generation: int) -> Answer:
        self.prepare(generation)
        try:
            return answer()
        except sqlite3.DatabaseError:
            self.index.discard()
        except StorageError:
            if not self.index.is_stale():
                raise
            self.index.discard()
        self.prepare(generation)
        with self._usable():
            return answer()

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            message = _(
                "The index {path} of the closed tickets cannot be used: {reason}. Delete it; it is made anew."
            )
            raise StorageError(message.format(path=self.index.path, reason=error)) from error

    def prepare(self, generation: int, progress: Progress = lambda _done, _all: None) -> None:
        """Make the index complete up to a generation, and wait when another process is at it.

        `progress` is told (done, all) in parts. StorageError when the index cannot be written.
        """
        whole = len(self.index.missing(generation))
        with self._usable(), told(str(self.index.path)):
            while self.index.position() < generation:
                if not self.index.catch_up(generation, progress):
                    left = len(self.index.missing(generation))
                    whole = max(whole, left)
                    progress(whole - left, whole)
                    time.sleep(_PAUSE)

    def follow(self, generation: int) -> None:
        """Take the parts of a checkpoint into the index, unless that is much work or somebody is at it."""
        with suppress(sqlite3.Error, OSError, StorageError):
            missing = self.index.missing(generation)
            if missing and sum(part.path.stat().st_size for part in missing) <= SMALL:
                self.index.catch_up(generation, lambda _done, _all: None)

    def revisions(self, after: int, upto: int) -> dict[str, int]:
        """Return what the generations after one, up to another, archived, with the revisions."""
        found: dict[str, int] = {}
        for part in archive.parts(self._folder, after, upto):
            found |= {ticket.number: ticket.rev for ticket in read_sheet(part.path).tickets()}
        return found
