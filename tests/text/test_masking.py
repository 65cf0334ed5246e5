"""Masking: no full number leaves, also out of free text."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desk.personal import personal_numbers
from desk.text import fold_width, mask_account, mask_address, mask_free_text, mask_id, mask_name, mask_phone

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def with_check_sign(first17: str) -> str:
    return first17 + "10X98765432"[sum(int(d) * w for d, w in zip(first17, WEIGHTS, strict=True)) % 11]


def with_luhn(digits: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return digits + str(-total % 10)


def digits(least: int, most: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=least, max_size=most)


mobiles = st.builds(lambda a, b: f"1{a}{b}", st.sampled_from("3456789"), digits(9, 9))
identities = st.builds(
    lambda region, born, serial: with_check_sign(f"{region}{born:%Y%m%d}{serial}"),
    st.sampled_from(["110105", "650102", "650203", "440524"]),
    st.dates(date(1930, 1, 1), date(2025, 1, 1)),
    digits(3, 3),
)
cards = st.builds(
    lambda head, body: with_luhn(head + body), st.sampled_from(["4", "5", "62"]), digits(14, 16)
)
numbers = st.one_of(mobiles, identities, cards)
full_width = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def spaced(number: str, sign: str) -> str:
    return sign.join(re.findall(".{1,4}", number))


forms = st.sampled_from(
    [
        lambda n: n,
        lambda n: n.translate(full_width),
        lambda n: spaced(n, " "),
        lambda n: spaced(n, "-"),
        lambda n: spaced(n.translate(full_width), "－"),
        lambda n: n.lower(),
    ]
)


@given(
    numbers,
    forms,
    st.sampled_from(["", "电话", "卡号：", "Tel ", "（"]),
    st.sampled_from(["", "。", "，请回电", ")"]),
)
def test_no_full_number_is_left_in_free_text(number, form, before, after):
    masked = mask_free_text(before + form(number) + after)
    left = re.sub(r"[^0-9X]", "", fold_width(masked).upper())
    assert number not in left
    assert masked.startswith(before)
    assert masked.endswith(after)
    assert "****" in masked


@given(st.lists(numbers, min_size=2, max_size=4))
def test_numbers_in_a_row_are_all_masked(found):
    assert not any(number in mask_free_text(" ".join(found)) for number in found)


@given(st.text(max_size=80))
def test_masking_twice_changes_nothing_more(text):
    assert mask_free_text(mask_free_text(text)) == mask_free_text(text)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("请打13812341234找我", "请打138****1234找我"),
        ("１３８１２３４１２３４", "138****1234"),
        ("138 1234 1234或139-1234-1235", "138****1234或139****1235"),
        ("+86 138 1234 1234", "138****1234"),
        ("8613812341234", "138****1234"),
        ("身份证11010519491231002X。", "身份证110***********002X。"),
        ("身份证 110105 19491231 002x", "身份证 110***********002X"),
        ("旧证110105491231002", "旧证110********1002"),
        ("错一位110105194912310021", "错一位110***********0021"),
        ("卡6222 0212 3456 7894 128", "卡6222****4128"),
        ("4111-1111-1111-1111", "4111****1111"),
        ("2026-03-02 13812341234", "2026-03-02 138****1234"),
        ("13812341234 13912341235", "138****1234 139****1235"),
        ("138.0000.1234", "138****1234"),
        ("138 - 0000 - 1234", "138****1234"),
        ("网点0991-1234567", "网点0991-****567"),
        ("010-65551234转801", "010-****234转801"),
        ("（0991）1234567", "0991-****567"),
        ("0991 123 4567或010 6555 1234", "0991-****567或010-****234"),
        ("+86 10 65551234，86-991-1234567", "010-****234，0991-****567"),
        ("０９９１－１２３４５６７", "0991-****567"),
        ("0991-1234567 2026-03-02", "0991-****567 2026-03-02"),
    ],
)
def test_a_number_in_a_sentence_is_masked_and_the_sentence_stays(text, masked):
    assert mask_free_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "工单HX20260302000123",
        "金额50,000.00元，2026-03-02 10:30",
        "热线95379，流水号20260302103012",
        "表单FK-B0311-2026-00001",
        "金额138000012.34元",
        "第12条第(三)款",
        "",
    ],
)
def test_other_numbers_stay(text):
    assert mask_free_text(text) == text


def test_a_number_is_found_with_its_kind_and_place():
    text = "电话１３８-1234-1234，证11010519491231002X"
    found = list(personal_numbers(text))
    assert [(f.kind, text[f.start : f.end], f.digits) for f in found] == [
        ("mobile", "１３８-1234-1234", "13812341234"),
        ("id", "11010519491231002X", "11010519491231002X"),
    ]


@pytest.mark.parametrize(
    ("name", "masked"),
    [("张三", "张**"), (" 欧阳修 ", "欧**"), ("阿不都·热合曼", "阿**"), ("", ""), ("𠀀明", "𠀀**")],
)
def test_a_name_keeps_its_first_character(name, masked):
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812341234", "138****1234"),
        ("+86 138-1234-1234", "138****1234"),
        ("0991-1234567", "0991-****567"),
        ("09911234567", "0991-****567"),
        ("（010）12345678", "010-****678"),
        ("0991-1234567-801", "0991-****567"),
        ("０９９１－１２３４５６７", "0991-****567"),
        ("1234567", "****67"),
        ("95379", "****79"),
        ("123", "****"),
        ("", ""),
    ],
)
def test_a_phone_number_keeps_its_ends(phone, masked):
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("mask", "number", "masked"),
    [
        (mask_id, "11010519491231002x", "110***********002x"),
        (mask_id, "110105491231002", "110********1002"),
        (mask_id, "E12345678", "****78"),
        (mask_id, "", ""),
        (mask_account, "6222 0212 3456 7894 128", "6222****4128"),
        (mask_account, "12345678", "****78"),
        (mask_account, "1234", "****"),
        (mask_account, "", ""),
    ],
)
def test_a_document_or_account_number_keeps_its_ends(mask, number, masked):
    assert mask(number) == masked


@given(st.sampled_from([mask_phone, mask_id, mask_account]), digits(1, 24))
def test_no_mask_shows_more_than_two_signs_of_a_short_number_or_eight_of_a_long_one(mask, number):
    shown = re.sub(r"[^0-9]", "", mask(number))
    assume(number)
    assert len(shown) <= (8 if len(number) >= 10 else 2)


@pytest.mark.parametrize(
    ("address", "masked"),
    [("云州市东街1号2单元301", "云州市**"), ("云州", "云**"), ("东", "**"), ("", "")],
)
def test_an_address_keeps_its_beginning_and_never_most_of_a_short_one(address, masked):
    assert mask_address(address) == masked
