"""The index of the archive, `index.sqlite`: derived from its files, and disposable.

It says which parts it holds and up to which generation it is complete, so that whoever finds it behind
brings it up to date. Readers open it read-only and never wait for who writes (SQLite's write-ahead log); who
writes holds `index.lock`. One that is missing, damaged or of another format is made anew.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from storage import archive
from storage.archive import Part
from storage.files import write_synced
from storage.index_rows import SCHEMA, VERSION, add_part, tail_of
from storage.lock import locked_now

NAME: Final = "index.sqlite"
LOCK_NAME: Final = "index.lock"
BESIDE: Final = (f"{NAME}-wal", f"{NAME}-shm", f"{NAME}-journal")

Progress = Callable[[int, int], None]
"""Told how many parts of how many are done."""

Ask = Callable[..., list[Any]]
"""Takes a question in SQL and its values, and returns the rows of the answer."""


class Index:
    """One process's view of the index; safe to use from several threads."""

    def __init__(self, folder: Path, holder: str) -> None:
        self._folder = folder
        self.path = folder / NAME
        self._holder = holder
        self._guard = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self.inode = 0

    def ask(self, question: str, values: Sequence[Any] = ()) -> list[Any]:
        """Return the rows that answer a question; sqlite3.Error when there is no usable index."""
        with self._guard:
            self._connect()
            return self._answer(question, values)

    def _answer(self, question: str, values: Sequence[Any] = ()) -> list[Any]:
        assert self._connection is not None
        return self._connection.execute(question, values).fetchall()

    @contextmanager
    def standing_still(self) -> Iterator[Ask]:
        """Give a way to ask several questions of the index as of one moment; sqlite3.Error as `ask`."""
        with self._guard:
            self._connect()
            self._answer("BEGIN")
            try:
                yield self._answer
            finally:
                self._answer("ROLLBACK")

    def _connect(self) -> None:
        """Open the index, again when another file has taken its place."""
        try:
            inode = self.path.stat().st_ino
        except OSError as error:
            self._disconnect()
            raise sqlite3.OperationalError(str(error)) from error
        if self._connection is None or inode != self.inode:
            self._disconnect()
            self._connection = open_to_read(self.path)
            self.inode = inode

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def close(self) -> None:
        """Release the file."""
        with self._guard:
            self._disconnect()

    def position(self) -> int:
        """Return the generation up to which the index is complete, 0 without a usable index."""
        try:
            told = dict(self.ask("SELECT key, value FROM meta"))
            return int(told["position"]) if told["version"] == VERSION else 0
        except (sqlite3.Error, KeyError):
            return 0

    def missing(self, generation: int) -> list[Part]:
        """Return the parts up to a generation that the index does not hold."""
        if self.position() >= generation:
            return []
        held: set[str] = set()
        with suppress(sqlite3.Error):
            held = {name for (name,) in self.ask("SELECT name FROM parts")}
        return [part for part in archive.parts(self._folder, upto=generation) if part.path.name not in held]

    def is_stale(self) -> bool:
        """Return whether the index was made from files other than those that are there now."""
        with suppress(sqlite3.Error):
            known = self.ask("SELECT name, tail FROM parts")
            return any(tail_of(self._folder / archive.FOLDER / name) != tail for name, tail in known)
        return True

    def catch_up(self, generation: int, progress: Progress) -> bool:
        """Take in what is missing up to a generation; False when another process is at it.

        sqlite3.Error when the index cannot be written.
        """
        with locked_now(self._folder / LOCK_NAME, self._holder) as free:
            if not free:
                return False
            try:
                self._build(generation, progress)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError) and self._is_sound():
                    raise
                self._start_anew()
                self._build(generation, progress)
            return True

    def _is_sound(self) -> bool:
        try:
            return self.ask("SELECT value FROM meta WHERE key = 'version'") == [(VERSION,)]
        except sqlite3.Error:
            return False

    def discard(self) -> None:
        """Throw a damaged index away, unless another process is at it already."""
        with locked_now(self._folder / LOCK_NAME, self._holder) as free:
            if free:
                self._start_anew()

    def _start_anew(self) -> None:
        self.close()
        for name in (NAME, *BESIDE):
            (self._folder / name).unlink(missing_ok=True)

    def _build(self, generation: int, progress: Progress) -> None:
        parts = archive.parts(self._folder, upto=generation)
        if not self._is_sound() or self._holds_others(parts):
            self._start_anew()
            write_synced(self.path, b"")
        with closing(open_to_write(self.path)) as connection:
            connection.executescript(f"BEGIN; {SCHEMA} COMMIT;")
            held = {name for (name,) in connection.execute("SELECT name FROM parts")}
            wanted = [part for part in parts if part.path.name not in held]
            for done, part in enumerate(wanted, start=1):
                with connection:
                    add_part(connection, part)
                progress(done, len(wanted))
            with connection:
                connection.execute("UPDATE meta SET value = ? WHERE key = 'position'", (generation,))

    def _holds_others(self, parts: Sequence[Part]) -> bool:
        """Return whether the index knows parts that are gone, so that it cannot just go on."""
        names = {part.path.name for part in parts}
        newest = parts[-1].generation if parts else 0
        known = self.ask("SELECT name, generation FROM parts")
        return any(name not in names and generation <= newest for name, generation in known)


def open_to_read(path: Path) -> sqlite3.Connection:
    """Open an index without any right to change it; sqlite3.Error when there is none."""
    still = "" if os.access(path.parent, os.W_OK) else "&immutable=1"
    return _opened(path, f"mode=ro{still}")


def open_to_write(path: Path) -> sqlite3.Connection:
    """Open an index to add to it; sqlite3.Error when it cannot be."""
    connection = _opened(path, "mode=rw")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def _opened(path: Path, how: str) -> sqlite3.Connection:
    place = path.absolute().as_uri()
    return sqlite3.connect(f"{place}?{how}", uri=True, timeout=10, check_same_thread=False)


def copy(folder: Path, target: Path, *, still: bool) -> None:
    """Copy the index of one data folder into another; without a usable one, it is made anew there.

    Of one that is `still`, a backup's, nothing is touched, not even what SQLite would put beside it.
    """
    place = target / NAME
    if not (folder / NAME).exists() or (still and (folder / BESIDE[0]).exists()):
        return
    write_synced(place, b"")
    how = "mode=ro&immutable=1" if still else "mode=ro"
    try:
        with closing(_opened(folder / NAME, how)) as old, closing(_opened(place, "mode=rw")) as new:
            old.backup(new)
    except sqlite3.Error:
        place.unlink()
