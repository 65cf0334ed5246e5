"""Fold: from events to the ticket that they make. One small function for each kind of event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from desk.errors import StorageError
from desk.events import Event
from desk.i18n import _
from desk.moments import from_iso
from desk.ticket import Contact, Customer, Reply, Revisit, Ticket

CUSTOMER_FIELDS: Final = ("name", "mobile", "phone", "address", "id_number", "account", "kind", "own")


def fold(events: Iterable[Event]) -> Ticket | None:
    """Return the ticket that the events make, or None when there are none.

    Raises `StorageError` when the history has a gap or an unknown kind: such a record is damaged.
    """
    ticket: Ticket | None = None
    for event in events:
        ticket = apply(ticket, event)
    return ticket


def apply(ticket: Ticket | None, event: Event) -> Ticket:
    """Return the ticket after one more event."""
    expected = ticket.rev + 1 if ticket else 1
    if event.rev != expected or (ticket is None) != (event.kind == "registered"):
        raise StorageError(
            _("The history of a ticket is broken at revision {rev}; restore it from a backup.").format(
                rev=event.rev
            )
        )
    if ticket is None:
        return _registered(event)
    handler = HANDLERS.get(event.kind)
    if handler is None:
        raise StorageError(
            _("A ticket holds an unknown event {kind}; update the desk.").format(kind=event.kind)
        )
    return replace(handler(ticket, event), rev=event.rev, history=(*ticket.history, event))


def _registered(event: Event) -> Ticket:
    data = event.data
    received = from_iso(data["received_at"])
    return Ticket(
        number=data["number"],
        rev=1,
        type=data["type"],
        state="registered",
        mode=data["mode"],
        channel=data["channel"],
        level=data["level"],
        original_level=data["level"],
        unit=data["unit"],
        accepting_unit=data["accepting_unit"],
        first_contact=data["first_contact"],
        received_at=received,
        registered_at=event.at,
        levelled_at=received,
        content=data["content"],
        customer=Customer(
            **{name: data[f"customer.{name}"] for name in CUSTOMER_FIELDS if f"customer.{name}" in data}
        ),
        demand=data.get("demand", ""),
        category=data.get("category", ""),
        business=data.get("business", ""),
        cause=data.get("cause", ""),
        cause_group=data.get("cause_group", ""),
        amount_band=data.get("amount_band", ""),
        emotion=data.get("emotion", ""),
        loss=Decimal(data.get("loss", "0")),
        persons=data.get("persons", 1),
        flags=frozenset(data.get("flags", ())),
        reply_by=data.get("reply_by", ""),
        form_number=data.get("form_number", ""),
        source=data.get("source", ""),
        pack=data.get("pack", ""),
        calendar=data.get("calendar", ""),
        history=(event,),
    )


def _dispatched(ticket: Ticket, event: Event) -> Ticket:
    return replace(
        ticket,
        state="dispatched",
        lead=event.data["lead"],
        helpers=tuple(event.data.get("helpers", ())),
        follower=event.data.get("follower", "")
        or (ticket.follower if event.data["lead"] == ticket.lead else ""),
        category=event.data.get("category", "") or ticket.category,
        hops=ticket.hops + (1 if ticket.lead else 0),
        dispatched_at=event.at,
        signed_at=None,
    )


def _signed_for(ticket: Ticket, event: Event) -> Ticket:
    follower = event.data.get("follower", "") or ticket.follower
    return replace(ticket, state="signed_for", signed_at=event.at, follower=follower)


def _contacted(ticket: Ticket, event: Event) -> Ticket:
    data = event.data
    contact = Contact(
        at=event.at,
        by=event.by,
        way=data.get("way", "phone"),
        note=data.get("note", ""),
        reached=data.get("reached", True),
        agreed=data.get("agreed", False),
    )
    return replace(
        ticket,
        state="handling" if ticket.state == "signed_for" else ticket.state,
        contacts=(*ticket.contacts, contact),
        promise=_promise(data, ticket if not contact.reached else None),
        agreements=ticket.agreements + ((event.at,) if contact.agreed else ()),
    )


def _promise(data: Mapping[str, Any], keep: Ticket | None) -> Any:
    if data.get("next_reply"):
        return from_iso(data["next_reply"])
    return keep.promise if keep else None


def _replied(ticket: Ticket, event: Event) -> Ticket:
    data = event.data
    reply = Reply(
        at=event.at,
        by=event.by,
        unit=event.unit,
        mode=data.get("mode", "direct"),
        way=data["way"],
        text=data["text"],
        solved=data.get("solved", True),
        agreed=data.get("agreed", False),
    )
    return replace(
        ticket,
        state="revisit_due" if reply.solved else "handling",
        replies=(*ticket.replies, reply),
        promise=_promise(data, None),
        agreements=ticket.agreements + ((event.at,) if reply.agreed else ()),
    )


def _revisited(ticket: Ticket, event: Event) -> Ticket:
    data = event.data
    revisit = Revisit(
        at=event.at,
        by=event.by,
        way=data.get("way", "phone"),
        satisfaction=data["satisfaction"],
        proper=data.get("proper", True),
        note=data.get("note", ""),
    )
    return replace(
        ticket,
        state="verdict_due" if revisit.proper else "reworking",
        revisits=(*ticket.revisits, revisit),
        satisfaction=revisit.satisfaction,
        round=ticket.round if revisit.proper else ticket.round + 1,
        round_at=ticket.round_at if revisit.proper else event.at,
    )


def _levelled(ticket: Ticket, event: Event) -> Ticket:
    """Start the clocks of a raised level; raised after the answer it opens a new round of handling."""
    rises = event.data["level"] > ticket.level
    reopens = rises and ticket.state in ("revisit_due", "verdict_due")
    return replace(
        ticket,
        state="reworking" if reopens else ticket.state,
        round=ticket.round + 1 if reopens else ticket.round,
        round_at=event.at if reopens else ticket.round_at,
        level=event.data["level"],
        levelled_at=event.at if rises else ticket.levelled_at,
        lead=event.data.get("lead", "") or ticket.lead,
        follower=event.data.get("follower", ticket.follower),
    )


def _reported_up(ticket: Ticket, event: Event) -> Ticket:
    return replace(ticket, reported_at=event.at)


def _linked(ticket: Ticket, event: Event) -> Ticket:
    return replace(ticket, links=tuple(sorted({*ticket.links, event.data["other"]})))


def _noted(ticket: Ticket, event: Event) -> Ticket:
    return replace(ticket, notes=(*ticket.notes, event.data["note"]))


def _seen(ticket: Ticket, _event: Event) -> Ticket:
    return ticket


def _judged(ticket: Ticket, event: Event) -> Ticket:
    return replace(
        ticket,
        truth=event.data["truth"],
        verdict=event.data["verdict"],
        verdict_reason=event.data.get("reason", ""),
    )


def _closed(ticket: Ticket, event: Event) -> Ticket:
    data = event.data
    return replace(
        ticket,
        state="closed",
        closed_at=event.at,
        cause_check=data.get("cause_check", ""),
        summing_up=data.get("summing_up", ""),
        verdict=ticket.verdict or "undetermined",
        satisfaction=ticket.satisfaction or data.get("satisfaction", ""),
    )


def _filed(ticket: Ticket, event: Event) -> Ticket:
    return replace(ticket, filed_at=event.at)


HANDLERS: Final[Mapping[str, Callable[[Ticket, Event], Ticket]]] = {
    "dispatched": _dispatched,
    "signed_for": _signed_for,
    "contacted": _contacted,
    "replied": _replied,
    "revisited": _revisited,
    "levelled": _levelled,
    "reported_up": _reported_up,
    "linked": _linked,
    "noted": _noted,
    "revealed": _seen,
    "judged": _judged,
    "closed": _closed,
    "filed": _filed,
}
