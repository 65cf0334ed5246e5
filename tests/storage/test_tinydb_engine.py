"""The TinyDB engine keeps the contract."""

from __future__ import annotations

import pytest

from storage import create_home
from storage.checkpoint import Limits
from storage.ledger import TinyLedger
from tests.storage.archive_contract import ArchiveContract
from tests.storage.contract import DocumentsContract, DraftsContract, LedgerContract


@pytest.fixture
def make_home(tmp_path_factory):
    return lambda: create_home(tmp_path_factory.mktemp("home") / "desk", pack="kunlun")


class TestLedger(LedgerContract):
    pass


class EagerHome:
    """A home whose every action is followed by a checkpoint, under whoever is following."""

    def __init__(self, path):
        self._path = create_home(path, pack="kunlun").path

    def ledger(self):
        return TinyLedger(self._path, holder="eager", limits=Limits(frames=1))


class TestLedgerWithACheckpointAfterEveryAction(LedgerContract):
    @pytest.fixture
    def make_home(self, tmp_path_factory):
        return lambda: EagerHome(tmp_path_factory.mktemp("home") / "desk")


class TestArchive(ArchiveContract):
    pass


class ForgetfulHome(EagerHome):
    """A home whose index is lost before every opening."""

    def ledger(self):
        for path in self._path.glob("index.sqlite*"):
            path.unlink()
        return TinyLedger(self._path, holder="forgetful")


class TestArchiveWhoseIndexIsLost(ArchiveContract):
    @pytest.fixture
    def make_home(self, tmp_path_factory):
        return lambda: ForgetfulHome(tmp_path_factory.mktemp("home") / "desk")


class TestDocuments(DocumentsContract):
    pass


class TestDrafts(DraftsContract):
    pass
