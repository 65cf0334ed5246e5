"""What a journal survives: torn writes, flipped bits, failing disks."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.errors import StorageError
from storage import create_home
from storage.frames import HEADER_SIZE
from storage.ledger import TinyLedger
from tests.storage.contract import change, write


class Record:
    """A data folder with three actions, whose journal the tests then harm."""

    def __init__(self, path: Path) -> None:
        self.home = create_home(path, pack="kunlun")
        self.journal = path / "journal-1.jl"
        self.ends = [0]
        for one in (change("K1", summary="投诉"), change("K2"), change("K1", 1, events=2)):
            write(self.ledger(), one)
            self.ends.append(self.journal.stat().st_size)
        self.content = self.journal.read_bytes()

    def ledger(self) -> TinyLedger:
        return self.home.ledger()

    def revisions(self) -> dict[str, int]:
        """What a fresh process finds."""
        ledger = self.ledger()
        return {number: len(ledger.events(number)) for number in ledger.rows()}

    def quarantine(self) -> list[bytes]:
        """What was set aside, and forget it."""
        paths = list((self.home.path / "quarantine").glob("*"))
        kept = [path.read_bytes() for path in paths]
        for path in paths:
            path.unlink()
        return kept


STATES = [{}, {"K1": 1}, {"K1": 1, "K2": 1}, {"K1": 3, "K2": 1}]
"""Revisions after so many actions."""


@pytest.fixture
def record(tmp_path):
    return Record(tmp_path / "desk")


def test_a_last_action_cut_at_any_byte_is_absent_and_set_aside(record):
    start = record.ends[2]
    for cut in range(start, record.ends[3]):
        record.journal.write_bytes(record.content[:cut])
        assert record.revisions() == STATES[2]
        assert record.journal.stat().st_size == cut
        write(record.ledger(), change("K3"))
        assert record.revisions() == {**STATES[2], "K3": 1}
        assert record.quarantine() == [record.content[start:cut]] * (cut > start)


def test_a_follower_takes_no_part_of_an_action(record):
    record.journal.write_bytes(record.content[: record.ends[2]])
    follower = record.ledger()
    for cut in range(record.ends[2], record.ends[3]):
        record.journal.write_bytes(record.content[:cut])
        assert follower.refresh() == frozenset()
    record.journal.write_bytes(record.content)
    assert follower.refresh() == {"K1"}
    assert len(follower.events("K1")) == 3


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # the record is written anew by every example
@given(cut=st.integers(0, 3000))
def test_every_prefix_opens_to_the_state_of_its_last_whole_action(record, cut):
    record.journal.write_bytes(record.content[:cut])
    whole = sum(end <= cut for end in record.ends[1:])
    assert record.revisions() == STATES[whole]


def test_a_flipped_bit_before_whole_actions_is_damage_that_is_named_and_not_touched(record):
    start, end = record.ends[1:3]
    for place in range(start, end):
        harmed = flipped(record.content, place)
        record.journal.write_bytes(harmed)
        assert record.revisions() == STATES[1]
        with pytest.raises(StorageError) as refused:
            write(record.ledger(), change("K3"))
        assert str(record.journal) in refused.value.message
        assert f" {start} " in refused.value.message
        assert record.journal.read_bytes() == harmed
    assert record.quarantine() == []


def test_a_flipped_bit_in_the_last_action_is_found_and_set_aside(record):
    start = record.ends[2]
    for place in range(start, record.ends[3]):
        harmed = flipped(record.content, place)
        record.journal.write_bytes(harmed)
        assert record.revisions() == STATES[2]
        write(record.ledger(), change("K3"))
        assert record.quarantine() == [harmed[start:]]


def flipped(content: bytes, place: int) -> bytes:
    """The content with one bit turned, the one that makes capitals of small letters."""
    return content[:place] + bytes([content[place] ^ 0x20]) + content[place + 1 :]


def test_a_lost_a_foreign_and_a_repeated_action_are_damage(record):
    first, second, third = (record.content[a:b] for a, b in zip(record.ends, record.ends[1:], strict=False))
    for content, state in [(first + third, 1), (first + first + second, 1), (second + third, 0)]:
        record.journal.write_bytes(content)
        assert record.revisions() == STATES[state]
        with pytest.raises(StorageError):
            write(record.ledger(), change("K3"))
        assert record.journal.read_bytes() == content


def test_a_writer_that_was_open_before_the_damage_finds_it_and_goes_on_reading(record):
    ledger = record.ledger()
    record.journal.write_bytes(record.content + flipped(record.content, 30))
    with pytest.raises(StorageError):
        write(ledger, change("K3"))
    assert ledger.refresh() == frozenset()
    assert len(ledger.events("K1")) == 3


def fail_once(monkeypatch, name: str, meanwhile=lambda: None) -> None:
    """Let the next call of a system call fail as a broken disk makes it fail, after `meanwhile`."""
    real = getattr(os, name)

    def broken(*args):
        monkeypatch.setattr(os, name, real)
        meanwhile()
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, name, broken)


@pytest.mark.parametrize("name", ["write", "fdatasync"])
def test_a_failed_append_acknowledges_nothing_and_leaves_the_ledger_usable(record, monkeypatch, name):
    ledger = record.ledger()
    fail_once(monkeypatch, name)
    with pytest.raises(StorageError, match=str(record.journal)):
        write(ledger, change("K3", source="s3"))
    assert record.journal.read_bytes() == record.content
    assert ledger.refresh() == frozenset()
    assert ledger.number_of("s3") is None
    write(ledger, change("K3"))
    assert record.revisions() == {**STATES[3], "K3": 1}


def test_an_append_that_cannot_be_taken_back_either_is_not_said_to_be_gone(record, monkeypatch):
    ledger = record.ledger()

    def broken(*args):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fdatasync", broken)
    monkeypatch.setattr(os, "ftruncate", broken)
    with pytest.raises(StorageError) as refused:
        write(ledger, change("K3"))
    monkeypatch.undo()
    assert str(record.journal) in refused.value.message
    assert "不确定" in refused.value.message
    write(ledger, change("K4"))
    assert record.revisions() == {**STATES[3], "K3": 1, "K4": 1}


def test_an_append_is_taken_back_though_the_journal_cannot_be_opened_again(record, monkeypatch):
    ledger, real = record.ledger(), os.open
    opened: list[str] = []

    def scarce(path, *args):
        opened.append(Path(path).name)
        if opened.count(record.journal.name) > 1:
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
        return real(path, *args)

    monkeypatch.setattr(os, "open", scarce)
    fail_once(monkeypatch, "fdatasync")
    with pytest.raises(StorageError):
        write(ledger, change("K3"))
    assert record.journal.read_bytes() == record.content
    monkeypatch.undo()
    assert record.revisions() == STATES[3]


def test_a_short_write_is_taken_back(record, monkeypatch):
    ledger, real = record.ledger(), os.write
    monkeypatch.setattr(os, "write", lambda fd, content: real(fd, content[: len(content) // 2]))
    with pytest.raises(StorageError):
        write(ledger, change("K3"))
    monkeypatch.undo()
    assert record.journal.read_bytes() == record.content
    assert record.revisions() == STATES[3]


def test_who_had_already_read_an_action_that_failed_learns_that_it_is_gone(record, monkeypatch):
    ledger, follower = record.ledger(), record.ledger()
    seen = []
    fail_once(monkeypatch, "fdatasync", lambda: seen.append(follower.refresh()))
    with pytest.raises(StorageError):
        write(ledger, change("K3", source="s3"))
    assert seen == [{"K3"}]
    assert follower.refresh() == {"K3"}
    assert follower.events("K3") == ()
    assert "K3" not in follower.rows()
    assert follower.number_of("s3") is None


def test_who_had_read_a_failed_action_sees_the_one_of_the_same_length_in_its_place(record, monkeypatch):
    ledger, follower = record.ledger(), record.ledger()
    fail_once(monkeypatch, "fdatasync", follower.refresh)
    with pytest.raises(StorageError):
        write(ledger, change("K3"))
    write(ledger, change("K4"))
    assert follower.refresh() == {"K3", "K4"}
    assert set(follower.rows()) == {"K1", "K2", "K4"}


def test_who_had_followed_a_seal_that_failed_goes_on_where_the_others_do(record, monkeypatch):
    ledger, reader, writer = (record.ledger() for _ in range(3))
    fail_once(monkeypatch, "fdatasync", lambda: (reader.refresh(), writer.refresh()))
    with pytest.raises(StorageError):
        ledger.checkpoint()
    write(writer, change("K3"))
    write(ledger, change("K4"))
    for one in (reader, writer, ledger, record.ledger()):
        one.refresh()
        assert set(one.rows()) == {"K1", "K2", "K3", "K4"}
    assert ledger.checkpoint()
    write(writer, change("K5"))
    reader.refresh()
    assert reader.rows()["K5"] == record.ledger().rows()["K5"]


def test_an_action_that_is_on_disk_counts_though_its_writer_cannot_read_it_back(record, monkeypatch):
    ledger, real = record.ledger(), os.pread
    read = []

    def broken(*args):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    def sync(descriptor):
        read.append(descriptor)
        monkeypatch.setattr(os, "pread", broken)

    monkeypatch.setattr(os, "fdatasync", sync)
    write(ledger, change("K3"))
    monkeypatch.setattr(os, "pread", real)
    assert len(read) == 1
    assert ledger.refresh() == {"K3"}
    assert record.revisions() == {**STATES[3], "K3": 1}


def test_a_large_torn_tail_does_not_hide_what_follows_it(record):
    follower = record.ledger()
    large = change("K3", summary="长" * 40_000)
    write(record.ledger(), large)
    whole = record.journal.read_bytes()
    record.journal.write_bytes(whole[:-1])
    assert follower.refresh() == follower.refresh() == frozenset()
    record.journal.write_bytes(whole)
    assert follower.refresh() == {"K3"}
    record.journal.write_bytes(whole + flipped(whole[record.ends[3] :], 40))
    assert follower.refresh() == follower.refresh() == frozenset()
    write(follower, change("K4"))
    assert len(record.quarantine()) == 1
    assert set(record.revisions()) == {"K1", "K2", "K3", "K4"}


def test_an_interrupted_reader_reads_again_from_the_start(record, monkeypatch):
    follower = record.ledger()
    write(record.ledger(), change("K3"), change("K4"))
    put_row, calls = follower._view._put_row, []

    def interrupted(number, row):
        calls.append(number)
        if len(calls) == 2:
            raise KeyboardInterrupt
        put_row(number, row)

    monkeypatch.setattr(follower._view, "_put_row", interrupted)
    with pytest.raises(KeyboardInterrupt):
        follower.refresh()
    assert follower.refresh() >= {"K4"}
    assert {number: len(follower.events(number)) for number in follower.rows()} == record.revisions()


def test_a_header_that_claims_more_than_there_is_is_no_action(record):
    record.journal.write_bytes(record.content + b"ffffffff 00000000 " + b'{"seq":4')
    assert record.revisions() == STATES[3]
    write(record.ledger(), change("K3"))
    assert len(record.quarantine()[0]) == HEADER_SIZE + 8


def test_a_missing_journal_is_named(record):
    record.journal.unlink()
    with pytest.raises(StorageError, match=str(record.home.path)):
        record.ledger()
