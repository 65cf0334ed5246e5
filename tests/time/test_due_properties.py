"""Due times and working time against a second, naive count that goes from day to day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import chinese_calendar
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.calendar import load_calendars
from desk.due import Limit, due, elapsed
from desk.moments import ZONE

CALENDARS = load_calendars()
FIRST, LAST = datetime(2011, 1, 1), datetime(2026, 10, 31)  # noqa: DTZ001 - hypothesis wants them naive

starts = st.datetimes(FIRST, LAST, timezones=st.just(ZONE))
days = st.dates(FIRST.date(), LAST.date())
counts = st.integers(0, 30)


def naive_due(day: date, amount: int) -> date:
    while amount:
        day += timedelta(1)
        amount -= chinese_calendar.is_workday(day)
    return day


@given(starts, counts)
def test_a_due_day_is_the_one_that_a_count_by_hand_finds(start, amount):
    assert due(start, Limit(amount, "working_days"), CALENDARS).due_date == naive_due(start.date(), amount)


@given(starts, counts)
def test_the_days_of_an_explanation_lead_without_a_gap_to_the_due_day(start, amount):
    found = due(start, Limit(amount, "working_days"), CALENDARS)
    assert [note.day for note in found.days] == [
        start.date() + timedelta(n) for n in range((found.due_date - start.date()).days + 1)
    ]
    assert [note.number for note in found.days if note.counts] == list(range(1, amount + 1))


@given(starts, starts, counts, st.sampled_from(["minutes", "hours", "working_days", "calendar_days"]))
def test_a_later_start_is_never_due_earlier(one, other, amount, unit):
    first, last = sorted((one, other))
    limit = Limit(amount, unit)
    assert due(first, limit, CALENDARS).at <= due(last, limit, CALENDARS).at


@given(starts, counts, st.sampled_from(["minutes", "hours", "working_days", "calendar_days"]))
def test_a_longer_limit_is_due_later(start, amount, unit):
    assert due(start, Limit(amount, unit), CALENDARS).at < due(start, Limit(amount + 1, unit), CALENDARS).at


@given(st.dates(date(2026, 11, 1), date(2028, 12, 31)), st.integers(1, 40))
def test_no_unknown_day_is_ever_counted_and_the_earliest_day_is_a_lower_bound(day, amount):
    start = datetime(day.year, day.month, day.day, 9, tzinfo=ZONE)
    found = due(start, Limit(amount, "working_days"), CALENDARS)
    assert found.provisional == (found.earliest_date.year > 2026)
    assert found.not_before >= due(start, Limit(amount, "calendar_days"), CALENDARS).at
    assert all(note.day.year <= 2026 for note in found.days if note.counts)


@given(st.lists(starts, min_size=3, max_size=3))
def test_working_time_adds_up(moments):
    a, b, c = (moment.replace(microsecond=0) for moment in sorted(moments))
    one, two, both = elapsed(a, b, CALENDARS), elapsed(b, c, CALENDARS), elapsed(a, c, CALENDARS)
    assert one.seconds + two.seconds == both.seconds
    assert one.working_days + two.working_days == both.working_days


@settings(max_examples=50)
@given(days, st.integers(0, 60))
def test_working_time_between_midnights_is_24_hours_for_each_day_that_counts(day, length):
    start = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    span = [day + timedelta(n) for n in range(length)]
    expected = 86_400 * sum(chinese_calendar.is_workday(d) for d in span)
    assert elapsed(start, start + timedelta(length), CALENDARS).seconds == expected
