"""Reading the snapshot: one pass over its lines, rows parsed, histories left on disk."""

from __future__ import annotations

import gc
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from desk.errors import StorageError
from desk.i18n import _
from storage.codec import MARK
from storage.files import CHUNK, OpenFile, open_file
from storage.journal import Position
from storage.snapshot import NAME
from storage.view import Piece, View

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
    with _no_collection():
        last = _read_tickets(file, view)
    try:
        meta, checksum = read_meta(last)
        view.serials.update(meta["serials"])
        view.generation = int(meta.get("archive", 0))
        view.back.update(meta.get("back", ()))
        position = Position(meta["journal"], 0, meta["seq"], int(meta["prev"], 16))
    except (ValueError, KeyError, TypeError) as error:
        raise StorageError(_unreadable(path)) from error
    sound = checksum_of(file) == checksum and len(view.entries) == meta["tickets"]
    return Loaded(view, position, "" if sound else _damaged(path))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage collector from searching, again and again, a growing heap that holds no garbage."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def read_meta(line: bytes) -> tuple[dict[str, Any], int]:
    """Return what the last line of a file of tickets says, and its checksum; ValueError when it is none."""
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


def checksum_of(file: OpenFile) -> int:
    """Return the checksum that the last line of a file of tickets should name."""
    end = file.size() - _CHECKSUM_SIZE
    crc = 0
    for offset in range(0, end, CHUNK):
        crc = zlib.crc32(file.read(offset, min(CHUNK, end - offset)), crc)
    return crc


def _read_tickets(file: OpenFile, view: View) -> bytes:
    """Load every ticket that can be read and return the last line; rows parsed by the batch share keys."""
    lines = _located(file)
    sharing = _Sharing()
    last = b""
    while batch := list(islice(lines, _BATCH)):
        found = [
            (line[begin:mark] + b"}", Piece(file, *place)) for line, begin, mark, place in batch if mark > 0
        ]
        _load_batch(view, found, sharing)
        last = batch[-1][0]
    return last


def _located(file: OpenFile) -> Iterator[tuple[bytes, int, int, tuple[int, int]]]:
    """Yield each line, where in it a ticket and its events begin, and the ticket's place in the file."""
    offset = 0
    for line in file.lines():
        begin = line.find(b":") + 1
        length = len(line) - begin - (2 if line.endswith(b",\n") else 1)
        yield line, begin, line.find(MARK), (offset + begin, length)
        offset += len(line)


def _load_batch(view: View, found: list[tuple[bytes, Piece]], sharing: _Sharing) -> None:
    parsed = _parsed(b"[" + b",".join(head for head, _piece in found) + b"]")
    if not isinstance(parsed, list) or len(parsed) != len(found):
        parsed = [_parsed(head) for head, _piece in found]
    tickets = [(raw, piece) for raw, (_head, piece) in zip(parsed, found, strict=True) if _is_ticket(raw)]
    sharing.apply([raw["row"] for raw, _piece in tickets])
    for raw, piece in tickets:
        view.load(raw["number"], raw["rev"], raw["row"], piece)


def _is_ticket(raw: Any) -> bool:
    try:
        return (type(raw["number"]), type(raw["rev"]), type(raw["row"])) == (str, int, dict)
    except (KeyError, TypeError):
        return False


class _Sharing:
    """Lets equal texts of rows be one object, in the fields that mostly hold one of a few words or days."""

    def __init__(self) -> None:
        self._fields: list[str] = []
        self._known: dict[Any, Any] = {}

    def apply(self, rows: Sequence[dict[str, Any]]) -> None:
        """Go through a batch of rows; the first batch shows which fields are worth it."""
        if not self._known and rows:
            self._fields = [field for field in rows[0] if _is_repetitive([row.get(field) for row in rows])]
        share = self._known.setdefault
        for row in rows:
            for field in self._fields:
                value = row.get(field)
                if value.__class__ is str:
                    row[field] = share(value, value)


def _is_repetitive(values: Sequence[Any]) -> bool:
    texts = [value for value in values if isinstance(value, str)]
    return len(set(texts)) * 4 < len(texts)


def _parsed(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
