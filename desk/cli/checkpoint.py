"""`desk checkpoint`: a new snapshot now, closed tickets into the archive, the index up to date."""

from __future__ import annotations

from collections.abc import Sequence

from desk.cli.common import Common
from desk.cli.compose import home_path
from desk.cli.identity import acting_on_record
from desk.cli.output import say
from desk.cli.progress import index_archive
from desk.cli.usage import Parser
from desk.errors import ExitCode
from desk.i18n import _
from desk.ports import ArchiveQuery


def parser() -> Parser:
    """Return the parser of this command."""
    return Parser("desk checkpoint", _("Write the record anew and move closed tickets to the archive."))


def run(words: Sequence[str], common: Common) -> int:
    """Make a checkpoint and say what is live and what is archived; StorageError when it cannot be made."""
    from storage import open_home  # noqa: PLC0415 - help needs no storage

    parser().parse_args(words)
    home = open_home(home_path(common))
    acting_on_record(home, common, "checkpoint")
    ledger = home.ledger()
    if not ledger.checkpoint():
        say(_("Another process is making a checkpoint just now."))
        return ExitCode.DONE
    index_archive(ledger)
    counts = {"live": len(ledger.rows()), "archived": ledger.search(ArchiveQuery(limit=0)).total}
    say(
        _("The checkpoint is made: {live} tickets in the open set, {archived} in the archive.").format(
            **counts
        )
    )
    return ExitCode.DONE
