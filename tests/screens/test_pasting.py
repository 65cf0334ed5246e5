from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Key, Paste

from screens.pasting import BEGIN, END, CleanParser, PasteGuard, cleaned


def events(*pieces: str) -> list[object]:
    parser = CleanParser()
    return [event for piece in pieces for event in parser.feed(piece)]


def test_a_paste_with_escapes_and_controls_is_one_text_and_no_key() -> None:
    found = events(f"{BEGIN}甲\x1b[31m乙\x13丙\x1b]0;owned\x07丁\t戊\n{END}q")
    assert [type(event) for event in found] == [Paste, Key]
    assert found[0].text == "甲乙丙丁\t戊\n"
    assert found[1].key == "q"


@given(st.text(alphabet="甲乙ab\x1b[31m\x13\x07\t\n~2001", max_size=40), st.data())
def test_a_paste_cut_anywhere_comes_out_the_same(text: str, data: st.DataObject) -> None:
    text = text.replace(END, "").replace(BEGIN, "")
    whole = f"x{BEGIN}{text}{END}y"
    cuts = sorted(data.draw(st.sets(st.integers(7, len(whole)), max_size=4)))
    pieces = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    guard = PasteGuard()
    given_on = "".join(guard.clean(piece) for piece in pieces)
    assert given_on == f"x{BEGIN}{cleaned(text)}{END}y"
    assert not set(cleaned(text)) & set("\x1b\x13\x07")


def test_what_is_typed_is_left_alone() -> None:
    guard = PasteGuard()
    assert guard.clean("\x1b[A\x13文\x1b") == "\x1b[A\x13文\x1b"


@pytest.mark.parametrize("pieces", [1, 3])
def test_a_paste_that_never_ends_does_not_take_the_keyboard_away(pieces: int) -> None:
    guard = PasteGuard()
    long = "长" * (1 << 20)
    text = "".join(guard.clean(piece) for piece in [BEGIN + long, *["x"] * pieces])
    assert text.startswith(BEGIN + "长长")
    assert text.count(END) == 1
