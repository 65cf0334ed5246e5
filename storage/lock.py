"""The lock between processes: flock on a file that is never deleted, a time limit, the holder's name."""

from __future__ import annotations

import fcntl
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from desk.errors import StorageError
from desk.i18n import _
from storage.files import PRIVATE_FILE, told

LIMIT: Final = 10.0
"""Seconds a writer waits for the lock."""

_PAUSES: Final = ((0.02, 0.001), (0.5, 0.0003), (LIMIT, 0.01))
"""Up to so many seconds of waiting, ask again after so many: who has waited longer asks more often, so that
nobody starves in a rush, until the wait is so long that the holder must be hanging."""


@contextmanager
def locked(path: Path, holder: str, limit: float = LIMIT) -> Iterator[None]:
    """Hold the lock at `path` during the block; StorageError with its holder's name after `limit` seconds."""
    descriptor = _open(path)
    try:
        if not _wait(descriptor, limit):
            raise StorageError(_held_by(descriptor, limit))
        _sign(descriptor, holder)
        yield
    finally:
        os.close(descriptor)


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


def _open(path: Path) -> int:
    with told(str(path)):
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)


def _wait(descriptor: int, limit: float) -> bool:
    begun = time.monotonic()
    while not _take(descriptor):
        waited = time.monotonic() - begun
        if waited >= limit:
            return False
        pause = next((pause for until, pause in _PAUSES if waited < until), _PAUSES[-1][1])
        time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - spreads waiters, guards nothing
    return True


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(descriptor: int, holder: str) -> None:
    """Leave the holder's name for those who wait; a full disk must not fail the action for that."""
    with suppress(OSError):
        name = f"{holder}\n".encode(errors="replace")
        os.pwrite(descriptor, name, 0)
        os.ftruncate(descriptor, len(name))


def _held_by(descriptor: int, limit: float) -> str:
    holder = os.pread(descriptor, 200, 0).decode(errors="replace").strip()
    message = _("The record is held by {holder} for more than {seconds:g} seconds; wait for it or end it.")
    return message.format(holder=holder or _("another process"), seconds=limit)
