"""Going through a data folder, and copying it while others work."""

from __future__ import annotations

import threading

import pytest

from desk.errors import StorageError, UsageError
from storage import copy_home, create_home, verify
from storage.checkpoint import Limits
from tests.storage.contract import change, write


@pytest.fixture
def home(tmp_path):
    home = create_home(tmp_path / "desk", pack="kunlun", practice=True, operator="热线")
    ledger = home.ledger()
    write(ledger, change("K1", events=2), change("K2"))
    ledger.checkpoint()
    write(ledger, change("K1", 2))
    home.documents().write("units", [{"code": "b1"}], expected_rev=0)
    home.documents().put_file("in/a.xlsx", b"x" * 3_000_000)
    home.drafts().save("王芳", "new", {"content": "投诉"})
    return home


def flip(path, place: int) -> None:
    """Turn one bit of a file."""
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(bytes(content))


def test_a_sound_folder_is_counted(home):
    report = verify(home)
    assert report.sound
    assert (report.tickets, report.events, report.faults, report.set_aside) == (2, 4, (), ())


def test_a_torn_write_that_was_set_aside_is_named_and_is_no_fault(home):
    journal = home.path / "journal-2.jl"
    journal.write_bytes(journal.read_bytes() + b"0000")
    assert verify(home).sound
    write(home.ledger(), change("K3"))
    report = verify(home)
    assert report.sound
    assert len(report.set_aside) == 1
    assert "journal-2" in report.set_aside[0]


def test_each_damaged_file_has_its_sentence_and_the_rest_is_still_counted(home):
    write(home.ledger(), change("K3"))
    flip(home.path / "journal-2.jl", 30)
    flip(home.path / "documents" / "units.json", 20)
    (home.path / "drafts" / "王芳" / "new.json").write_bytes(b"{")
    (home.path / "open.json").chmod(0o644)
    report = verify(home)
    assert not report.sound
    assert (report.tickets, report.events) == (2, 3)
    for name in ("journal-2.jl", "units.json", "new.json", "open.json"):
        assert len([fault for fault in report.faults if name in fault]) == 1
    assert len(report.faults) == 4


def test_a_damaged_history_is_named_by_its_ticket(home):
    path = home.path / "open.json"
    content = path.read_bytes()
    path.write_bytes(content.replace(b'"rev":2,"kind"', b'"rev":3,"kind"', 1))
    faults = verify(home).faults
    assert [("K1" in fault, str(path) in fault) for fault in faults] == [(False, True), (True, False)]
    path.write_bytes(content.replace(b'"kind":"note"', b'"kind":"note}', 1))
    assert any("K1" in fault for fault in verify(home).faults)
    with pytest.raises(StorageError, match="K1"):
        home.ledger().events("K1")
    assert len(home.ledger().events("K2")) == 1


def test_a_folder_that_cannot_be_opened_is_one_fault(home):
    (home.path / "open.json").unlink()
    assert [("open.json" in fault) for fault in verify(home).faults] == [True]


def test_a_copy_is_the_whole_folder_and_goes_its_own_way(home, tmp_path):
    copy = copy_home(home, tmp_path / "backup" / "2026-02-09")
    assert dict(copy.settings) == dict(home.settings)
    assert dict(copy.ledger().rows()) == dict(home.ledger().rows())
    assert copy.ledger().events("K1") == home.ledger().events("K1")
    assert copy.documents().read("units") == (1, [{"code": "b1"}])
    assert copy.documents().get_file("in/a.xlsx") == b"x" * 3_000_000
    assert copy.drafts().load("王芳", "new") == {"content": "投诉"}
    assert verify(copy).sound
    write(copy.ledger(), change("K9"))
    assert "K9" not in home.ledger().rows()


def test_a_copy_may_lie_inside_the_folder(home):
    copy_home(home, home.path / "backup" / "1")
    second = copy_home(home, home.path / "backup" / "2")
    assert verify(second).tickets == 2
    assert not (second.path / "backup" / "2").exists()


def test_nothing_is_copied_over_something_else(home, tmp_path):
    other = create_home(tmp_path / "other", pack="kunlun")
    with pytest.raises(UsageError, match=str(other.path)):
        copy_home(home, other.path)
    assert dict(other.ledger().rows()) == {}


def test_copies_taken_while_others_write_and_make_checkpoints_are_sound(home, tmp_path):
    done = threading.Event()

    def work() -> None:
        ledger = home.ledger(limits=Limits(frames=3))
        count = 0
        while not done.is_set() or count < 20:
            with ledger.transaction() as transaction:
                number = f"N{transaction.serial('N')}"
                transaction.add(change(number))
            count += 1

    thread = threading.Thread(target=work)
    thread.start()
    reports = [verify(copy_home(home, tmp_path / f"copy{i}")) for i in range(6)]
    done.set()
    thread.join()
    assert all(report.sound and not report.set_aside for report in reports)
    assert [report.tickets for report in reports] == sorted(report.tickets for report in reports)
