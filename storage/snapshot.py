"""The snapshot `open.json`: a file that plain TinyDB reads, one ticket a line, checksummed.

    {"tickets":{
    "1":{"number":...,"rev":...,"row":{...}, "events": [...]},
    ...
    },
    "meta":{"1":{"format":1,"journal":2,"seq":9,"prev":"...","serials":{...},"tickets":1,"checksum":"..."}}}

The checksum is the CRC-32 of every byte before its own key.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from storage.codec import to_json
from storage.files import CHUNK, PRIVATE_FILE, open_file, sync_folder, write_all
from storage.journal import Position
from storage.view import Entry, Piece, View

FORMAT: Final = 1
NAME: Final = "open.json"
_FIRST_LINE: Final = b'{"tickets":{\n'
_AFTER_TICKETS: Final = b"\n},\n"


def write(folder: Path, view: View, position: Position) -> dict[str, Entry]:
    """Replace the snapshot by the tickets of `view`, as of the start of a journal; return their new places.

    The old snapshot stands, whole, until the new one is on disk. OSError when it cannot be written.
    """
    path = folder / NAME
    temporary = folder / f".{NAME}.new"
    places = _write_file(temporary, view, position)
    file = open_file(temporary)
    temporary.replace(path)
    sync_folder(folder)
    return {n: Entry(view.rev(n), (Piece(file, *place),)) for n, place in places.items()}


def _write_file(path: Path, view: View, position: Position) -> dict[str, tuple[int, int]]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, PRIVATE_FILE)
    try:
        places: dict[str, tuple[int, int]] = {}
        crc = 0
        for chunk in _chunks(_content(view, position, places)):
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


def _content(view: View, position: Position, places: dict[str, tuple[int, int]]) -> Iterator[bytes]:
    """Yield the file up to its checksum, and note where each ticket's line will stand."""
    yield _FIRST_LINE
    offset = len(_FIRST_LINE)
    for key, (number, entry) in enumerate(view.entries.items(), start=1):
        before = b'%b"%d":' % (b"" if key == 1 else b",\n", key)
        line = entry.line()
        places[number] = (offset + len(before), len(line))
        offset += len(before) + len(line)
        yield before + line
    yield _AFTER_TICKETS + b'"meta":{"1":' + to_json(_meta(view, position))[:-1]


def _meta(view: View, position: Position) -> Mapping[str, Any]:
    return {
        "format": FORMAT,
        "journal": position.journal,
        "seq": position.seq,
        "prev": f"{position.crc:08x}",
        "serials": view.serials,
        "tickets": len(view.entries),
    }
