"""The clocks of a ticket: which run, since when, until when, and why (articles 11 to 16 and 20).

Nothing here is stored: a clock is derived from the ticket's moments, the rule pack and the calendar.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desk.calendar import Calendars
from desk.due import DayNote, Due, Limit, due
from desk.i18n import _
from desk.moments import in_zone, iso, start_of
from desk.pack import ClockRule, Pack
from desk.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock: `state` is running, overdue, met, late, provisional or ended (stopped with nothing owed).

    `duties` replaces the day-by-day explanation of the due time where the clock is a row of daily duties.
    """

    rule: ClockRule
    started_at: datetime
    due: Due
    stopped_at: datetime | None
    state: str
    opens_at: datetime | None = None
    duties: tuple[DayNote, ...] = ()

    @property
    def name(self) -> str:
        """The clock's name, one of those of the commands' contract."""
        return self.rule.name

    @property
    def runs(self) -> bool:
        """Whether something is still owed."""
        return self.stopped_at is None

    @property
    def days(self) -> tuple[DayNote, ...]:
        """Each day on the way to the due time, counted or not, and why."""
        return self.duties or self.due.days


Moments = Mapping[str, tuple[datetime, ...]]
"""The moments of one ticket, oldest first, by the names that packs use."""


def moments(ticket: Ticket) -> Moments:
    """Return the moments that clocks start and stop at, by the names that packs use."""
    return {
        "accepted": (ticket.received_at,),
        "levelled": (ticket.levelled_at,),
        "dispatched": _one(ticket.dispatched_at),
        "first_contact": tuple(contact.at for contact in ticket.contacts if contact.reached),
        "reported_up": _one(ticket.reported_at),
        "replied": tuple(reply.at for reply in ticket.replies),
        "answered": tuple(reply.at for reply in ticket.replies if reply.solved),
        "agreed": ticket.agreements,
        "revisited": tuple(revisit.at for revisit in ticket.revisits),
        "closed": _one(ticket.closed_at),
        "filed": _one(ticket.filed_at),
    }


def clocks_of(ticket: Ticket, pack: Pack, calendars: Calendars, now: datetime) -> tuple[Clock, ...]:
    """Return every clock that the pack starts for the ticket, in the pack's order."""
    rules = [
        rule
        for rule in pack.clocks
        if rule.holds_for(record_type=ticket.type, mode=ticket.mode, level=ticket.level)
    ]
    known = moments(ticket)
    found: dict[str, Clock] = {}
    for rule in rules:
        clock = _clock(rule, ticket, known, calendars, now, found)
        if clock is not None:
            found[rule.name] = clock
    return tuple(found.values())


def _one(moment: datetime | None) -> tuple[datetime, ...]:
    return () if moment is None else (moment,)


def _clock(
    rule: ClockRule,
    ticket: Ticket,
    known: Moments,
    calendars: Calendars,
    now: datetime,
    found: dict[str, Clock],
) -> Clock | None:
    if rule.kind == "daily":
        return _daily(rule, ticket, known, calendars, now, found.get(rule.after))
    if rule.kind == "promise":
        return _promise(rule, ticket, calendars, now)
    return _plain(rule, ticket, known, calendars, now)


def _plain(
    rule: ClockRule, ticket: Ticket, known: Moments, calendars: Calendars, now: datetime
) -> Clock | None:
    if not known[rule.start]:
        return None
    start = known[rule.start][-1]
    if rule.each_round and ticket.round_at:
        start = max(start, ticket.round_at)
    limit = due(start, rule.limit, calendars)
    stopped = _stop(rule, known, start)
    return Clock(rule, start, limit, stopped, _state(limit, stopped, now), _opening(rule, start, calendars))


def _opening(rule: ClockRule, start: datetime, calendars: Calendars) -> datetime | None:
    """Return the beginning of the first day on which the act is in its window (F0-21)."""
    if not rule.opens:
        return None
    first = due(start, Limit(rule.opens, "working_days"), calendars)
    return first.at - timedelta(days=1) if first.at else None


def _stop(rule: ClockRule, known: Moments, start: datetime) -> datetime | None:
    stops = [moment for name in rule.stop for moment in known[name] if moment >= start]
    return min(stops, default=None)


def _state(limit: Due, stopped: datetime | None, now: datetime) -> str:
    if limit.at is None:
        if stopped is not None and stopped < limit.not_before:
            return "met"
        return "provisional"
    if stopped is not None:
        return "met" if stopped < limit.at else "late"
    return "overdue" if now >= limit.at else "running"


def _promise(rule: ClockRule, ticket: Ticket, calendars: Calendars, now: datetime) -> Clock | None:
    """Return the clock of the next reply that was promised to the customer (K-15.5)."""
    if ticket.promise is None or not ticket.is_open:
        return None
    limit = due(ticket.promise, rule.limit, calendars)
    made = max(event.at for event in ticket.history if event.data.get("next_reply"))
    return Clock(rule, made, limit, None, _state(limit, None, now))


def _daily(
    rule: ClockRule,
    ticket: Ticket,
    known: Moments,
    calendars: Calendars,
    now: datetime,
    main: Clock | None,
) -> Clock | None:
    """Return the duty to contact the customer on each day after the limit until agreement (K-14.3)."""
    if main is None or main.due.at is None or now < main.due.at:
        return None
    ended = _stop(rule, known, main.started_at)
    if ended is not None and ended < main.due.at:
        return None
    contacted = _contact_days(ticket, rule.attempts)
    duties = _duties(rule, contacted, calendars, main.due.at, ended or now)
    if not duties:
        return None
    last = due(start_of(duties[-1].day), Limit(0, "calendar_days"), calendars)
    state = "ended" if ended else "met" if duties[-1].day in contacted else "running"
    return Clock(rule, main.due.at, last, ended, state, duties=duties)


def _duties(
    rule: ClockRule, contacted: Collection[date], calendars: Calendars, after: datetime, until: datetime
) -> tuple[DayNote, ...]:
    last = in_zone(until).date()
    duties: list[DayNote] = []
    day = in_zone(after).date()
    while day <= last:
        if rule.limit.unit == "calendar_days" or calendars.kind(day).counts:
            word = _duty_word(met=day in contacted, today=day == last)
            duties.append(DayNote(day, counts=True, number=len(duties) + 1, why=word))
        day += timedelta(days=1)
    return tuple(duties)


def _contact_days(ticket: Ticket, attempts: int) -> frozenset[date]:
    """Return the days on which the duty was met: customer reached, or tried often enough in vain (K-14.3)."""
    reached = [contact.at for contact in ticket.contacts if contact.reached]
    answered = [reply.at for reply in ticket.replies]
    tried = Counter(in_zone(contact.at).date() for contact in ticket.contacts)
    enough = {day for day, times in tried.items() if attempts and times >= attempts}
    return frozenset({in_zone(at).date() for at in (*reached, *answered)} | enough)


def _duty_word(*, met: bool, today: bool) -> str:
    if met:
        return _("customer contacted")
    return _("contact due today") if today else _("no contact: missed")


def next_clock(clocks: tuple[Clock, ...]) -> Clock | None:
    """Return the running clock that is due first among those that place a ticket in the queue."""
    driving = [clock for clock in clocks if clock.runs and clock.rule.queue]
    return min(driving, key=lambda clock: clock.due.at or clock.due.not_before, default=None)


def to_json(clock: Clock) -> dict[str, object]:
    """Return a clock as `desk why --json` shows it; `due_at` is the exclusive end."""
    return {
        "name": clock.name,
        "clause": clock.rule.clause,
        "assumed": clock.rule.assumed,
        "started_at": iso(clock.started_at),
        "opens_at": iso(clock.opens_at) if clock.opens_at else None,
        "due_at": iso(clock.due.at) if clock.due.at else None,
        "due_date": clock.due.due_date.isoformat() if clock.due.due_date else None,
        "provisional": clock.due.provisional,
        "not_before": iso(clock.due.not_before) if clock.due.provisional else None,
        "stopped_at": iso(clock.stopped_at) if clock.stopped_at else None,
        "state": clock.state,
        "days": [
            {"date": note.day.isoformat(), "counts": note.counts, "why": note.why} for note in clock.days
        ],
    }
