"""A record of another system's register, with what is known of how it went there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Act = tuple[str, datetime, dict[str, Any], str]
"""A later act on a loaded record: the event's kind, its moment, its data and the clause it serves."""


@dataclass(frozen=True, slots=True)
class LoadedRecord:
    """One record to be taken: its key at the origin, the fields of a new ticket, and its history.

    A moment that the register does not give stays None; nothing is invented for it.
    """

    source: str
    intake: Mapping[str, Any]
    dispatched_at: datetime | None = None
    replied_at: datetime | None = None
    reply_text: str = ""
    reply_way: str = "letter"
    closed_at: datetime | None = None
    satisfaction: str = ""

    def later(self, unit: str) -> Iterator[Act]:
        """Yield what happened after the record came in, in the order in which a ticket goes its way.

        `unit` is the unit complained of, which also answered as far as a register tells.
        """
        if self.dispatched_at:
            yield "dispatched", self.dispatched_at, {"lead": unit}, "K-6.4.1"
        if self.replied_at:
            yield "replied", self.replied_at, self._reply(), "K-19.1"
        if self.closed_at:
            yield "closed", self.closed_at, self._closing(), "K-3.4a"

    def _reply(self) -> dict[str, Any]:
        return {"mode": "direct", "way": self.reply_way, "text": self.reply_text}

    def _closing(self) -> dict[str, Any]:
        return {"satisfaction": self.satisfaction} if self.satisfaction else {}
