"""Reading a part of the archive: every ticket by its place, each with its own checksum."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from desk.errors import StorageError
from desk.i18n import _
from storage.codec import MARK, head_of
from storage.files import OpenFile, open_file, told
from storage.snapshot_reader import read_meta


class Spot(NamedTuple):
    """Where an archived ticket stands: file, offset, length, the length of its head, and its checksum."""

    path: Path
    offset: int
    length: int
    head: int
    crc: int

    def line(self) -> bytes:
        """Return the ticket's line; StorageError when it is damaged."""
        with told(str(self.path)):
            line = open_file(self.path).read(self.offset, self.length)
        if zlib.crc32(line) != self.crc:
            raise StorageError(damaged_line(self.path, self.offset))
        return line

    def row(self, opened: Callable[[Path], OpenFile] = open_file) -> dict[str, Any]:
        """Return the ticket's row without reading its events; StorageError when it is damaged.

        `opened` opens its file, or gives one that is open already.
        """
        try:
            with told(str(self.path)):
                head = opened(self.path).read(self.offset, self.head)
            row: dict[str, Any] = json.loads(head + b"}")["row"]
        except (ValueError, KeyError, TypeError) as error:
            raise StorageError(damaged_line(self.path, self.offset)) from error
        return row


@dataclass(frozen=True, slots=True)
class Archived:
    """An archived ticket as read."""

    spot: Spot
    number: str
    rev: int
    row: dict[str, Any]
    line: bytes

    @property
    def sound(self) -> bool:
        """Return whether the line is what was written."""
        return zlib.crc32(self.line) == self.spot.crc


@dataclass(frozen=True, slots=True)
class Sheet:
    """A part as read: its bytes, what its last line says (nothing when damaged), its tickets' places."""

    path: Path
    content: bytes
    meta: dict[str, Any]
    lines: tuple[tuple[int, int, int], ...]

    def spots(self) -> Iterator[tuple[Spot, bytes]]:
        """Yield each ticket's place and its bytes, sound or not."""
        for offset, length, crc in self.lines:
            line = self.content[offset : offset + length]
            yield Spot(self.path, offset, length, max(line.find(MARK), 0), crc), line

    def tickets(self) -> Iterator[Archived]:
        """Yield every ticket of which at least the head can be read."""
        for spot, line in self.spots():
            if found := read_line(spot, line):
                yield found


def read_line(spot: Spot, line: bytes) -> Archived | None:
    """Return the ticket of a line, or None when not even its head can be read."""
    try:
        raw = json.loads(head_of(line))
        return Archived(spot, str(raw["number"]), int(raw["rev"]), dict(raw["row"]), line)
    except (ValueError, KeyError, TypeError):
        return None


def read_sheet(path: Path) -> Sheet:
    """Read a part; StorageError when it is missing or cannot be read at all."""
    with told(str(path)):
        content = path.read_bytes()
    last = content[content.rfind(b"\n", 0, -1) + 1 :]
    try:
        meta, _checksum = read_meta(last)
        lines = tuple((int(offset), int(length), int(crc)) for offset, length, crc in meta["lines"])
    except (ValueError, KeyError, TypeError):
        return Sheet(path, content, {}, tuple(_found_lines(content)))
    return Sheet(path, content, meta, lines)


def _found_lines(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Find the tickets of a part whose last line is lost."""
    offset = 0
    for line in content.split(b"\n"):
        begin = line.find(b":") + 1
        if 0 < begin < line.find(MARK):
            ticket = line[begin:].removesuffix(b",")
            yield offset + begin, len(ticket), zlib.crc32(ticket)
        offset += len(line) + 1


def damaged_line(path: Path, offset: int) -> str:
    """Return the sentence for an archived ticket that is not what was written."""
    message = _("The archive file {path} is damaged at byte {offset}; restore this file from a backup.")
    return message.format(path=path, offset=offset)
