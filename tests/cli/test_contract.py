"""Names, fields and exit codes that other programs rely on."""

from __future__ import annotations

import csv
import io
import json

import pytest

from desk.actions import ACTIONS
from desk.cli.nouns import NOUNS
from desk.queues import BY_NAME
from storage import open_home
from tests.support.commands import complaint

LISTED = ["number", "level", "state", "received_at", "unit", "lead", "follower", "due_at", "clock", "overdue",
          "customer", "summary", "rev"]  # fmt: skip


def test_a_new_ticket_prints_its_number_and_nothing_else_on_stdout(cli):
    answer = cli("ticket", "new", "--json", "-", stdin=json.dumps(complaint()))
    assert (answer.code, answer.out) == (0, "XC20260302000001\n")
    assert "2026-03-03 24:00" in answer.err


def test_a_list_has_total_shown_and_the_agreed_fields(cli):
    number = cli.new()
    answer = cli("tickets", "--json")
    assert answer.code == 0
    assert list(answer.json) == ["total", "shown", "tickets"]
    (row,) = answer.json["tickets"]
    assert list(row) == LISTED
    assert row["number"] == number
    assert row["due_at"] == "2026-03-04T00:00:00+08:00"
    assert (row["clock"], row["overdue"], row["rev"], row["customer"]) == ("respond", False, 1, "赵**")


def test_n_of_m_is_always_said(cli):
    for _n in range(3):
        cli.new()
    assert "2 of 3 tickets." in cli("tickets", "--limit", "2").err
    limited = cli("tickets", "--limit", "2", "--json")
    assert (limited.json["total"], limited.json["shown"], len(limited.json["tickets"])) == (3, 2, 2)
    assert "2 of 3 tickets." in limited.err
    assert "3 of 3 tickets." in cli("tickets", "--csv").err


def test_a_csv_list_opens_in_a_spreadsheet_and_holds_no_formula(cli):
    cli.new(content="=HYPERLINK(1)", customer={"name": "+赵敏", "mobile": "13800001234"})
    answer = cli("tickets", "--csv")
    assert answer.out.startswith("\ufeffnumber,level,")
    (row,) = csv.DictReader(io.StringIO(answer.out.removeprefix("\ufeff")))
    assert row["summary"] == "'=HYPERLINK(1)"
    assert row["customer"].startswith("'+")


def test_every_queue_can_be_counted_and_listed(cli):
    cli.new()
    queues = cli("queues", "--json").json["queues"]
    assert {queue["name"] for queue in queues} == {*BY_NAME, "drafts"}
    for queue in queues:
        listed = cli("tickets", "--queue", queue["name"], "--json")
        assert (listed.code, listed.json["total"]) == (0, queue["count"]), queue


def test_a_list_is_narrowed_by_level_unit_and_text(cli):
    ordinary = cli.new()
    injured = cli.new(flags=["injury"], unit="B0201", content="在网点滑倒受伤。")
    for words, expected in (
        (("--level", "2"), injured),
        (("--level", "1"), ordinary),
        (("--unit", "B0201"), injured),
        (("--unit", "Lingnan Centre sub-branch"), injured),
        (("--text", "滑倒"), injured),
    ):
        found = cli("tickets", *words, "--json").json["tickets"]
        assert [row["number"] for row in found] == [expected], words


def test_why_as_json_has_the_agreed_fields(cli):
    answer = cli("why", cli.new(), "--json").json
    assert list(answer) == ["number", "level", "pack", "calendar", "clocks"]
    assert (answer["level"], answer["pack"]) == (1, "kunlun@1")
    for clock in answer["clocks"]:
        assert {"name", "clause", "started_at", "due_at", "due_date", "provisional", "state", "days"} <= set(
            clock
        )
        assert all(list(day) == ["date", "counts", "why"] for day in clock["days"])


def test_a_whole_ticket_travels_with_its_history_and_masked(cli):
    number = cli.new(content="赵敏，住城东路一号，电话 13800001234。")
    shown = cli("ticket", number, "--json")
    assert shown.json["number"] == number
    assert [event["kind"] for event in shown.json["history"]] == ["registered"]
    assert shown.json["customer"]["mobile"] == "138****1234"
    assert "13800001234" not in shown.out
    assert "赵敏" not in shown.out
    human = cli("ticket", number)
    assert "13800001234" not in human.out
    assert "赵敏" not in human.out
    assert "registered it" in human.out


@pytest.mark.clause("K-3.3a")
def test_revealing_shows_the_customer_in_full_and_leaves_a_trace(cli):
    number = cli.new()
    assert cli("ticket", number, "reveal").code == 1
    answer = cli("ticket", number, "reveal", "--reason", "call back")
    assert "13800001234" in answer.out
    history = cli("ticket", number, "--json").json["history"]
    assert [event["kind"] for event in history] == ["registered", "revealed"]
    assert (history[1]["by"], history[1]["at"]) == ("T002", "2026-03-02T10:30:00+08:00")
    assert history[1]["data"]["reason"] == "call back"


@pytest.mark.parametrize("noun", NOUNS)
def test_every_noun_explains_itself_in_both_languages(cli, noun):
    chinese, english = (cli(noun, "--help", "--lang", lang) for lang in ("zh", "en"))
    assert (chinese.code, english.code) == (0, 0)
    assert chinese.out.startswith("用法：")
    assert english.out.startswith("Usage: ")


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.verb)
def test_every_verb_lists_its_fields_as_options(cli, action):
    answer = cli("ticket", "X", action.verb, "--help")
    assert answer.code == 0
    for field in action.fields:
        assert f"--{field.name.replace('_', '-')}" in answer.out


def test_the_overview_names_every_noun_and_the_version_is_said(cli):
    overview = cli("--help")
    assert all(f"\n  {noun} " in overview.out for noun in NOUNS)
    assert cli("--version").out.startswith("desk 0.")


def test_common_options_stand_before_or_after_the_noun(cli, tmp_path):
    number = cli.new()
    cli.env["DESK_HOME"] = str(tmp_path / "elsewhere")
    home = str(cli.home)
    for words in (("--home", home, "tickets", "--json"), ("tickets", "--json", f"--home={home}")):
        assert [row["number"] for row in cli(*words).json["tickets"]] == [number]


def test_units_and_staff_are_listed(cli):
    units, staff = cli("units", "--json").json["units"], cli("staff", "--json").json["staff"]
    assert {"code": "B0101", "kind": "sub_branch"}.items() <= units[4].items()
    assert staff[0]["id"] == "T001"
    assert "Yunzhou branch" in cli("units").out
    assert "陈晓" in cli("staff").out


def test_the_calendar_of_a_year_is_shown_with_its_make_up_days(cli):
    days = {day["date"]: day for day in cli("calendar", "show", "--year", "2026", "--json").json["days"]}
    assert days["2026-02-14"]["counts"] is True
    assert days["2026-02-16"]["counts"] is False
    assert cli("calendar", "show", "--year", "2099").code == 1


def test_the_settings_are_found_shown_and_checked(cli):
    assert cli("config", "path").out.strip() == str(cli.home / "desk.toml")
    assert cli("config", "show", "--json").json["practice"] is True
    assert cli("config", "validate").code == 0


def test_a_practice_folder_says_so(cli):
    assert "Practice desk" in cli("tickets").err


def test_drafts_are_listed_as_a_queue_of_their_own_person(cli):
    fields = {"customer.name": "赵敏", "content": "写到一半，电话 13800001234"}
    open_home(cli.home).drafts().save("T002", "new-1", fields)
    listed = cli("tickets", "--queue", "drafts", "--json")
    (draft,) = listed.json["tickets"]
    assert list(draft) == LISTED
    assert (draft["number"], draft["state"], draft["customer"]) == ("new-1", "draft", "赵**")
    assert "13800001234" not in listed.out
    assert cli("tickets", "--queue", "drafts", "--json", by="T001").json["total"] == 0
