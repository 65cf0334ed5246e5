"""The queue's line of a ticket: what a list needs, and nothing that a list must not show.

A row is plain JSON, made once when the ticket changes and kept by the ledger beside the events, so that a
list of twenty thousand tickets never folds one. Names and texts in it are masked already (K-3.3a).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from desk.calendar import Calendars
from desk.clocks import clocks_of, next_clock
from desk.masked import summary
from desk.moments import from_iso, iso
from desk.pack import Pack
from desk.text import fold_width, mask_name
from desk.ticket import Customer, Ticket


def row_of(ticket: Ticket, pack: Pack, calendars: Calendars, now: datetime) -> dict[str, Any]:
    """Return the row of a ticket as it stands at `now`."""
    clock = next_clock(clocks_of(ticket, pack, calendars, now)) if ticket.is_open else None
    return {
        "number": ticket.number,
        "rev": ticket.rev,
        "type": ticket.type,
        "mode": ticket.mode,
        "channel": ticket.channel,
        "level": ticket.level,
        "state": ticket.state,
        "received_at": iso(ticket.received_at),
        "unit": ticket.unit,
        "accepting_unit": ticket.accepting_unit,
        "lead": ticket.lead,
        "helpers": list(ticket.helpers),
        "follower": ticket.follower,
        "first_contact": ticket.first_contact,
        "category": ticket.category,
        "business": ticket.business,
        "cause": ticket.cause,
        "verdict": ticket.verdict,
        "satisfaction": ticket.satisfaction,
        "round": ticket.round,
        "clock": clock.name if clock else "",
        "due_at": iso(clock.due.at) if clock and clock.due.at else None,
        "not_before": iso(clock.due.not_before) if clock and clock.due.provisional else None,
        "closed_at": iso(ticket.closed_at) if ticket.closed_at else None,
        "customer": mask_name(ticket.customer.name),
        "customer_key": customer_key(ticket.customer),
        "summary": summary(ticket.content, ticket.customer),
        "source": ticket.source,
    }


def customer_key(customer: Customer) -> str:
    """Return a key that two tickets of one customer share, from the number to reach them by; else nothing."""
    digits = "".join(filter(str.isdigit, fold_width(customer.mobile or customer.phone)))
    known = digits or customer.id_number.strip().upper()
    return hashlib.blake2b(known.encode(), digest_size=8).hexdigest() if known else ""


def is_open(row: Mapping[str, Any]) -> bool:
    """Whether anything is still to be done with the row's ticket."""
    return row["state"] not in ("closed", "archived")


def is_overdue(row: Mapping[str, Any], now: datetime) -> bool:
    """Whether the next due time has passed; a provisional one is overdue only past its earliest moment."""
    return bool(row["due_at"]) and from_iso(row["due_at"]) <= now


def due_or_earliest(row: Mapping[str, Any]) -> datetime | None:
    """Return the due time, or the earliest it can be while it is provisional; None when nothing is owed."""
    text = row["due_at"] or row["not_before"]
    return from_iso(text) if text else None
