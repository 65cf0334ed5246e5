"""What only real processes show: exit codes, streams, terminals, imports, and two writers at once."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.commands import ROOT, complaint

HEAVY = (
    "textual",
    "rich",
    "openpyxl",
    "xlsxwriter",
    "python_calamine",
    "xlrd",
    "pendulum",
    "wcwidth",
    "hypothesis",
)


def modules_after(cli, *words: str) -> set[str]:
    """Run a command in a process and return the modules that it loaded."""
    code = f"import sys; from desk.cli.run import main; main({list(words)!r}); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "DESK_HOME": str(cli.home), "DESK_BY": "T002"},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stderr.split())


def shell(cli, command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        shell=True,
        cwd=ROOT,
        env={**os.environ, "DESK_HOME": str(cli.home), "DESK_BY": "T002", "DESK_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("words", [("tickets", "--json"), ("queues", "--json"), ("units", "--json")])
def test_a_list_loads_no_toolkit_and_no_spreadsheet(cli, words):
    loaded = modules_after(cli, *words)
    assert "storage" in loaded
    assert loaded.isdisjoint(HEAVY)
    assert loaded.isdisjoint({"screens", "importers", "sample_data"})


def test_help_and_version_open_no_record(cli):
    assert modules_after(cli, "--version").isdisjoint({*HEAVY, "storage", "tinydb", "screens"})


def test_a_process_ends_with_the_code_and_never_a_traceback(cli):
    done = cli.process("ticket", "XC20260302000009", "--json")
    assert done.code == 1
    assert json.loads(done.out)["error"]["code"] == "refused"
    assert "Traceback" not in done.err


def test_the_full_screen_desk_needs_a_terminal(cli):
    done = cli.process()
    assert (done.code, done.out) == (2, "")
    assert "needs a terminal" in done.err
    assert cli.process("demo").code == 2


def test_a_dumb_terminal_is_refused_before_the_toolkit_is_loaded(cli):
    main_side, other_side = pty.openpty()
    code = "import sys; from desk.cli.run import main; n = main([]); print(n, 'textual' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "DESK_HOME": str(cli.home), "DESK_LANG": "en", "TERM": "dumb"},
        stdin=other_side,
        stdout=other_side,
        stderr=subprocess.PIPE,
        text=True,
        check=True,
    )
    os.close(other_side)
    assert os.read(main_side, 100).decode().strip() == "2 False"
    os.close(main_side)
    assert "TERM=dumb" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_goes_away_is_met_with_silence(cli):
    cli.new()
    done = shell(cli, f"{sys.executable} -m desk tickets --json | true")
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the full device")
def test_an_output_that_is_full_is_told_once_with_code_4(cli):
    cli.new()
    done = shell(cli, f"{sys.executable} -m desk tickets --json > /dev/full")
    assert done.returncode == 4
    assert "No space left" in done.stderr.splitlines()[-1]
    assert done.stderr.count("No space left") == 1


def test_closed_streams_are_no_mistake(cli):
    number = cli.new()
    assert shell(cli, f"{sys.executable} -m desk why {number} <&- >&-").returncode == 0
    closed = shell(cli, f"{sys.executable} -m desk ticket new --json - <&- 2>&-")
    assert closed.returncode == 3
    assert json.loads(closed.stdout)["error"]["code"] == "bad_input"


def test_data_in_a_pipe_is_utf_8_whatever_the_locale(cli):
    number = cli.new()
    done = cli.process("ticket", number, "--json", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert done.json["content"] == complaint()["content"]


@pytest.mark.clause("F0-6")
def test_two_processes_that_register_at_once_take_different_numbers(cli):
    content = json.dumps(complaint())

    def one(_n: int) -> str:
        done = cli.process("ticket", "new", "--json", "-", stdin=content)
        assert done.code == 0, done.err
        return done.out.strip()

    with ThreadPoolExecutor(2) as pool:
        numbers = list(pool.map(one, range(6)))
    assert sorted(numbers) == [f"XC20260302{n:06d}" for n in range(1, 7)]
    assert cli("tickets", "--json").json["total"] == 6


def test_of_two_processes_that_act_on_one_revision_one_is_told_of_the_other(cli):
    number = cli.new()

    def one(n: int) -> int:
        return cli.process("ticket", number, "note", "--note", f"note {n}", "--rev", "1").code

    with ThreadPoolExecutor(2) as pool:
        codes = sorted(pool.map(one, range(2)))
    assert codes == [0, 6]
    assert len(cli("ticket", number, "--json").json["history"]) == 2
