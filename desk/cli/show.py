"""`desk ticket NUMBER`: the whole ticket with its history."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

from desk.cli.common import Common
from desk.cli.compose import Opened, home_path, open_folder
from desk.cli.identity import acting
from desk.cli.output import emit, emit_json, table
from desk.cli.usage import Parser
from desk.cli.words import moment
from desk.clock_words import clock_word, due_moment
from desk.clock_words import state_of as clock_state_word
from desk.clocks import to_json
from desk.errors import ExitCode
from desk.events import Event
from desk.fields import Field
from desk.history import details, done
from desk.i18n import _
from desk.intake import SCHEMA
from desk.masked import customer_json, shown_text, ticket_json
from desk.states import STATES
from desk.ticket import Ticket


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser("desk ticket NUMBER", _("Show a ticket with its history; the customer's data are masked."))
    made.options.add_argument("--json", action="store_true", help=_("As JSON."))
    return made


def run(number: str, words: Sequence[str], common: Common) -> int:
    """Show the ticket on stdout; `Refused` when there is none, NotPermitted outside the actor's reach."""
    args = parser().parse_args(words)
    opened = open_folder(home_path(common))
    ticket = opened.desk.ticket(number, acting(opened, common))
    if args.json:
        emit_json({**ticket_json(ticket), "clocks": [to_json(clock) for clock in opened.desk.clocks(ticket)]})
    else:
        _show(opened, ticket)
    return ExitCode.DONE


def state_of(ticket: Ticket) -> dict[str, Any]:
    """Return how a ticket stands after an action, as programs get it."""
    return {"number": ticket.number, "rev": ticket.rev, "state": ticket.state, "level": ticket.level}


def emit_customer(ticket: Ticket, *, as_json: bool) -> None:
    """Put out the customer's data in full; the caller has recorded why."""
    customer = dataclasses.asdict(ticket.customer)
    if as_json:
        emit_json({**state_of(ticket), "customer": customer})
    else:
        table([[label, str(customer[name])] for name, label in _customer_labels() if customer[name]])


def _customer_labels() -> Iterator[tuple[str, str]]:
    for field in SCHEMA:
        if field.name.startswith("customer.") and field.kind == "line":
            yield field.name.removeprefix("customer."), _(field.label)


def _show(opened: Opened, ticket: Ticket) -> None:
    names = opened.desk.organisation
    emit(
        f"{ticket.number}  {opened.desk.pack.level_label(ticket.level)}  {_(STATES[ticket.state])}  "
        + _("revision {rev}").format(rev=ticket.rev)
    )
    facts = [
        (_("Received at"), moment(ticket.received_at)),
        (_("Unit complained of"), names.unit_label(ticket.unit)),
        (_("Lead unit"), names.unit_label(ticket.lead)),
        (_("Follower"), names.staff_name(ticket.follower)),
        (_("First-contact person"), names.staff_name(ticket.first_contact)),
        *_intake(opened, ticket),
        *_clock_lines(opened, ticket),
    ]
    table([list(fact) for fact in facts if fact[1]])
    emit()
    emit(_("History"))
    table([_act(opened, ticket, event) for event in ticket.history])


def _intake(opened: Opened, ticket: Ticket) -> Iterator[tuple[str, str]]:
    """Yield what was taken down at the registration, in the order of the form."""
    customer = customer_json(ticket.customer)
    for field in SCHEMA:
        holder = customer if field.name.startswith("customer.") else None
        name = field.name.removeprefix("customer.")
        value = holder[name] if holder else getattr(ticket, name, "")
        if field.name not in ("unit", "received_at", "level", "customer.own") and value:
            yield _(field.label), _word(opened, ticket, field, value)


def _word(opened: Opened, ticket: Ticket, field: Field, value: Any) -> str:
    if field.dictionary:
        words = [value] if isinstance(value, str) else sorted(value)
        return "、".join(opened.desk.pack.label(field.dictionary, word) for word in words)
    text = str(value)
    return shown_text(ticket, text) if field.kind == "text" else text


def _clock_lines(opened: Opened, ticket: Ticket) -> Iterator[tuple[str, str]]:
    for clock in opened.desk.clocks(ticket):
        yield clock_word(clock.name), f"{due_moment(clock)}  {clock_state_word(clock)}  [{clock.rule.clause}]"


def _act(opened: Opened, ticket: Ticket, event: Event) -> list[str]:
    desk = opened.desk
    said = [f"{label}: {text}" for label, text in details(event, ticket, desk.reading())]
    return [
        str(event.rev),
        moment(event.at),
        desk.organisation.staff_name(event.by),
        done(event),
        "; ".join(said) + (f" [{event.clause}]" if event.clause else ""),
    ]
