"""The record as a whole: checked, copied, put back."""

from __future__ import annotations


def test_a_sound_record_is_said_to_be_sound(cli):
    cli.new()
    answer = cli("verify", "--json")
    assert answer.code == 0
    assert {"sound": True, "tickets": 1, "events": 1, "faults": []}.items() <= answer.json.items()


def test_a_damaged_record_ends_with_code_4_and_names_the_fault(cli):
    number = cli.new()
    cli.new()
    (journal,) = cli.home.glob("journal-*.jl")
    content = journal.read_bytes()
    place = content.index(number.encode())
    journal.write_bytes(content[:place] + b"?" + content[place + 1 :])
    answer = cli("verify", "--json")
    assert answer.code == 4
    assert answer.json["sound"] is False
    assert answer.json["faults"]
    acted = cli("ticket", number, "note", "--note", "a")
    assert acted.code == 4
    assert "Traceback" not in acted.err


def test_a_backup_becomes_the_data_folder_again(cli, tmp_path):
    number = cli.new()
    assert cli("backup", str(tmp_path / "copy")).code == 0
    later = cli.new()
    assert cli("restore", str(tmp_path / "copy")).code == 2
    cli.home = tmp_path / "restored"
    assert cli("restore", str(tmp_path / "copy")).code == 0
    assert cli("ticket", number, "--json").json["number"] == number
    assert cli("ticket", later).code == 1
    assert cli("restore", str(tmp_path / "none")).code == 4
