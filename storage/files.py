"""Files that survive a crash: atomic replacement, synced folders, safe names, reading by position."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from desk.errors import StorageError
from desk.i18n import _

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
CHUNK = 1 << 20
"""Bytes read or written at once."""

LONGEST_NAME = 200
"""Bytes of one file name; file systems take 255, and a suffix must still fit."""


class OpenFile:
    """A file read by position through one descriptor, which closes when nothing refers to the file any more.

    It goes on reading the same bytes after the file was renamed over or deleted.
    """

    __slots__ = ("_descriptor", "path")

    def __init__(self, descriptor: int, path: Path) -> None:
        self._descriptor = descriptor
        self.path = path

    def __del__(self) -> None:
        os.close(self._descriptor)

    def size(self) -> int:
        """Return the present length in bytes."""
        return os.fstat(self._descriptor).st_size

    def read(self, offset: int, length: int) -> bytes:
        """Return the bytes from `offset`; fewer than `length` at the end of the file."""
        return os.pread(self._descriptor, length, offset)

    def lines(self) -> Iterator[bytes]:
        """Yield the file line by line, each with its newline."""
        with os.fdopen(os.dup(self._descriptor), "rb", buffering=CHUNK) as stream:
            stream.seek(0)
            yield from stream


def open_file(path: Path) -> OpenFile:
    """Open `path` for reading; OSError as `os.open` raises it."""
    return OpenFile(os.open(path, os.O_RDONLY | os.O_CLOEXEC), path)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make `folder` and what is missing above it, private and durable; nothing happens when it is there."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=PRIVATE_FOLDER)
    sync_folder(folder.parent)


def write_all(descriptor: int, content: bytes) -> None:
    """Write the whole of `content`; OSError when the disk takes only a part of it."""
    written = os.write(descriptor, content)
    if written != len(content):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` at `path` so that a crash leaves the old content or the new, whole; OSError if not."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.new")
    try:
        write_synced(temporary, content)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_synced(path: Path, content: bytes) -> None:
    """Write a new private file and wait until the disk has it."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, PRIVATE_FILE)
    try:
        write_all(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def safe_name(text: str) -> str:
    """Return a file name that stands for `text` alone: letters of any script stay, the rest becomes %XX.

    Two texts never share a name; a text too long for a file system ends in its hash.
    """
    name = "".join(_safe_character(c, i == 0) for i, c in enumerate(text)) or "%"
    encoded = name.encode()
    if len(encoded) <= LONGEST_NAME:
        return name
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return encoded[: LONGEST_NAME - 34].decode(errors="ignore") + "%%" + digest


def _safe_character(character: str, first: bool) -> str:
    if character.isalnum() or character in "-_" or (character == "." and not first):
        return character
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def damaged_file(path: Path) -> str:
    """Return the sentence for a small file that cannot be read back."""
    return _("The file {path} is damaged; restore it from a backup.").format(path=path)


@contextlib.contextmanager
def told(what: str) -> Iterator[None]:
    """Turn an OSError of the block into a StorageError that names `what` was being used."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise StorageError(
            _(
                "The data folder failed at {place}: {reason}. Nothing of this step was kept; try again."
            ).format(place=what, reason=reason)
        ) from error
