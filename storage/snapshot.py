"""The snapshot `open.json`: a file that plain TinyDB reads, one ticket a line, checksummed.

    {"tickets":{
    "1":{"number":...,"rev":...,"row":{...}, "events": [...]},
    ...
    },
    "meta":{"1":{"format":1,"journal":2,"seq":9,"prev":"...","serials":{...},"tickets":1,"checksum":"..."}}}

The checksum is the CRC-32 of every byte before its own key.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from desk.errors import StorageError
from desk.i18n import _
from storage.codec import head_of, to_json
from storage.files import CHUNK, PRIVATE_FILE, OpenFile, open_file, sync_folder, write_all
from storage.journal import Position
from storage.view import Entry, Piece, View

FORMAT: Final = 1
NAME: Final = "open.json"
_FIRST_LINE: Final = b'{"tickets":{\n'
_AFTER_TICKETS: Final = b"\n},\n"
_META: Final = re.compile(rb'"meta":\{"1":(\{.*),"checksum":"([0-9a-f]{8})"\}\}\}\n')
_CHECKSUM_SIZE: Final = len(b',"checksum":"00000000"}}}\n')
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Loaded:
    """A snapshot as read: the tickets, where the journal goes on, and the sentence about damage, if any."""

    view: View
    position: Position
    fault: str = ""


def load(folder: Path) -> Loaded:
    """Read the snapshot of a data folder; StorageError when it is missing or its last line cannot be read.

    Other damage does not keep the rest from being read: `fault` names it, and the ledger must not write.
    """
    path = folder / NAME
    try:
        file = open_file(path)
    except FileNotFoundError as error:
        raise StorageError(_unreadable(path)) from error
    view = View()
    last = _read_tickets(file, view)
    try:
        meta, checksum = _read_meta(last)
        view.serials.update(meta["serials"])
        position = Position(meta["journal"], 0, meta["seq"], int(meta["prev"], 16))
    except (ValueError, KeyError, TypeError) as error:
        raise StorageError(_unreadable(path)) from error
    sound = _checksum(file) == checksum and len(view.entries) == meta["tickets"]
    return Loaded(view, position, "" if sound else _damaged(path))


def _read_meta(line: bytes) -> tuple[dict[str, Any], int]:
    match = _META.fullmatch(line)
    if not match:
        raise ValueError(line)
    return json.loads(match[1] + b"}"), int(match[2], 16)


def _unreadable(path: Path) -> str:
    message = _("The snapshot {path} of the record is missing or cannot be read; restore it from a backup.")
    return message.format(path=path)


def _damaged(path: Path) -> str:
    message = _(
        "The snapshot {path} of the record is damaged: what can still be read is shown, and nothing can be "
        "written; call the administrator to restore a backup."
    )
    return message.format(path=path)


def _checksum(file: OpenFile) -> int:
    end = file.size() - _CHECKSUM_SIZE
    crc = 0
    for offset in range(0, end, CHUNK):
        crc = zlib.crc32(file.read(offset, min(CHUNK, end - offset)), crc)
    return crc


def _read_tickets(file: OpenFile, view: View) -> bytes:
    """Load every ticket that can be read and return the last line; rows parsed by the batch share keys."""
    offset = 0
    line = b""
    heads: list[bytes] = []
    pieces: list[Piece] = []
    for line in file.lines():
        if head := _ticket_head(line):
            begin = line.index(b":") + 1
            heads.append(head)
            pieces.append(Piece(file, offset + begin, len(_document(line))))
        if len(heads) == _BATCH:
            _load_batch(view, heads, pieces)
            heads, pieces = [], []
        offset += len(line)
    _load_batch(view, heads, pieces)
    return line


def _document(line: bytes) -> bytes:
    return line[line.index(b":") + 1 :].removesuffix(b"\n").removesuffix(b",")


def _ticket_head(line: bytes) -> bytes:
    """Return a ticket's line without its events, or nothing for any other line."""
    try:
        return head_of(_document(line))
    except ValueError:
        return b""


def _load_batch(view: View, heads: list[bytes], pieces: list[Piece]) -> None:
    parsed = _parsed(b"[" + b",".join(heads) + b"]")
    if not isinstance(parsed, list) or len(parsed) != len(heads):
        parsed = [_parsed(head) for head in heads]
    for raw, piece in zip(parsed, pieces, strict=True):
        if _is_ticket(raw):
            view.load(raw["number"], raw["rev"], raw["row"], piece)


def _is_ticket(raw: Any) -> bool:
    kinds = (("number", str), ("rev", int), ("row", dict))
    return isinstance(raw, dict) and all(isinstance(raw.get(key), kind) for key, kind in kinds)


def _parsed(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


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
