"""Due times on dates whose answers were worked out by hand from the notice for 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from desk.calendar import load_calendars
from desk.due import Limit, add_working_days, due, next_working_day, working_day_from
from desk.moments import ZONE
from desk.pack_file import load_pack

PACK = load_pack()


def limit(name: str, level: int, mode: str = "onsite") -> Limit:
    """Return a limit of the bank's own pack, so that a wrong pack fails here."""
    return next(
        rule.limit
        for rule in PACK.clocks
        if rule.name == name and rule.holds_for(record_type="complaint", mode=mode, level=level)
    )


RESPOND_L1 = Limit(1, "working_days")
RESOLVE_L1 = Limit(3, "working_days")
SAME_DAY = Limit(0, "calendar_days")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.clause("K-12.1a", "K-12.1b")
@pytest.mark.parametrize(
    ("accepted", "respond", "resolve"),
    [
        ("2026-03-02", "2026-03-03", "2026-03-05"),
        ("2026-03-06", "2026-03-09", "2026-03-11"),
        ("2026-02-13", "2026-02-14", "2026-02-25"),
        ("2026-02-18", "2026-02-24", "2026-02-26"),
        ("2026-09-18", "2026-09-20", "2026-09-22"),
        ("2026-04-30", "2026-05-06", "2026-05-08"),
    ],
)
def test_a_level_1_complaint_is_answered_in_1_and_solved_in_3_working_days(
    calendars, accepted, respond, resolve
):
    start = at(f"{accepted}T10:00")
    assert due(start, limit("respond", 1), calendars).due_date == date.fromisoformat(respond)
    assert due(start, limit("resolve", 1), calendars).due_date == date.fromisoformat(resolve)


@pytest.mark.clause("K-12.2b")
def test_a_level_2_complaint_before_national_day_is_due_on_the_second_working_day_after_it(calendars):
    found = due(at("2026-09-30T16:40"), limit("resolve", 2), calendars)
    assert found.due_date == date(2026, 10, 9)
    assert found.at == at("2026-10-10T00:00")


@pytest.mark.clause("K-14.1")
def test_a_level_2_hotline_complaint_of_a_friday_is_due_on_tuesday(calendars):
    found = due(at("2026-03-06T09:00"), limit("resolve", 2, "offsite"), calendars)
    assert found.due_date == date(2026, 3, 10)


@pytest.mark.clause("K-12.2a")
def test_an_immediate_answer_is_counted_in_minutes_of_the_clock(calendars):
    assert due(at("2026-03-02T10:00"), limit("respond", 2), calendars).at == at("2026-03-02T10:30")


@pytest.mark.clause("K-12.3a")
def test_minutes_run_on_rest_days_too(calendars):
    assert due(at("2026-03-07T20:10"), limit("respond", 3), calendars).at == at("2026-03-07T20:25")


@pytest.mark.clause("K-12.3b")
def test_a_level_3_complaint_of_a_saturday_is_due_at_24_hours_that_day(calendars):
    found = due(at("2026-03-07T20:10"), limit("resolve", 3), calendars)
    assert found.at == at("2026-03-08T00:00")
    assert found.due_date == date(2026, 3, 7)


def test_a_limit_starts_anew_on_the_day_of_the_upgrade(calendars):
    assert due(at("2026-03-05T11:00"), limit("resolve", 2), calendars).due_date == date(2026, 3, 9)


@pytest.mark.parametrize(("fifth", "moved"), [("2026-03-05", "2026-03-05"), ("2026-05-05", "2026-05-06")])
def test_a_monthly_day_that_is_a_holiday_moves_to_the_next_working_day(calendars, fifth, moved):
    assert working_day_from(date.fromisoformat(fifth), calendars) == date.fromisoformat(moved)


@pytest.mark.clause("F0-8")
def test_the_assessment_is_due_on_the_makeup_saturday(calendars):
    assert due(at("2026-02-13T17:00"), limit("assess", 1), calendars).due_date == date(2026, 2, 14)


def test_a_revisit_has_its_window_from_the_first_to_the_third_working_day(calendars):
    first, last = (due(at("2026-03-05T15:00"), Limit(n, "working_days"), calendars) for n in (1, 3))
    assert (first.due_date, last.due_date) == (date(2026, 3, 6), date(2026, 3, 10))


def test_ten_working_days_from_2_march_are_16_march(calendars):
    assert due(at("2026-03-02T10:00"), Limit(10, "working_days"), calendars).due_date == date(2026, 3, 16)


@pytest.mark.parametrize(("days", "last"), [(15, "2026-03-17"), (30, "2026-04-01"), (60, "2026-05-01")])
def test_calendar_days_count_across_holidays_and_months(calendars, days, last):
    found = due(at("2026-03-02T10:00"), Limit(days, "calendar_days"), calendars)
    assert found.due_date == date.fromisoformat(last)


def test_a_limit_into_a_year_without_a_calendar_is_provisional_and_not_guessed(calendars):
    found = due(at("2026-12-31T09:00"), RESOLVE_L1, calendars)
    assert found.provisional
    assert (found.at, found.due_date) == (None, None)
    assert found.not_before == at("2027-01-04T00:00")
    assert found.earliest_date == date(2027, 1, 3)
    assert [(note.day, note.why) for note in found.days] == [
        (date(2026, 12, 31), "起算当日，不计"),
        (date(2027, 1, 1), "尚无2027年日历"),
    ]


def test_a_limit_that_ends_with_the_year_needs_no_next_year(calendars):
    found = due(at("2026-12-30T09:00"), Limit(1, "working_days"), calendars)
    assert (found.provisional, found.due_date) == (False, date(2026, 12, 31))


def test_calendar_days_and_minutes_need_no_calendar(calendars):
    assert due(at("2026-12-31T23:50"), Limit(15, "minutes"), calendars).at == at("2027-01-01T00:05")
    assert due(at("2026-12-31T23:50"), Limit(2, "calendar_days"), calendars).due_date == date(2027, 1, 2)


def test_a_provisional_time_settles_when_the_calendar_comes(tmp_path, calendars):
    (tmp_path / "2027.toml").write_text(
        'year = 2027\nversion = 1\ntitle = "测试"\npublished = 2026-11-02\n'
        '[[off]]\nname = { zh = "元旦" }\nfrom = 2027-01-01\nto = 2027-01-03\n',
        encoding="utf-8",
    )
    start, later = at("2026-12-31T09:00"), load_calendars(tmp_path)
    assert due(start, RESOLVE_L1, calendars).provisional
    assert due(start, RESOLVE_L1, later).due_date == date(2027, 1, 6)


def test_a_known_year_after_an_unknown_one_does_not_bridge_it(tmp_path):
    (tmp_path / "2028.toml").write_text(
        'year = 2028\nversion = 1\ntitle = "测试"\npublished = 2027-11-02\n'
        '[[off]]\nname = { zh = "元旦" }\nfrom = 2028-01-01\nto = 2028-01-03\n',
        encoding="utf-8",
    )
    found = due(at("2026-12-31T09:00"), RESOLVE_L1, load_calendars(tmp_path))
    assert (found.provisional, found.earliest_date) == (True, date(2027, 1, 3))


@pytest.mark.parametrize("hour", ["00:00", "08:59", "23:59:59"])
def test_the_hour_of_acceptance_does_not_matter(calendars, hour):
    assert due(at(f"2026-03-02T{hour}"), RESPOND_L1, calendars).due_date == date(2026, 3, 3)


def test_a_moment_of_another_zone_belongs_to_its_day_in_shanghai(calendars):
    found = due(datetime(2026, 3, 1, 16, 30, tzinfo=UTC), RESPOND_L1, calendars)
    assert found.due_date == date(2026, 3, 3)


def test_every_day_on_the_way_is_explained(calendars):
    notes = due(at("2026-02-13T10:00"), RESOLVE_L1, calendars).days
    assert [note.day.day for note in notes] == list(range(13, 26))
    assert [(note.number, note.why) for note in notes if note.counts] == [
        (1, "调休上班（春节），第1天"),
        (2, "工作日，第2天"),
        (3, "工作日，第3天"),
    ]
    assert notes[0].why == "起算当日，不计"
    assert {note.why for note in notes[2:11]} == {"春节放假"}
    assert all(note.number == 0 for note in notes if not note.counts)


def test_a_weekend_is_named_by_its_day(calendars):
    notes = due(at("2026-03-06T10:00"), RESPOND_L1, calendars).days
    assert [note.why for note in notes] == ["起算当日，不计", "周六", "周日", "工作日，第1天"]


def test_calendar_days_are_all_counted(calendars):
    notes = due(at("2026-03-06T10:00"), Limit(2, "calendar_days"), calendars).days
    assert [(note.counts, note.number) for note in notes] == [(False, 0), (True, 1), (True, 2)]
    assert notes[-1].why == "自然日，第2天"


def test_the_same_day_explains_itself_and_a_limit_of_minutes_has_no_days(calendars):
    assert [note.why for note in due(at("2026-03-07T20:10"), SAME_DAY, calendars).days] == ["当日24:00到期"]
    assert due(at("2026-03-07T20:10"), Limit(15, "minutes"), calendars).days == ()


@pytest.mark.parametrize(
    ("limit", "said"),
    [(Limit(3, "working_days"), "3个工作日"), (Limit(30, "minutes"), "30分钟"), (SAME_DAY, "当日")],
)
def test_a_limit_is_said_in_the_words_of_the_desk(limit, said):
    assert str(limit) == said


def test_a_limit_is_never_negative():
    with pytest.raises(ValueError):
        Limit(-1, "minutes")


def test_working_days_are_found_from_any_day(calendars):
    assert next_working_day(date(2026, 9, 30), calendars) == date(2026, 10, 8)
    assert working_day_from(date(2026, 10, 10), calendars) == date(2026, 10, 10)
    assert add_working_days(date(2026, 3, 7), 0, calendars) == date(2026, 3, 7)
    assert add_working_days(date(2026, 12, 31), 1, calendars) is None
