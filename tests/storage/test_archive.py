"""The archive on disk: files that plain TinyDB reads, an index that may be lost, damage that is named."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest
from tinydb import TinyDB, where

from desk.errors import StorageError
from desk.ports import ArchiveQuery
from storage import archive, copy_home, create_home, index, open_home, restore_home, verify
from storage.archive_reader import read_sheet
from storage.checkpoint import Limits
from storage.ledger import TinyLedger
from tests.storage.archive_contract import numbers, ticket
from tests.storage.contract import change, write


@pytest.fixture
def home(tmp_path):
    home = create_home(tmp_path / "desk", pack="kunlun")
    ledger = home.ledger()
    write(ledger, change("K0"), ticket("K1"), ticket("K2", closed_at="2026-03-01T08:00:00+08:00"))
    ledger.checkpoint()
    write(ledger, ticket("K1", 1, level=2), ticket("K3", closed_at=None))
    ledger.checkpoint()
    return home


def files(home) -> list[str]:
    return sorted(path.name for path in (home.path / "closed").iterdir())


def lose_index(home) -> None:
    for path in home.path.glob("index.sqlite*"):
        path.unlink()


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(bytes(content))


def test_a_checkpoint_adds_files_by_month_and_changes_none(home):
    assert files(home) == [
        "2026-02.2.1.json",
        "2026-02.3.1.json",
        "2026-03.2.2.json",
        "undated.3.2.json",
    ]
    before = {name: (home.path / "closed" / name).read_bytes() for name in files(home)}
    write(home.ledger(), ticket("K4"))
    home.ledger().checkpoint()
    assert len(files(home)) == 5
    assert before.items() <= {n: (home.path / "closed" / n).read_bytes() for n in files(home)}.items()


def test_plain_tinydb_opens_every_file(home):
    found = []
    for name in files(home):
        with TinyDB(home.path / "closed" / name, encoding="utf-8") as plain:
            found += [(doc["number"], doc["rev"]) for doc in plain.table("tickets")]
            assert plain.table("meta").all()[0]["format"] == 1
    assert sorted(found) == [("K1", 1), ("K1", 2), ("K2", 1), ("K3", 1)]
    with TinyDB(home.path / "closed" / "2026-02.3.1.json", encoding="utf-8") as plain:
        again = plain.table("tickets").get(where("row")["level"] == 2)
    assert [one["rev"] for one in again["events"]] == [1, 2]


def test_a_month_is_cut_into_files_that_stay_small(home, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST", 3000)
    write(home.ledger(), *(ticket(f"N{i}") for i in range(20)))
    home.ledger().checkpoint()
    own = [name for name in files(home) if name.startswith("2026-02.4.")]
    assert len(own) > 2
    assert all((home.path / "closed" / name).stat().st_size < 6000 for name in own)
    assert len(numbers(home.ledger())) == 23
    assert verify(home).sound


def test_a_process_does_not_hold_what_is_archived(home):
    ledger = home.ledger()
    assert set(ledger.rows()) == {"K0"}
    assert set(ledger._view.entries) == {"K0"}


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_bytes(b"x" * 9000)])
def test_a_lost_or_damaged_index_is_made_anew_and_says_how_far_it_is(home, harm):
    lose_index(home)
    home.ledger().prepare_search(lambda _done, _all: None)
    lose = home.path / "index.sqlite"
    for beside in home.path.glob("index.sqlite-*"):
        beside.unlink()
    harm(lose)
    ledger = home.ledger()
    assert ledger.events("K1")[-1].rev == 2
    told: list[tuple[int, int]] = []
    ledger.prepare_search(lambda done, whole: told.append((done, whole)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert numbers(ledger) == ["K2", "K1", "K3"]
    assert verify(home).sound


def test_an_index_that_is_exchanged_while_it_is_in_use_is_noticed(home):
    ledger = home.ledger()
    assert numbers(ledger, level=2) == ["K1"]
    lose_index(home)
    assert numbers(home.ledger(), level=2) == ["K1"]
    write(ledger, ticket("K4", level=2))
    ledger.checkpoint()
    assert set(numbers(ledger, level=2)) == {"K1", "K4"}


def test_a_ticket_is_found_without_an_index_and_none_is_made_for_it(home):
    lose_index(home)
    ledger = home.ledger()
    assert ledger.row("K3")["number"] == "K3"
    with ledger.transaction() as transaction:
        assert [len(transaction.events(number)) for number in ("K1", "K2", "K9")] == [2, 1, 0]
    assert not (home.path / "index.sqlite").exists()


def test_the_index_holds_no_personal_number_and_is_private(home):
    write(home.ledger(), ticket("K5", content="回电13800001234，证件号110101199003070011"))
    home.ledger().checkpoint()
    assert numbers(home.ledger(), text="回电") == ["K5"]
    content = b"".join(path.read_bytes() for path in home.path.glob("index.sqlite*"))
    coded = b"31g3333g3838g3030g30"
    assert b"13800001234" not in content
    assert coded not in content
    assert {path.stat().st_mode & 0o077 for path in home.path.glob("index.sqlite*")} == {0}


def test_a_ticket_that_changes_while_it_is_moved_stays(home, monkeypatch):
    ledger, other = home.ledger(), home.ledger()
    write(ledger, ticket("K5"), ticket("K6"))
    real = archive.write_parts
    changes = [ticket("K5", 1, state="reworking")]

    def meanwhile(*args):
        real(*args)
        if changes:
            write(other, changes.pop())

    monkeypatch.setattr(archive, "write_parts", meanwhile)
    ledger.checkpoint()
    for handle in (ledger, home.ledger()):
        handle.refresh()
        assert set(handle.rows()) == {"K0", "K5"}
        assert set(numbers(handle)) == {"K1", "K2", "K3", "K6"}
    assert verify(home).sound


def test_a_reader_that_has_not_seen_the_move_counts_each_ticket_once(home):
    slow, ledger = home.ledger(), home.ledger()
    write(ledger, ticket("K5", state="replied"))
    slow.refresh()
    write(ledger, ticket("K5", 1))
    ledger.checkpoint()
    every = [*slow.rows(), *numbers(slow)]
    assert sorted(every) == ["K0", "K1", "K2", "K3", "K5"]


def test_many_processes_search_while_tickets_are_archived(home):
    done = threading.Event()
    failed: list[Exception] = []

    def search() -> None:
        ledger = home.ledger()
        try:
            while not done.is_set():
                ledger.refresh()
                rows = ledger.rows()
                found = ledger.search(ArchiveQuery(text="态度", limit=None)).rows
                assert not rows.keys() & {row["number"] for row in found}
        except (AssertionError, StorageError) as error:
            failed.append(error)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    ledger = home.ledger(limits=Limits(frames=2))
    for i in range(30):
        write(ledger, ticket(f"N{i}"))
    done.set()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len({*numbers(home.ledger(), text="态度"), *home.ledger().rows()}) == 34


def test_each_flipped_byte_of_a_file_is_named_with_its_file_and_place(home):
    path = home.path / "closed" / "2026-02.3.1.json"
    whole = path.read_bytes()
    begin = read_sheet(path).lines[0][0]
    for place in range(0, len(whole), 7):
        flip(path, place)
        faults = verify(home).faults
        path.write_bytes(whole)
        assert faults, place
        assert all(str(path) in fault or "K1" in fault for fault in faults[:1])
    flip(path, begin + 200)
    assert f"{begin}" in verify(home).faults[0]
    with pytest.raises(StorageError, match=rf"{path.name}.*{begin}"):
        home.ledger().events("K1")
    assert len(home.ledger().events("K2")) == 1


def test_a_missing_file_is_named(home):
    (home.path / "closed" / "2026-03.2.2.json").unlink()
    assert any(str(home.path / "closed") in fault for fault in verify(home).faults)


def test_an_index_that_says_something_else_is_a_fault(home):
    with sqlite3.connect(home.path / "index.sqlite") as connection:
        connection.execute("UPDATE tickets SET offset = offset + 1 WHERE number = 'K2'")
    connection.close()
    assert [("index.sqlite" in fault) for fault in verify(home).faults] == [True]
    lose_index(home)
    assert verify(home).sound


def test_verify_counts_archived_tickets_and_their_events(home):
    report = verify(home)
    assert (report.tickets, report.events, report.faults) == (4, 5, ())


def test_a_copy_holds_the_archive_and_its_index(home, tmp_path):
    copy = copy_home(home, tmp_path / "copy")
    assert verify(copy).sound
    told: list[int] = []
    copy.ledger().prepare_search(lambda done, _all: told.append(done))
    assert told == []
    assert numbers(copy.ledger(), level=2) == ["K1"]


def snapshot_of(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file of a folder with its time of change and content."""
    found = {str(path): path for path in folder.rglob("*") if path.is_file()}
    return {name: (path.stat().st_mtime_ns, path.read_bytes()) for name, path in found.items()}


def test_restoring_touches_nothing_in_the_backup(home, tmp_path):
    backup = copy_home(home, tmp_path / "backup").path
    before = snapshot_of(backup)
    folders = [backup, *(path for path in backup.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o500)
    restored = restore_home(backup, tmp_path / "restored")
    for folder in folders:
        folder.chmod(0o700)
    assert snapshot_of(backup) == before
    assert verify(restored).tickets == 4
    assert verify(restored).sound
    assert numbers(restored.ledger(), level=2) == ["K1"]
    write(restored.ledger(), ticket("K1", 2))


def test_a_folder_at_work_is_restored_from_under_its_locks(home, tmp_path):
    shutil.copytree(home.path, tmp_path / "raw")
    with home.ledger().transaction(), pytest.raises(StorageError):
        restore_home(home.path, tmp_path / "no", lock_limit=0.05)
    assert verify(restore_home(tmp_path / "raw", tmp_path / "yes")).sound


def test_what_a_killed_checkpoint_left_never_counts(home):
    left = home.path / "closed" / "2026-02.4.1.json"
    shutil.copy(home.path / "closed" / "2026-02.3.1.json", left)
    assert len(numbers(home.ledger())) == 3
    write(home.ledger(), ticket("K1", 2, state="reworking"))
    TinyLedger(home.path, holder="test").checkpoint()
    assert not left.exists()
    assert len(os.listdir(home.path / "quarantine")) == 1  # noqa: PTH208 - names
    assert set(open_home(home.path).ledger().rows()) == {"K0", "K1"}


def test_an_index_of_other_files_is_not_believed(home, tmp_path):
    other = create_home(tmp_path / "other", pack="kunlun")
    write(other.ledger(), change("K0"))
    other.ledger().checkpoint()
    write(other.ledger(), ticket("K1", content="另一份归档"), ticket("K3", content="更长的内容" * 9))
    other.ledger().checkpoint()
    lose_index(home)
    index.copy(other.path, home.path, still=False)
    assert home.ledger().events("K1")[-1].rev == 2
    assert numbers(home.ledger()) == ["K2", "K1", "K3"]


def test_a_full_disk_leaves_nothing_of_the_archive_it_was_writing(home, monkeypatch):
    before = files(home)
    ledger = home.ledger()
    write(ledger, ticket("K5"), ticket("K6", closed_at="2026-04-01T08:00:00+08:00"))
    real = os.replace

    def full(source, target):
        if "2026-04" in str(target):
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(StorageError):
        ledger.checkpoint()
    assert files(home) == before
    assert set(home.ledger().rows()) == {"K0", "K5", "K6"}
    monkeypatch.setattr(os, "replace", real)
    assert ledger.checkpoint()
    assert set(home.ledger().rows()) == {"K0"}
    assert verify(home).sound


def test_an_index_of_another_format_is_made_anew(home):
    with sqlite3.connect(home.path / "index.sqlite") as connection:
        connection.execute("UPDATE meta SET value = 99 WHERE key = 'version'")
        connection.execute("DELETE FROM tickets")
    connection.close()
    assert numbers(home.ledger()) == ["K2", "K1", "K3"]
    assert verify(home).sound
