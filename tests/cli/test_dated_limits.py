"""The nine dates of 2026 that the limits must fall on, by `ticket new` and `why` with the clock set."""

from __future__ import annotations

import json

import pytest

from tests.support.commands import complaint

LEVEL_2 = {"flags": ["injury"]}
LEVEL_3 = {"flags": ["media"]}


def explained(cli, received_at: str, **fields):
    """Register at the counter with the clock a little later, and return the clocks by name."""
    cli.now = f"{received_at[:-2]}59:00+08:00".replace(" ", "T")
    answer = cli(
        "ticket", "new", "--json", "-", stdin=json.dumps(complaint(received_at=received_at, **fields))
    )
    assert answer.code == 0, answer.err
    why = cli("why", answer.out.strip(), "--json").json
    return why, {clock["name"]: clock for clock in why["clocks"]}


@pytest.mark.clause("K-12.1a", "K-12.1b")
@pytest.mark.parametrize(
    ("received_at", "respond", "resolve"),
    [
        ("2026-03-02 09:05", "2026-03-03", "2026-03-05"),
        ("2026-03-06 09:05", "2026-03-09", "2026-03-11"),
        ("2026-02-13 09:05", "2026-02-14", "2026-02-25"),
        ("2026-02-18 09:05", "2026-02-24", "2026-02-26"),
        ("2026-09-18 09:05", "2026-09-20", "2026-09-22"),
        ("2026-04-30 09:05", "2026-05-06", "2026-05-08"),
    ],
)
def test_level_1_counts_working_days_and_make_up_days(cli, received_at, respond, resolve):
    why, clocks = explained(cli, received_at)
    assert why["level"] == 1
    assert (clocks["respond"]["due_date"], clocks["respond"]["clause"]) == (respond, "K-12.1a")
    assert (clocks["resolve"]["due_date"], clocks["resolve"]["clause"]) == (resolve, "K-12.1b")
    counted = [day["date"] for day in clocks["resolve"]["days"] if day["counts"]]
    assert (len(counted), counted[-1]) == (3, resolve)


@pytest.mark.clause("K-12.1b")
def test_the_end_of_a_day_is_24_00(cli):
    _why, clocks = explained(cli, "2026-02-13 09:05")
    assert clocks["respond"]["due_at"] == "2026-02-15T00:00:00+08:00"
    assert clocks["resolve"]["due_at"] == "2026-02-26T00:00:00+08:00"


@pytest.mark.clause("K-12.2a", "K-12.2b", "K-14.2")
def test_level_2_is_answered_in_minutes_and_then_contacted_on_every_working_day(cli):
    why, clocks = explained(cli, "2026-09-30 10:00", **LEVEL_2)
    assert why["level"] == 2
    assert clocks["respond"]["due_at"] == "2026-09-30T10:30:00+08:00"
    assert (clocks["resolve"]["due_date"], clocks["resolve"]["clause"]) == ("2026-10-09", "K-12.2b")
    assert "daily_contact" not in clocks
    cli.now = "2026-10-13T09:00:00+08:00"
    later = {clock["name"]: clock for clock in cli("why", why["number"], "--json").json["clocks"]}
    duties = [day["date"] for day in later["daily_contact"]["days"]]
    assert duties == ["2026-10-10", "2026-10-12", "2026-10-13"]
    assert later["daily_contact"]["clause"] == "K-14.2"


@pytest.mark.clause("K-14.2")
def test_only_a_contact_of_the_day_meets_the_day_s_duty(cli):
    why, _clocks = explained(cli, "2026-09-30 10:00", **LEVEL_2)
    cli.now = "2026-10-12T15:00:00+08:00"
    assert cli("ticket", why["number"], "contact", "--note", "progress told").code == 0
    cli.now = "2026-10-13T09:00:00+08:00"
    later = {clock["name"]: clock for clock in cli("why", why["number"], "--json").json["clocks"]}
    assert [day["why"] for day in later["daily_contact"]["days"]] == [
        "no contact: missed",
        "customer contacted",
        "contact due today",
    ]


@pytest.mark.clause("K-12.3a", "K-12.3b", "K-15.2")
def test_level_3_ends_on_the_same_calendar_day_even_a_saturday(cli):
    why, clocks = explained(cli, "2026-03-07 20:10", **LEVEL_3)
    assert why["level"] == 3
    assert clocks["respond"]["due_at"] == "2026-03-07T20:25:00+08:00"
    assert (clocks["resolve"]["due_at"], clocks["resolve"]["due_date"]) == (
        "2026-03-08T00:00:00+08:00",
        "2026-03-07",
    )
    assert clocks["report_up"]["due_at"] == "2026-03-07T21:10:00+08:00"


def test_a_year_without_a_calendar_is_provisional_and_never_guessed(cli):
    why, clocks = explained(cli, "2026-12-31 09:05")
    for name in ("respond", "resolve"):
        clock = clocks[name]
        assert (clock["due_at"], clock["due_date"], clock["provisional"]) == (None, None, True)
        assert clock["state"] == "provisional"
    assert "rovisional" in cli("why", why["number"]).out


def test_a_calendar_put_into_the_folder_settles_a_provisional_limit(cli):
    why, _clocks = explained(cli, "2026-12-31 09:05")
    calendars = cli.home / "documents" / "calendars"
    calendars.mkdir(parents=True)
    (calendars / "2027.toml").write_text(
        'year = 2027\nversion = 1\ntitle = "练习用日历"\npublished = 2026-11-10\n'
        '[[off]]\nname = { zh = "元旦", en = "New Year" }\nfrom = 2027-01-01\nto = 2027-01-03\n',
        encoding="utf-8",
    )
    settled = {clock["name"]: clock for clock in cli("why", why["number"], "--json").json["clocks"]}
    assert (settled["respond"]["due_date"], settled["resolve"]["due_date"]) == ("2027-01-04", "2027-01-06")


@pytest.mark.clause("K-16")
def test_a_hotline_ticket_says_that_its_limit_is_assumed(cli):
    why, clocks = explained(cli, "2026-03-02 09:05", channel="hotline")
    assert clocks["resolve"]["assumed"] is True
    assert "assumed" in cli("why", why["number"]).out


def test_the_explanation_can_be_read_out_in_chinese(cli):
    why, _clocks = explained(cli, "2026-02-13 09:05")
    spoken = cli("why", why["number"], "--lang", "zh").out
    assert "2026-02-14  周六" in spoken
    assert "K-12.1b" in spoken
    assert "2026-02-25 24:00" in spoken
    assert "调休" in spoken
