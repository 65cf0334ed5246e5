"""A record of another system's register, and the events that it makes in this one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from desk.events import Event
from desk.units import Actor


@dataclass(frozen=True, slots=True)
class LoadedRecord:
    """One record to take: `source` is its key at its origin, `intake` the fields of a new ticket.

    A reply makes the ticket answered at that time, a closing time makes it closed.
    """

    source: str
    intake: Mapping[str, Any] = field(default_factory=dict)
    replied_at: datetime | None = None
    reply_text: str = ""
    reply_way: str = "letter"
    closed_at: datetime | None = None
    satisfaction: str = ""


def later_events(record: LoadedRecord, actor: Actor) -> tuple[Event, ...]:
    """Return what happened to the record after its registration, at the times of its origin."""
    events: list[Event] = []

    def add(kind: str, at: datetime, data: dict[str, Any], clause: str) -> None:
        events.append(Event(len(events) + 2, kind, at, actor.id, actor.unit, actor.via, data, clause))

    if record.replied_at is not None:
        add("replied", record.replied_at, {"way": record.reply_way, "text": record.reply_text}, "K-6.6.3")
    if record.closed_at is not None:
        add("closed", record.closed_at, {"satisfaction": record.satisfaction}, "K-3.4a")
    return tuple(events)
