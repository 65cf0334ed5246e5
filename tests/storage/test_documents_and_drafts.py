"""Shared tables, received files and drafts as files: readable by plain TinyDB, whole after any failure."""

from __future__ import annotations

import os
import threading

import pytest
from tinydb import TinyDB

from desk.errors import Conflict, StorageError
from storage import create_home


@pytest.fixture
def home(tmp_path):
    return create_home(tmp_path / "desk", pack="kunlun")


def test_plain_tinydb_opens_a_table(home):
    home.documents().write("units", [{"code": "b1", "zh": "城东支行"}, {"code": "b2"}], expected_rev=0)
    with TinyDB(home.path / "documents" / "units.json", encoding="utf-8") as plain:
        assert plain.table("documents").all() == [{"code": "b1", "zh": "城东支行"}, {"code": "b2"}]
        assert plain.table("meta").all()[0]["rev"] == 1


@pytest.mark.parametrize("name", ["replace", "fsync"])
def test_a_table_whose_write_fails_stays_as_it_was(home, monkeypatch, name):
    documents = home.documents()
    documents.write("units", [{"a": 1}], expected_rev=0)

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, name, full)
    with pytest.raises(StorageError, match="No space left"):
        documents.write("units", [{"b": 2}], expected_rev=1)
    monkeypatch.undo()
    assert documents.read("units") == (1, [{"a": 1}])
    assert [path.name for path in (home.path / "documents").iterdir()] == ["units.json"]


def test_a_flipped_bit_in_a_table_is_found(home):
    documents = home.documents()
    documents.write("units", [{"code": "b1", "zh": "城东支行"}], expected_rev=0)
    path = home.path / "documents" / "units.json"
    content = path.read_bytes()
    for place in range(len(content)):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        try:
            found = documents.read("units")
        except StorageError:
            continue
        assert found == (1, [{"code": "b1", "zh": "城东支行"}])


def test_writers_at_once_lose_nothing(home):
    def add() -> None:
        documents = home.documents()
        for _ in range(10):
            while True:
                rev, found = documents.read("units")
                try:
                    documents.write("units", [*found, {"n": len(found)}], expected_rev=rev)
                except Conflict:
                    continue
                break

    threads = [threading.Thread(target=add) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert home.documents().read("units") == (30, [{"n": n} for n in range(30)])


def test_names_of_tables_files_and_drafts_stay_inside_their_folders(home, tmp_path):
    home.documents().write("../../x", [{"a": 1}], expected_rev=0)
    home.documents().put_file("a/.b/ \n..c/报告 (1).xlsx", b"x")
    home.drafts().save("../..", "/etc/passwd", {"a": 1})
    home.drafts().save("", "." * 400, {"a": 2})
    assert [path.name for path in tmp_path.iterdir()] == ["desk"]
    assert home.documents().get_file("a/.b/ \n..c/报告 (1).xlsx") == b"x"
    assert home.drafts().load("../..", "/etc/passwd") == {"a": 1}
    assert home.drafts().load("", "." * 400) == {"a": 2}
    names = {path.name for path in home.path.rglob("*")}
    assert not [name for name in names if name.startswith(".") or " " in name or "\n" in name]


def test_a_file_that_cannot_be_kept_whole_is_not_kept(home, monkeypatch):
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, content: real(fd, content[:1]))
    with pytest.raises(StorageError):
        home.documents().put_file("a.xlsx", b"whole")
    monkeypatch.undo()
    with pytest.raises(StorageError, match=r"a\.xlsx"):
        home.documents().get_file("a.xlsx")
    home.documents().put_file("a.xlsx", b"whole")
    assert home.documents().get_file("a.xlsx") == b"whole"


@pytest.mark.parametrize("content", [b"{", b"[]", b"{}", b"\xff"])
def test_a_damaged_draft_is_named(home, content):
    home.drafts().save("wang", "new", {"a": 1})
    path = home.path / "drafts" / "wang" / "new.json"
    path.write_bytes(content)
    with pytest.raises(StorageError, match=r"new\.json"):
        home.drafts().load("wang", "new")
    with pytest.raises(StorageError, match=r"new\.json"):
        list(home.drafts().list("wang"))
