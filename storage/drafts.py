"""Half-written forms: the port `desk.ports.Drafts`, one small file each."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from desk.errors import StorageError
from storage.codec import to_json
from storage.files import damaged_file, make_folder, replace_file, safe_name, sync_folder, told

_KEYS: Final = {"key", "saved", "fields"}


class TinyDrafts:
    """The drafts of one data folder, `drafts/PERSON/KEY.json`; make it by `Home.drafts`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "drafts"

    def save(self, person: str, key: str, fields: Mapping[str, Any]) -> None:
        """Keep a draft, in place of an older one of the same key; it is on disk when this returns."""
        path = self._path(person, key)
        content = to_json({"key": key, "saved": time.time_ns(), "fields": fields})
        with told(str(path)):
            make_folder(path.parent)
            replace_file(path, content + b"\n")

    def load(self, person: str, key: str) -> dict[str, Any] | None:
        """Return a draft, or None; StorageError when its file is damaged."""
        draft = read_draft(self._path(person, key))
        return draft["fields"] if draft else None

    def drop(self, person: str, key: str) -> None:
        """Forget a draft; nothing happens when there is none."""
        path = self._path(person, key)
        with told(str(path)):
            if path.exists():
                path.unlink(missing_ok=True)
                sync_folder(path.parent)

    def list(self, person: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the person's drafts as (key, fields), newest first."""
        found = [draft for path in self._person(person).glob("*.json") if (draft := read_draft(path))]
        for draft in sorted(found, key=lambda draft: -draft["saved"]):
            yield draft["key"], draft["fields"]

    def _person(self, person: str) -> Path:
        return self._folder / safe_name(person)

    def _path(self, person: str, key: str) -> Path:
        return self._person(person) / f"{safe_name(key)}.json"


def read_draft(path: Path) -> dict[str, Any] | None:
    """Return a draft's file as kept, None when there is none; StorageError when it is damaged."""
    with told(str(path)):
        try:
            draft = json.loads(path.read_bytes())
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise StorageError(damaged_file(path)) from error
    if not isinstance(draft, dict) or not draft.keys() >= _KEYS:
        raise StorageError(damaged_file(path))
    return draft
