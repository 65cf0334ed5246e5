"""Every mistake is one sentence with the right exit code, and nothing is stored."""

from __future__ import annotations

import json
import os
import stat

import pytest

from tests.support.commands import Cli, complaint, make_bank


def check_refused(answer, code: int, *parts: str) -> None:
    assert answer.code == code, answer.err
    said = [line for line in answer.err.splitlines() if "Practice desk" not in line]
    assert all(part in said[0] for part in parts), said
    assert "Traceback" not in answer.err + answer.out


def nothing_stored(cli: Cli) -> bool:
    return cli("tickets", "--queue", "all", "--json").json["total"] == 0


@pytest.mark.parametrize(
    ("change", "field", "parts"),
    [
        ({"chanel": "hotline"}, "chanel", ("chanel", "did you mean channel?")),
        (
            {"customer": {"name": "赵敏", "moblie": "138"}},
            "customer.moblie",
            ("did you mean customer.mobile?",),
        ),
        ({"channel": "pigeon"}, "channel", ("pigeon",)),
        ({"unit": "B9999"}, "unit", ("B9999",)),
        ({"level": 7}, "level", ("7", "1, 2 or 3")),
        ({"received_at": "2026-03-02 23:00"}, "received_at", ("future",)),
        ({"received_at": "yesterday"}, "received_at", ("yesterday",)),
        ({"loss": "much"}, "loss", ("much",)),
        ({"persons": 0}, "persons", ("one person",)),
        ({"flags": ["odd"]}, "flags", ("odd",)),
        ({"content": ["a list"]}, "content", ("not text",)),
    ],
)
def test_a_field_that_does_not_fit_is_refused_by_name(cli, change, field, parts):
    answer = cli("ticket", "new", "--json", "-", stdin=json.dumps(complaint(**change)))
    check_refused(answer, 1, *parts)
    assert answer.error["code"] == "refused"
    assert field in [problem["field"] for problem in answer.error["problems"]]
    assert nothing_stored(cli)


def test_all_missing_fields_are_listed_at_once(cli):
    answer = cli("ticket", "new", "--json", "-", stdin="{}")
    check_refused(answer, 1, "more)")
    missing = {problem["field"] for problem in answer.error["problems"]}
    assert {"channel", "received_at", "content", "unit", "customer.name", "customer.mobile"} <= missing
    assert all(f"  {name}: " in answer.err for name in missing)
    assert nothing_stored(cli)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("", "not JSON"),
        ("{", "line 1, column 2"),
        ("[1]", "one JSON object"),
        ('"text"', "one JSON object"),
        ('{"unit": "B0101", "unit": "B0102"}', "unit stands twice"),
        ('{"loss": NaN}', "NaN"),
        ("[" * 100_000, "cannot be taken"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b" " * (4 * 1024 * 1024 + 1), "4 MB"),
    ],
)
def test_what_is_not_one_json_object_is_a_bad_input(cli, content, part):
    answer = cli("ticket", "new", "--json", "-", stdin=content)
    check_refused(answer, 3, part)
    assert answer.error["code"] == "bad_input"
    assert nothing_stored(cli)


def test_a_file_that_is_missing_or_a_folder_is_a_bad_input(cli, tmp_path):
    check_refused(cli("ticket", "new", "--json", str(tmp_path / "none.json")), 3, "There is no file")
    check_refused(cli("ticket", "new", "--json", str(tmp_path)), 3, "is a folder")
    check_refused(cli("ticket", "new", "--json", "a\0b"), 3, "cannot be read")


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (("tikets",), ("tikets", "did you mean tickets?")),
        (("tickets", "--limt", "3"), ("--limt", "Did you mean --limit?")),
        (("tickets", "--limit", "none"), ("--limit", "none")),
        (("tickets", "--limit"), ("--limit", "value")),
        (("tickets", "--queue", "opened"), ("opened", "did you mean open?")),
        (("tickets", "--level", "9"), ("9", "1, 2, 3")),
        (("tickets", "--unit", "B9999"), ("B9999",)),
        (("tickets", "--json", "--csv"), ("--json", "--csv", "exclude each other")),
        (("tickets", "extra"), ("extra",)),
        (("ticket",), ("number",)),
        (("ticket", "new"), ("--json",)),
        (("ticket", "X", "despatch"), ("despatch", "did you mean dispatch?")),
        (("ticket", "X", "note", "--note", "a", "--rev", "two"), ("--rev", "two")),
        (("ticket", "X", "note", "--note", "a", "--json", "-"), ("--json", "--note")),
        (("why",), ("NUMBER",)),
        (("config", "change"), ("change", "path")),
        (("--lang", "fr", "tickets"), ("fr",)),
        (("tickets", "--home"), ("--home",)),
        (("--colour",), ("--colour",)),
    ],
)
def test_a_mistyped_command_is_a_usage_error_in_one_sentence(cli, words, parts):
    answer = cli(*words)
    check_refused(answer, 2, *parts)
    assert len([line for line in answer.err.splitlines() if "Practice" not in line]) == 1


def test_a_mistake_is_told_in_the_language_that_was_chosen(cli):
    assert "--limit" in cli("tickets", "--limt", "3", "--lang", "zh").err
    assert "没有" in cli("ticket", "XC1", "--lang", "zh").err


def test_an_unknown_ticket_is_refused_with_the_nearest_one(cli):
    number = cli.new()
    for words in (
        ("ticket", number[:-1]),
        ("why", number[:-1]),
        ("ticket", number[:-1], "note", "--note", "a"),
    ):
        check_refused(cli(*words), 1, f"Did you mean {number}?")


def test_an_act_out_of_turn_names_its_clause(cli):
    answer = cli("ticket", cli.new(), "close", "--json", "-", stdin='{"cause_check": "checked"}')
    check_refused(answer, 1, "[K-3.4a]")
    assert answer.error["clause"] == "K-3.4a"


def test_who_may_not_act_is_told_so_with_code_5(cli):
    number = cli.new()
    check_refused(cli("ticket", number, "dispatch", "--lead", "B0101", by="T401"), 5, "[K-6.0]")
    check_refused(cli("ticket", number, by="T201"), 5, "another unit")
    check_refused(cli("ticket", number, by="Nobody"), 5, "Nobody", "not on the staff")


def test_a_ticket_that_somebody_changed_first_is_a_conflict_with_code_6(cli):
    number = cli.new()
    assert cli("ticket", number, "note", "--note", "first", "--rev", "1").code == 0
    answer = cli("ticket", number, "note", "--json", "-", "--rev", "1", stdin='{"note": "second"}')
    check_refused(answer, 6, "revision 1", "林静")
    assert answer.error["code"] == "conflict"
    assert len(cli("ticket", number, "--json").json["history"]) == 2


def test_a_folder_that_is_none_is_a_storage_error(cli, tmp_path):
    (tmp_path / "file").write_text("x")
    (tmp_path / "other").mkdir()
    for place, part in (("none", "desk init"), ("file", "is a file"), ("other", "desk.toml")):
        check_refused(cli("tickets", "--home", str(tmp_path / place)), 4, part)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_a_storage_error(cli):
    cli.home.chmod(0o500)
    check_refused(cli("tickets"), 4, "cannot be written")
    cli.home.chmod(0o700)


def test_the_clock_can_only_be_set_in_a_practice_folder(cli, tmp_path):
    make_bank(tmp_path / "real", practice=False)
    check_refused(cli("tickets", "--home", str(tmp_path / "real")), 2, "DESK_NOW")
    cli.now = "noon"
    check_refused(cli("tickets"), 2, "DESK_NOW", "noon")


def test_nobody_named_is_not_permitted_and_says_how_to_name_one(cli):
    check_refused(cli("tickets", by=""), 5, "--by", "DESK_BY", "operator")


def test_a_pack_or_a_calendar_that_is_wrong_is_named(cli):
    calendars = cli.home / "documents" / "calendars"
    calendars.mkdir(parents=True)
    (calendars / "2027.toml").write_text("year = 2028")
    check_refused(cli("tickets"), 3, "2027.toml")


def test_a_mistake_of_the_program_is_noted_and_never_a_traceback(cli, monkeypatch):
    def broken(*_args):
        raise ValueError("customer 张" + "丽华")

    monkeypatch.setattr("desk.service.Desk.counts", broken)
    answer = cli("queues", "--json")
    log = cli.home / "errors.log"
    check_refused(answer, 4, str(log))
    assert answer.error["code"] == "internal"
    noted = log.read_text()
    assert answer.err.split("mistake (")[1][:8] in noted
    assert "in broken" in noted
    assert "ValueError" in noted
    assert "张丽华" not in noted
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_an_interrupted_command_ends_with_130(cli, monkeypatch):
    def interrupted(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr("desk.service.Desk.counts", interrupted)
    check_refused(cli("queues"), 130, "Interrupted")
