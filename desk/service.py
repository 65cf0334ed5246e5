"""The desk: one object that carries every action. The screens and the commands are two front ends of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from desk.actions import BY_VERB, Action
from desk.clocks import Clock, clocks_of
from desk.errors import Conflict, NotPermitted, Refused
from desk.events import Event
from desk.fields import Checked, check
from desk.fold import apply, fold
from desk.handlers import Context, Draft
from desk.intake import HISTORY, REGISTER, Proposal, propose, read_intake
from desk.loading import LoadedRecord
from desk.moments import iso
from desk.people import check_first_contact, present
from desk.permissions import permission, reaches, require
from desk.ports import Change, Transaction
from desk.questions import Questions
from desk.refusals import no_action, overtaken, refuse
from desk.registration import registered, take_form_number, take_number
from desk.rows import row_of
from desk.taking import taken_events
from desk.ticket import Ticket
from desk.units import Actor


class Desk(Questions):
    """Every action on tickets, and every question about them."""

    # ------------------------------------------------------------------ intake

    def check_intake(self, raw: Mapping[str, Any], purpose: str = REGISTER) -> Checked:
        """Read a new ticket's fields and return the values and every problem; stores nothing."""
        return read_intake(raw, self.reading(), purpose)

    def propose(self, values: Mapping[str, Any]) -> Proposal:
        """Propose a level for checked values, with its reasons and clauses."""
        return propose(values, self.pack)

    def preview(self, values: Mapping[str, Any], actor: Actor) -> tuple[Clock, ...]:
        """Return the clocks that registering these checked values would start; stores nothing."""
        event = registered({**values, "number": "-"}, actor, self.now(), self.rules, self.organisation)
        return clocks_of(apply(None, event), self.pack, self.calendars, self.now())

    def register(self, raw: Mapping[str, Any], actor: Actor) -> Ticket:
        """Register a new ticket and return it; `Refused` names every field at fault and nothing is stored."""
        with self.batch() as transaction:
            return self.register_in(transaction, raw, actor)

    def register_in(self, transaction: Transaction, raw: Mapping[str, Any], actor: Actor) -> Ticket:
        """Register a new ticket inside a `batch`; `by` in `raw` names another first-contact person."""
        actor = self._allowed("register", actor)
        checked = self.check_intake(raw)
        refuse(checked.problems)
        if checked.values.get("by"):
            check_first_contact(checked.values["by"], actor, self.organisation)
        return self._store_new(transaction, checked.values, actor, self.now())

    def _store_new(
        self, transaction: Transaction, values: Mapping[str, Any], actor: Actor, at: datetime
    ) -> Ticket:
        numbered = {**values, "number": take_number(transaction, values, self.pack)}
        numbered |= take_form_number(transaction, values, self.rules)
        event = registered(numbered, actor, at, self.rules, self.organisation)
        ticket = apply(None, event)
        transaction.add(Change(ticket.number, 0, (event,), self._row(ticket, at)))
        return ticket

    def _row(self, ticket: Ticket, at: datetime) -> dict[str, Any]:
        return row_of(ticket, self.pack, self.calendars, at)

    # ------------------------------------------------------------------ acting

    def check_action(self, verb: str, raw: Mapping[str, Any]) -> Checked:
        """Read an action's fields and return the values and every problem; stores nothing."""
        return check(raw, self._action(verb).fields, "act", self.reading())

    def act(
        self, number: str, verb: str, raw: Mapping[str, Any], actor: Actor, rev: int | None = None
    ) -> Ticket:
        """Do one action on a ticket and return it as it then stands.

        `rev` is the revision that the actor saw; a later one is refused as `Conflict` with who changed what.
        """
        with self.batch() as transaction:
            return self.act_in(transaction, number, verb, raw, actor, rev)

    def act_in(
        self,
        transaction: Transaction,
        number: str,
        verb: str,
        raw: Mapping[str, Any],
        actor: Actor,
        rev: int | None = None,
    ) -> Ticket:
        """Do one action inside a `batch`."""
        action = self._action(verb)
        actor = present(actor, self.organisation)
        ticket = fold(transaction.events(number))
        if ticket is None:
            raise self.missing(number, actor)
        allowed = permission(action, ticket, actor, self.organisation)
        if allowed.not_permitted:
            raise NotPermitted(allowed.reason, clause=allowed.clause)
        if rev is not None and rev != ticket.rev:
            raise Conflict(overtaken(ticket, rev, self.organisation), found=ticket.rev)
        if not allowed.allowed:
            raise Refused(allowed.reason, clause=allowed.clause)
        checked = self.check_action(verb, raw)
        refuse(checked.problems)
        if verb == "link":
            self._check_link(transaction, checked.values["other"], actor)
        at = max(self.now(), ticket.history[-1].at)
        context = Context(self.pack, self.organisation, actor, at)
        return self._store(transaction, ticket, action.handle(ticket, checked.values, context), context)

    def _check_link(self, transaction: Transaction, number: str, actor: Actor) -> None:
        """Refuse a ticket out of reach in the words for one that is not there: neither tells of the other."""
        other = fold(transaction.events(number))
        if other is None or not reaches(actor, other, self.organisation):
            raise self.missing(number, actor)

    def _store(
        self, transaction: Transaction, ticket: Ticket, drafts: Sequence[Draft], context: Context
    ) -> Ticket:
        before, actor, at = ticket.rev, context.actor, context.now
        for kind, data, clause in drafts:
            event = Event(ticket.rev + 1, kind, at, actor.id, actor.unit, actor.via, data, clause)
            ticket = apply(ticket, event)
        transaction.add(Change(ticket.number, before, ticket.history[before:], self._row(ticket, at)))
        return ticket

    def _action(self, verb: str) -> Action:
        if verb not in BY_VERB:
            raise no_action(verb)
        return BY_VERB[verb]

    # ------------------------------------------------------------------ loading history

    def load_batch(
        self, records: Sequence[LoadedRecord], actor: Actor
    ) -> tuple[int, int, list[tuple[str, str]]]:
        """Take a batch of a register as one transaction.

        Returns how many were taken, how many stood there already, and (source, reason) of those refused.
        """
        taken = already = 0
        refused: list[tuple[str, str]] = []
        with self.batch() as transaction:
            actor = self._allowed("load", actor)
            for record in records:
                if transaction.number_of(record.source):
                    already += 1
                    continue
                checked = self.check_intake(record.intake, HISTORY)
                if checked.problems:
                    refused.append((record.source, checked.problems[0].message))
                    continue
                self._take(transaction, record, checked.values, actor)
                taken += 1
        return taken, already, refused

    def _take(
        self, transaction: Transaction, record: LoadedRecord, values: Mapping[str, Any], actor: Actor
    ) -> None:
        at = self.now()
        marks = {"source": record.source, "loaded_at": iso(at)}
        numbered = {**values, **marks, "number": take_number(transaction, values, self.pack)}
        events = taken_events(record, numbered, actor, self.rules, self.organisation)
        ticket = fold(events)
        assert ticket is not None
        transaction.add(Change(ticket.number, 0, events, self._row(ticket, at)))

    @contextmanager
    def batch(self) -> Iterator[Transaction]:
        """Hold one transaction over many `register_in` and `act_in`; all become durable together.

        Units and staff are read anew before it.
        """
        self.refresh_organisation()
        with self.ledger.transaction() as transaction:
            yield transaction

    def _allowed(self, act: str, actor: Actor) -> Actor:
        """Return the actor as of this moment; NotPermitted when he may not do what `RIGHTS` calls `act`."""
        actor = present(actor, self.organisation)
        require(act, actor, practice=self.practice)
        return actor
