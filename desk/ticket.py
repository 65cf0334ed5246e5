"""A ticket as it stands: the fold of its events, never edited in place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from desk.events import Event


@dataclass(frozen=True, slots=True)
class Customer:
    """Who complains; `own` says whether it is a customer of the bank (K-2.2)."""

    name: str = ""
    mobile: str = ""
    phone: str = ""
    address: str = ""
    id_number: str = ""
    account: str = ""
    kind: str = "person"
    own: bool = True


@dataclass(frozen=True, slots=True)
class Contact:
    """One attempt to reach the customer."""

    at: datetime
    by: str
    way: str
    note: str
    reached: bool = True
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer given to the customer (article 19); not `solved` is a clear reply without a solution."""

    at: datetime
    by: str
    unit: str
    mode: str
    way: str
    text: str
    solved: bool = True
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Revisit:
    """One call-back after the reply (article 20)."""

    at: datetime
    by: str
    way: str
    satisfaction: str
    proper: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """Everything known of one complaint, suggestion or enquiry."""

    number: str
    rev: int
    type: str
    state: str
    mode: str
    channel: str
    level: int
    original_level: int
    unit: str
    accepting_unit: str
    first_contact: str
    received_at: datetime
    registered_at: datetime
    levelled_at: datetime
    content: str
    customer: Customer
    demand: str = ""
    category: str = ""
    business: str = ""
    cause: str = ""
    cause_group: str = ""
    amount_band: str = ""
    emotion: str = ""
    loss: Decimal = Decimal(0)
    persons: int = 1
    flags: frozenset[str] = frozenset()
    reply_by: str = ""
    form_number: str = ""
    source: str = ""
    pack: str = ""
    calendar: str = ""
    round: int = 1
    round_at: datetime | None = None
    lead: str = ""
    helpers: tuple[str, ...] = ()
    follower: str = ""
    hops: int = 0
    dispatched_at: datetime | None = None
    signed_at: datetime | None = None
    contacts: tuple[Contact, ...] = ()
    replies: tuple[Reply, ...] = ()
    revisits: tuple[Revisit, ...] = ()
    promise: datetime | None = None
    agreements: tuple[datetime, ...] = ()
    reported_at: datetime | None = None
    closed_at: datetime | None = None
    filed_at: datetime | None = None
    satisfaction: str = ""
    truth: str = ""
    verdict: str = ""
    verdict_reason: str = ""
    cause_check: str = ""
    summing_up: str = ""
    links: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    history: tuple[Event, ...] = field(default=(), repr=False)

    @property
    def is_open(self) -> bool:
        """Whether anything is still to be done with it."""
        return self.state not in ("closed", "archived")

    @property
    def last_reply(self) -> Reply | None:
        """The reply that stands, if one was given."""
        return self.replies[-1] if self.replies else None
