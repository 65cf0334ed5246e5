"""The ledger over TinyDB files: the port `desk.ports.Ledger`, shared by any number of processes.

Writers take turns under the lock and sync inside it, so that no one ever builds on a frame that its writer
still might have to take back. Readers take no lock.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from desk.errors import StorageError
from desk.events import Event
from desk.i18n import _
from desk.ports import ArchivePage, ArchiveQuery
from storage import archive, checkpoint, snapshot
from storage.checkpoint import Limits
from storage.closed import Archive
from storage.codec import events_part
from storage.files import told
from storage.frames import change_payload, seal_payload
from storage.journal import Journal, JournalMoved, create_journal
from storage.lock import LIMIT, locked, locked_now
from storage.snapshot_reader import load
from storage.transaction import TinyTransaction, archived_source
from storage.view import View

LOCK_NAME: Final = "lock"

_JOURNALS_HELD: Final = 8
"""Journals that a process may keep open behind the present one before it reads the snapshot again."""


class TinyLedger:
    """The record of one data folder; make it by `Home.ledger`. Safe to use from several threads."""

    def __init__(
        self, folder: Path, *, holder: str, lock_limit: float = LIMIT, limits: Limits | None = None
    ) -> None:
        self._folder = folder
        self._holder = holder
        self._lock_limit = lock_limit
        self._limits = limits or Limits()
        self._mutex = threading.RLock()
        self._writing = False
        self._suspect = False
        self._archive = Archive(folder, holder)
        with told(str(folder)):
            self._view, self._journal, self._fault = self._load()

    @contextmanager
    def transaction(self) -> Iterator[TinyTransaction]:
        """Open a transaction; leaving it without an exception makes its changes durable, as one frame.

        StorageError when the lock is not to be had in time, or the record is damaged or cannot be written.
        """
        with self._mutex, self._alone():
            with self._locked():
                self._prepare()
                transaction = TinyTransaction(self._view, self._archive)
                yield transaction
                if not transaction.is_empty():
                    self._commit(transaction)
            # The action is on disk and counts, even if this process should fail to read it back just now.
            with suppress(StorageError), told(str(self._folder)):
                self._catch_up()
        self._checkpoint_if_due()

    def refresh(self) -> frozenset[str]:
        """Take in what was written and return the numbers that changed since the last call; never waits.

        While another thread of this process is in a transaction, the answer is empty and comes later.
        """
        if not self._mutex.acquire(blocking=False):
            return frozenset()
        try:
            with told(str(self._folder)):
                self._catch_up()
            return self._view.take_changed()
        finally:
            self._mutex.release()

    def rows(self) -> Mapping[str, Mapping[str, Any]]:
        """Return the row of every ticket that is not archived, as of the last refresh or own write."""
        return self._view.rows()

    def row(self, number: str) -> Mapping[str, Any] | None:
        """Return the row of a ticket, archived or not; None when there is no such ticket."""
        if (row := self._view.row(number)) is not None:
            return row
        archived = self._archive.find(number, self._view.generation)
        return archived.row if archived else None

    def search(self, query: ArchiveQuery) -> ArchivePage:
        """Return archived tickets; it takes a while when the index is missing.

        StorageError when the index cannot be made or a ticket that was found is damaged.
        """
        view = self._view

        def hidden(newest: int) -> Collection[str]:
            return view.back if newest <= view.generation else view.entries.keys()

        return self._archive.search(query, view.generation, hidden)

    def prepare_search(self, progress: Callable[[int, int], None]) -> None:
        """Bring the index of the archive up to date; `progress` is told (done, all).

        StorageError when it cannot be done.
        """
        self._archive.prepare(self._view.generation, progress)

    def events(self, number: str) -> tuple[Event, ...]:
        """Return a ticket's history as of the last refresh; empty when there is no such ticket.

        StorageError when this ticket's place on disk is damaged.
        """
        view = self._view
        if number not in view.entries and (archived := self._archive.find(number, view.generation)):
            return view.events(number, [events_part(archived.line)])
        return view.events(number)

    def number_of(self, source: str) -> str | None:
        """Return the ticket that carries this source key, if any."""
        return self._view.number_of(source) or archived_source(self._archive, self._view, source)

    def rev(self, number: str) -> int:
        """Return the revision of a ticket that is not archived, 0 when there is none."""
        return self._view.rev(number)

    @property
    def generation(self) -> int:
        """Return the last generation of the archive that this process knows of, 0 for none."""
        return self._view.generation

    def tickets(self) -> Iterator[tuple[str, bytes]]:
        """Yield the number and the line (number, revision, row, events) of every ticket that is not archived.

        StorageError when the disk does not give one back.
        """
        for number, entry in list(self._view.entries.items()):
            with told(str(self._folder)):
                line = entry.line()
            yield number, line

    def fault(self) -> str:
        """Return the sentence about the damage that keeps the record from being written to, if any."""
        with self._mutex, self._locked(), told(str(self._folder)):
            self._catch_up()
            return self._fault or self._journal.fault()

    def warning(self) -> str:
        """Return the sentence about damage, if any, without waiting; a frame that just arrives is none."""
        with self._mutex, told(str(self._folder)):
            while True:
                self._catch_up()
                position = self._journal.position
                fault = self._fault or self._journal.fault()
                self._catch_up()
                if self._journal.position == position:
                    return fault

    def close(self) -> None:
        """Release what the engine holds; nothing is lost without it."""
        with self._mutex:
            self._archive.index.close()
            self._view = View()
            self._suspect = True

    def checkpoint(self) -> bool:
        """Write a new snapshot and begin a fresh journal; return False when another process is at it.

        StorageError when it cannot be done; the record is then as it was.
        """
        return self._checkpoint(lambda: True)

    def _load(self) -> tuple[View, Journal, str]:
        """Read snapshot and journal; again when a checkpoint replaced them in between."""
        missing = None
        while (loaded := load(self._folder)).position != missing:
            try:
                journal = Journal(self._folder, loaded.position)
                for record, file in journal.new_frames():
                    loaded.view.apply(record, file)
            except JournalMoved:
                missing = loaded.position
                continue
            loaded.view.take_changed()
            return loaded.view, journal, loaded.fault
        message = _("A journal of the record is missing from {path}; restore it from a backup.")
        raise StorageError(message.format(path=self._folder))

    def _reload(self) -> None:
        """Start again from the snapshot, and count as changed what is now otherwise."""
        view, journal, fault = self._load()
        archived = self._archive.revisions(self._view.generation, view.generation)
        view.changed = self._view.changed | self._view.differences(view, archived)
        self._view, self._journal, self._fault = view, journal, fault

    def _catch_up(self) -> None:
        if self._suspect or self._journal.switches > _JOURNALS_HELD:
            self._reload()
        self._suspect = True
        try:
            for record, file in self._journal.new_frames():
                self._view.apply(record, file)
        except JournalMoved:
            self._reload()
        self._suspect = False

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if self._writing:
            raise RuntimeError("a transaction inside a transaction of the same ledger would wait for itself")
        self._writing = True
        try:
            yield
        finally:
            self._writing = False

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with locked(self._folder / LOCK_NAME, self._holder, self._lock_limit, self._read_on):
            yield

    def _read_on(self) -> None:
        """Take in what others wrote, so that less is left to be read under the lock."""
        with told(str(self._folder)):
            self._catch_up()

    def _prepare(self) -> None:
        """Make the ground sure before a write, under the lock: every frame read, the tail mended."""
        with told(str(self._folder)):
            self._catch_up()
            if self._fault:
                raise StorageError(self._fault)
            self._journal.mend()

    def _commit(self, transaction: TinyTransaction) -> None:
        self._append(change_payload(*self._next(), transaction.serials, transaction.lines))

    def _next(self) -> tuple[int, int, str]:
        position = self._journal.position
        return position.seq + 1, position.crc, datetime.now(UTC).isoformat()

    def _append(self, payload: bytes) -> None:
        try:
            with told(str(self._journal.file.path)):
                self._journal.append(payload)
        except StorageError:
            self._suspect = True
            raise

    def _checkpoint_if_due(self) -> None:
        if self._is_due():
            # The action before it is acknowledged: a checkpoint that fails must not make it look failed.
            with suppress(StorageError):
                self._checkpoint(self._is_due)

    def _checkpoint(self, wanted: Callable[[], bool]) -> bool:
        """Make a checkpoint if it is still `wanted` once nobody else can be making one."""
        lock = locked_now(self._folder / checkpoint.LOCK_NAME, self._holder)
        with self._mutex, told(str(self._folder)), lock as free:
            if not free:
                return False
            with self._locked():
                self._prepare()
                if not wanted():
                    return False
            leaving = archive.copy_closed(self._folder, self._view, self._following())
            with self._locked():
                self._prepare()
                self._seal(archive.confirm(self._folder, self._view, self._following(), leaving))
            self._write_snapshot()
        self._archive.follow(self._view.generation)
        return True

    def _following(self) -> int:
        return self._journal.position.journal + 1

    def _is_due(self) -> bool:
        position = self._journal.position
        return self._limits.reached(position.offset, position.frames, len(self._view.entries))

    def _seal(self, archived: Sequence[str]) -> None:
        following = self._following()
        create_journal(self._folder, following)
        self._append(seal_payload(*self._next(), following, archived))
        self._catch_up()

    def _write_snapshot(self) -> None:
        position = self._journal.position
        self._view.entries = snapshot.write(self._folder, self._view, position)
        self._journal.switches = 0
        checkpoint.drop_journals_before(self._folder, position.journal)
