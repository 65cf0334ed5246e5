"""Who acts: --by before DESK_BY before the operator of the folder; who types stays the actor."""

from __future__ import annotations

import json

from tests.support.commands import complaint, make_bank


def test_the_nearest_word_decides_who_acts(cli, tmp_path):
    make_bank(tmp_path / "operated", operator="T301")
    cli.home = tmp_path / "operated"

    def registrar(*words: str, env: str = "", **fields: str) -> tuple[str, str]:
        new = cli("ticket", "new", "--json", "-", *words, by=env, stdin=json.dumps(complaint(**fields)))
        ticket = cli("ticket", new.out.strip(), "--json").json
        return ticket["history"][0]["by"], ticket["first_contact"]

    assert registrar() == ("T301", "T301")
    assert registrar(by="T101") == ("T301", "T101")
    assert registrar(by="T101", env="T002") == ("T002", "T101")
    assert registrar("--by", "T001", by="T101", env="T002") == ("T001", "T101")


def test_the_input_names_who_acts_where_nothing_else_does(cli):
    new = cli("ticket", "new", "--json", "-", by="", stdin=json.dumps(complaint(by="陈晓")))
    number = new.out.strip()
    noted = cli("ticket", number, "note", "--json", "-", by="", stdin='{"note": "checked", "by": "T002"}')
    assert noted.json == {"number": number, "rev": 2, "state": "registered", "level": 1}
    assert [event["by"] for event in cli("ticket", number, "--json").json["history"]] == ["T001", "T002"]


def test_a_name_stands_for_its_person_and_a_near_one_is_offered(cli):
    number = cli.new()
    assert cli("ticket", number, "note", "--note", "a", "--by", "陈晓").code == 0
    assert "Did you mean T001?" in cli("tickets", "--by", "T0001").err


def test_nobody_acts_for_another_in_a_real_folder(cli, tmp_path):
    number = cli.new()
    assert cli("ticket", number, "note", "--note", "a", "--by", "T001", by="T002").code == 0
    make_bank(tmp_path / "real", practice=False)
    cli.home, cli.now = tmp_path / "real", ""
    number = cli.new()
    noted = cli("ticket", number, "note", "--note", "a", "--by", "T001", by="T002")
    assert (noted.code, "T002" in noted.err) == (5, True)
    typed = cli("ticket", number, "note", "--json", "-", by="T002", stdin='{"note": "a", "by": "T001"}')
    assert typed.code == 5
    assert cli("ticket", number, "note", "--note", "a", "--by", "林静", by="T002").code == 0
    assert cli("ticket", number, "note", "--note", "a", "--by", "T001", by="").code == 0
    history = cli("ticket", number, "--json").json["history"]
    assert [event["by"] for event in history] == ["T002", "T002", "T001"]


def test_only_those_with_the_right_touch_the_record_as_a_whole(cli, tmp_path):
    make_bank(tmp_path / "real", practice=False)
    cli.home, cli.now = tmp_path / "real", ""
    cli.new()
    copy = str(tmp_path / "copy")
    refused = [cli(*words, by="T002") for words in (("backup", copy), ("checkpoint",))]
    refused += [cli("verify", by="T001"), cli("load", str(tmp_path / "a.csv"), by="T401")]
    assert [answer.code for answer in refused] == [5] * 4
    assert all("[K-6.0]" in answer.err for answer in refused)
    assert cli("ticket", "new", "--json", "-", by="T401", stdin=json.dumps(complaint())).code == 5
    assert cli("verify", by="T401").code == cli("verify", by="T002").code == 0


def test_a_record_too_damaged_to_know_anybody_is_still_checked(cli):
    (staff,) = (cli.home / "documents").glob("staff*")
    staff.write_bytes(staff.read_bytes()[:-20])
    answer = cli("verify")
    assert answer.code == 4
    assert "staff" in answer.out
