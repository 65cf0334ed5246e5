"""Killed before any of its system calls, an operation is whole or absent, and the next one goes through."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desk.errors import StorageError
from desk.ports import ArchiveQuery
from storage import copy_home, create_home, open_home, verify
from tests.storage import worker
from tests.storage.archive_contract import ticket
from tests.storage.contract import change, write


@pytest.fixture
def home(tmp_path):
    home = create_home(tmp_path / "desk", pack="kunlun")
    ledger = home.ledger()
    write(ledger, change("K1", text="旧", source="s1"), change("K2"), ticket("K4"), ticket("K5", level=1))
    ledger.checkpoint()
    write(ledger, change("K1", 1, events=2, source="s1"), change("K3", summary="投诉"))
    write(ledger, ticket("K5", 1, level=2), ticket("K6", closed_at="2026-03-01T09:00:00+08:00"))
    with ledger.transaction() as transaction:
        transaction.serial("K")
    home.documents().write("units", [{"old": 1}], expected_rev=0)
    home.drafts().save("wang", "new", {"old": 1})
    return home


def cases(home, operation: str) -> list[Path]:
    """Copies of the home after each kill; the last is the one where nothing was killed."""
    code, lines = worker.run("sweep", home.path, operation)
    found = [line.split(" ", 1) for line in lines]
    assert code == 0
    assert [int(end) for end, _ in found] == [worker.KILLED] * (len(found) - 1) + [0]
    return [Path(path) for _, path in found]


def record(path: Path) -> tuple:
    """Everything that the ledger of a home says."""
    ledger = open_home(path).ledger()
    rows = {row["number"]: row for row in ledger.search(ArchiveQuery(limit=None)).rows}
    assert not rows.keys() & ledger.rows().keys()
    tickets = {number: (row, ledger.events(number)) for number, row in (rows | ledger.rows()).items()}
    with pytest.raises(KeyError), ledger.transaction() as transaction:
        raise KeyError(transaction.serial("K"))
    return tickets, ledger._view.serials


def goes_on(path: Path) -> bool:
    """Whether the home takes the next action, and a checkpoint clears up."""
    ledger = open_home(path).ledger()
    write(ledger, change("K2", 1))
    assert ledger.checkpoint()
    journals = [name for name in os.listdir(path) if name.startswith("journal")]  # noqa: PTH208 - names
    return (
        len(journals) == 1
        and len(open_home(path).ledger().events("K2")) == 2
        and verify(open_home(path)).sound
    )


def test_a_killed_checkpoint_changes_nothing(home):
    before = record(home.path)
    found = cases(home, "checkpoint")
    assert len(found) > 60
    assert all(record(path) == before and goes_on(path) for path in found)
    assert set(open_home(found[-1]).ledger().rows()) == {"K1", "K2", "K3"}


def test_a_killed_indexing_changes_nothing(home):
    before = record(home.path)
    for path in home.path.glob("index.sqlite*"):
        path.unlink()
    found = cases(home, "index")
    assert len(found) > 30
    assert all(record(path) == before and goes_on(path) for path in found)


def test_a_killed_return_from_the_archive_is_whole_or_absent(home):
    before = record(home.path)
    found = cases(home, "back")
    states = [record(path) for path in found]
    assert [len(states[i][0]["K4"][1]) for i in (0, -1)] == [1, 2]
    assert states == [before] * states.count(before) + [states[-1]] * states.count(states[-1])
    assert all(goes_on(path) for path in found)


@pytest.mark.parametrize("tail", [b"", b"00000a00 torn"])
def test_a_killed_action_is_whole_or_absent(home, tail):
    before = record(home.path)
    with (home.path / "journal-2.jl").open("ab") as journal:
        journal.write(tail)
    found = cases(home, "act")
    after = record(found[-1])
    states = [record(path) for path in found]
    assert len(after[0]["K1"][1]) == 4
    assert after[1] == {"K": 2}
    assert states == [before] * states.count(before) + [after] * states.count(after)
    assert states.count(before) > 2
    assert all(goes_on(path) for path in found)


def test_a_killed_write_of_a_table_is_whole_or_absent(home):
    found = [open_home(path).documents() for path in cases(home, "table")]
    states = [documents.read("units") for documents in found]
    assert states[-1] == (2, [{"new": 1}])
    assert all(state in ((1, [{"old": 1}]), states[-1]) for state in states)
    assert [
        documents.write("units", [], expected_rev=state[0])
        for documents, state in zip(found, states, strict=True)
    ]


def test_a_killed_file_can_be_handed_in_again(home):
    for path in cases(home, "file"):
        documents = open_home(path).documents()
        documents.put_file("in/new.xlsx", b"new")
        assert documents.get_file("in/new.xlsx") == b"new"


def test_a_killed_draft_is_the_old_or_the_new(home):
    states = [open_home(path).drafts().load("wang", "new") for path in cases(home, "draft")]
    assert states[0] == {"old": 1}
    assert states[-1] == {"new": 1}
    assert all(state in (states[0], states[-1]) for state in states)


def made(path: Path) -> bool:
    """Whether there is a home; what is none must be refused as such."""
    try:
        return bool(open_home(path).path)
    except StorageError:
        return False


def test_a_killed_init_leaves_a_whole_home_or_one_that_can_be_made_again(home):
    found = [path / "made" for path in cases(home, "create")]
    finished = [made(path) for path in found]
    assert finished == sorted(finished)
    assert finished.count(False) > 5
    for path, whole in zip(found, finished, strict=True):
        opened = open_home(path) if whole else create_home(path, pack="kunlun")
        write(opened.ledger(), change("K1"))
        assert verify(opened).tickets == 1


def test_half_a_copy_is_no_home_and_its_source_goes_on(home):
    found = cases(home, "copy")
    finished = [made(path / "copy") for path in found]
    assert finished == sorted(finished)
    for path, whole in zip(found, finished, strict=True):
        assert not whole or record(path / "copy") == record(home.path)
        assert copy_home(open_home(path), path.with_name(f"again-{path.name}")).path


def test_nothing_takes_a_name_before_it_is_on_disk_and_every_name_is_made_durable(home, monkeypatch):
    trail: list[tuple[str, str]] = []

    def noted(name):
        real = getattr(os, name)

        def call(first, *rest):
            place = os.readlink(f"/proc/self/fd/{first}") if isinstance(first, int) else str(rest[0])  # noqa: PTH115
            trail.append((name, place))
            return real(first, *rest)

        monkeypatch.setattr(os, name, call)

    for name in ("fsync", "fdatasync", "replace", "write"):
        noted(name)
    home.ledger().checkpoint()
    home.documents().write("units", [{"new": 1}], expected_rev=1)
    home.documents().put_file("in/new.xlsx", b"new")
    home.drafts().save("wang", "new", {"new": 1})
    renames = [i for i, (name, _) in enumerate(trail) if name == "replace"]
    assert len(renames) == 6
    for i in renames:
        before, after = trail[i - 1], trail[i + 1]
        folder = str(Path(trail[i][1]).parent)
        assert before[0] == "fsync"
        assert before[1].endswith(".new")
        assert before[1].startswith(folder)
        assert after == ("fsync", folder)
