"""A file of tickets that plain TinyDB reads: one a line, the table `meta` last, checksummed.

The snapshot and the parts of the archive are such files. The checksum is the CRC-32 of every byte before its
own key.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from storage.codec import to_json
from storage.files import CHUNK, PRIVATE_FILE, write_all

FIRST_LINE: Final = b'{"tickets":{\n'
_AFTER_TICKETS: Final = b"\n},\n"

Place = tuple[int, int]
"""Where the line of a ticket stands in its file: offset and length."""


def write_sheet(
    path: Path, lines: Iterable[tuple[str, bytes]], meta: Callable[[Mapping[str, Place]], Mapping[str, Any]]
) -> dict[str, Place]:
    """Write tickets, given as (number, line), and sync the file; return their places.

    `meta` is asked for the last line once the places are known. OSError when the file cannot be written.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, PRIVATE_FILE)
    try:
        places: dict[str, Place] = {}
        crc = 0
        for chunk in _chunks(_content(lines, meta, places)):
            crc = zlib.crc32(chunk, crc)
            write_all(descriptor, chunk)
        write_all(descriptor, b',"checksum":"%08x"}}}\n' % crc)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return places


def _chunks(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Join small parts into pieces worth a system call."""
    waiting: list[bytes] = []
    size = 0
    for part in parts:
        waiting.append(part)
        size += len(part)
        if size >= CHUNK:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)


def _content(
    lines: Iterable[tuple[str, bytes]],
    meta: Callable[[Mapping[str, Place]], Mapping[str, Any]],
    places: dict[str, Place],
) -> Iterator[bytes]:
    """Yield the file up to its checksum, and note where each ticket's line will stand."""
    yield FIRST_LINE
    offset = len(FIRST_LINE)
    for key, (number, line) in enumerate(lines, start=1):
        before = b'%b"%d":' % (b"" if key == 1 else b",\n", key)
        places[number] = (offset + len(before), len(line))
        offset += len(before) + len(line)
        yield before + line
    yield _AFTER_TICKETS + b'"meta":{"1":' + to_json(meta(places))[:-1]
