"""`desk form`: the feedback form of a ticket as a printable file (annex 1)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desk.cli.common import Common
from desk.cli.compose import home_path, open_folder
from desk.cli.identity import acting
from desk.cli.output import emit
from desk.cli.usage import Parser
from desk.errors import ExitCode
from desk.i18n import _


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser("desk form", _("Print the feedback form of a ticket."))
    made.arguments.add_argument("number", metavar="NUMBER", help=_("The ticket's number."))
    made.options.add_argument(
        "-o", dest="out", metavar="FILE", help=_("Where to write it; else under its own name here.")
    )
    made.options.add_argument(
        "--reveal", metavar="REASON", help=_("Print the customer's data in full; the reason is recorded.")
    )
    return made


def run(words: Sequence[str], common: Common) -> int:
    """Write the form and print its place; `Refused` names every entry that the form does not allow."""
    from importers.form import write_form  # noqa: PLC0415 - the writer of spreadsheets is slow to load

    args = parser().parse_args(words)
    opened = open_folder(home_path(common))
    desk = opened.desk
    actor = acting(opened, common)
    ticket = desk.ticket(args.number, actor)
    if args.reveal is not None:
        ticket = desk.act(args.number, "reveal", {"reason": args.reveal}, actor)
    path = write_form(
        ticket,
        desk.organisation,
        desk.pack,
        Path(args.out) if args.out else None,
        desk.practice,
        reveal=args.reveal is not None,
    )
    emit(str(path))
    return ExitCode.DONE
