"""`desk why`: every clock of a ticket in sentences that can be read out, or as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desk.cli.common import Common
from desk.cli.compose import Opened, home_path, open_folder
from desk.cli.identity import acting
from desk.cli.output import emit, emit_json, table
from desk.cli.usage import Parser
from desk.cli.words import moment, weekday
from desk.clock_words import clock_word, due_moment, limit_of, state_of
from desk.clocks import Clock, to_json
from desk.errors import ExitCode
from desk.i18n import _
from desk.states import STATES
from desk.ticket import Ticket


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser("desk why", _("Explain every time limit of a ticket, day by day."))
    made.arguments.add_argument("number", metavar="NUMBER", help=_("The ticket's number."))
    made.options.add_argument("--json", action="store_true", help=_("As JSON."))
    return made


def run(words: Sequence[str], common: Common) -> int:
    """Explain the clocks on stdout; `Refused` when there is no such ticket."""
    args = parser().parse_args(words)
    opened = open_folder(home_path(common))
    ticket = opened.desk.ticket(args.number, acting(opened, common))
    clocks = opened.desk.clocks(ticket)
    if args.json:
        emit_json(explained(opened, ticket, clocks))
    else:
        _read_out(opened, ticket, clocks)
    return ExitCode.DONE


def explained(opened: Opened, ticket: Ticket, clocks: Sequence[Clock]) -> dict[str, Any]:
    """Return the clocks as programs get them, with the rules and calendars that they were reckoned by."""
    return {
        "number": ticket.number,
        "level": ticket.level,
        "pack": opened.desk.pack.stamp,
        "calendar": opened.desk.calendars.version,
        "clocks": [to_json(clock) for clock in clocks],
    }


def _read_out(opened: Opened, ticket: Ticket, clocks: Sequence[Clock]) -> None:
    pack = opened.desk.pack
    emit(
        _("Ticket {number} is {level}, received on {at}; it is now: {state}.").format(
            number=ticket.number,
            level=pack.level_label(ticket.level),
            at=moment(ticket.received_at),
            state=_(STATES[ticket.state]),
        )
    )
    emit(
        _("Reckoned by {pack}, version {version}, with the calendars {calendars}.").format(
            pack=pack.title, version=pack.version, calendars=opened.desk.calendars.version
        )
    )
    for clock in clocks:
        emit()
        emit(_sentence(clock))
        table([_day(note.day, note.why, note.number) for note in clock.days])
    if not clocks:
        emit(_("No time limit runs for it."))


def _sentence(clock: Clock) -> str:
    parts = [
        _("{clock} ({name}, {clause}): {limit} from {start} on, due {due}; {state}.").format(
            clock=clock_word(clock.name),
            name=clock.name,
            clause=clock.rule.clause,
            limit=limit_of(clock),
            start=moment(clock.started_at),
            due=due_moment(clock),
            state=state_of(clock),
        )
    ]
    if clock.opens_at:
        parts.append(_("Not before {at}.").format(at=moment(clock.opens_at)))
    if clock.stopped_at:
        parts.append(_("Stopped on {at}.").format(at=moment(clock.stopped_at)))
    if clock.due.provisional:
        parts.append(
            _("Provisional: the calendar of a year on the way is not published yet; it is not guessed.")
        )
    if clock.rule.assumed:
        parts.append(_("The limit is assumed: the rule leaves it open."))
    return " ".join(parts)


def _day(day: Any, why: str, number: int) -> list[str]:
    return [f"  {day.isoformat()}", weekday(day), _("counts") if number else _("does not count"), why]
