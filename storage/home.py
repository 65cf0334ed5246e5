"""The data folder: making it, opening it, and saying in one sentence why it cannot be."""

from __future__ import annotations

import getpass
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from desk.errors import StorageError, UsageError
from desk.i18n import _
from storage import snapshot
from storage.checkpoint import Limits
from storage.codec import to_json
from storage.documents import TinyDocuments
from storage.drafts import TinyDrafts
from storage.files import PRIVATE_FOLDER, make_folder, replace_file, told
from storage.journal import Position, create_journal
from storage.ledger import TinyLedger
from storage.lock import LIMIT
from storage.view import View

FORMAT: Final = 1
ENGINE: Final = "tinydb"
SETTINGS: Final = "desk.toml"
_OURS: Final = frozenset({snapshot.NAME, f".{snapshot.NAME}.new", "journal-1.jl"})


@dataclass(frozen=True, slots=True)
class Home:
    """An opened data folder; `holder` is how others see this process when it holds the lock."""

    path: Path
    settings: Mapping[str, Any]
    holder: str

    @property
    def pack(self) -> str:
        """Return the name of the rule pack."""
        return str(self.settings["pack"])

    @property
    def practice(self) -> bool:
        """Return whether the folder is for practice."""
        return bool(self.settings["practice"])

    def ledger(self, *, lock_limit: float = LIMIT, limits: Limits | None = None) -> TinyLedger:
        """Open the record of the tickets; `lock_limit` in seconds."""
        return TinyLedger(self.path, holder=self.holder, lock_limit=lock_limit, limits=limits)

    def documents(self, *, lock_limit: float = LIMIT) -> TinyDocuments:
        """Open the shared tables and received files; `lock_limit` in seconds."""
        return TinyDocuments(self.path, holder=self.holder, lock_limit=lock_limit)

    def drafts(self) -> TinyDrafts:
        """Open the drafts."""
        return TinyDrafts(self.path)


def create_home(
    path: Path | str, *, pack: str, practice: bool = False, holder: str = "", **settings: Any
) -> Home:
    """Make a data folder and open it; `settings` are kept in its desk.toml beside the pack.

    UsageError when something else, or a data folder, stands there; StorageError when it cannot be written.
    """
    folder = prepare_folder(path)
    with told(str(folder)):
        create_journal(folder, 1)
        snapshot.write(folder, View(), Position(1, 0, 0, 0))
        everything = {"format": FORMAT, "engine": ENGINE, "pack": pack, "practice": practice, **settings}
        replace_file(folder / SETTINGS, _toml(everything))
    return open_home(folder, holder=holder)


def prepare_folder(path: Path | str) -> Path:
    """Make an empty private folder for a new home, or take an empty one; refuse as `create_home` does."""
    folder = Path(path).expanduser().absolute()
    _refuse_occupied(folder)
    with told(str(folder)):
        make_folder(folder)
        folder.chmod(PRIVATE_FOLDER)
    return folder


def open_home(path: Path | str, *, holder: str = "", writing: bool = True) -> Home:
    """Open a data folder; `holder` names this process to others, by default the account and process number.

    StorageError when there is none at `path`, or it is damaged, too new or, for `writing`, not writable.
    """
    folder = Path(path).expanduser().absolute()
    _refuse_foreign(folder)
    settings = _read_settings(folder / SETTINGS)
    if writing and not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        message = _("The data folder {path} cannot be written to by this account; ask for access to it.")
        raise StorageError(message.format(path=folder))
    return Home(folder, MappingProxyType(settings), _signature(holder))


def _signature(holder: str) -> str:
    return f"{holder or getpass.getuser()} ({os.getpid()})"


def _refuse_occupied(folder: Path) -> None:
    """Refuse to make a data folder where anything stands but the rest of an attempt that was killed."""
    if not os.path.lexists(folder):
        return
    if not folder.is_dir():
        message = _("{path} is a file, and the data folder needs a folder; choose another place.")
        raise UsageError(message.format(path=folder))
    if (folder / SETTINGS).exists():
        message = _("There is a data folder at {path} already; it was left as it is.")
        raise UsageError(message.format(path=folder))
    if any(not _is_leftover(path) for path in _listed(folder)):
        message = _("The folder {path} is not empty; choose an empty or a new one for the data folder.")
        raise UsageError(message.format(path=folder))


def _listed(folder: Path) -> list[Path]:
    with told(str(folder)):
        return list(folder.iterdir())


def _is_leftover(path: Path) -> bool:
    return path.name in _OURS or path.name.startswith(f".{SETTINGS}.")


def _refuse_foreign(folder: Path) -> None:
    if not os.path.lexists(folder):
        message = _("There is no data folder at {path}; make one with: desk init")
    elif not folder.is_dir():
        message = _("{path} is a file, not a data folder; name another place, or make one with: desk init")
    elif os.access(folder, os.X_OK) and not (folder / SETTINGS).exists():
        message = _(
            "{path} is not a data folder of this program (it has no desk.toml); "
            "name another place, or make one with: desk init"
        )
    else:
        return
    raise StorageError(message.format(path=folder))


def _read_settings(path: Path) -> dict[str, Any]:
    with told(str(path)):
        content = path.read_bytes()
    try:
        settings = tomllib.loads(content.decode())
        known = (
            int(settings["format"]),
            str(settings["engine"]),
            str(settings["pack"]),
            settings["practice"],
        )
    except (ValueError, KeyError, TypeError) as error:
        message = _("{path} cannot be read as the settings of a data folder; restore it from a backup.")
        raise StorageError(message.format(path=path)) from error
    _refuse_newer(path.parent, known[0], known[1])
    return settings


def _refuse_newer(folder: Path, version: int, engine: str) -> None:
    if version > FORMAT:
        message = _(
            "The data folder {path} has format {found}, and this program knows formats up to {known}; "
            "install the newer program."
        )
        raise StorageError(message.format(path=folder, found=version, known=FORMAT))
    if engine != ENGINE:
        message = _('The data folder {path} names the engine "{engine}", which this program does not have.')
        raise StorageError(message.format(path=folder, engine=engine))


def _toml(settings: Mapping[str, Any]) -> bytes:
    """Return settings as TOML; values are texts, truth values, numbers, lists of these, or plain tables."""
    return b"".join(b"%b = %b\n" % (_toml_key(key), _toml_value(value)) for key, value in settings.items())


def _toml_key(key: str) -> bytes:
    plain = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key.encode() if plain else to_json(key)


def _toml_value(value: Any) -> bytes:
    if isinstance(value, Mapping):
        return b"{" + b", ".join(_toml_key(k) + b" = " + _toml_value(v) for k, v in value.items()) + b"}"
    if isinstance(value, list | tuple):
        return b"[" + b", ".join(_toml_value(item) for item in value) + b"]"
    return to_json(value).replace(b"\x7f", b"\\u007F")
