"""`desk verify`: go through every file of the record and name what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from desk.cli.common import Common
from desk.cli.compose import home_path
from desk.cli.identity import acting_on_record
from desk.cli.output import emit, emit_json, say
from desk.cli.usage import Parser
from desk.errors import ExitCode, StorageError
from desk.i18n import _


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser("desk verify", _("Check every file of the record; nothing is changed."))
    made.options.add_argument("--json", action="store_true", help=_("As JSON."))
    return made


def run(words: Sequence[str], common: Common) -> int:
    """Name every fault on stdout; a fault ends with the code of a damaged storage.

    A record too damaged to say who somebody is may be checked by anybody.
    """
    from storage import open_home, verify  # noqa: PLC0415 - help needs no storage

    args = parser().parse_args(words)
    home = open_home(home_path(common))
    with suppress(StorageError):
        acting_on_record(home, common, "verify")
    report = verify(home)
    if args.json:
        emit_json(
            {
                "sound": report.sound,
                "tickets": report.tickets,
                "events": report.events,
                "faults": list(report.faults),
                "set_aside": list(report.set_aside),
            }
        )
    for fault in () if args.json else report.faults:
        emit(fault)
    for place in () if args.json else report.set_aside:
        emit(_("Set aside after a torn write: {path}").format(path=place))
    counts = {"tickets": report.tickets, "events": report.events, "faults": len(report.faults)}
    if report.sound:
        say(_("The record is sound: {tickets} tickets, {events} events.").format(**counts))
    else:
        say(_("The record has {faults} faults; {tickets} tickets were read.").format(**counts))
    return ExitCode.DONE if report.sound else ExitCode.STORAGE
