"""One cell as a date, a number, an amount, a text: nothing is guessed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.moments import iso
from importers.cells import a1, as_date, as_int, as_key, as_moment, as_money, as_text, digits_lost, is_blank

SERIAL_OF_2026_09_03 = 46268


@pytest.mark.parametrize(
    ("row", "column", "address"),
    [
        (0, 0, "A1"),
        (11, 5, "F12"),
        (0, 25, "Z1"),
        (0, 26, "AA1"),
        (0, 701, "ZZ1"),
        (1048575, 16383, "XFD1048576"),
    ],
)
def test_addresses_are_those_of_a_spreadsheet(row: int, column: int, address: str):
    assert a1(row, column) == address


@pytest.mark.parametrize(
    "written",
    [
        date(2026, 9, 3),
        datetime.fromisoformat("2026-09-03 00:00"),
        SERIAL_OF_2026_09_03,
        float(SERIAL_OF_2026_09_03),
        "2026-9-3",
        "2026-09-03",
        "2026/9/3",
        "2026.9.3",
        "20260903",
        20260903,
        20260903.0,
        "2026年9月3日",
        "2026 年 9 月 3 日",
        "２０２６年９月３日",
        "２０２６－０９－０３",
        " 2026-09-03 ",
        "2026-09-03 00:00:00",
    ],
)
def test_a_day_is_understood_however_it_is_written(written: object):
    assert as_date(written) == date(2026, 9, 3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2019/4/25 9:32:09", "2019-04-25T09:32:09+08:00"),
        ("2019-04-25T09:32", "2019-04-25T09:32:00+08:00"),
        ("2019年4月25日 9时32分", "2019-04-25T09:32:00+08:00"),
        ("2019-04-25 09：32", "2019-04-25T09:32:00+08:00"),
        ("20190425 0932", "2019-04-25T09:32:00+08:00"),
        (SERIAL_OF_2026_09_03 + 0.5, "2026-09-03T12:00:00+08:00"),
        (SERIAL_OF_2026_09_03 + 9.5 / 24, "2026-09-03T09:30:00+08:00"),
        (datetime.fromisoformat("2026-09-03 09:05:59.9"), "2026-09-03T09:05:59+08:00"),
        (date(2026, 9, 3), "2026-09-03T00:00:00+08:00"),
    ],
)
def test_a_moment_is_taken_in_the_zone_of_the_bank(written: object, meant: str):
    moment = as_moment(written)  # type: ignore[arg-type]
    assert moment is not None
    assert iso(moment) == meant


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "明天",
        True,
        42,
        -5.5,
        1e9,
        36525,
        73051,
        float("nan"),
        float("inf"),
        "26-09-03",
        "03/09/2026",
        "3.9.2026",
        "2026-09/03",
        "2026-02-30",
        "2026-13-01",
        "2026-09-03 25:00",
        "1999-12-31",
        "2100-01-01",
        date(1900, 2, 28),
        time(9, 5),
        timedelta(hours=9),
    ],
)
def test_what_is_no_sure_day_is_none(written: object):
    assert as_date(written) is None  # type: ignore[arg-type]
    assert as_moment(written) is None  # type: ignore[arg-type]


@settings(max_examples=60)
@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_of_the_century_reads_alike_as_number_and_as_text(day: date):
    serial = (day - date(1899, 12, 30)).days
    written = (serial, f"{day:%Y/%m/%d}", f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日", day)
    assert {as_date(value) for value in written} == {day}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (2549.0, "2549"),
        (2549, "2549"),
        (12.5, "12.5"),
        ("001234", "001234"),
        ("\n\t\t 停车收费\u200b \n", "停车收费"),
        ("第一行_x000D_\n第二行\r\n第三行", "第一行\n第二行\n第三行"),
        ("甲\u00a0乙\u3000丙", "甲 乙 丙"),
        ("，。！", "，。！"),
        (True, "TRUE"),
        (datetime.fromisoformat("2026-09-03 09:05"), "2026-09-03 09:05:00"),
        (None, ""),
    ],
)
def test_a_text_is_what_a_person_would_read(written: object, meant: str):
    assert as_text(written) == meant  # type: ignore[arg-type]


@pytest.mark.parametrize("blank", [None, "", "  ", "\u3000", "\u200b", "\r\n"])
def test_a_cell_that_shows_nothing_is_blank(blank: str | None):
    assert is_blank(blank)


@pytest.mark.parametrize("filled", [0, 0.0, False, "x", time(0)])
def test_a_zero_is_not_blank(filled: object):
    assert not is_blank(filled)  # type: ignore[arg-type]


def test_headings_compare_without_width_blanks_and_case():
    assert as_key(" 答复　时间 ") == as_key("答复时间")
    assert as_key("Complaint ＩＤ") == as_key("complaint id")
    assert as_key("处理日期") != as_key("受理日期")


@pytest.mark.parametrize(
    ("written", "number", "amount"),
    [
        (5, 5, "5"),
        (5.0, 5, "5"),
        ("1,234", 1234, "1234"),
        ("１２３４", 1234, "1234"),
        ("1,234.50元", None, "1234.50"),
        ("￥1234.5", None, "1234.5"),
        ("人民币 88", 88, "88"),
        (0.1 + 0.2, None, "0.3"),
        ("-3", -3, "-3"),
    ],
)
def test_numbers_and_amounts_are_exact(written: object, number: int | None, amount: str):
    assert as_int(written) == number  # type: ignore[arg-type]
    assert as_money(written) == Decimal(amount)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written",
    [None, "", True, "abc", "12,34", "1_000", "1e5", "五", float("nan"), float("inf"), date(2026, 9, 3)],
)
def test_what_is_no_number_is_none(written: object):
    assert as_int(written) is None  # type: ignore[arg-type]
    assert as_money(written) is None  # type: ignore[arg-type]


def test_a_number_of_sixteen_digits_has_lost_some():
    assert digits_lost(6222021234567890.0)
    assert not digits_lost(622202123456789.0)
    assert not digits_lost("6222021234567890123")


@settings(max_examples=40)
@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_an_amount_survives_the_float_of_a_spreadsheet(amount: Decimal):
    assert as_money(float(amount)) == amount
