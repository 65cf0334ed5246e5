"""The customer's own data in free text: found in every form in which they may be written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.own_data import mask_text
from desk.text import fold_width
from desk.ticket import Customer

CUSTOMER = Customer(
    name="张丽华",
    mobile="+86 13800001234",
    phone="0991-5551234转801",
    address="云州市东街1号2单元301",
    id_number="E12345678",
    account="12345678",
)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("张丽华说", "张**说"),
        ("张 丽 华、张·丽华", "张**、张**"),
        ("打5551234找我", "打****34找我"),
        ("打555 1234", "打****34"),
        ("电话一三八〇〇〇〇一二三四", "电话138****1234"),
        ("护照ｅ1234 5678", "护照****78"),
        ("帐号1234-5678", "帐号****78"),
        ("住东街1号2单元", "住东街1**"),
        ("云州市东街1号2单元301室", "云州市**室"),
    ],
)
def test_the_customers_own_data_are_masked(text, masked):
    assert mask_text(text, CUSTOMER) == masked


@pytest.mark.parametrize("text", ["15551234元", "护照E123456789", "单号HX20260302000001", "在城东支行排队"])
def test_longer_numbers_and_other_words_stay(text):
    assert mask_text(text, CUSTOMER) == text


def test_a_latin_name_is_a_whole_word_and_a_short_number_is_nobodys():
    customer = Customer(name="Hotline", mobile="2026", account="100")
    assert mask_text("hotline, hotlines, 2026, 100", customer) == "h**, hotlines, 2026, 100"


@given(st.text("张丽华 0123456789ab，", min_size=1, max_size=60), st.sampled_from(["", " ", "-", "."]))
def test_neither_name_nor_number_is_left_wherever_it_stands(around, sign):
    text = f"{around}。{sign.join('张丽华')}。{sign.join('12345678')}。{around}"
    masked = mask_text(text, CUSTOMER)
    assert sign.join("张丽华") not in masked
    assert not re.search(rf"(?<!\d){re.escape(sign.join('12345678'))}(?!\d)", fold_width(masked))
