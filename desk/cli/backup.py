"""`desk backup`: a copy of the whole data folder as of one moment, while others work."""

from __future__ import annotations

from collections.abc import Sequence

from desk.cli.common import Common
from desk.cli.compose import home_path
from desk.cli.identity import acting_on_record
from desk.cli.output import emit, say
from desk.cli.usage import Parser
from desk.errors import ExitCode
from desk.i18n import _


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser("desk backup", _("Copy the data folder while others work in it."))
    made.arguments.add_argument("folder", metavar="DIR", help=_("Where to; nothing may stand there."))
    return made


def run(words: Sequence[str], common: Common) -> int:
    """Make the copy and read it back; a fault ends with the code of a damaged storage.

    UsageError when something stands there, NotPermitted but for administrators.
    """
    from storage import copy_home, open_home, verify  # noqa: PLC0415 - help needs no storage

    args = parser().parse_args(words)
    home = open_home(home_path(common))
    acting_on_record(home, common, "backup")
    copy = copy_home(home, args.folder)
    faults = verify(copy).faults
    for fault in faults:
        emit(fault)
    if faults:
        say(_("The backup was made and is damaged: {path}").format(path=copy.path))
        return ExitCode.STORAGE
    say(_("The backup is complete: {path}").format(path=copy.path))
    return ExitCode.DONE
