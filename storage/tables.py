"""TinyDB over the desk's files, by its public extension points: storage, table class, query cache class."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table
from tinydb.utils import LRUCache

from desk.errors import StorageError
from desk.i18n import _
from storage.codec import to_json
from storage.files import damaged_file, replace_file
from storage.ledger import TinyLedger

Tables = dict[str, dict[str, Any]]


class NoCache(LRUCache[Any, Any]):
    """A query cache that keeps nothing, because other processes write too."""

    def set(self, key: Any, value: Any) -> None:
        """Keep nothing."""


class UncachedTable(Table):
    """A table that asks its storage every time."""

    query_cache_class = NoCache


class SharedTinyDB(TinyDB):
    """TinyDB without the query cache."""

    table_class = UncachedTable


class LedgerStorage(Storage):
    """The live ledger as TinyDB sees a file: table `tickets`, documents as in a snapshot; read-only."""

    def __init__(self, ledger: TinyLedger) -> None:
        self._ledger = ledger

    def read(self) -> Tables:
        """Return every ticket whole, as of the ledger's last refresh."""
        lines = enumerate(self._ledger.tickets(), start=1)
        return {"tickets": {str(key): json.loads(line) for key, (_number, line) in lines}}

    def write(self, data: Tables) -> NoReturn:  # noqa: ARG002 - TinyDB's signature
        """Refuse: tickets change by actions, not by tables."""
        raise StorageError(_("The record is for reading here; a ticket changes by an action of the desk."))


class AtomicStorage(Storage):
    """One TinyDB file, replaced as a whole by `commit` and not before; a crash leaves the old or the new."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tables: Tables | None = None

    def read(self) -> Tables | None:
        """Return what was written, committed or not; StorageError when the file is no TinyDB file."""
        if self._tables is None:
            self._tables = read_tables(self._path)
        return self._tables

    def write(self, data: Tables) -> None:
        """Keep the tables for `commit`."""
        self._tables = data

    def commit(self) -> None:
        """Put the tables on disk; OSError when they cannot be."""
        replace_file(self._path, tables_json(self._tables or {}))


def read_tables(path: Path) -> Tables | None:
    """Return the tables of a TinyDB file, None when there is no file; StorageError when it is damaged."""
    try:
        tables = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise StorageError(damaged_file(path)) from error
    if not _are_tables(tables):
        raise StorageError(damaged_file(path))
    return dict(tables)


def _are_tables(raw: Any) -> bool:
    tables = raw.values() if isinstance(raw, dict) else [raw]
    return all(isinstance(table, dict) and all(map(_is_document, table.items())) for table in tables)


def _is_document(item: tuple[str, Any]) -> bool:
    return item[0].isdecimal() and isinstance(item[1], dict)


def tables_json(tables: Tables) -> bytes:
    """Return tables as JSON with one document a line."""
    return b"{" + b",\n".join(_table_json(name, documents) for name, documents in tables.items()) + b"}\n"


def _table_json(name: str, documents: dict[str, Any]) -> bytes:
    lines = [b"%b:%b" % (to_json(str(key)), to_json(document)) for key, document in documents.items()]
    return to_json(name) + b":{\n" + b",\n".join(lines) + b"\n}"
