"""`desk queues`: every queue with its count."""

from __future__ import annotations

from collections.abc import Sequence

from desk.cli.common import Common
from desk.cli.compose import home_path, open_folder
from desk.cli.identity import acting
from desk.cli.output import emit_json, table
from desk.cli.progress import index_archive
from desk.cli.usage import Parser
from desk.errors import ExitCode
from desk.i18n import _
from desk.queues import BY_NAME


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser("desk queues", _("List every queue with its count."))
    made.options.add_argument("--json", action="store_true", help=_("As JSON."))
    return made


def run(words: Sequence[str], common: Common) -> int:
    """List the queues on stdout."""
    args = parser().parse_args(words)
    opened = open_folder(home_path(common))
    index_archive(opened.desk.ledger)
    counts = opened.desk.counts(acting(opened, common))
    if args.json:
        emit_json({"queues": [{"name": n, "label": _label(n), "count": c} for n, c in counts.items()]})
    else:
        table([[name, _label(name), str(count)] for name, count in counts.items()])
    return ExitCode.DONE


def _label(name: str) -> str:
    queue = BY_NAME.get(name)
    return _(queue.label) if queue else _("My drafts")
