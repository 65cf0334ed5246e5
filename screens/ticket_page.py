"""The page of a ticket as lines: what it is about, its clocks, its history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desk.clock_words import clock_word, due_moment, limit_of
from desk.clocks import Clock
from desk.i18n import _
from desk.masked import shown_text
from desk.own_data import MASKS
from desk.text import cell_width, one_line, pad
from desk.ticket import Customer, Ticket
from screens.history import history_lines
from screens.plain import Line, Piece
from screens.session import Session
from screens.widgets.document import labelled, title
from screens.words import clock_state, level_mark, state_word


@dataclass(frozen=True, slots=True)
class Look:
    """What the page shows: the ticket, its clocks, the last revision seen before, whether data are open."""

    ticket: Ticket
    clocks: tuple[Clock, ...]
    seen: int
    revealed: bool = False


def head_lines(look: Look, session: Session) -> list[Line]:
    """Return the three lines above the page."""
    ticket = look.ticket
    mark, style = level_mark(ticket.level)
    customer = ticket.customer.name if look.revealed else MASKS["name"](ticket.customer.name)
    return [
        (
            Piece(ticket.number, "line--title"),
            Piece("  "),
            Piece(mark, style or "line--strong"),
            Piece(f"  {state_word(ticket.state)}", "line--strong"),
            Piece(f"  {session.word('types', ticket.type)}  {session.word('channels', ticket.channel)}"),
            Piece("  " + _("round {n}").format(n=ticket.round) if ticket.round > 1 else "", "line--warn"),
        ),
        (
            Piece(_("Unit") + " ", "line--dim"),
            Piece(session.unit(ticket.unit)),
            Piece("  " + _("Lead unit") + " ", "line--dim"),
            Piece(session.unit(ticket.lead) or "-"),
        ),
        (
            Piece(_("Follower") + " ", "line--dim"),
            Piece(session.person(ticket.follower) or "-"),
            Piece("  " + _("Customer") + " ", "line--dim"),
            Piece(one_line(customer) or "-"),
        ),
    ]


def page_lines(look: Look, session: Session, width: int) -> list[Line]:
    """Return the page below its head."""
    return [
        title(_("Clocks")),
        *(line for clock in look.clocks for line in _clock_lines(clock)),
        (),
        title(_("The matter")),
        *_matter_lines(look.ticket, session, width),
        (),
        title(_("Customer")),
        *_customer_lines(look.ticket.customer, session, width, revealed=look.revealed),
        (),
        title(_("History")),
        *history_lines(look.ticket, session, width, look.seen),
    ]


def _clock_lines(clock: Clock) -> Iterator[Line]:
    word, style = clock_state(clock)
    assumed = " " + _("(assumed)") if clock.rule.assumed else ""
    yield (
        Piece("  "),
        Piece(pad(clock_word(clock.name), 16)),
        Piece(pad(due_moment(clock), 18), style),
        Piece(pad(word, 10), style),
        Piece(f"{limit_of(clock)} {clock.rule.clause}{assumed}", "line--dim"),
    )


def _matter_lines(ticket: Ticket, session: Session, width: int) -> Iterator[Line]:
    told = ticket.history[0].data if ticket.history else {}
    flags = "、".join(session.word("flags", flag) for flag in sorted(ticket.flags))
    facts = (
        (_("What happened"), shown_text(ticket, ticket.content)),
        (_("Demand"), shown_text(ticket, ticket.demand)),
        (_("Category"), session.word("categories", ticket.category)),
        (_("Business"), session.word("businesses", ticket.business)),
        (_("Cause"), session.word("causes", ticket.cause)),
        (_("Loss in yuan"), f"{ticket.loss}" if ticket.loss else ""),
        (_("Amount band"), session.word("amount_bands", ticket.amount_band)),
        (_("Persons"), str(ticket.persons) if ticket.persons > 1 else ""),
        (_("Marks"), flags),
        (_("Mood"), session.word("emotions", ticket.emotion)),
        (_("Proposed level"), _proposal(told, session)),
        (_("Reason for the level"), shown_text(ticket, told.get("level_reason", ""))),
        (_("Agreed way of reply"), session.word("reply_ways", ticket.reply_by)),
        (_("Form number"), ticket.form_number),
        (_("Helper units"), "、".join(map(session.unit, ticket.helpers))),
        (_("Satisfaction"), session.word("satisfactions", ticket.satisfaction)),
        (_("Verdict"), session.word("verdicts", ticket.verdict)),
        (_("Cause found and remedy"), shown_text(ticket, ticket.cause_check)),
        (_("Links"), "、".join(ticket.links)),
        (_("Received at"), f"{ticket.received_at:%Y-%m-%d %H:%M}"),
        (_("First contact person"), session.person(ticket.first_contact)),
    )
    yield from _fact_lines([(label, value) for label, value in facts if value], width)


def _proposal(told: Mapping[str, Any], session: Session) -> str:
    """Return the level that was proposed at registration, with its reasons and their clauses."""
    proposed = told.get("proposed")
    if not proposed:
        return ""
    reasons = "；".join(f"{reason['why']} ({reason['clause']})" for reason in proposed)
    return f"{session.desk.pack.level_label(max(reason['level'] for reason in proposed))}: {reasons}"


def _customer_lines(customer: Customer, session: Session, width: int, *, revealed: bool) -> Iterator[Line]:
    labels = {
        "name": _("Name"),
        "mobile": _("Mobile"),
        "phone": _("Phone"),
        "address": _("Address"),
        "id_number": _("Identity number"),
        "account": _("Account"),
    }
    shown = [
        (label, one_line(value) if revealed else MASKS[name](value))
        for name, label in labels.items()
        if (value := getattr(customer, name))
    ]
    kind = session.word("customer_kinds", customer.kind)
    own = [] if customer.own else [(_("Customer of the bank"), _("no"))]
    yield from _fact_lines([*shown, (_("Kind of customer"), kind), *own], width)


def _fact_lines(facts: Sequence[tuple[str, str]], width: int) -> Iterator[Line]:
    """Yield facts with their labels in a column as wide as the longest."""
    cells = max((cell_width(label) for label, _value in facts), default=0) + 4
    for label, value in facts:
        yield from labelled("  " + label, value, width, cells)
