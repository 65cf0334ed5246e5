"""A copy of a whole data folder as of one moment, taken while others work: a backup, or its return."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from storage import checkpoint, documents, ledger
from storage.files import CHUNK, PRIVATE_FILE, make_folder, open_file, sync_folder, told, write_all
from storage.home import SETTINGS, Home, open_home, prepare_folder
from storage.journal import journals
from storage.lock import LIMIT, locked
from storage.snapshot import NAME

_OWN: Final = (SETTINGS, NAME, ledger.LOCK_NAME, checkpoint.LOCK_NAME, documents.LOCK_NAME)


def copy_home(home: Home, target: Path | str, *, lock_limit: float = LIMIT) -> Home:
    """Copy a data folder to a place where nothing stands and open the copy; `lock_limit` in seconds.

    Writers wait for a moment only. The settings go last, so that half a copy is no data folder. UsageError
    when something stands at `target`, StorageError when it cannot be written.
    """
    folder = prepare_folder(target)
    with told(str(folder)), locked(home.path / checkpoint.LOCK_NAME, home.holder, lock_limit):
        with locked(home.path / ledger.LOCK_NAME, home.holder, lock_limit):
            sizes = [(path, path.stat().st_size) for _number, path in journals(home.path)]
        _copy(home.path / NAME, folder / NAME)
        for path, size in sizes:
            _copy(path, folder / path.name, size)
        with locked(home.path / documents.LOCK_NAME, home.holder, lock_limit):
            for path in _others(home.path, folder):
                _copy(path, folder / path.relative_to(home.path))
        _copy(home.path / SETTINGS, folder / SETTINGS)
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
