"""Elapsed working time and what a countdown shows."""

from __future__ import annotations

from datetime import datetime

import pytest

from desk.due import Limit, countdown, due, elapsed, remaining
from desk.i18n import set_language
from desk.moments import ZONE

HOUR = 3600


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def test_a_weekend_takes_no_working_time(calendars):
    found = elapsed(at("2026-03-06T18:00"), at("2026-03-09T09:00"), calendars)
    assert (found.seconds, found.working_days, found.provisional) == (15 * HOUR, 1, False)


def test_a_makeup_sunday_is_working_time(calendars):
    assert elapsed(at("2026-09-19T12:00"), at("2026-09-20T12:00"), calendars).seconds == 12 * HOUR


def test_nothing_has_passed_backwards(calendars):
    found = elapsed(at("2026-03-06T18:00"), at("2026-03-06T17:00"), calendars)
    assert (found.seconds, found.working_days) == (0, 0)


def test_time_in_an_unknown_year_is_left_out_and_marked(calendars):
    found = elapsed(at("2026-12-31T12:00"), at("2027-01-05T12:00"), calendars)
    assert (found.seconds, found.working_days, found.provisional) == (12 * HOUR, 0, True)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-03-02T10:00", "剩3个工作日"),
        ("2026-03-03T10:00", "剩2个工作日"),
        ("2026-03-04T23:59", "剩1个工作日"),
        ("2026-03-05T00:00", "剩24时00分"),
        ("2026-03-05T21:14", "剩2时46分"),
        ("2026-03-05T23:45", "剩15分"),
        ("2026-03-06T00:00", "超1个工作日"),
        ("2026-03-08T10:00", "超1个工作日"),
        ("2026-03-09T10:00", "超2个工作日"),
    ],
)
def test_a_level_1_complaint_of_2_march_counts_down_to_the_end_of_5_march(calendars, now, said):
    limit = due(at("2026-03-02T10:00"), Limit(3, "working_days"), calendars)
    assert countdown(remaining(at(now), limit.at, calendars)) == said


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-03-02T10:05", "剩25分"),
        ("2026-03-02T10:30", "超0分"),
        ("2026-03-02T10:50", "超20分"),
        ("2026-03-02T13:35", "超3时05分"),
        ("2026-03-03T11:00", "超1个工作日"),
    ],
)
def test_a_limit_of_minutes_counts_down_on_the_clock(calendars, now, said):
    assert countdown(remaining(at(now), at("2026-03-02T10:30"), calendars)) == said


def test_a_whole_day_ahead_is_said_in_working_days_and_a_minute_less_on_the_clock(calendars):
    end = at("2026-03-03T10:00")
    assert countdown(remaining(at("2026-03-02T10:00"), end, calendars)) == "剩1个工作日"
    assert countdown(remaining(at("2026-03-02T10:01"), end, calendars)) == "剩23时59分"


def test_minutes_across_midnight_stay_minutes(calendars):
    assert countdown(remaining(at("2026-03-02T23:50"), at("2026-03-03T00:20"), calendars)) == "剩30分"
    assert countdown(remaining(at("2026-03-03T00:40"), at("2026-03-02T23:50"), calendars)) == "超50分"


def test_rest_days_after_the_limit_are_shown_on_the_clock_then_in_days(calendars):
    end = at("2026-02-15T00:00")
    assert countdown(remaining(at("2026-02-15T10:00"), end, calendars)) == "超10时00分"
    assert countdown(remaining(at("2026-02-18T10:00"), end, calendars)) == "超3天"


def test_a_countdown_into_an_unknown_year_is_in_days_and_marked(calendars):
    left = remaining(at("2026-12-30T10:00"), at("2027-01-04T00:00"), calendars)
    assert (left.provisional, left.in_days) == (True, False)
    assert countdown(left) == "剩4天"


def test_a_countdown_speaks_english_too(calendars):
    set_language("en")
    left = remaining(at("2026-03-03T10:00"), at("2026-03-06T00:00"), calendars)
    assert countdown(left) == "2 wd left"
    assert str(Limit(1, "working_days")) == "1 working day"
