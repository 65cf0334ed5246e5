"""Which days count: the shipped tables against an independent source and against the notices."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest

from desk.calendar import Calendars
from desk.i18n import set_language


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", range(2011, 2027))
def test_every_day_of_the_shipped_years_agrees_with_an_independent_source(calendars, year):
    ours = {day for day in days_of(year) if calendars.kind(day).counts}
    assert ours == {day for day in days_of(year) if chinese_calendar.is_workday(day)}


def test_the_quarters_of_2026_have_59_61_66_and_62_working_days(calendars):
    working = [day for day in days_of(2026) if calendars.kind(day).counts]
    assert [sum((day.month - 1) // 3 == q for day in working) for q in range(4)] == [59, 61, 66, 62]


def test_the_makeup_days_of_2026_are_those_of_the_notice(calendars):
    found = [day.isoformat()[5:] for day in days_of(2026) if calendars.kind(day).why == "make_up"]
    assert found == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


def test_every_shipped_table_holds_for_its_own_year_and_was_published_before_it(calendars):
    assert sorted(calendars.tables) == list(range(2011, 2027))
    for year, table in calendars.tables.items():
        assert table.year == year
        assert table.published.year == year - 1
        assert str(year) in table.title


@pytest.mark.parametrize(
    ("day", "counts", "why", "holiday"),
    [
        (date(2026, 3, 2), True, "working", None),
        (date(2026, 3, 7), False, "weekend", None),
        (date(2026, 2, 17), False, "holiday", "春节"),
        (date(2026, 2, 14), True, "make_up", "春节"),
        (date(2026, 9, 20), True, "make_up", "国庆节"),
        (date(2027, 1, 4), False, "unknown", None),
        (date(2010, 12, 31), False, "unknown", None),
    ],
)
def test_a_day_tells_why_it_counts_or_not(calendars, day, counts, why, holiday):
    kind = calendars.kind(day)
    assert (kind.counts, kind.why) == (counts, why)
    assert (kind.holiday.zh if kind.holiday else None) == holiday


def test_a_holiday_is_named_in_the_language_in_force(calendars):
    holiday = calendars.kind(date(2026, 2, 17)).holiday
    assert str(holiday) == "春节"
    set_language("en")
    assert str(holiday) == "Spring Festival"


@pytest.mark.parametrize(
    ("day", "title"),
    [
        (date(2026, 2, 17), "国务院办公厅关于2026年部分节假日安排的通知"),
        (date(2020, 1, 30), "国务院办公厅关于2020年部分节假日安排的通知"),
        (date(2020, 1, 31), "国务院办公厅关于延长2020年春节假期的通知"),
        (date(2019, 5, 5), "国务院办公厅关于调整2019年劳动节假期安排的通知"),
        (date(2015, 9, 6), "国务院关于中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日调休放假的通知"),
        (date(2011, 12, 31), "国务院办公厅关于2012年部分节假日安排的通知"),
        (date(2018, 12, 29), "国务院办公厅关于2019年部分节假日安排的通知"),
        (date(2026, 3, 2), ""),
    ],
)
def test_a_day_that_a_notice_sets_names_that_notice(calendars, day, title):
    assert calendars.kind(day).notice == title


def test_the_extension_of_2020_took_back_a_makeup_saturday(calendars):
    assert not calendars.kind(date(2020, 2, 1)).counts
    assert calendars.kind(date(2020, 2, 3)).counts


def test_a_notice_reaches_into_the_december_before_only_when_it_is_loaded(calendars):
    without_2012 = Calendars({2011: calendars.tables[2011]})
    assert without_2012.kind(date(2011, 12, 31)).why == "weekend"
    assert calendars.kind(date(2011, 12, 31)).why == "make_up"


def test_the_years_that_a_table_covers_are_told(calendars):
    assert calendars.covers_span(date(2025, 12, 31), date(2026, 1, 1))
    assert not calendars.covers_span(date(2026, 12, 31), date(2027, 1, 1))
