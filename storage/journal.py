"""The journal on disk: following it without a lock, appending to it and mending it under the lock."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from desk.errors import StorageError
from desk.i18n import _
from storage.files import (
    PRIVATE_FILE,
    OpenFile,
    make_folder,
    open_file,
    sync_folder,
    write_all,
    write_synced,
)
from storage.frames import HEADER_SIZE, Frame, Record, encode, frame_after, frame_at, read_record

_NAME: Final = re.compile(r"journal-([1-9][0-9]*)\.jl")
_LARGE_TAIL: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Position:
    """A place between two frames: journal, byte, and what the frame before it said of itself.

    `header` is that of the frame before, empty at the start of a journal; `frames` counts from that start.
    """

    journal: int
    offset: int
    seq: int
    crc: int
    header: bytes = b""
    last: int = 0
    frames: int = 0

    def after(self, frame: Frame, record: Record) -> Position:
        """Return the place after a frame: in the same journal or, after a seal, at the start of the next."""
        if record.seal:
            return Position(record.seal, 0, record.seq, frame.crc)
        return Position(
            self.journal, frame.end, record.seq, frame.crc, frame.header, frame.offset, self.frames + 1
        )


class JournalMoved(Exception):  # noqa: N818 - a turn of events for the ledger, never seen by a user
    """What this process had read no longer stands on disk: it has to start again from the snapshot."""


def journal_path(folder: Path, number: int) -> Path:
    """Return where a journal lies."""
    return folder / f"journal-{number}.jl"


def journals(folder: Path) -> list[tuple[int, Path]]:
    """Return the journals of a data folder with their numbers, in order."""
    names = ((_NAME.fullmatch(path.name), path) for path in folder.iterdir())
    return sorted((int(match[1]), path) for match, path in names if match)


def create_journal(folder: Path, number: int) -> None:
    """Make an empty journal; one that a killed checkpoint left is taken as it is. OSError if it cannot."""
    path = journal_path(folder, number)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE))
    sync_folder(folder)


class Journal:
    """One process's place in the journal; JournalMoved at once when the journal is not there."""

    def __init__(self, folder: Path, position: Position) -> None:
        self.folder = folder
        self.position = position
        self.switches = 0
        self.file = self._open()
        self._stuck = (-1, -1, b"")
        self._seal: tuple[OpenFile, int, bytes] | None = None

    def _open(self) -> OpenFile:
        try:
            return open_file(journal_path(self.folder, self.position.journal))
        except FileNotFoundError as error:
            raise JournalMoved from error

    def new_frames(self) -> Iterator[tuple[Record, OpenFile]]:
        """Yield the whole frames after the position, moving it along, and follow seals into the next journal.

        JournalMoved when the frame before the position is no longer there.
        """
        self._check_ground()
        while True:
            journal = self.position.journal
            yield from self._whole_frames()
            if self.position.journal == journal:
                return
            self.switches += 1
            self.file = self._open()

    def _check_ground(self) -> None:
        """Notice a failed append, or a failed seal, that was cut back after this process had read it."""
        position = self.position
        if self.file.size() < position.offset:
            raise JournalMoved
        before = (self.file, position.last, position.header) if position.header else self._seal
        if before and before[0].read(before[1], HEADER_SIZE) != before[2]:
            raise JournalMoved

    def _whole_frames(self) -> Iterator[tuple[Record, OpenFile]]:
        base, size = self.position.offset, self.file.size()
        if size - base > _LARGE_TAIL and self._is_stuck(base, size):
            return
        buffer = self.file.read(base, size - base)
        while frame := frame_at(buffer, self.position.offset - base, base):
            record = read_record(frame)
            if (record.seq, record.prev) != (self.position.seq + 1, self.position.crc):
                return
            self.position = self.position.after(frame, record)
            if record.seal:
                self._seal = (self.file, frame.offset, frame.header)
            yield record, self.file
            if record.seal:
                return

    def _is_stuck(self, base: int, size: int) -> bool:
        """Return whether this tail was read before, so that a large damaged one is not at every refresh."""
        place = (base, size, self.file.read(base, HEADER_SIZE))
        known, self._stuck = self._stuck == place, place
        return known

    def fault(self) -> str:
        """Return the sentence about damage after the position, if any; to be called with every frame read.

        A torn last write is none: there, no whole frame follows.
        """
        return damaged(self.file.path, self.position.offset) if frame_after(self._tail(), 0) else ""

    def _tail(self) -> bytes:
        offset = self.position.offset
        return self.file.read(offset, self.file.size() - offset)

    def mend(self) -> Path | None:
        """Set aside what a killed writer left after the last whole frame and return where it went.

        To be called under the lock with every frame read. StorageError, and nothing cut, for damage.
        """
        tail = self._tail()
        if not tail:
            return None
        if fault := self.fault():
            raise StorageError(fault)
        kept = self._set_aside(tail)
        self._cut()
        return kept

    def _set_aside(self, tail: bytes) -> Path:
        quarantine = self.folder / "quarantine"
        make_folder(quarantine)
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        kept = quarantine / f"journal-{self.position.journal}-{self.position.offset}-{moment}.torn"
        write_synced(kept, tail)
        sync_folder(quarantine)
        return kept

    def append(self, payload: bytes) -> None:
        """Add a frame and wait until the disk has it; after an OSError nothing of it is left.

        StorageError when not even that could be brought about. To be called under the lock, mended, with
        every frame read. The descriptor lives for one append only, because one whose sync has failed can no
        longer be trusted.
        """
        descriptor = os.open(self.file.path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        try:
            write_all(descriptor, encode(payload))
            os.fdatasync(descriptor)
        except OSError as error:
            self._take_back(descriptor, error)
            raise
        finally:
            os.close(descriptor)

    def _take_back(self, descriptor: int, error: OSError) -> None:
        """Cut off what was appended; try it twice, because the disk has just shown that it fails."""
        try:
            os.ftruncate(descriptor, self.position.offset)
        except OSError:
            try:
                self._cut()
            except OSError:
                raise StorageError(_uncertain(self.file.path, error)) from error
        else:
            with suppress(OSError):
                self._cut()

    def _cut(self) -> None:
        descriptor = os.open(self.file.path, os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.ftruncate(descriptor, self.position.offset)
            os.fdatasync(descriptor)
        finally:
            os.close(descriptor)


def _uncertain(path: Path, error: OSError) -> str:
    message = _(
        "The disk failed at {path} ({reason}), and whether this step was kept is not certain: "
        "look before you do it again."
    )
    return message.format(path=path, reason=error.strerror)


def damaged(path: Path, offset: int) -> str:
    """Return the sentence that says where the record is damaged."""
    message = _(
        "The record is damaged at byte {offset} of {path}: it can be read up to there, and nothing can be "
        "written; call the administrator to restore a backup."
    )
    return message.format(offset=offset, path=path)
