"""The page of all commands, from their --help: `python -m desk.cli.manual en > docs/commands.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module

from desk.actions import ACTIONS
from desk.cli.front import parser as front_parser
from desk.cli.nouns import NOUNS
from desk.cli.usage import Parser
from desk.i18n import _, set_language

EXIT_CODES = """| code | |
|---|---|
| 0 | {done} |
| 1 | {refused} |
| 2 | {usage} |
| 3 | {bad_input} |
| 4 | {storage} |
| 5 | {not_permitted} |
| 6 | {conflict} |
| 130 | {interrupted} |"""


def page(lang: str) -> str:
    """Return the whole page in a language, as Markdown."""
    set_language(lang)
    sections = [f"# {_('Commands')}", _("Made from the program's own help."), *map(_section, parsers())]
    return "\n\n".join([*sections, f"## {_('Exit codes')}", _exit_codes()]) + "\n"


def parsers() -> Iterator[Parser]:
    """Yield the parser of every command, each verb of a ticket by itself."""
    yield front_parser()
    for noun in NOUNS:
        yield import_module(f"desk.cli.{noun}").parser()
        if noun == "ticket":
            yield from _ticket_parsers()
        if noun == "workbook":
            yield from import_module("desk.cli.workbook").parsers()


def _ticket_parsers() -> Iterator[Parser]:
    yield import_module("desk.cli.register").parser()
    yield import_module("desk.cli.show").parser()
    for action in ACTIONS:
        yield import_module("desk.cli.act").parser(action)


def _section(parser: Parser) -> str:
    return f"## {parser.prog}\n\n```\n{parser.format_help().rstrip()}\n```"


def _exit_codes() -> str:
    return EXIT_CODES.format(
        done=_("done"),
        refused=_("refused by a rule"),
        usage=_("the command was typed wrongly, or cannot run here"),
        bad_input=_("a file or a record handed in cannot be taken"),
        storage=_("the data folder is damaged or unavailable, or the program made a mistake"),
        not_permitted=_("not permitted"),
        conflict=_("somebody changed it first"),
        interrupted=_("interrupted"),
    )


if __name__ == "__main__":
    sys.stdout.write(page(sys.argv[1] if len(sys.argv) > 1 else "en"))
