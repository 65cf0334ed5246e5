"""The rule pack: complete, in two languages, each entry with its clause; wrong ones are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk.errors import BadInput
from desk.i18n import set_language
from desk.pack_file import PACKS_DIR, load_pack


def test_every_word_stands_in_both_languages_and_every_clock_names_its_clause() -> None:
    pack = load_pack()
    words = [entry for dictionary in pack.dictionaries.values() for entry in dictionary.values()]
    assert all(word.zh and word.en for word in words)
    assert all(rule.clause for rule in (*pack.clocks, *pack.proposals, *pack.settings.values()))
    assert all(
        entry.parent in pack.dictionaries["businesses"]
        for entry in pack.entries("businesses")
        if entry.parent
    )


def test_words_are_found_by_key_and_by_label_in_either_language() -> None:
    pack = load_pack()
    assert {pack.key_of("channels", word) for word in ("hotline", " 客服热线 ", "HOTLINE")} == {"hotline"}
    assert pack.key_of("channels", "烟雾") is None
    set_language("en")
    assert pack.label("channels", "hotline") == "Hotline"
    set_language("zh_CN")
    assert pack.label("channels", "hotline") == "客服热线"
    assert pack.label("channels", "gone") == "gone"


def test_the_pack_has_a_version_and_a_day_from_which_it_holds() -> None:
    pack = load_pack()
    assert (pack.stamp, str(pack.holds_from)) == ("kunlun@1", "2020-12-04")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (('amount = 3\nunit = "working_days"', 'unit = "working_days"'), "amount"),
        (('unit = "working_days"', 'unit = "fortnights"'), "fortnights"),
        (('at_least = "major_loss"', 'at_least = "huge_loss"'), "huge_loss"),
        (('start = "accepted"', 'start = "acepted"'), "acepted"),
        (('stop = ["first_contact"', 'stop = ["frist_contact"'), "frist_contact"),
        (('fact = "persons"', 'fact = "person"'), "person"),
        (("[pack]", "[pack"), "TOML"),
    ],
)
def test_a_wrong_pack_is_named_with_its_fault(tmp_path: Path, change: tuple[str, str], found: str) -> None:
    text = (PACKS_DIR / "kunlun.toml").read_text(encoding="utf-8").replace(*change, 1)
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load_pack("own", tmp_path)
    assert "own.toml" in caught.value.message
    assert found in caught.value.message


def test_a_pack_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nowhere.*kunlun"):
        load_pack("nowhere", tmp_path)
