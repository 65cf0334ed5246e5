"""The options that stand before or after any command: where the data are, which language, who acts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from desk.errors import UsageError
from desk.i18n import LANGUAGES, _, normalise, set_language

TAKEN: Final = ("--home", "--lang", "--by")
LOG: Final = "errors.log"
"""The file in the data folder that holds the details of the program's own mistakes."""


@dataclass(frozen=True, slots=True)
class Common:
    """What was said of them; an empty text was not said."""

    home: str = ""
    lang: str = ""
    by: str = ""


def split(words: Sequence[str]) -> tuple[Common, list[str]]:
    """Return the common options and the rest of the words, and set the language.

    Underscores in the names of options are read as dashes. UsageError when a value is missing or unknown.
    """
    choose_language(words)
    found: dict[str, str] = {}
    rest: list[str] = []
    waiting = iter(words)
    for word in waiting:
        name, equals, value = word.partition("=")
        if word == "--":
            rest += [word, *waiting]
        elif name in TAKEN:
            found[name] = value if equals else _value(name, waiting)
        else:
            rest.append(name.replace("_", "-") + equals + value if word.startswith("--") else word)
    return _checked(Common(*(found.get(name, "") for name in TAKEN))), rest


def choose_language(words: Sequence[str]) -> None:
    """Set the language that the words name, so that even a mistake in them is said in it."""
    named = [b.removeprefix("--lang=") for a, b in zip(("", *words), words, strict=False) if a == "--lang"]
    named += [word.removeprefix("--lang=") for word in words if word.startswith("--lang=")]
    set_language(named[-1] if named else None)


def _value(name: str, waiting: Iterator[str]) -> str:
    value = next(waiting, "")
    if not value or value.startswith("--"):
        raise UsageError(_("{option} needs a value after it.").format(option=name))
    return value


def _checked(common: Common) -> Common:
    short = common.lang[:2].lower()
    if common.lang and (short not in ("zh", "en") or normalise(common.lang) not in LANGUAGES):
        raise UsageError(_("There is no language {lang}; choose zh_CN or en.").format(lang=common.lang[:20]))
    return common
