"""The words of the sample tickets."""

from __future__ import annotations

from datetime import datetime
from random import Random

import pytest

from desk.moments import ZONE
from desk.pack_file import load_pack
from sample_data import mix, texts

AT = datetime(2026, 9, 3, 14, 5, tzinfo=ZONE)


def test_there_are_at_least_sixty_kinds_of_complaint_with_two_ways_to_tell_each():
    assert len(texts.matters()) >= 60
    assert all(len(set(matter.tell)) >= 2 for matter in texts.matters())


@pytest.mark.parametrize("matter", texts.matters(), ids=lambda matter: matter.subject)
def test_every_sentence_of_a_matter_has_its_slots_filled(matter: texts.Matter):
    place = texts.scene(texts.Cell(matter, "N1", "onsite"), "王女士", "云泽文庙支行", 1200, AT, Random(1))
    told = [line.format(**place.slots) for line in (*matter.tell, *matter.want)]
    assert all(line and not set(line) & set("{}!") for line in (*told, place.fact, place.remedy))


@pytest.mark.parametrize("matter", texts.matters(), ids=lambda matter: matter.subject)
def test_every_matter_uses_words_of_the_rule_pack(matter: texts.Matter):
    pack = load_pack()
    assert matter.business in pack.dictionaries["businesses"]
    assert matter.cause in pack.dictionaries["causes"]
    assert matter.category in pack.dictionaries["categories"]
    assert set(matter.reasons) <= set(pack.dictionaries["verdict_reasons"])


def test_somebodys_fault_is_told_of_effective_complaints_only():
    matter = next(m for m in texts.matters() if m.subject == "柜员服务态度冷淡")
    found = {
        reason: {
            texts.scene(texts.Cell(matter, reason, "onsite"), "", "", 1, AT, Random(n)).fact for n in range(9)
        }
        for reason in ("E2", "N7")
    }
    assert found == {
        "E2": {"调阅录像，柜员确有与同事闲谈、未使用文明用语的情况"},
        "N7": {"录像显示柜员按流程办理，未见客户所述言行"},
    }


def test_a_verdict_follows_from_its_reason():
    matter = texts.matters()[0]
    verdicts = {
        reason: texts.Cell(matter, reason, "onsite").verdict for reason in ("E1", "N1", "N4", "Q", "U")
    }
    assert verdicts == {
        "E1": "effective", "N1": "invalid_improve", "N4": "invalid_noblame", "Q": "quasi", "U": "undetermined",
    }  # fmt: skip


def test_complaints_drawn_at_random_keep_every_share():
    rng = Random(3)
    drawn = [mix.draw(rng) for _n in range(6000)]
    for shares, key in ((mix.BUSINESS, lambda c: mix.group_of(c.matter.business)), (mix.VERDICT, lambda c: c.verdict),
                        (mix.CAUSE, lambda c: c.matter.cause), (mix.PLACE, lambda c: c.place)):  # fmt: skip
        found = [key(cell) for cell in drawn]
        assert {word: 100 * found.count(word) / len(found) for word in shares} == pytest.approx(
            shares, abs=2.5
        )
