"""Calls that arrive while somebody works."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from desk.errors import Refused
from sample_data import arrivals, bank
from sample_data.make import fill
from tests.support.sampled import MakeDesk, empty_desk

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "sample_data.arrivals", "--seed", "3"]
PATIENCE = 20.0


def after(turns: int) -> Callable[[], bool]:
    """Return a stop that says so after so many turns; the loop asks twice in each."""
    left = iter(range(turns * 2))
    return lambda: next(left, None) is None


def test_calls_arrive_and_colleagues_act_until_told_to_stop(make_desk: MakeDesk):
    desk = make_desk("home")
    fill(desk, tickets=60)
    acts = sum(row["rev"] for row in desk.ledger.rows().values())
    made = arrivals.run(desk, rng=Random(1), stop=after(40), pause=lambda _seconds: None)
    rows = desk.ledger.rows()
    assert made > 15
    assert len(rows) == 60 + made
    assert sum(row["rev"] for row in rows.values()) > acts + made


def test_a_group_complaint_forms_slowly(make_desk: MakeDesk):
    desk = make_desk("home")
    fill(desk, tickets=0)
    arrivals.run(desk, rng=Random(2), stop=after(40), pause=lambda _seconds: None)
    group = [row for row in desk.ledger.rows().values() if "云舒稳进" in row["summary"]]
    assert len({row["customer_key"] for row in group}) >= 3
    assert {row["unit"] for row in group} == {"B0105"}


def test_the_agents_named_take_the_hotline_calls(make_desk: MakeDesk):
    desk = make_desk("home")
    fill(desk, tickets=0)
    arrivals.run(desk, ["T003"], rng=Random(4), stop=after(25), pause=lambda _seconds: None)
    takers = {row["first_contact"] for row in desk.ledger.rows().values() if row["mode"] == "offsite"}
    assert takers == {"T003"}


def test_the_operator_is_never_acted_for(make_desk: MakeDesk):
    desk = make_desk("home")
    fill(desk, tickets=0)
    arrivals.run(desk, rng=Random(5), stop=after(40), pause=lambda _seconds: None)
    by = {event.by for number in desk.ledger.rows() for event in desk.ledger.events(number)}
    assert bank.OPERATOR not in by


def test_the_pause_between_two_arrivals_is_several_seconds(make_desk: MakeDesk):
    desk = make_desk("home")
    fill(desk, tickets=0)
    waited: list[float] = []
    arrivals.run(desk, rng=Random(6), stop=after(12), pause=waited.append)
    assert len(waited) == 12
    assert all(3 <= seconds <= 15 for seconds in waited)


def test_a_real_desk_gets_no_invented_calls(tmp_path: Path):
    desk = empty_desk(tmp_path / "home", practice=False)
    with pytest.raises(Refused):
        arrivals.run(desk, rng=Random(1), stop=lambda: False, pause=lambda _seconds: None)
    assert not desk.ledger.rows()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    desk = empty_desk(tmp_path / "home")
    fill(desk, tickets=12)
    return tmp_path / "home"


def gone(pid: int) -> bool:
    """Return whether a process has ended, also one that nobody has waited for yet."""
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except FileNotFoundError:
        return True


def wait_until(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()


def test_the_process_ends_when_its_standard_input_closes(home: Path):
    child = subprocess.Popen(
        [*COMMAND, "--home", str(home), "--parent", str(os.getpid())], stdin=subprocess.PIPE, cwd=ROOT
    )
    assert child.stdin is not None
    child.stdin.close()
    assert child.wait(PATIENCE) == 0


def test_the_process_ends_when_its_parent_goes(home: Path, tmp_path: Path):
    read, write = os.pipe()
    told = tmp_path / "pid"
    parent = (
        "import subprocess, sys, os; from pathlib import Path;"
        f"child = subprocess.Popen({COMMAND!r} + ['--home', {str(home)!r}, '--parent', str(os.getpid())],"
        f" stdin={read}, pass_fds=[{read}]);"
        f"Path({str(told)!r}).write_text(str(child.pid)); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", parent], pass_fds=[read], cwd=ROOT, check=True)
    try:
        assert wait_until(lambda: gone(int(told.read_text(encoding="ascii"))))
    finally:
        os.close(write)
        os.close(read)


def test_a_folder_that_is_no_desk_is_named_in_one_sentence(tmp_path: Path):
    done = subprocess.run(
        [*COMMAND, "--home", str(tmp_path / "none")], stdin=subprocess.DEVNULL, capture_output=True, cwd=ROOT,
        check=False, text=True,
    )  # fmt: skip
    assert done.returncode == 4
    assert str(tmp_path / "none") in done.stderr
    assert "Traceback" not in done.stderr
