"""What can be asked of the desk: queues, tickets, clocks, who may do what; each within the asker's reach."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from desk.actions import ACTIONS
from desk.calendar import Calendars
from desk.clocks import Clock, clocks_of
from desk.errors import NotPermitted, Refused
from desk.fields import Reading
from desk.fold import fold
from desk.i18n import _
from desk.moments import iso
from desk.pack import Pack
from desk.people import named
from desk.permissions import Permission, permission
from desk.ports import ArchivePage, ArchiveQuery, Documents, Drafts, Ledger, Row
from desk.queues import BY_NAME, DRAFTS, QUEUES, WITH_ARCHIVE, Filter, Looker, Page, joined, select, within
from desk.refusals import no_ticket
from desk.registration import Rules
from desk.rows import customer_key
from desk.searching import archive_query, matcher
from desk.ticket import Customer, Ticket
from desk.units import Actor, Organisation

SUGGESTED: Final = 2000
"""So many of the newest numbers are looked at for the one that was probably meant."""


class Questions:
    """What can be asked of the desk; nothing here changes the record.

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
            raise self.missing(number, actor)
        row = self.ledger.row(number)
        if actor is not None and row is not None and not within(row, self.organisation.reach(actor)):
            raise NotPermitted(
                _("Ticket {number} belongs to another unit.").format(number=number), clause="K-6.0"
            )
        return found

    def missing(self, number: str, actor: Actor | None) -> Refused:
        """Return the refusal for a number without a ticket; it suggests only what the actor reaches."""
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
