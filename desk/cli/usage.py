"""The parser of a command's words: help and mistakes in the language in force."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from typing import Any, Final, NoReturn

from desk.errors import UsageError
from desk.i18n import N_, _
from desk.text import nearest, wrap

WIDTH: Final = 80

MISTAKES: Final = (
    (r"unrecognized arguments: (?P<found>.*)", N_("There is nothing like {found} here.")),
    (r"the following arguments are required: (?P<found>.*)", N_("{found} is missing.")),
    (r"one of the arguments (?P<found>.*) is required", N_("One of {found} is missing.")),
    (r"argument (?P<name>.+?): expected .*", N_("{name} needs a value after it.")),
    (
        r"argument (?P<name>.+?): invalid choice: '?(?P<found>.*?)'? \(choose from (?P<known>.*)\)",
        N_("{name}: there is no {found}; choose from {known}."),
    ),
    (
        r"argument (?P<name>.+?): not allowed with argument (?P<found>.*)",
        N_("{name} and {found} exclude each other."),
    ),
    (r"argument (?P<name>.+?): ignored explicit argument (?P<found>.*)", N_("{name} takes no value.")),
    (r"argument (?P<name>.+?): (?P<found>.*)", "{name}: {found}"),
)
"""What argparse says, and how this program says it."""


class Formatter(argparse.HelpFormatter):
    """Help in eighty cells, wrapped by the width of Chinese characters."""

    def __init__(self, prog: str, **options: Any) -> None:
        super().__init__(prog, max_help_position=30, width=WIDTH, **options)

    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Any, prefix: Any = None
    ) -> None:
        """Show the short form: what must be there, and that options may follow."""
        short = usage or " ".join([self._prog, *_musts(actions), "[...]"])
        super().add_usage(short, actions, groups, prefix or _("Usage: "))

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrap(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(f"{indent}{line}" for line in wrap(text, width))


def _musts(actions: Iterable[argparse.Action]) -> list[str]:
    named = [a for a in actions if a.required and a.option_strings]
    placed = [a for a in actions if not a.option_strings]
    return [*(f"{a.option_strings[0]} {a.metavar}" for a in named), *(str(a.metavar) for a in placed)]


class Overview(Formatter):
    """Help whose description and list of commands stay as they are laid out."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:  # noqa: ARG002 - argparse calls it so
        return text


class Parser(argparse.ArgumentParser):
    """A parser that raises `UsageError` with one sentence instead of leaving the process."""

    def __init__(self, prog: str, summary: str, *, usage: str | None = None) -> None:
        super().__init__(
            prog=prog,
            description=summary,
            usage=usage,
            formatter_class=Formatter,
            add_help=False,
            allow_abbrev=False,
        )
        self.arguments = self.add_argument_group(_("Arguments"))
        self.options = self.add_argument_group(_("Options"))
        everywhere = self.add_argument_group(_("Everywhere"))
        everywhere.add_argument(
            "--home", metavar="DIR", help=_("The data folder; else DESK_HOME, else the usual place.")
        )
        everywhere.add_argument("--lang", metavar="LANG", help=_("The language: zh_CN or en."))
        everywhere.add_argument(
            "--by", metavar="STAFF", help=_("Who acts: a staff id or name; else DESK_BY.")
        )
        everywhere.add_argument("-h", "--help", action="help", help=_("Show this help."))

    def error(self, message: str) -> NoReturn:
        """Raise `UsageError` with what is wrong and where the help is."""
        fault = self._sentence(message)
        raise UsageError(_("{fault} '{command} --help' shows how.").format(fault=fault, command=self.prog))

    def _sentence(self, message: str) -> str:
        for pattern, sentence in MISTAKES:
            match = re.fullmatch(pattern, message, re.DOTALL)
            if match:
                meant = "" if match.groupdict().get("name") else self._meant(match["found"])
                return _(sentence).format(**match.groupdict()) + meant
        return message

    def _meant(self, found: str) -> str:
        typed = found.split(maxsplit=1)[0].partition("=")[0]
        known = set(re.findall(r"--[\w.-]+", self.format_help()))
        near = nearest(typed, known) if typed.startswith("--") and typed not in known else None
        return _(" Did you mean {near}?").format(near=near) if near else ""


def count(text: str) -> int:
    """Read a number of things, one or more."""
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text) > 0):
        raise argparse.ArgumentTypeError(_("{text} is not a number from 1 up.").format(text=text[:20]))
    return int(text)
