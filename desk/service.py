"""The desk: one object that carries every action. The screens and the commands are two front ends of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from desk.actions import ACTIONS, BY_VERB, Action
from desk.calendar import Calendars
from desk.clocks import Clock, clocks_of
from desk.errors import Conflict, NotPermitted, Refused
from desk.events import Event
from desk.fields import Checked, Reading, check
from desk.fold import apply, fold
from desk.handlers import Context, Draft
from desk.i18n import _
from desk.intake import HISTORY, REGISTER, Proposal, propose, read_intake
from desk.loading import LoadedRecord
from desk.moments import iso
from desk.pack import Pack
from desk.people import check_first_contact, named, present
from desk.permissions import Permission, permission, reaches, require
from desk.ports import ArchivePage, ArchiveQuery, Change, Documents, Drafts, Ledger, Row, Transaction
from desk.queues import BY_NAME, DRAFTS, QUEUES, WITH_ARCHIVE, Filter, Looker, Page, joined, select, within
from desk.refusals import no_action, no_ticket, overtaken, refuse
from desk.registration import Rules, registered, take_form_number, take_number
from desk.rows import customer_key, row_of
from desk.searching import archive_query, matcher
from desk.taking import taken_events
from desk.ticket import Customer, Ticket
from desk.units import Actor, Organisation

SUGGESTED: Final = 2000
"""So many of the newest numbers are looked at for the one that was probably meant."""


class Desk:
    """Every action on tickets, and every question about them.

    `now` gives the present moment (a practice desk may stop it); `practice` is said on every screen and file.
    """

    def __init__(
        self,
        ledger: Ledger,
        documents: Documents,
        drafts: Drafts,
        rules: Rules,
        now: Callable[[], datetime],
        *,
        practice: bool = False,
    ) -> None:
        self.ledger = ledger
        self.documents = documents
        self.drafts = drafts
        self.rules = rules
        self.now = now
        self.practice = practice
        self._organisation: tuple[int, int, Organisation] | None = None

    @property
    def pack(self) -> Pack:
        """The rule pack in force."""
        return self.rules.pack

    @property
    def calendars(self) -> Calendars:
        """The calendars in force."""
        return self.rules.calendars

    # ------------------------------------------------------------------ who and where

    @property
    def organisation(self) -> Organisation:
        """The bank's units and staff; read anew by `refresh_organisation`."""
        return self._organisation[2] if self._organisation else self.refresh_organisation()

    def refresh_organisation(self) -> Organisation:
        """Read units and staff again when another process changed them."""
        unit_rev, units = self.documents.read("units")
        staff_rev, staff = self.documents.read("staff")
        if self._organisation is None or self._organisation[:2] != (unit_rev, staff_rev):
            self._organisation = (unit_rev, staff_rev, Organisation.from_json(units, staff))
        return self._organisation[2]

    def actor(self, word: str, via: str) -> Actor:
        """Return the member of staff that `word` (id or name) means, as an actor at a front end."""
        return named(word, via, self.organisation)

    def _allowed(self, act: str, actor: Actor) -> Actor:
        """Return the actor as of this moment; NotPermitted when he may not do what `RIGHTS` calls `act`."""
        actor = present(actor, self.organisation)
        require(act, actor, practice=self.practice)
        return actor

    def reading(self) -> Reading:
        """Return what fields are read against just now."""
        return Reading(self.pack, self.organisation, self.now())

    # ------------------------------------------------------------------ questions

    def refresh(self) -> frozenset[str]:
        """Take in what other processes did and return the numbers that changed; never waits."""
        return self.ledger.refresh()

    def tickets(self, wanted: Filter, actor: Actor) -> Page:
        """Return a queue's rows in order, narrowed, and how many there are in all."""
        if wanted.queue not in BY_NAME:
            known = ", ".join([*BY_NAME, DRAFTS])
            raise Refused(
                _("There is no queue {name}; there are {known}.").format(name=wanted.queue, known=known)
            )
        looker = Looker(actor, self.now())
        reach = self.organisation.reach(actor)
        matches = matcher(wanted.text, self.organisation, self._first)
        live = select(self.ledger.rows().values(), wanted, looker, reach, matches)
        archived = ArchivePage(0, ())
        if wanted.queue in WITH_ARCHIVE:
            archived = self.ledger.search(archive_query(wanted, reach, self.organisation))
        return joined(live, archived, wanted.newest)

    def counts(self, actor: Actor) -> dict[str, int]:
        """Return how many tickets (or drafts) each queue holds for the actor, in the queues' order."""
        looker = Looker(actor, self.now())
        reach = self.organisation.reach(actor)
        rows = [row for row in self.ledger.rows().values() if within(row, reach)]
        counts = {queue.name: sum(1 for row in rows if queue.holds(row, looker)) for queue in QUEUES}
        archived = self.ledger.search(ArchiveQuery(reach=reach, limit=0)).total
        counts |= {name: counts[name] + archived for name in WITH_ARCHIVE}
        counts[DRAFTS] = sum(1 for _draft in self.drafts.list(actor.id))
        return counts

    def _first(self, number: str) -> Mapping[str, Any]:
        return self.ledger.events(number)[0].data

    def ticket(self, number: str, actor: Actor | None = None) -> Ticket:
        """Return a ticket as it stands.

        `Refused` when there is none, `NotPermitted` when it lies outside the actor's reach.
        """
        found = fold(self.ledger.events(number))
        if found is None:
            raise self._no_ticket(number, actor)
        row = self.ledger.row(number)
        if actor is not None and row is not None and not within(row, self.organisation.reach(actor)):
            raise NotPermitted(
                _("Ticket {number} belongs to another unit.").format(number=number), clause="K-6.0"
            )
        return found

    def _no_ticket(self, number: str, actor: Actor | None) -> Refused:
        reach = self.organisation.reach(actor) if actor else None
        rows = [*self.ledger.rows().values()][-SUGGESTED:]
        return no_ticket(number, [row["number"] for row in rows if within(row, reach)])

    def clocks(self, ticket: Ticket) -> tuple[Clock, ...]:
        """Return every clock of a ticket at the present moment."""
        return clocks_of(ticket, self.pack, self.calendars, self.now())

    def permissions(self, ticket: Ticket, actor: Actor) -> tuple[Permission, ...]:
        """Return each action with whether the actor may use it now and, if not, why."""
        return tuple(permission(action, ticket, actor, self.organisation) for action in ACTIONS)

    def history_of(self, customer: Customer, actor: Actor) -> tuple[Row, ...]:
        """Return the rows of the customer's other tickets within the actor's reach, newest first."""
        key = customer_key(customer)
        if not key:
            return ()
        reach = self.organisation.reach(actor)
        rows = [
            row for row in self.ledger.rows().values() if row["customer_key"] == key and within(row, reach)
        ]
        rows += self.ledger.search(ArchiveQuery(customer_key=key, reach=reach, limit=None)).rows
        return tuple(sorted(rows, key=lambda row: row["received_at"], reverse=True))

    def every_row(self, closed_since: datetime | None = None) -> Iterator[Row]:
        """Yield the row of every ticket, or of all but those closed before a moment."""
        rows = self.ledger.rows()
        since = iso(closed_since) if closed_since else ""
        archived = self.ledger.search(ArchiveQuery(closed=(since, ""), limit=None)).rows
        yield from (row for row in archived if row["number"] not in rows)
        yield from (row for row in rows.values() if not since or (row["closed_at"] or since) >= since)

    def numbers_ending(self, tail: str, actor: Actor) -> tuple[str, ...]:
        """Return the numbers within the actor's reach that end like this, of open and of closed tickets."""
        reach = self.organisation.reach(actor)
        rows = [*self.ledger.rows().values()]
        found = [row["number"] for row in rows if row["number"].endswith(tail) and within(row, reach)]
        archived = self.ledger.search(ArchiveQuery(text=tail, reach=reach, limit=None)).rows
        return (*found, *(row["number"] for row in archived if row["number"].endswith(tail)))

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
            raise self._no_ticket(number, actor)
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
            raise self._no_ticket(number, actor)

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
