"""`desk` without a noun: the screens, the overview of the commands, the version."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from desk import __version__
from desk.cli.common import LOG, Common
from desk.cli.nouns import NOUNS
from desk.cli.usage import Overview, Parser
from desk.errors import UsageError
from desk.i18n import _


def run(words: Sequence[str], common: Common) -> int:
    """Open the desk, or answer --help or --version; return the exit code."""
    parser().parse_args(words)
    require_terminal()
    from desk.cli.compose import home_path, open_folder  # noqa: PLC0415 - help and version need no desk
    from desk.cli.identity import acting  # noqa: PLC0415 - the same
    from desk.cli.progress import index_archive  # noqa: PLC0415 - the same

    opened = open_folder(home_path(common))
    actor = acting(opened, common, via="screen")
    index_archive(opened.desk.ledger)
    from screens.app import run_desk  # noqa: PLC0415 - the full-screen toolkit takes longest, so it comes last

    notice = opened.desk.ledger.warning()
    return run_desk(opened.desk, actor, notice=notice, error_log=opened.home.path / LOG)


def parser() -> Parser:
    """Return the parser of the words that stand before any noun."""
    made = Parser(
        "desk",
        _("The complaint desk. Without a command it opens the full-screen desk."),
        usage="desk [--home DIR] [--lang LANG] [--by STAFF] [COMMAND ...]",
    )
    made.formatter_class = Overview
    made.options.add_argument(
        "--version", action="version", version=f"desk {__version__}", help=_("Show the version.")
    )
    made.epilog = _("Commands:") + "\n" + "\n".join(_lines())
    return made


def require_terminal() -> None:
    """Refuse, before anything heavy is loaded, to draw where nobody can see it."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            _("The full-screen desk needs a terminal; elsewhere use the commands (see 'desk --help').")
        )
    if os.environ.get("TERM") == "dumb":
        raise UsageError(
            _("This terminal (TERM=dumb) cannot show the full-screen desk; set TERM, or use the commands.")
        )


def _lines() -> list[str]:
    return [f"  {noun:11}{_(summary)}" for noun, summary in NOUNS.items()]
