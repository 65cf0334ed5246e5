"""Who acts: --by before DESK_BY before the input's own word before the operator of the folder."""

from __future__ import annotations

import json

from tests.support.commands import complaint, make_bank


def test_the_nearest_word_decides_who_acts(cli, tmp_path):
    make_bank(tmp_path / "operated", operator="T301")
    cli.home = tmp_path / "operated"

    def registrar(*words: str, env: str = "", **fields: str) -> str:
        new = cli("ticket", "new", "--json", "-", *words, by=env, stdin=json.dumps(complaint(**fields)))
        return cli("ticket", new.out.strip(), "--json").json["first_contact"]

    assert registrar() == "T301"
    assert registrar(by="T101") == "T101"
    assert registrar(by="T101", env="T002") == "T002"
    assert registrar("--by", "T001", by="T101", env="T002") == "T001"


def test_the_input_may_name_who_registers_and_who_acts(cli, tmp_path):
    make_bank(tmp_path / "operated", operator="T301")
    cli.home = tmp_path / "operated"
    new = cli("ticket", "new", "--json", "-", by="", stdin=json.dumps(complaint(by="陈晓")))
    number = new.out.strip()
    noted = cli("ticket", number, "note", "--json", "-", by="", stdin='{"note": "checked", "by": "T002"}')
    assert noted.json == {"number": number, "rev": 2, "state": "registered", "level": 1}
    assert [event["by"] for event in cli("ticket", number, "--json").json["history"]] == ["T001", "T002"]


def test_a_name_stands_for_its_person_and_a_near_one_is_offered(cli):
    number = cli.new()
    assert cli("ticket", number, "note", "--note", "a", "--by", "陈晓").code == 0
    assert "Did you mean T001?" in cli("tickets", "--by", "T0001").err
