"""Frames of the journal, as bytes: one acknowledged action each, chained by their checksums.

    LLLLLLLL CCCCCCCC {"seq":7,"prev":"C of the frame before","at":...,"serials":{...},"changes":[
    one line for each ticket,
    ]}

L is the length of what follows it up to the newline that ends the frame, C its CRC-32, both in hex.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from storage.codec import to_json

HEADER_SIZE: Final = 18
_HEADER: Final = re.compile(rb"[0-9a-f]{8} [0-9a-f]{8} (?=\{\"seq\":)")


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole frame: where it begins, its header and its payload."""

    offset: int
    header: bytes
    payload: bytes

    @property
    def end(self) -> int:
        """Return the place of the byte after the frame."""
        return self.offset + HEADER_SIZE + len(self.payload) + 1

    @property
    def crc(self) -> int:
        """Return the checksum that the next frame must name."""
        return int(self.header[9:17], 16)


@dataclass(frozen=True, slots=True)
class Record:
    """What a frame says; `lines` are (place in the file, line of a ticket), `seal` the next journal or 0.

    `archived` are the tickets that left for the archive as of a seal.
    """

    seq: int
    prev: int
    serials: Mapping[str, int]
    lines: Sequence[tuple[int, bytes]]
    seal: int
    archived: Sequence[str] = ()


def encode(payload: bytes) -> bytes:
    """Return the frame around a payload."""
    return b"%08x %08x %b\n" % (len(payload), zlib.crc32(payload), payload)


def change_payload(seq: int, prev: int, at: str, serials: Mapping[str, int], lines: Sequence[bytes]) -> bytes:
    """Return the payload of an action: ticket lines and the counters that moved."""
    head = b'{"seq":%d,"prev":"%08x","at":%b,"serials":%b,"changes":[\n'
    return head % (seq, prev, to_json(at), to_json(serials)) + b",\n".join(lines) + b"\n]}"


def seal_payload(seq: int, prev: int, at: str, following: int, archived: Sequence[str] = ()) -> bytes:
    """Return the payload that ends a journal, names the one that follows and the tickets now archived."""
    gone = b',"archived":%b' % to_json(list(archived)) if archived else b""
    return b'{"seq":%d,"prev":"%08x","at":%b,"seal":%d%b}' % (seq, prev, to_json(at), following, gone)


def frame_at(buffer: bytes, start: int, base: int = 0) -> Frame | None:
    """Return the whole frame that begins at `start` of `buffer`, or None; `base` is the buffer's place."""
    if not _HEADER.match(buffer, start):
        return None
    header = buffer[start : start + HEADER_SIZE]
    begin = start + HEADER_SIZE
    end = begin + int(header[:8], 16)
    payload = buffer[begin:end]
    if buffer[end : end + 1] != b"\n" or zlib.crc32(payload) != int(header[9:17], 16):
        return None
    return Frame(base + start, header, payload)


def frame_after(buffer: bytes, start: int, base: int = 0) -> Frame | None:
    """Return the first whole frame at or after `start`, wherever it begins, or None."""
    found = (frame_at(buffer, match.start(), base) for match in _HEADER.finditer(buffer, start))
    return next((frame for frame in found if frame), None)


def read_record(frame: Frame) -> Record:
    """Read what a whole frame says."""
    head, newline, rest = frame.payload.partition(b"\n")
    raw = json.loads(head + b"]}" if newline else head)
    lines = _ticket_lines(rest, frame.offset + HEADER_SIZE + len(head) + 1) if newline else []
    serials, seal, archived = raw.get("serials", {}), raw.get("seal", 0), raw.get("archived", ())
    return Record(raw["seq"], int(raw["prev"], 16), serials, lines, seal, archived)


def _ticket_lines(rest: bytes, place: int) -> list[tuple[int, bytes]]:
    found = []
    for line in rest.split(b"\n")[:-1]:
        if line:
            found.append((place, line.removesuffix(b",")))
        place += len(line) + 1
    return found
