"""Shared tables and received files: the port `desk.ports.Documents` as TinyDB files, each with a revision."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, cast

from desk.errors import BadInput, Conflict, Refused, StorageError
from desk.i18n import _
from storage.codec import to_json
from storage.files import damaged_file, make_folder, replace_file, safe_name, told
from storage.lock import LIMIT, locked
from storage.tables import AtomicStorage, SharedTinyDB

LOCK_NAME: Final = "documents.lock"


class TinyDocuments:
    """The tables and files under `documents/` of one data folder; make it by `Home.documents`."""

    def __init__(self, folder: Path, *, holder: str, lock_limit: float = LIMIT) -> None:
        self._folder = folder / "documents"
        self._lock = folder / LOCK_NAME
        self._holder = holder
        self._lock_limit = lock_limit

    def read(self, table: str) -> tuple[int, list[dict[str, Any]]]:
        """Return the table's revision (0 when it does not exist) and its documents in order."""
        return read_table(self._path(table))

    def write(self, table: str, documents: Sequence[Mapping[str, Any]], *, expected_rev: int) -> int:
        """Replace the table and return its new revision; Conflict when it changed in between."""
        with self._writing():
            found, _old = self.read(table)
            if found != expected_rev:
                raise Conflict(_overtaken(table, found, expected_rev), found=found)
            plain = [dict(document) for document in documents]
            meta = {"rev": found + 1, "checksum": _checksum(found + 1, plain)}
            with SharedTinyDB(self._path(table), storage=AtomicStorage) as database:
                database.drop_tables()
                database.table("documents").insert_multiple(plain)
                database.table("meta").insert(meta)
                cast("AtomicStorage", database.storage).commit()
        return found + 1

    def put_file(self, name: str, content: bytes) -> None:
        """Keep a received file; Refused when another content stands there, BadInput for a bad name."""
        path = self._file(name)
        with self._writing():
            make_folder(path.parent)
            if not path.exists():
                replace_file(path, content)
            elif path.read_bytes() != content:
                message = _("Another file is already kept as {name}; hand this one in under another name.")
                raise Refused(message.format(name=name))

    def get_file(self, name: str) -> bytes:
        """Return a kept file; StorageError when it is missing."""
        path = self._file(name)
        with told(str(path)):
            if path.is_file():
                return path.read_bytes()
        raise StorageError(_("No file is kept as {name} in this data folder.").format(name=name))

    def _path(self, table: str) -> Path:
        return self._folder / f"{safe_name(table)}.json"

    def _file(self, name: str) -> Path:
        return self._folder.joinpath("files", *_safe_parts(name))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with told(str(self._folder)), locked(self._lock, self._holder, self._lock_limit):
            make_folder(self._folder)
            yield


def read_table(path: Path) -> tuple[int, list[dict[str, Any]]]:
    """Return the revision and the documents of a table's file; StorageError when it is damaged."""
    with told(str(path)), SharedTinyDB(path, storage=AtomicStorage) as database:
        documents = [dict(document) for document in database.table("documents").all()]
        meta = [dict(entry) for entry in database.table("meta").all()]
    if not meta and not documents:
        return 0, []
    rev = meta[0].get("rev") if meta else None
    if not isinstance(rev, int) or meta[0].get("checksum") != _checksum(rev, documents):
        raise StorageError(damaged_file(path))
    return rev, documents


def _safe_parts(name: str) -> list[str]:
    """Return the parts of a relative name, made safe; BadInput when it leads out of its folder."""
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or not all(parts):
        message = _("The file name {name} leads out of its folder; hand the file in under a plain name.")
        raise BadInput(message.format(name=repr(name)))
    return [safe_name(part) for part in parts]


def _checksum(rev: int, documents: Sequence[Mapping[str, Any]]) -> str:
    return f"{zlib.crc32(to_json([rev, documents])):08x}"


def _overtaken(table: str, found: int, expected: int) -> str:
    message = _(
        "The table {table} is at revision {found} now, not at {expected} as you saw it: read it again first."
    )
    return message.format(table=table, found=found, expected=expected)
