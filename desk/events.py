"""An event: who did what, when, from which front end, and which clause it serves.

A ticket is the fold of its events (`desk.fold`). An event is never changed after it was recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from desk.moments import from_iso, iso


@dataclass(frozen=True, slots=True)
class Event:
    """One recorded act on one ticket; `rev` counts 1, 2, 3 ... within the ticket without a gap."""

    rev: int
    kind: str
    at: datetime
    by: str
    unit: str
    via: str
    data: Mapping[str, Any] = field(default_factory=dict)
    clause: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the event as stored: plain JSON values, moments as ISO text."""
        return {
            "rev": self.rev,
            "kind": self.kind,
            "at": iso(self.at),
            "by": self.by,
            "unit": self.unit,
            "via": self.via,
            "data": dict(self.data),
            "clause": self.clause,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Event:
        """Read back what `to_json` wrote; KeyError or ValueError for anything else."""
        return cls(
            rev=raw["rev"],
            kind=raw["kind"],
            at=from_iso(raw["at"]),
            by=raw["by"],
            unit=raw["unit"],
            via=raw["via"],
            data=raw["data"],
            clause=raw.get("clause", ""),
        )
