"""`desk checkpoint`, and the lists over closed years."""

from __future__ import annotations

from pathlib import Path

from storage import open_home, verify
from tests.support.commands import Cli
from tests.support.desks import open_bench


def close(cli: Cli, number: str) -> None:
    bench = open_bench(cli.home)
    bench.answered(number)
    bench.does(number, "revisit", "T002", satisfaction="满意")
    bench.does(number, "close", cause_check="培训")


def test_closed_tickets_move_and_nothing_else_is_different(cli: Cli) -> None:
    done = [cli.new(channel="hotline") for _ in range(3)]
    fresh = cli.new()
    for number in done:
        close(cli, number)
    before = [cli("tickets", "--queue", name, "--json").json for name in ("closed", "all")]
    answer = cli("checkpoint")
    assert (answer.code, answer.out) == (0, "")
    assert "1 tickets in the open set, 3 in the archive" in answer.err
    assert set(open_home(cli.home).ledger().rows()) == {fresh}
    assert [cli("tickets", "--queue", name, "--json").json for name in ("closed", "all")] == before
    assert before[0]["total"] == 3
    assert "1 of 3 tickets" in cli("tickets", "--queue", "closed", "--limit", "1").err
    assert cli("ticket", done[0], "--json").code == 0
    counts = {queue["name"]: queue["count"] for queue in cli("queues", "--json").json["queues"]}
    assert (counts["closed"], counts["all"], counts["open"]) == (3, 4, 1)


def test_a_damaged_archive_file_is_named_and_comes_back_by_restore(cli: Cli, tmp_path: Path) -> None:
    close(cli, cli.new(channel="hotline"))
    cli("checkpoint")
    assert cli("backup", str(tmp_path / "backup")).code == 0
    path = next((cli.home / "closed").iterdir())
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    answer = cli("verify")
    assert answer.code == 4
    assert f"{path} is damaged at byte" in answer.out
    answer = cli("backup", str(tmp_path / "second"))
    assert (answer.code, "second" in answer.out) == (4, True)
    cli.home = tmp_path / "again"
    assert cli("restore", str(tmp_path / "backup")).code == 0
    assert cli("verify").code == 0
    assert verify(open_home(cli.home)).tickets == 1
