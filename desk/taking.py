"""A record of another system's register as the events of a ticket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desk.events import Event
from desk.loading import LoadedRecord
from desk.moments import from_iso
from desk.registration import Rules, registered
from desk.units import Actor, Organisation


def taken_events(
    record: LoadedRecord, values: Mapping[str, Any], actor: Actor, rules: Rules, organisation: Organisation
) -> tuple[Event, ...]:
    """Return the registration and what happened later; `values` are checked fields with the `number`."""
    first = registered(values, actor, from_iso(values["received_at"]), rules, organisation)
    later = (
        Event(rev, kind, at, actor.id, actor.unit, actor.via, data, clause)
        for rev, (kind, at, data, clause) in enumerate(record.later(values["unit"]), start=2)
    )
    return (first, *later)
