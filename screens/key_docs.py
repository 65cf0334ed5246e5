"""The page of keys in the documentation, made from the table of keys: `python -m screens.key_docs`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from desk.actions import ACTIONS
from desk.i18n import N_, _, set_language
from screens.keys import ACTION_KEYS, SCOPE_TITLES, SCOPES, Key

DOCS: Final = Path(__file__).resolve().parent.parent / "docs"
PAGES: Final = {"en": "keys.md", "zh_CN": "keys.zh-CN.md"}
TITLE: Final = N_("Keys of the desk")
NOTE: Final = N_(
    "With an input method on, full-width signs work like the plain ones; every letter has a function key "
    "or a list beside it. This page is made by `python -m screens.key_docs`."
)


def page(language: str) -> str:
    """Return the page in a language; the language stays chosen."""
    set_language(language)
    lines = [f"# {_(TITLE)}", "", _(NOTE), ""]
    for scope, keys in SCOPES.items():
        lines += [f"## {_(SCOPE_TITLES[scope])}", "", *_table(_rows(keys))]
        if scope == "ticket":
            lines += [f"### {_('Actions')}", "", *_table(_action_rows())]
    return "\n".join(lines)


def _rows(keys: tuple[Key, ...]) -> Iterator[tuple[str, str, str]]:
    for key in keys:
        yield key.face, _(key.label), _(key.tooltip)


def _action_rows() -> Iterator[tuple[str, str, str]]:
    for action in ACTIONS:
        yield ACTION_KEYS.get(action.verb, "F3"), _(action.label), f"{_(action.tooltip)} ({action.clause})"


def _table(rows: Iterator[tuple[str, str, str]]) -> list[str]:
    cells = [(_("Key"), _("What"), _("Meaning")), ("---", "---", "---"), *rows]
    return [*("| " + " | ".join(row) + " |" for row in cells), ""]


def main() -> None:
    """Write the pages of both languages."""
    for language, name in PAGES.items():
        (DOCS / name).write_text(page(language), encoding="utf-8")


if __name__ == "__main__":
    main()
