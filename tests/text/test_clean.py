"""Cleaning: what acts on a terminal or hides from a reader goes, everything readable stays."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.text import clean, displayable, fold_width, one_line

VISIBLE_FORMAT_CHARACTERS = set("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2") | {
    "\U000110bd",
    "\U000110cd",
    *map(chr, range(0x13430, 0x13440)),
}

pieces = st.sampled_from(
    [
        "_x000D_",
        "_x000d_\n",
        "_x00",
        "0D_",
        "_x001B_",
        "_x",
        "\r",
        "\n",
        "\x1b[2J",
        "\u200b",
        "\u202e",
        "投诉",
        "\ud800",
    ]
)
texts = st.lists(st.one_of(st.text(max_size=5), pieces), max_size=12).map("".join)


def harmful(char: str) -> bool:
    """Tell what may not pass by Unicode's own categories, apart from the few that draw something."""
    if char in "\n\t" or char in VISIBLE_FORMAT_CHARACTERS:
        return False
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def test_no_control_format_or_surrogate_character_of_all_unicode_passes():
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    assert [char for char in clean(everything) if harmful(char)] == []


def test_every_letter_digit_and_sign_of_all_unicode_stays():
    hangul_fillers = set("\u115f\u1160\u3164\uffa0")
    wanted = [
        char
        for char in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(char)[0] in "LNPS" and char not in hangul_fillers
    ]
    assert clean("".join(wanted)) == "".join(wanted)


@given(texts)
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)
    assert one_line(one_line(text)) == one_line(text)


@given(texts)
def test_what_is_left_can_be_stored_and_drawn(text):
    cleaned = clean(text)
    assert not any(harmful(char) for char in cleaned)
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned


@given(texts)
def test_one_line_has_no_break_and_no_blank_at_its_ends(text):
    line = one_line(text)
    assert line.splitlines() in ([], [line])
    assert line == line.strip()
    assert "  " not in line


def test_hostile_text_loses_its_teeth(hostile):
    cleaned = clean(hostile)
    assert not set(cleaned) & set("\x1b\x07\x9b\x85\r\u200b\u200d\u202e\u2066\ufeff\u2028")
    assert not any(harmful(char) for char in displayable(hostile))


def test_brackets_are_text_and_stay():
    assert clean("[/foo] [@click=app.quit]x[/]") == "[/foo] [@click=app.quit]x[/]"


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a_x000D_\nb", "a\nb"),
        ("a_x000d__x000A_b", "a\nb"),
        ("a_x000D_b", "a\nb"),
        ("a\x0bb\x0cc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\nf"),
        ("a_x0009_b", "a\tb"),
        ("a_x001B_b", "a b"),
        ("a_x0041_b", "a_x0041_b"),
        ("\x1b]52;c;eA==\x07", "]52;c;eA=="),
        ("\r\u200b\n", "\n"),
    ],
)
def test_line_breaks_and_the_escapes_of_excel_become_what_they_mean(raw, cleaned):
    assert clean(raw) == cleaned


def test_a_text_for_one_line_has_its_breaks_and_tabs_as_spaces():
    assert clean("甲\n乙\t丙", keep_lines=False) == "甲 乙 丙"
    assert one_line("  甲\r\n\n乙　丙\t") == "甲 乙 丙"


def test_rare_characters_of_names_and_other_scripts_stay():
    assert clean("𠀀𪚥𰻞㐂 ئۇيغۇر བོད། Қазақ é") == "𠀀𪚥𰻞㐂 ئۇيغۇر བོད། Қазақ é"
    assert clean("\ue863葛\U000e0100") == "\ue863葛\U000e0100"


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("１３８１２３４１２３４", "13812341234"),
        ("０９９１－１２３４５６７", "0991-1234567"),
        ("２０２６—０３—０２　１０：３０", "2026-03-02 10:30"),
        ("−12。5", "-12.5"),
        ("ａ＠ｂ。ｃｎ", "a@b.cn"),
        ("５００，０００", "500,000"),
    ],
)
def test_full_width_input_is_read_as_half_width(typed, folded):
    assert fold_width(typed) == folded
