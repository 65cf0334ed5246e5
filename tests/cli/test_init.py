"""Making a data folder, and refusing to make one over something else."""

from __future__ import annotations

import getpass
import json
import stat

from desk.cli.run import main
from tests.support.commands import complaint


def test_a_bare_folder_lets_work_start_at_once(cli, tmp_path):
    cli.home = tmp_path / "new"
    answer = cli("init", "--practice", by="")
    assert (answer.code, answer.out) == (0, "")
    assert str(cli.home) in answer.err
    assert {unit["code"]: unit["kind"] for unit in cli("units", "--json", by="").json["units"]} == {
        "HO": "head_office",
        "HO-QD": "head_office",
        "KF": "call_centre",
    }
    (person,) = cli("staff", "--json", by="").json["staff"]
    assert (person["id"], person["unit"]) == (getpass.getuser(), "KF")
    assert person["roles"] == ["admin", "agent", "channel", "supervisor"]
    fields = complaint(unit="KF", channel="hotline")
    assert cli("ticket", "new", "--json", "-", by="", stdin=json.dumps(fields)).out == "HX20260302000001\n"
    assert cli("config", "validate", by="").code == 0
    assert stat.S_IMODE(cli.home.stat().st_mode) == 0o700


def test_a_sample_folder_is_a_bank_at_work(cli, tmp_path):
    cli.home = tmp_path / "sample"
    cli.now = "2026-03-02T10:30:00+08:00"
    assert cli("init", "--practice", "--sample", "--tickets", "12", by="").code == 0
    listed = cli("tickets", "--queue", "all", "--json", by="").json
    assert listed["total"] == 12
    operator = cli("config", "show", "--json", by="").json["operator"]
    people = {person["id"]: person["roles"] for person in cli("staff", "--json", by="").json["staff"]}
    assert people[operator] == ["agent", "supervisor"]
    assert cli("config", "validate", by="").code == 0


def test_the_same_seed_makes_the_same_tickets(cli, tmp_path):
    def rows(name: str, seed: str) -> list[object]:
        cli.home = tmp_path / name
        assert cli("init", "--practice", "--sample", "--tickets", "8", "--seed", seed, by="").code == 0
        return cli("tickets", "--queue", "all", "--json", by="").json["tickets"]

    first = rows("a", "7")
    assert rows("b", "7") == first
    assert rows("c", "8") != first


def test_what_stands_there_already_is_left_as_it_is(cli, tmp_path):
    number = cli.new()
    assert cli("init", "--practice").code == 2
    assert cli("ticket", number).code == 0
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("keep")
    cli.home = tmp_path / "full"
    answer = cli("init", "--practice")
    assert answer.code == 2
    assert "not empty" in answer.err
    assert [path.name for path in cli.home.iterdir()] == ["letter.txt"]


def test_a_wrong_pack_or_a_set_clock_makes_no_folder(cli, tmp_path):
    cli.home = tmp_path / "none"
    assert cli("init", "--practice", "--pack", "nosuch").code == 3
    assert cli("init").code == 2
    assert not cli.home.exists()


def test_a_sample_that_is_broken_off_leaves_no_half_folder(cli, tmp_path, monkeypatch):
    def interrupted(*_args, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr("sample_data.make.fill", interrupted)
    cli.home = tmp_path / "half"
    assert cli("init", "--practice", "--sample").code == 130
    assert not cli.home.exists()


def test_the_usual_place_is_the_xdg_data_folder(tmp_path, monkeypatch, capsys):
    for name in ("DESK_HOME", "DESK_NOW", "DESK_BY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert main(["config", "path"]) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "complaint-desk" / "desk.toml")
