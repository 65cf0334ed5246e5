"""What the workers write: everything follows from a token, so that it can be checked by whoever reads it."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from desk.events import Event
from desk.moments import ZONE
from desk.ports import Change, Transaction

_MARK = "令牌"
_AT = datetime(2026, 3, 2, 9, tzinfo=ZONE)


def text(token: str) -> str:
    """Return the text that carries a token: from some to some hundred characters."""
    return f"{_MARK}{token}。" + "客户反映排队两小时，要求书面答复。" * (zlib.crc32(token.encode()) % 20)


def token_of(event: Event) -> str:
    """Return the token that an event carries whole, "" when it carries none or a damaged one."""
    for value in event.data.values():
        if isinstance(value, str) and value.startswith(_MARK):
            token = value.removeprefix(_MARK).partition("。")[0]
            return token if value == text(token) else ""
    return ""


def row(number: str, events: Sequence[Event]) -> dict[str, Any]:
    """Return the row that belongs to a history: it is checked against the one that is kept."""
    chain = zlib.crc32("".join(event.data["text"] for event in events).encode())
    source = f"{events[0].data['text'][:40]}-{number}"
    closed = token_of(events[-1]).endswith("close")
    return {
        "number": number,
        "rev": len(events),
        "source": source,
        "chain": chain,
        "state": "closed" if closed else "handling",
        "closed_at": f"2026-0{1 + chain % 3}-11T09:00:00+08:00" if closed else None,
    }


def add(transaction: Transaction, number: str, token: str) -> None:
    """Add an event with a token to a ticket, new or not."""
    before = transaction.events(number)
    data = {"text": text(token), "content": f"第{zlib.crc32(number.encode())}件"}
    event = Event(len(before) + 1, "note", _AT, "w", "KF", "test", data, "K-1")
    transaction.add(Change(number, len(before), (event,), row(number, [*before, event])))


def table(token: str) -> list[dict[str, Any]]:
    """Return a table's documents."""
    return [{"token": token, "line": i, "text": text(f"{token}{i}")} for i in range(3)]
