"""`desk ticket`: `new` registers, a number shows, a number and a verb act."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from desk.actions import ACTIONS
from desk.cli.common import Common
from desk.cli.usage import Overview, Parser
from desk.errors import UsageError
from desk.i18n import _
from desk.text import nearest

NEW: Final = "new"
USAGES: Final = (
    "desk ticket new --json FILE|-",
    "desk ticket NUMBER [--json]",
    "desk ticket NUMBER VERB [--json FILE|- | --FIELD VALUE ...] [--rev N]",
)


def parser() -> Parser:
    """Return the parser of the words that stand before a number; it only answers --help."""
    made = Parser(
        "desk ticket",
        _("Register, show or act on a ticket."),
        usage="\n       ".join(USAGES),
    )
    made.formatter_class = Overview
    lines = [f"  {action.verb:14}{_(action.tooltip)}" for action in ACTIONS]
    made.epilog = "\n".join([_("Verbs ('desk ticket NUMBER VERB --help' lists the fields of one):"), *lines])
    return made


def run(words: Sequence[str], common: Common) -> int:
    """Do what the words say and return the exit code."""
    if not words:
        parser().error(_("Name a ticket by its number, or say 'new'."))
    if words[0] == NEW:
        from desk.cli.register import run as register  # noqa: PLC0415 - one of three, and the others are not needed

        return register(words[1:], common)
    if words[0].startswith("-"):
        parser().parse_args(words)
    if len(words) > 1 and not words[1].startswith("-"):
        from desk.cli.act import run as act  # noqa: PLC0415 - as above

        return act(words[0], _verb(words[1]), words[2:], common)
    from desk.cli.show import run as show  # noqa: PLC0415 - as above

    return show(words[0], words[1:], common)


def _verb(word: str) -> str:
    verbs = [action.verb for action in ACTIONS]
    verb = word.replace("_", "-")
    if verb in verbs:
        return verb
    near = nearest(verb, verbs)
    hint = _("did you mean {near}?").format(near=near) if near else _("there are: ") + ", ".join(verbs)
    raise UsageError(_("There is no action {verb}; {hint}").format(verb=word[:40], hint=hint))
