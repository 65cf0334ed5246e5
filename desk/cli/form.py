"""`desk form`: the feedback form of a ticket, or an empty one, as a printable file (annex 1)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from desk.cli.common import Common
from desk.cli.compose import Opened, home_path, open_folder
from desk.cli.identity import acting
from desk.cli.output import emit
from desk.cli.usage import Parser
from desk.errors import ExitCode, UsageError
from desk.i18n import _
from desk.ticket import Ticket


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser(
        "desk form",
        _("Print the feedback form of a ticket, or an empty one for filling in by hand."),
        usage="desk form NUMBER [-o FILE] [--reveal REASON]\n       desk form --blank [-o FILE]",
    )
    made.arguments.add_argument("number", metavar="NUMBER", nargs="?", help=_("The ticket's number."))
    add = made.options.add_argument
    add("--blank", action="store_true", help=_("Print an empty form, of no ticket."))
    add("-o", dest="out", metavar="FILE", help=_("Where to write it; else under its own name here."))
    add("--reveal", metavar="REASON", help=_("Print the customer's data in full; the reason is recorded."))
    return made


def run(words: Sequence[str], common: Common) -> int:
    """Write the form and print its place; `Refused` names every entry that the form does not allow."""
    from importers.form import write_form  # noqa: PLC0415 - the writer of spreadsheets is slow to load

    args = parser().parse_args(words)
    _check_words(args)
    opened = open_folder(home_path(common))
    desk = opened.desk
    path = write_form(
        _ticket(opened, args, common),
        desk.organisation,
        desk.pack,
        Path(args.out) if args.out else None,
        desk.practice,
        reveal=args.reveal is not None,
    )
    emit(str(path))
    return ExitCode.DONE


def _check_words(args: argparse.Namespace) -> None:
    if args.blank and (args.number or args.reveal is not None):
        raise UsageError(
            _("An empty form is of no ticket: leave out either --blank or the number and --reveal.")
        )
    if not args.blank and not args.number:
        raise UsageError(_("Give the number of a ticket, or --blank for an empty form."))


def _ticket(opened: Opened, args: argparse.Namespace, common: Common) -> Ticket | None:
    actor = acting(opened, common)
    if args.blank:
        return None
    ticket = opened.desk.ticket(args.number, actor)
    if args.reveal is not None:
        return opened.desk.act(args.number, "reveal", {"reason": args.reveal}, actor)
    return ticket
