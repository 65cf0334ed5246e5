"""A copy of a whole data folder as of one moment, taken while others work: a backup, or its return."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from storage import checkpoint, documents, index, ledger
from storage.files import CHUNK, PRIVATE_FILE, make_folder, open_file, sync_folder, told, write_all
from storage.home import SETTINGS, Home, open_home, prepare_folder
from storage.journal import journals
from storage.lock import LIMIT, locked, locked_in_place
from storage.snapshot import NAME

_OWN: Final = (
    SETTINGS,
    NAME,
    ledger.LOCK_NAME,
    checkpoint.LOCK_NAME,
    documents.LOCK_NAME,
    index.NAME,
    index.LOCK_NAME,
    *index.BESIDE,
)

Guard = Callable[[str], AbstractContextManager[None]]
"""Holds the lock of this name in the folder that is copied."""


def copy_home(home: Home, target: Path | str, *, lock_limit: float = LIMIT) -> Home:
    """Copy a data folder to a place where nothing stands and open the copy; `lock_limit` in seconds.

    Writers wait for a moment only. The settings go last, so that half a copy is no data folder. UsageError
    when something stands at `target`, StorageError when it cannot be written.
    """
    return _copied(
        home.path, target, lambda name: locked(home.path / name, home.holder, lock_limit), still=False
    )


def restore_home(backup: Path | str, target: Path | str, *, lock_limit: float = LIMIT) -> Home:
    """Make a data folder from a backup, which may lie where nothing can be written and is not touched.

    Locks are taken where the backup has their files, in case it is a folder that others work in.
    Errors as those of `copy_home`, and StorageError when there is no data folder at `backup`.
    """
    home = open_home(backup, writing=False)
    return _copied(home.path, target, lambda name: locked_in_place(home.path / name, lock_limit), still=True)


def _copied(source: Path, target: Path | str, guard: Guard, *, still: bool) -> Home:
    folder = prepare_folder(target)
    with told(str(folder)), guard(checkpoint.LOCK_NAME):
        with guard(ledger.LOCK_NAME):
            sizes = [(path, path.stat().st_size) for _number, path in journals(source)]
        _copy(source / NAME, folder / NAME)
        for path, size in sizes:
            _copy(path, folder / path.name, size)
        with guard(documents.LOCK_NAME):
            for path in _others(source, folder):
                _copy(path, folder / path.relative_to(source))
        index.copy(source, folder, still=still)
        _copy(source / SETTINGS, folder / SETTINGS)
    return open_home(folder)


def _others(folder: Path, target: Path) -> Iterator[Path]:
    """Yield the files that the record's locks do not guard; each of them is replaced as a whole."""
    record = {path for _number, path in journals(folder)} | {folder / name for name in _OWN}
    for path in sorted(folder.rglob("*")):
        unfinished = path.name.startswith(".") and path.name.endswith(".new")
        if path.is_file() and path not in record and not unfinished and target not in path.parents:
            yield path


def _copy(source: Path, target: Path, size: int | None = None) -> None:
    make_folder(target.parent)
    file = open_file(source)
    end = file.size() if size is None else size
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, PRIVATE_FILE)
    try:
        for offset in range(0, end, CHUNK):
            write_all(descriptor, file.read(offset, min(CHUNK, end - offset)))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(target.parent)
