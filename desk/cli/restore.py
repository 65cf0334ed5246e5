"""`desk restore`: a backup becomes the data folder."""

from __future__ import annotations

from collections.abc import Sequence

from desk.cli.common import Common
from desk.cli.compose import home_path
from desk.cli.identity import acting_on_record
from desk.cli.output import say
from desk.cli.usage import Parser
from desk.errors import ExitCode
from desk.i18n import _


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser("desk restore", _("Make the data folder from a backup."))
    made.arguments.add_argument("folder", metavar="DIR", help=_("The backup; it stays as it is."))
    return made


def run(words: Sequence[str], common: Common) -> int:
    """Copy the backup to the data folder's place; UsageError when something stands there.

    Who may do it is read from the backup's own staff.
    """
    from storage import open_home, restore_home  # noqa: PLC0415 - help needs no storage

    args = parser().parse_args(words)
    acting_on_record(open_home(args.folder), common, "restore")
    copy = restore_home(args.folder, home_path(common))
    say(_("The data folder is restored: {path}").format(path=copy.path))
    return ExitCode.DONE
