"""A checkpoint changes the files and nothing else."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest
from tinydb import TinyDB, where

from desk.errors import StorageError
from storage import create_home
from storage.checkpoint import LOCK_NAME, Limits
from storage.lock import locked
from storage.tables import LedgerStorage, SharedTinyDB
from tests.storage import worker
from tests.storage.contract import change, write


@pytest.fixture
def home(tmp_path):
    home = create_home(tmp_path / "desk", pack="kunlun")
    ledger = home.ledger()
    write(ledger, change("K1", text="旧", source="s1"), change("K2"))
    ledger.checkpoint()
    write(ledger, change("K1", 1, events=2, source="s1"), change("K3", summary="投诉"))
    with ledger.transaction() as transaction:
        transaction.serial("K")
    return home


def state(home):
    """Everything that a fresh process finds."""
    ledger = home.ledger()
    with ledger.transaction() as transaction:
        serials = dict(transaction._view.serials)
    return {n: (row, ledger.events(n)) for n, row in ledger.rows().items()}, serials


def names(home):
    return {path.name for path in home.path.iterdir()}


def test_a_checkpoint_keeps_the_state_and_leaves_one_journal(home):
    before = state(home)
    assert home.ledger().checkpoint()
    assert state(home) == before
    assert names(home) == {"desk.toml", "open.json", "journal-3.jl", "lock", "checkpoint.lock"}
    assert (home.path / "journal-3.jl").stat().st_size == 0


def test_a_follower_goes_through_many_checkpoints_without_missing_or_repeating(home):
    follower, ledger = home.ledger(), home.ledger()
    before = len(list(Path("/proc/self/fd").iterdir()))
    for i in range(30):
        write(ledger, change(f"N{i}"))
        ledger.checkpoint()
        assert follower.refresh() == {f"N{i}"}
        assert follower.refresh() == frozenset()
    assert dict(follower.rows()) == dict(ledger.rows())
    assert [follower.events(n) for n in follower.rows()] == [ledger.events(n) for n in ledger.rows()]
    assert len(list(Path("/proc/self/fd").iterdir())) - before < 15


def test_a_follower_that_slept_through_checkpoints_catches_up(home):
    follower, ledger = home.ledger(), home.ledger()
    for i in range(4):
        write(ledger, change(f"N{i}"))
        ledger.checkpoint()
    write(ledger, change("K1", 3), change("N9"))
    assert follower.refresh() == {"N0", "N1", "N2", "N3", "N9", "K1"}
    assert len(follower.events("K1")) == 4
    assert follower.refresh() == frozenset()


def test_histories_are_read_back_though_their_files_are_gone(home):
    follower = home.ledger()
    write(home.ledger(), change("K2", 1))
    follower.refresh()
    home.ledger().checkpoint()
    home.ledger().checkpoint()
    assert [one.rev for one in follower.events("K1")] == [1, 2, 3]
    assert [one.rev for one in follower.events("K2")] == [1, 2]


def test_a_checkpoint_is_made_when_the_journal_has_grown(home):
    ledger = home.ledger(limits=Limits(frames=5))
    for i in range(12):
        write(ledger, change(f"N{i}"))
    assert "journal-4.jl" in names(home)
    home.ledger(limits=Limits(size=1000)).checkpoint()
    write(home.ledger(limits=Limits(size=1000)), change("N12", summary="很" * 400))
    assert "journal-6.jl" in names(home)
    assert len(home.ledger().rows()) == 16


def test_the_limits_grow_with_the_record():
    limits = Limits(size=1000, frames=10, tickets=100)
    assert limits.reached(1000, 1, 100)
    assert limits.reached(1, 10, 5)
    assert not limits.reached(999, 9, 5)
    assert not limits.reached(1999, 19, 200)
    assert limits.reached(1, 20, 200)


def test_an_action_counts_though_its_checkpoint_fails(home, monkeypatch):
    ledger = home.ledger(limits=Limits(frames=1))
    real = os.replace

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    write(ledger, change("N1"))
    monkeypatch.setattr(os, "replace", real)
    assert set(home.ledger().rows()) == set(ledger.rows()) == {"K1", "K2", "K3", "N1"}
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(StorageError):
        ledger.checkpoint()


def test_only_one_process_makes_a_checkpoint(home):
    with locked(home.path / LOCK_NAME, "other"):
        assert home.ledger().checkpoint() is False
        write(home.ledger(limits=Limits(frames=1)), change("N1"))
    assert "journal-2.jl" in names(home)
    assert "N1" in home.ledger().rows()


def test_a_record_may_be_opened_at_any_moment_of_a_checkpoint(home):
    writer = worker.start("eager", home.path, 60)
    sizes = []
    while writer.poll() is None:
        ledger = home.ledger()
        rows = ledger.rows()
        assert all(len(ledger.events(number)) == row["rev"] for number, row in rows.items())
        sizes.append(len(rows))
    assert sizes == sorted(sizes)
    assert writer.communicate()[0].split() == [f"W{i}" for i in range(1, 61)]
    assert len(home.ledger().rows()) == 64


def test_plain_tinydb_opens_the_snapshot_and_finds_what_the_desk_finds(home):
    ledger = home.ledger()
    with SharedTinyDB(ledger, storage=LedgerStorage) as live:
        before = live.table("tickets").all()
        ledger.checkpoint()
        with TinyDB(home.path / "open.json", encoding="utf-8") as plain:
            assert plain.table("tickets").all() == live.table("tickets").all() == before
            assert [doc["rev"] for doc in plain.table("tickets")] == [3, 1, 1]
            assert plain.table("meta").all()[0]["tickets"] == 3
            found = plain.table("tickets").get(where("row")["summary"] == "投诉")
    assert found["number"] == "K3"
    assert [one["rev"] for one in found["events"]] == [1]


def test_tinydb_over_the_live_ledger_is_never_stale_and_never_writes(home):
    ledger = home.ledger()
    with SharedTinyDB(ledger, storage=LedgerStorage) as live:
        query = where("rev") >= 4
        assert live.table("tickets").count(query) == 0
        write(ledger, change("K1", 3))
        assert [doc["number"] for doc in live.table("tickets").search(query)] == ["K1"]
        with pytest.raises(StorageError):
            live.table("tickets").remove(query)
    assert len(ledger.events("K1")) == 4


def test_a_flipped_bit_anywhere_in_the_snapshot_is_found(home):
    ledger = home.ledger()
    ledger.checkpoint()
    path = home.path / "open.json"
    content = path.read_bytes()
    tickets = set(ledger.rows())
    for place in range(len(content)):
        path.write_bytes(content[:place] + bytes([content[place] ^ 0x20]) + content[place + 1 :])
        with pytest.raises(StorageError, match=str(path)):
            write(home.ledger(), change("N1"))
        with suppress(StorageError):  # the last line is lost: nothing can be read
            assert len(tickets & set(home.ledger().rows())) >= 2


def test_a_missing_snapshot_is_named(home):
    (home.path / "open.json").unlink()
    with pytest.raises(StorageError, match=r"open\.json"):
        home.ledger()
