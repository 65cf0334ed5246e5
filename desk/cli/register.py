"""`desk ticket new`: a new ticket from JSON; its number on stdout."""

from __future__ import annotations

from collections.abc import Sequence

from desk.cli.common import Common
from desk.cli.compose import Opened, home_path, open_folder
from desk.cli.given import read_object
from desk.cli.identity import acting
from desk.cli.output import emit, say
from desk.cli.usage import Overview, Parser
from desk.clock_words import clock_word, due_moment
from desk.clocks import next_clock
from desk.errors import ExitCode
from desk.i18n import _
from desk.intake import REGISTER, SCHEMA
from desk.ticket import Ticket


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser("desk ticket new", _("Register a new ticket from JSON and print its number."))
    made.formatter_class = Overview
    made.options.add_argument(
        "--json",
        required=True,
        metavar="FILE",
        help=_("A file with one JSON object, or - for standard input."),
    )
    made.epilog = "\n".join(
        [_("Fields (* must be there; customer.name may also be written nested):"), *_fields()]
    )
    return made


def _fields() -> list[str]:
    return [
        f"  {'*' if REGISTER in field.required_for else ' '} {field.name:20}{_(field.label)}"
        for field in SCHEMA
    ]


def run(words: Sequence[str], common: Common) -> int:
    """Register the ticket; `Refused` names every field at fault and nothing is stored."""
    args = parser().parse_args(words)
    raw = read_object(args.json)
    opened = open_folder(home_path(common))
    actor = acting(opened, common, last=raw.get("by"))
    ticket = opened.desk.register(raw, actor)
    emit(ticket.number)
    say(_narration(opened, ticket))
    return ExitCode.DONE


def _narration(opened: Opened, ticket: Ticket) -> str:
    level = opened.desk.pack.level_label(ticket.level)
    clock = next_clock(opened.desk.clocks(ticket))
    if clock is None:
        return _("Registered {number}, {level}.").format(number=ticket.number, level=level)
    return _("Registered {number}, {level}; next: {clock}, due {due}.").format(
        number=ticket.number, level=level, clock=clock_word(clock.name), due=due_moment(clock)
    )
