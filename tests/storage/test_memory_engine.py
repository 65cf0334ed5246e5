"""The engine in memory that other tests use keeps the contract too."""

from __future__ import annotations

import pytest

from tests.storage.archive_contract import ArchiveContract
from tests.storage.contract import DocumentsContract, DraftsContract, LedgerContract
from tests.support.memory_ledger import MemoryHome


@pytest.fixture
def make_home():
    return MemoryHome


class TestLedger(LedgerContract):
    pass


class TestArchive(ArchiveContract):
    pass


class TestDocuments(DocumentsContract):
    pass


class TestDrafts(DraftsContract):
    pass
