"""Several real processes on one data folder."""

from __future__ import annotations

import os
import signal
import time

import pytest

from desk.errors import StorageError
from storage import create_home, open_home
from tests.storage import worker
from tests.storage.contract import change, write


@pytest.fixture
def home(tmp_path):
    return create_home(tmp_path / "desk", pack="kunlun")


def test_two_writers_and_a_follower_agree_on_everything(home):
    follower = worker.start("follow", home.path, 81)
    assert follower.stdout.readline() == "ready\n"
    writers = [worker.start("create", home.path, 40) for _ in range(2)]
    acknowledged = [
        line.strip() for process in writers for line in process.communicate(timeout=60)[0].split()
    ]
    followed = [line.split() for line in follower.communicate(timeout=60)[0].splitlines()]
    ledger = home.ledger()
    assert sorted(acknowledged) == sorted(f"W{i}" for i in range(1, 81))
    assert set(ledger.rows()) == {*acknowledged, "shared"}
    shared = ledger.events("shared")
    assert [one.rev for one in shared] == list(range(1, 81))
    assert sorted(one.data["process"] for one in shared) == sorted(p.pid for p in writers for _ in range(40))
    assert sorted(number for number, _ in followed if number != "shared") == sorted(acknowledged)
    revisions = [int(revs) for number, revs in followed if number == "shared"]
    assert revisions == sorted(set(revisions))


def test_what_a_killed_writer_acknowledged_is_there_once(home):
    acknowledged: list[str] = []
    for count in (3, 17, 30, 45):
        process = worker.start("create", home.path, 100_000)
        acknowledged += [process.stdout.readline().strip() for _ in range(count)]
        process.kill()
        acknowledged += process.communicate()[0].split()
        ledger = home.ledger()
        tickets = [number for number in ledger.rows() if number != "shared"]
        # A writer may be killed between its sync and its word: its ticket is then there, whole.
        assert set(acknowledged) <= set(tickets)
        assert len(tickets) - len(acknowledged) <= 4
        assert len(ledger.events("shared")) == len(tickets)
        assert all(len(ledger.events(number)) == 1 for number in tickets)


def test_a_holder_that_hangs_is_named_within_the_limit_and_keeps_no_reader_waiting(home):
    write(home.ledger(), change("K1"))
    process = worker.start("hold", home.path)
    assert process.stdout.readline() == "held\n"
    os.kill(process.pid, signal.SIGSTOP)
    ledger = open_home(home.path).ledger(lock_limit=0.3)
    begun = time.monotonic()
    with pytest.raises(StorageError) as refused:
        write(ledger, change("K2"))
    waited = time.monotonic() - begun
    assert f"王芳 ({process.pid})" in refused.value.message
    assert 0.3 <= waited < 5
    ledger.refresh()
    assert ledger.events("K1") == home.ledger().events("K1") != ()
    process.kill()
    process.communicate()
    write(ledger, change("K2"))
    assert set(home.ledger().rows()) == {"K1", "K2"}


def test_documents_name_a_holder_that_hangs_too(home):
    documents = open_home(home.path, holder="li").documents(lock_limit=0.05)
    other = open_home(home.path, holder="李四").documents()
    with other._writing(), pytest.raises(StorageError, match="李四"):
        documents.write("units", [], expected_rev=0)
    assert documents.write("units", [], expected_rev=0) == 1


@pytest.mark.parametrize("room", [0, 1, 17, 18, 19, 200])
def test_a_full_disk_keeps_nothing_of_the_action_and_the_next_one_goes_through(home, room):
    ledger = home.ledger()
    write(ledger, change("K0"))
    before = (home.path / "journal-1.jl").read_bytes()
    code, lines = worker.run("fill", home.path, room)
    assert code == 0
    assert len(lines) == 1
    assert "journal-1.jl" in lines[0]
    assert (home.path / "journal-1.jl").read_bytes() == before
    write(ledger, change("K1"))
    assert set(home.ledger().rows()) == {"K0", "K1"}
