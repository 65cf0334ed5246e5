"""The desk: one object that carries every action. The screens and the commands are two front ends of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from desk.actions import ACTIONS, BY_VERB, Action
from desk.calendar import Calendars
from desk.clocks import Clock, clocks_of
from desk.errors import Conflict, NotPermitted, Problem, Refused
from desk.events import KINDS, Event
from desk.fields import Checked, Reading, check
from desk.fold import apply, fold
from desk.handlers import Context, Draft
from desk.i18n import _
from desk.intake import HISTORY, REGISTER, Proposal, propose, read_intake
from desk.loading import LoadedRecord
from desk.moments import from_iso, iso
from desk.pack import Pack
from desk.permissions import Permission, permission
from desk.ports import ArchivePage, ArchiveQuery, Change, Documents, Drafts, Ledger, Row, Transaction
from desk.queues import BY_NAME, DRAFTS, QUEUES, WITH_ARCHIVE, Filter, Looker, Page, joined, select, within
from desk.registration import Rules, registered, take_form_number, take_number
from desk.rows import customer_key, row_of
from desk.searching import archive_query
from desk.text import nearest, one_line
from desk.ticket import Customer, Ticket
from desk.units import Actor, Organisation


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
        person = self.organisation.staff_id(word)
        if person is None:
            near = nearest(
                word, [*self.organisation.staff, *(s.name for s in self.organisation.staff.values())]
            )
            hint = _(" Did you mean {near}?").format(near=near) if near else ""
            raise NotPermitted(
                _("{word} is not on the staff of this desk.").format(word=one_line(word)[:40]) + hint
            )
        return Actor.of(self.organisation.staff[person], via)

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
        matches = self._matcher(wanted.text)
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

    def _matcher(self, text: str) -> Callable[[Row], bool]:
        wanted = one_line(text).lower()
        if not wanted:
            return lambda _row: True
        labels = self.organisation

        def matches(row: Row) -> bool:
            shown = " ".join(
                (row["number"], row["summary"], row["customer"], row["unit"], labels.unit_label(row["unit"]),
                 labels.unit_label(row["lead"]), labels.staff_name(row["follower"]))
            )  # fmt: skip
            return wanted in shown.lower() or wanted in self._content(row["number"])

        return matches

    def _content(self, number: str) -> str:
        data = self.ledger.events(number)[0].data
        return f"{data['content']} {data.get('demand', '')}".lower()

    def ticket(self, number: str, actor: Actor | None = None) -> Ticket:
        """Return a ticket as it stands.

        `Refused` when there is none, `NotPermitted` when it lies outside the actor's reach.
        """
        found = fold(self.ledger.events(number))
        if found is None:
            raise self._no_ticket(number)
        row = self.ledger.row(number)
        if actor is not None and row is not None and not within(row, self.organisation.reach(actor)):
            raise NotPermitted(
                _("Ticket {number} belongs to another unit.").format(number=number), clause="K-6.0"
            )
        return found

    def _no_ticket(self, number: str) -> Refused:
        near = nearest(number, list(self.ledger.rows())[-2000:])
        hint = _(" Did you mean {near}?").format(near=near) if near else ""
        return Refused(_("There is no ticket {number}.").format(number=one_line(number)[:40]) + hint)

    def clocks(self, ticket: Ticket) -> tuple[Clock, ...]:
        """Return every clock of a ticket at the present moment."""
        return clocks_of(ticket, self.pack, self.calendars, self.now())

    def permissions(self, ticket: Ticket, actor: Actor) -> tuple[Permission, ...]:
        """Return each action with whether the actor may use it now and, if not, why."""
        return tuple(permission(action, ticket, actor, self.organisation) for action in ACTIONS)

    def history_of(self, customer: Customer) -> tuple[Row, ...]:
        """Return the rows of the customer's other tickets, newest first."""
        key = customer_key(customer)
        if not key:
            return ()
        rows = [row for row in self.ledger.rows().values() if row["customer_key"] == key]
        rows += self.ledger.search(ArchiveQuery(customer_key=key, limit=None)).rows
        return tuple(sorted(rows, key=lambda row: row["received_at"], reverse=True))

    def every_row(self, closed_since: datetime | None = None) -> Iterator[Row]:
        """Yield the row of every ticket, or of all but those closed before a moment."""
        rows = self.ledger.rows()
        since = iso(closed_since) if closed_since else ""
        archived = self.ledger.search(ArchiveQuery(closed=(since, ""), limit=None)).rows
        yield from (row for row in archived if row["number"] not in rows)
        yield from (row for row in rows.values() if not since or (row["closed_at"] or since) >= since)

    def numbers_ending(self, tail: str) -> tuple[str, ...]:
        """Return the numbers that end like this, of open and of closed tickets."""
        live = [number for number in self.ledger.rows() if number.endswith(tail)]
        archived = self.ledger.search(ArchiveQuery(text=tail, limit=None)).rows
        return (*live, *(row["number"] for row in archived if row["number"].endswith(tail)))

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
        with self.ledger.transaction() as transaction:
            return self.register_in(transaction, raw, actor)

    def register_in(self, transaction: Transaction, raw: Mapping[str, Any], actor: Actor) -> Ticket:
        """Register a new ticket inside a transaction that its caller holds."""
        checked = self.check_intake(raw)
        refuse(checked.problems)
        if checked.values.get("by"):
            actor = self.actor(checked.values["by"], actor.via)
        return self._store_new(transaction, checked.values, actor, self.now())

    def _store_new(
        self, transaction: Transaction, values: Mapping[str, Any], actor: Actor, at: datetime
    ) -> Ticket:
        numbered = {**values, "number": take_number(transaction, values, self.pack)}
        numbered |= take_form_number(transaction, values, self.rules)
        event = registered(numbered, actor, at, self.rules, self.organisation)
        ticket = apply(None, event)
        transaction.add(Change(ticket.number, 0, (event,), self._row(ticket)))
        return ticket

    def _row(self, ticket: Ticket) -> dict[str, Any]:
        return row_of(ticket, self.pack, self.calendars, self.now())

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
        with self.ledger.transaction() as transaction:
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
        """Do one action inside a transaction that its caller holds."""
        action = self._action(verb)
        ticket = fold(transaction.events(number))
        if ticket is None:
            raise self._no_ticket(number)
        if rev is not None and rev != ticket.rev:
            raise Conflict(self._changes_since(ticket, rev), found=ticket.rev)
        allowed = permission(action, ticket, actor, self.organisation)
        if not allowed.allowed:
            refusal = NotPermitted if allowed.not_permitted else Refused
            raise refusal(allowed.reason, clause=allowed.clause)
        checked = self.check_action(verb, raw)
        refuse(checked.problems)
        if verb == "link" and not transaction.events(checked.values["other"]):
            raise self._no_ticket(checked.values["other"])
        context = Context(self.pack, self.organisation, actor, self.now())
        return self._store(transaction, ticket, action.handle(ticket, checked.values, context), actor)

    def _store(
        self, transaction: Transaction, ticket: Ticket, drafts: Sequence[Draft], actor: Actor
    ) -> Ticket:
        before = ticket.rev
        events = []
        for kind, data, clause in drafts:
            event = Event(ticket.rev + 1, kind, self.now(), actor.id, actor.unit, actor.via, data, clause)
            ticket = apply(ticket, event)
            events.append(event)
        transaction.add(Change(ticket.number, before, tuple(events), self._row(ticket)))
        return ticket

    def _action(self, verb: str) -> Action:
        if verb not in BY_VERB:
            near = nearest(verb, BY_VERB)
            hint = (
                _("did you mean {near}?").format(near=near) if near else _("there are: ") + ", ".join(BY_VERB)
            )
            raise Refused(_("There is no action {verb}; {hint}").format(verb=verb, hint=hint))
        return BY_VERB[verb]

    def _changes_since(self, ticket: Ticket, rev: int) -> str:
        since = [event for event in ticket.history if event.rev > rev]
        done = "; ".join(
            f"{event.at:%m-%d %H:%M} {self.organisation.staff_name(event.by)} {_(KINDS[event.kind])}"
            for event in since
        )
        return _(
            "Ticket {number} was changed since you opened it (revision {rev}, now {found}): {done}."
        ).format(number=ticket.number, rev=rev, found=ticket.rev, done=done or "-")

    # ------------------------------------------------------------------ loading history

    def load_batch(
        self, records: Sequence[LoadedRecord], actor: Actor
    ) -> tuple[int, int, list[tuple[str, str]]]:
        """Take a batch of a register as one transaction.

        Returns how many were taken, how many stood there already, and (source, reason) of those refused.
        """
        taken = already = 0
        refused: list[tuple[str, str]] = []
        with self.ledger.transaction() as transaction:
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
        marks = {"source": record.source, "loaded_at": iso(self.now())}
        numbered = {**values, **marks, "number": take_number(transaction, values, self.pack)}
        first = registered(numbered, actor, from_iso(values["received_at"]), self.rules, self.organisation)
        later = enumerate(record.later(values["unit"]), start=2)
        events = [
            first,
            *(
                Event(rev, kind, at, actor.id, actor.unit, actor.via, data, clause)
                for rev, (kind, at, data, clause) in later
            ),
        ]
        ticket = fold(events)
        assert ticket is not None
        transaction.add(Change(ticket.number, 0, tuple(events), self._row(ticket)))

    @contextmanager
    def batch(self) -> Iterator[Transaction]:
        """Hold one transaction over many `register_in` and `act_in`; all become durable together."""
        with self.ledger.transaction() as transaction:
            yield transaction


def refuse(problems: Sequence[Problem]) -> None:
    """Raise `Refused` with the first problem as its sentence and all attached; nothing without problems."""
    if problems:
        first = problems[0]
        more = _(" ({n} more)").format(n=len(problems) - 1) if len(problems) > 1 else ""
        raise Refused(first.message + more, clause=first.clause, problems=tuple(problems))
