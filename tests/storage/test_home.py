"""The data folder: made, opened, and refused in one sentence."""

from __future__ import annotations

import os
import stat
import tomllib

import pytest

from desk.errors import DeskError, StorageError, UsageError
from storage import create_home, open_home
from tests.storage.contract import change, write


def test_a_home_keeps_its_pack_practice_flag_and_own_settings(tmp_path):
    made = create_home(
        tmp_path / "desk",
        pack="kunlun",
        practice=True,
        operator='昆仑银行 "热线"\\\x7f',
        limits={"idle minutes": 15},
        tags=["a", 1, 2.5, True],
    )
    opened = open_home(tmp_path / "desk")
    for home in (made, opened):
        assert (home.pack, home.practice) == ("kunlun", True)
        assert home.settings["operator"] == '昆仑银行 "热线"\\\x7f'
        assert home.settings["limits"] == {"idle minutes": 15}
        assert home.settings["tags"] == ["a", 1, 2.5, True]
    written = tomllib.loads((tmp_path / "desk" / "desk.toml").read_text("utf-8"))
    assert (written["format"], written["engine"]) == (1, "tinydb")


def test_a_home_is_not_for_practice_unless_asked_for(tmp_path):
    assert create_home(tmp_path / "desk", pack="kunlun").practice is False


def test_nobody_else_can_read_what_is_in_a_home(tmp_path):
    home = create_home(tmp_path / "deep" / "desk", pack="kunlun")
    ledger = home.ledger()
    write(ledger, change("K1"))
    ledger.checkpoint()
    write(ledger, change("K2"))
    home.documents().write("units", [{"a": 1}], expected_rev=0)
    home.documents().put_file("in/a.xlsx", b"x")
    home.drafts().save("wang", "new", {})
    (home.path / "journal-2.jl").write_bytes((home.path / "journal-2.jl").read_bytes() + b"torn")
    write(home.ledger(), change("K3"))
    paths = [home.path, *home.path.rglob("*")]
    modes = {path.relative_to(home.path): stat.S_IMODE(path.stat().st_mode) for path in paths}
    assert {mode for path, mode in modes.items() if (home.path / path).is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if (home.path / path).is_file()} == {0o600}
    assert len(modes) >= 14


def test_nothing_of_an_atomic_write_is_left_beside_the_files(tmp_path):
    home = create_home(tmp_path / "desk", pack="kunlun")
    home.documents().write("units", [{"a": 1}], expected_rev=0)
    home.ledger().checkpoint()
    assert not [path for path in home.path.rglob("*") if path.name.endswith(".new")]


def test_an_empty_folder_may_become_a_home_and_one_with_the_rest_of_a_killed_attempt(tmp_path):
    (tmp_path / "empty").mkdir(mode=0o755)
    assert create_home(tmp_path / "empty", pack="kunlun").path == tmp_path / "empty"
    create_home(tmp_path / "killed", pack="kunlun")
    (tmp_path / "killed" / "desk.toml").unlink()
    (tmp_path / "killed" / ".desk.toml.123.new").write_text("form")
    again = create_home(tmp_path / "killed", pack="consumer_finance")
    assert again.pack == "consumer_finance"
    assert dict(again.ledger().rows()) == {}


def refused(kind: type[DeskError], call, *words: str) -> None:
    """The call ends in one sentence of this kind with these words."""
    with pytest.raises(kind) as error:
        call()
    sentence = error.value.message
    assert all(word in sentence for word in words), sentence
    assert "\n" not in sentence


def test_a_home_is_not_made_over_something_else(tmp_path):
    create_home(tmp_path / "desk", pack="kunlun")
    (tmp_path / "file").write_text("x")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "photo.jpg").write_text("x")
    for name in ("desk", "file", "other"):
        path = tmp_path / name
        refused(UsageError, lambda path=path: create_home(path, pack="kunlun"), str(path))
    assert (tmp_path / "file").read_text() == "x"
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["photo.jpg"]


def test_what_is_no_home_is_refused_with_the_way_to_make_one(tmp_path):
    (tmp_path / "file").write_text("x")
    (tmp_path / "other").mkdir()
    for name in ("missing", "file", "other"):
        path = tmp_path / name
        refused(StorageError, lambda path=path: open_home(path), str(path), "desk init")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('format = 2\nengine = "tinydb"\npack = "kunlun"\npractice = false', "2"),
        ('format = 1\nengine = "paper"\npack = "kunlun"\npractice = false', "paper"),
        ("format = 1", "desk.toml"),
        ("format = [", "desk.toml"),
        ("\xff", "desk.toml"),
        ('format = "one"\nengine = "tinydb"\npack = "kunlun"\npractice = false', "desk.toml"),
    ],
)
def test_settings_that_are_too_new_unknown_or_damaged_are_refused(tmp_path, text, word):
    create_home(tmp_path / "desk", pack="kunlun")
    (tmp_path / "desk" / "desk.toml").write_text(text, "latin-1")
    refused(StorageError, lambda: open_home(tmp_path / "desk"), str(tmp_path / "desk"), word)


def test_a_folder_that_the_system_will_not_let_us_write_is_refused(tmp_path, monkeypatch):
    create_home(tmp_path / "desk", pack="kunlun")
    monkeypatch.setattr(os, "access", lambda _path, mode: not mode & os.W_OK)
    refused(StorageError, lambda: open_home(tmp_path / "desk"), str(tmp_path / "desk"))


def test_a_home_below_a_file_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("x")
    refused(StorageError, lambda: create_home(tmp_path / "file" / "desk", pack="kunlun"), "file")
