"""Widths in terminal cells: nothing drawn is ever wider than it was allowed to be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from desk.text import MARKER, cell_width, displayable, pad, truncate, wrap
from tests.support.hostile import HOSTILE

signs = st.sampled_from("客户反映，。“”（）【】！…—ab12 \t\n-./𠀀🧑👍🇨é한")
texts = st.one_of(st.text(max_size=40), st.text(signs, max_size=60), st.sampled_from(HOSTILE))
cells = st.integers(0, 40)


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("abc", 3),
        ("投诉", 4),
        ("￥，。", 6),
        ("𠀀𪚥", 4),
        ("…—①●─", 5),
        ("“张三”", 6),
        ("e\u0301", 1),
        ("🧑\u200d💻", 2),
        ("🇨🇳", 2),
        ("👍🏽", 2),
        ("❤\ufe0f", 1),
        ("\x1b[2J", 3),
        ("甲\n乙", 5),
    ],
)
def test_a_text_takes_as_many_cells_as_it_is_drawn_in(text, width):
    assert cell_width(text) == width


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("🧑\u200d💻忙", "🧑忙"),
        ("👨\u200d👩\u200d👧\u200d👦家", "👨家"),
        ("🇨🇳", "CN"),
        ("👍🏽好", "👍好"),
        ("❤\ufe0f", "❤"),
        ("1\ufe0f\u20e3", "1"),
        ("葛\U000e0100城", "葛城"),
        ("a\tb", "a b"),
        ("甲\n乙", "甲\n乙"),
        ("e" + "\u0301" * 9, "e\u0301\u0301"),
    ],
)
def test_a_cluster_that_terminals_draw_differently_is_folded(text, shown):
    assert displayable(text) == shown


@given(texts)
def test_what_is_displayed_is_displayed_the_same_again(text):
    assert displayable(displayable(text)) == displayable(text)


def test_the_toolkit_of_the_screens_measures_the_same(hostile):
    shown = displayable(hostile).replace("\n", " ")
    assert cell_len(shown) == cell_width(hostile)


@given(texts, cells)
def test_a_cut_text_is_never_too_wide_and_begins_like_the_whole(text, limit):
    cut = truncate(text, limit)
    assert cell_width(cut) <= limit
    assert "\n" not in cut
    whole = displayable(text).replace("\n", " ")
    assert cut == whole or whole.startswith(cut.removesuffix(MARKER[:limit]))


@given(texts, cells)
def test_a_text_is_cut_only_when_it_must_be_and_no_further(text, limit):
    if cell_width(text) <= limit:
        assert truncate(text, limit) == displayable(text).replace("\n", " ")
    else:
        assert cell_width(truncate(text, limit)) >= min(limit, max(limit - 1, len(MARKER)))


@given(texts, cells, st.booleans())
def test_a_padded_text_takes_exactly_its_cells(text, limit, right):
    assert cell_width(pad(text, limit, right=right)) == limit


def test_a_wide_character_is_dropped_rather_than_halved():
    assert truncate("投诉工单", 7) == "投诉.."
    assert pad("投诉工单", 7) == "投诉.. "
    assert pad("12.5", 7, right=True) == "   12.5"
    assert [truncate("投诉", n) for n in range(5)] == ["", ".", "..", "..", "投诉"]


@given(texts, cells)
def test_wrapped_lines_fit_and_lose_nothing_but_blanks(text, limit):
    lines = wrap(text, limit)
    assert all(cell_width(line) <= max(limit, 2) for line in lines)
    assert "".join("".join(lines).split()) == "".join(displayable(text).split())


def test_words_stay_whole_and_signs_stand_where_they_belong():
    text = "客户说：“柜员让我等（三次）。”The teller said wait，再来。"
    lines = wrap(text, 16)
    assert lines == ["客户说：“柜员让", "我等（三次）。”", "The teller said", "wait，再来。"]
    assert not any(line[0] in "，。）”：" or line[-1] in "（“" for line in lines)


def test_no_line_ends_with_an_opening_sign_or_starts_with_a_closing_one():
    assert wrap("甲乙丙（丁）", 8) == ["甲乙丙", "（丁）"]
    assert wrap("甲乙丙丁。戊", 8) == ["甲乙丙", "丁。戊"]


def test_paragraphs_and_their_first_indent_stay():
    assert wrap("　　甲乙丙\n\n丁", 8) == ["　　甲乙", "丙", "", "丁"]


def test_a_word_longer_than_a_line_is_parted():
    assert wrap("6222021234567894123", 8) == ["62220212", "34567894", "123"]
