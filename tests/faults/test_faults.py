"""A short fault run, and that its checks do notice what is broken; the long one: `python -m tests.faults.run`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from storage import create_home
from tests.faults import check, content

ROOT = Path(__file__).parents[2]


def test_nothing_is_lost_under_kills_and_faults(tmp_path):
    words = [
        "-m",
        "tests.faults.run",
        "--kills",
        "20",
        "--faults",
        "20",
        "--seed",
        "7",
        "--folder",
        str(tmp_path),
    ]
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, timeout=110, check=False
    )
    assert "broken promises: 0" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def home(tmp_path):
    home = create_home(tmp_path / "desk", pack="kunlun")
    for number, token in (("L1", "w1-0-create"), ("S1", "w1-1-update"), ("L2", "w1-2-pair")):
        add(home, number, token)
    return home


def add(home, number: str, token: str) -> None:
    with home.ledger().transaction() as transaction:
        content.add(transaction, number, token)


def noted(*done: tuple[str, int], **more: object) -> check.Notes:
    """What the processes would have noted."""
    notes = check.Notes(**more)
    for token, times in done:
        notes.begun[token] = "w1"
        notes.done[token] = {"times": times}
    return notes


def broken(home, notes: check.Notes) -> list[str]:
    return list(check.broken(home, notes, home.ledger()))


def test_the_checks_find_nothing_where_nothing_is_broken(home):
    add(home, "S1", "w1-2-pair")
    assert broken(home, noted(("w1-0-create", 1), ("w1-1-update", 1), ("w1-2-pair", 2))) == []


def test_the_checks_notice_an_acknowledged_action_that_is_gone(home):
    add(home, "S1", "w1-2-pair")
    found = broken(home, noted(("w1-0-create", 1), ("w1-1-update", 1), ("w1-2-pair", 2), ("w1-3-create", 1)))
    assert found == ["w1-3-create was acknowledged and is there 0 times, not 1"]


def test_the_checks_notice_an_action_that_is_there_twice(home):
    add(home, "S1", "w1-2-pair")
    add(home, "S1", "w1-1-update")
    found = broken(home, noted(("w1-0-create", 1), ("w1-1-update", 1), ("w1-2-pair", 2)))
    assert found == ["w1-1-update was acknowledged and is there 2 times, not 1"]


def test_the_checks_notice_half_an_action_and_one_that_nobody_did(home):
    notes = noted(("w1-0-create", 1))
    notes.begun["w1-2-pair"] = "w1"
    found = broken(home, notes)
    assert found == [
        "events of ['S1'] are damaged or nobody's: 'w1-1-update'",
        "w1-2-pair was not acknowledged and is half there, in ['L2']",
    ]


def test_the_checks_notice_a_failed_action_that_was_kept(home):
    add(home, "S1", "w1-2-pair")
    notes = noted(("w1-0-create", 1), ("w1-1-update", 1))
    notes.begun["w1-2-pair"] = "w1"
    notes.failed["w1-2-pair"] = "The disk is full."
    assert broken(home, notes) == [
        "w1-2-pair is there, though its process was told that nothing was kept: The disk is full."
    ]


def test_the_checks_notice_a_follower_that_sees_something_else(home):
    add(home, "S1", "w1-2-pair")
    follower = home.ledger()
    follower._view._rows["L1"]["rev"] = 9
    notes = noted(("w1-0-create", 1), ("w1-1-update", 1), ("w1-2-pair", 2))
    assert list(check.broken(home, notes, follower)) == [
        "a process that followed all the time sees another record than one that opens it now"
    ]
