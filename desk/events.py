"""An event: who did what, when, from which front end, and which clause it serves.

A ticket is the fold of its events (`desk.fold`). An event is never changed after it was recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from desk.i18n import N_
from desk.moments import from_iso, iso

KINDS: Final[Mapping[str, str]] = {
    "registered": N_("registered it"),
    "dispatched": N_("dispatched it"),
    "signed_for": N_("signed for it"),
    "contacted": N_("contacted the customer"),
    "replied": N_("replied to the customer"),
    "revisited": N_("revisited the customer"),
    "levelled": N_("changed the level"),
    "reported_up": N_("reported it up"),
    "linked": N_("linked another ticket"),
    "noted": N_("added a note"),
    "revealed": N_("looked at the customer's data"),
    "judged": N_("gave the verdict"),
    "closed": N_("closed it"),
    "filed": N_("filed it with the superior"),
}
"""What was done, by the kind of event, as a history shows it (translated when shown)."""


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
