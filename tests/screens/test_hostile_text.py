from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Paste

from desk.text import cell_width
from screens._compat import guarded
from screens.drafts import Draft, save
from screens.initials import initials
from screens.plain import joined, plain
from tests.support.desks import STAFF, UNITS
from tests.support.shown import shown, typed

CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
NASTY = (
    "[/b]",
    "[@click=app.quit]点我[/]",
    "[red on",
    "\x1b[2J清屏",
    "\x1b]52;c;aGk=\x07",
    "\x9b31m\x90",
    "a\u202eb\u2066c",
    "𠀀𠮷\U000300d2",
    "👨‍👩‍👧‍👦🇨🇳é\u0301",
)
ALL = "".join(NASTY)


def spoil(office: Any) -> str:
    """Put hostile text wherever text can stand, and return the ticket's number."""
    documents = office.home.documents()
    units = [{**unit.to_json(), "zh": unit.zh + NASTY[0] + NASTY[3]} for unit in UNITS]
    staff = [{**one.to_json(), "name": one.name + NASTY[1] + NASTY[6]} for one in STAFF]
    documents.write("units", units, expected_rev=1)
    documents.write("staff", staff, expected_rev=1)
    customer = {"name": ALL[:60], "mobile": "13800001234", "address": ALL, "account": NASTY[3]}
    number = office.new(content=ALL, demand=ALL, customer=customer).number
    office.does(number, "note", note=ALL)
    office.does(number, "dispatch", lead="B0101", category="staff.attitude", reason=ALL)
    return str(number)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_hostile_text_stays_text_on_every_screen(office: Any, size: tuple[int, int]) -> None:
    spoil(office)
    app = office.app(notice=ALL)
    save(app.session, Draft("intake-1", "", {"content": ALL, "customer.name": ALL}))
    seen = ""
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for key in (
            "f1",
            "escape",
            "enter",
            "end",
            "w",
            "escape",
            "f3",
            "escape",
            "n",
            "escape",
            "o",
            "escape",
        ):
            seen += shown(app)
            await pilot.press(key)
            await pilot.pause()
        await pilot.press("escape", "ctrl+p", "escape", "ctrl+d")
        await pilot.pause()
        seen += shown(app)
        await pilot.press("enter")
        await pilot.pause()
        seen += shown(app)
        await pilot.press("f4")
        await pilot.pause()
        seen += shown(app)
        assert not app._exit
    assert not CONTROLS.search(seen)
    assert "[/b]" in seen
    assert "[@click=app.quit]" in seen


async def test_a_pasted_control_byte_never_enters_a_field(office: Any) -> None:
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash")
        await pilot.pause()
        await typed(pilot, "甲")
        await paste(pilot, "乙\x1b[2J\u202e丙\n丁")
        assert app.screen.filter_input.value == "甲乙[2J丙 丁"
        await pilot.press("escape", "f2")
        await pilot.pause()
        form = app.screen._form
        form.rows["content"].focus_editor()
        await pilot.pause()
        await paste(pilot, "一行\x9b\r\n二行")
        assert form.raw()["content"] == "一行\n二行"


async def paste(pilot: Any, text: str) -> None:
    pilot.app.post_message(Paste(text))
    await pilot.pause()


@given(st.text())
def test_plain_shows_markup_as_it_was_typed_and_no_control(text: str) -> None:
    content = plain(text + "[/b][red]x[/red]")
    assert content.plain.endswith("[/b][red]x[/red]")
    assert not CONTROLS.search(content.plain)


@given(st.lists(st.tuples(st.text(max_size=20), st.sampled_from(["", "bold", "$text-error"])), max_size=5))
def test_joined_content_is_as_wide_as_its_parts(pieces: list[tuple[str, str]]) -> None:
    assert "\n" in "".join(t for t, _ in pieces) or joined(pieces).cell_length >= 0
    assert joined(pieces).plain == "".join(plain(text).plain for text, _style in pieces)


@given(st.text())
def test_the_last_guard_lets_no_foreign_control_out(text: str) -> None:
    data = guarded(f"\x1b[1;31m\x1b[3;4H{text}\x1b[?2026l\x1b[2J\x1b]52;c;aGk=\x07\x1bc")
    assert data.startswith("\x1b[1;31m\x1b[3;4H")
    assert "\x1b[2J" not in data
    assert "\x1b]" not in data
    assert "\x1bc" not in data
    assert not re.search("[\x00-\x08\x0e-\x1a\x7f-\x9f]", data)


def test_initials_follow_the_pinyin_of_common_characters() -> None:
    assert initials("服务态度") == "fwtd"
    assert initials("手机银行APP") == "sjyhapp"
    assert initials("𠀀") == ""
    assert cell_width("服务态度") == 8
