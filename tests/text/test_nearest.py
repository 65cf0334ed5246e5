from __future__ import annotations

import pytest

from desk.text import nearest


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("custmer", "customer"),
        ("Recieved_at", "received_at"),
        ("投诉内", "投诉内容"),
        ("xyz", None),
        ("", None),
    ],
)
def test_a_mistyped_word_leads_to_the_one_that_was_meant(word, meant):
    assert nearest(word, ["customer", "received_at", "content", "投诉内容"]) == meant


def test_nothing_is_near_among_no_choices():
    assert nearest("customer", []) is None


def test_the_choice_is_returned_as_it_was_given():
    assert nearest("b01", {"B01": 1, "B77": 2}) == "B01"
