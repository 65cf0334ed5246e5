"""Registration: from the checked fields of intake to a numbered ticket in a transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desk.calendar import Calendars
from desk.events import Event
from desk.intake import Proposal, channel_entry, form_prefix, needs_form, number_prefix, propose
from desk.pack import Pack
from desk.ports import Transaction
from desk.units import Actor, Organisation


@dataclass(frozen=True, slots=True)
class Rules:
    """What the desk decides by: the rule pack and the calendars in force."""

    pack: Pack
    calendars: Calendars


def registered(
    values: Mapping[str, Any], actor: Actor, at: datetime, rules: Rules, organisation: Organisation
) -> Event:
    """Return the first event of a ticket; `values` are checked fields with the ticket's `number`.

    The mode follows from the channel (C-25), the level from the proposal unless a person set it (K-11.0), the
    accepting unit is the outlet for on-site cases and the call centre for all others (K-10.2.1), and the
    first-contact person for good is whoever `by` names, else whoever registers (K-3.2a). The reasons for the
    level are kept in Chinese, the language of the record.
    """
    mode, proposal, level = _judged(values, rules.pack)
    data = {
        **{key: value for key, value in values.items() if key != "by"},
        "mode": mode,
        "level": level,
        "proposed": [{"level": r.level, "why": r.zh, "clause": r.clause} for r in proposal.reasons],
        "accepting_unit": values["unit"] if mode == "onsite" else organisation.call_centre or actor.unit,
        "first_contact": values.get("by") or actor.id,
        "pack": rules.pack.stamp,
        "calendar": rules.calendars.version,
    }
    return Event(1, "registered", at, actor.id, actor.unit, actor.via, data, "K-6.4.1")


def _judged(values: Mapping[str, Any], pack: Pack) -> tuple[str, Proposal, int]:
    """Return a record's mode, its proposed level, and the level that it gets."""
    mode = channel_entry(pack, values["channel"]).more["mode"]
    proposal = propose(values, pack)
    return mode, proposal, values.get("level", proposal.level) if proposal.level else 0


def take_number(transaction: Transaction, values: Mapping[str, Any], pack: Pack) -> str:
    """Take the next number of the day for a record: HX20260302000001 (F0-6)."""
    prefix = number_prefix(values, pack)
    return f"{prefix}{transaction.serial(prefix):06d}"


def take_form_number(transaction: Transaction, values: Mapping[str, Any], rules: Rules) -> dict[str, Any]:
    """Take a feedback form's number where a form is due (K-13.1), as a field to add; else nothing."""
    mode, _proposal, level = _judged(values, rules.pack)
    if not needs_form(values, mode, level):
        return {}
    prefix = form_prefix(values)
    return {"form_number": f"{prefix}{transaction.serial(prefix):05d}"}
