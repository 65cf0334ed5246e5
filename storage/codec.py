"""How a ticket is written: one line of JSON, the queue row first and the events last.

Journal and snapshot share the line, so that a piece of a ticket can be read back from either, and the row
can be read without its events. All other JSON is compact, so the mark before the events, which has spaces,
stands nowhere else: inside a string its quotes would be escaped.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from desk.events import Event

MARK: Final = b', "events": '


def to_json(value: Any) -> bytes:
    """Return `value` as one line of compact UTF-8 JSON; TypeError or ValueError for what JSON cannot hold."""
    try:
        return _dumps(value, ascii_only=False).encode()
    except UnicodeEncodeError:
        return _dumps(value, ascii_only=True).encode()


def _dumps(value: Any, *, ascii_only: bool) -> str:
    return json.dumps(
        value, ensure_ascii=ascii_only, allow_nan=False, separators=(",", ":"), default=_plain_mapping
    )


def _plain_mapping(value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)


def ticket_line(
    number: str, rev: int, row: Mapping[str, Any], events: Iterable[bytes], *, back: bool = False
) -> bytes:
    """Return the line of a ticket at revision `rev`; each of `events` is the JSON of one or more events.

    `back` marks a ticket that returns from the archive: its line in the journal holds its whole history.
    """
    returned = b'"back":true,' if back else b""
    head = b'{"number":%b,"rev":%d,%b"row":%b' % (to_json(number), rev, returned, to_json(row))
    return head + MARK + b"[" + b",".join(events) + b"]}"


def event_json(event: Event) -> bytes:
    """Return one event as it stands in a line."""
    return to_json(event.to_json())


def head_of(line: bytes) -> bytes:
    """Return the line without its events, itself JSON; ValueError when it is no ticket's line."""
    return line[: line.index(MARK)] + b"}"


def events_part(line: bytes) -> bytes:
    """Return the events of a line as JSON between, not including, their brackets."""
    return line[line.index(MARK) + len(MARK) + 1 : -2]


def merged_line(lines: Sequence[bytes]) -> bytes:
    """Return the line of a ticket whose history is spread over several: the last row and all the events."""
    if len(lines) == 1:
        return lines[0]
    events = b",".join(part for part in map(events_part, lines) if part)
    return head_of(lines[-1])[:-1] + MARK + b"[" + events + b"]}"


def read_events(parts: Iterable[bytes]) -> tuple[Event, ...]:
    """Read back the events of several lines, given as `events_part` returns them."""
    joined = b",".join(part for part in parts if part)
    return tuple(Event.from_json(raw) for raw in json.loads(b"[" + joined + b"]"))
