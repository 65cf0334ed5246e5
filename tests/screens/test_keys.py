from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest
from textual.binding import Binding
from textual.keys import _character_to_key

from desk.actions import ACTIONS
from desk.i18n import _, set_language
from desk.text import cell_width
from screens.desk_app import DeskApp
from screens.intake import IntakeScreen
from screens.key_docs import DOCS, PAGES, page
from screens.keys import ACTION_KEYS, SCOPES, bindings, hints
from screens.queue import QueueScreen
from screens.ticket import TicketScreen
from screens.why import WhyScreen

DEAD = {"ctrl+h", "ctrl+i", "ctrl+m", "ctrl+left_square_bracket", "alt+b", "alt+f"}
"""Keys that a terminal sends as backspace, tab, enter, escape or word moves."""


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    set_language("zh_CN")
    yield
    set_language("zh_CN")


def test_every_key_has_its_own_id_a_label_and_a_sentence() -> None:
    keys = [key for scope in SCOPES.values() for key in scope]
    assert len({key.id for key in keys}) == len(keys)
    assert all(key.label and key.tooltip.endswith(".") and key.face for key in keys)


def test_no_key_is_one_that_a_terminal_cannot_send() -> None:
    used = {name for scope in SCOPES.values() for key in scope for name in key.keys}
    assert not used & DEAD


def test_every_sign_has_its_full_width_form_beside_it() -> None:
    for scope in SCOPES.values():
        for key in scope:
            signs = [name for name in key.keys if name in ("slash", "colon", "question_mark")]
            for name in signs:
                full = chr(
                    ord(unicodedata.lookup({"slash": "SOLIDUS"}.get(name, name.replace("_", " ")))) + 0xFEE0
                )
                assert _character_to_key(full) in key.keys


def test_a_binding_is_made_from_each_key() -> None:
    made = [one for one in bindings("queue", "app") if isinstance(one, Binding)]
    assert {one.id for one in made} == {key.id for scope in ("queue", "app") for key in SCOPES[scope]}
    assert all(one.tooltip and one.description for one in made)


@pytest.mark.parametrize("screen", [QueueScreen, IntakeScreen, TicketScreen, WhyScreen])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_footer_at_80_columns_has_the_keys_that_matter(screen: type, language: str) -> None:
    set_language(language)
    first = hints(*screen.SCOPES)[:4]
    assert sum(cell_width(f"{key.face} {_(key.label)}  ") for key in first) <= 78
    assert "app.help" in {key.id for key in hints(*screen.SCOPES)[:7]}


def test_every_action_has_a_letter_of_its_own_that_no_reading_key_takes() -> None:
    assert sorted(ACTION_KEYS) == sorted(action.verb for action in ACTIONS)
    letters = list(ACTION_KEYS.values())
    assert len(set(letters)) == len(letters)
    taken = {name for scope in ("ticket", "view", "app") for key in SCOPES[scope] for name in key.keys}
    assert not set(letters) & taken


def test_the_app_answers_every_key_of_its_scope() -> None:
    for key in SCOPES["app"]:
        assert callable(getattr(DeskApp, f"action_{key.action}"))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_page_of_keys_in_the_documentation_is_made_from_the_table(language: str) -> None:
    assert (DOCS / PAGES[language]).read_text(encoding="utf-8") == page(language)
