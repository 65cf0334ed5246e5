"""The lock between processes: flock on a file that is never deleted, a time limit, the holder's name."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from _thread import start_new_thread
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum, auto
from pathlib import Path
from typing import ClassVar, Final

from desk.errors import StorageError
from desk.i18n import _
from storage.files import PRIVATE_FILE, told

LIMIT: Final = 10.0
"""Seconds a writer waits for the lock."""

_PATIENCE: Final = 0.5
"""Seconds in the kernel's queue, after which somebody in it may be hanging: ask beside it too."""

_PAUSE: Final = 0.01
"""Seconds between two tries of who does not queue."""

_LOOK: Final = 0.01
"""Seconds between two calls of what is to be done meanwhile."""


@contextmanager
def locked(
    path: Path, holder: str, limit: float = LIMIT, meanwhile: Callable[[], object] = lambda: None
) -> Iterator[None]:
    """Hold the lock at `path` during the block; StorageError with its holder's name after `limit` seconds.

    While it waits, it calls `meanwhile` now and then.
    """
    descriptor = _open(path)
    place = _Place(path)
    try:
        if not _wait(descriptor, place, limit, meanwhile):
            raise StorageError(_held_by(descriptor, limit))
        _sign(descriptor, holder)
        yield
    finally:
        os.close(descriptor)
        place.leave()


@contextmanager
def locked_now(path: Path, holder: str) -> Iterator[bool]:
    """Hold the lock at `path` if it is free at this moment, and say whether it was."""
    descriptor = _open(path)
    try:
        taken = _take(descriptor)
        if taken:
            _sign(descriptor, holder)
        yield taken
    finally:
        os.close(descriptor)


@contextmanager
def locked_in_place(path: Path, limit: float = LIMIT) -> Iterator[None]:
    """Hold the lock at `path`, if there is such a file, and change nothing; StorageError as `locked`."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        yield
        return
    try:
        if not _ask(descriptor, limit):
            raise StorageError(_held_by(descriptor, limit))
        yield
    finally:
        os.close(descriptor)


def _ask(descriptor: int, limit: float) -> bool:
    """Return whether the lock came within `limit` seconds by asking for it again and again."""
    end = time.monotonic() + limit
    while not (taken := _take(descriptor)) and time.monotonic() < end:
        time.sleep(_PAUSE)
    return taken


def _open(path: Path) -> int:
    with told(str(path)):
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)


def _wait(descriptor: int, place: _Place, limit: float, meanwhile: Callable[[], object]) -> bool:
    """Return whether the lock came within `limit` seconds, by the descriptor or by the place in the queue."""
    if _take(descriptor):
        return True
    begun = time.monotonic()
    place.queue()
    while (waited := time.monotonic() - begun) < limit:
        if place.turn.wait(min(_LOOK, limit - waited)):
            return True
        if waited > _PATIENCE and _take(descriptor):
            return True
        meanwhile()
    return False


class _State(Enum):
    OUT = auto()
    WAITING = auto()
    GRANTED = auto()
    LEFT = auto()


class _Place:
    """A place in the kernel's queue for the lock, which is first come, first served but knows no time limit.

    A thread waits in it; when the place was left before its turn, that thread gives the lock back at once.
    """

    _left: ClassVar[set[_Place]] = set()
    """Places that were left and whose turn is still to come."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.turn = threading.Event()
        self._descriptor = -1
        self._state = _State.OUT
        self._guard = threading.Lock()

    def queue(self) -> None:
        """Begin to wait: `turn` is set when the lock has come; never beside a place that was left."""
        if any(place.path == self.path for place in tuple(self._left)):
            return
        self._descriptor = _open(self.path)
        self._state = _State.WAITING
        start_new_thread(self._wait, ())

    def _wait(self) -> None:
        came = False
        with suppress(OSError):
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            came = True
        with self._guard:
            self._left.discard(self)
            if came and self._state is _State.WAITING:
                self._state = _State.GRANTED
                self.turn.set()
            else:
                self._state = _State.OUT
                os.close(self._descriptor)

    def leave(self) -> None:
        """Release the lock if it came to this place; if it is still to come, it will be given back."""
        with self._guard:
            if self._state is _State.WAITING:
                self._state = _State.LEFT
                self._left.add(self)
            elif self._state is _State.GRANTED:
                self._state = _State.OUT
                os.close(self._descriptor)


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(descriptor: int, holder: str) -> None:
    """Leave the holder's name for those who wait; a full disk must not fail the action for that."""
    with suppress(OSError):
        os.pwrite(descriptor, f"{holder}\n".encode(errors="replace"), 0)


def _held_by(descriptor: int, limit: float) -> str:
    # What stands after the first line is the end of a longer name that stood there before.
    holder = os.pread(descriptor, 200, 0).partition(b"\n")[0].decode(errors="replace").strip()
    message = _("The record is held by {holder} for more than {seconds:g} seconds; wait for it or end it.")
    return message.format(holder=holder or _("another process"), seconds=limit)
