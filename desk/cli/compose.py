"""The composition root: a data folder becomes a desk."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desk.calendar import load_calendars
from desk.cli.common import Common
from desk.errors import UsageError
from desk.i18n import _
from desk.moments import from_iso, system_now
from desk.pack_file import load_pack
from desk.registration import Rules
from desk.service import Desk

if TYPE_CHECKING:
    from storage import Home


@dataclass(frozen=True, slots=True)
class Opened:
    """An open data folder and the desk in it."""

    home: Home
    desk: Desk


def home_path(common: Common) -> Path:
    """Return the data folder's place: --home, else DESK_HOME, else the XDG data folder."""
    named = common.home or os.environ.get("DESK_HOME", "")
    if named:
        return Path(named).expanduser().absolute()
    base = os.environ.get("XDG_DATA_HOME", "")
    root = Path(base) if base.startswith("/") else Path.home() / ".local" / "share"
    return root / "complaint-desk"


def cache_folder() -> Path:
    """Return the XDG cache folder, made if need be, or the one for temporary files where that fails."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    place = (Path(base) if base.startswith("/") else Path.home() / ".cache") / "complaint-desk"
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        import tempfile  # noqa: PLC0415 - a place of last resort

        return Path(tempfile.gettempdir())
    return place


def open_folder(path: Path, *, quiet: bool = False) -> Opened:
    """Open the data folder at `path` and say so when it is for practice.

    StorageError when there is none or it is damaged, UsageError when DESK_NOW is set for a real one, BadInput
    when its rule pack or one of its calendars is wrong.
    """
    from storage import open_home  # noqa: PLC0415 - `desk --help` needs no storage

    home = open_home(path)
    now = clock(practice=home.practice)
    own = home.path / "documents"
    rules = Rules(load_pack(home.pack, own / "packs"), load_calendars(own / "calendars"))
    desk = Desk(home.ledger(), home.documents(), home.drafts(), rules, now, practice=home.practice)
    if not quiet:
        from desk.cli.output import say  # noqa: PLC0415 - keeps this module free of the commands

        for sentence in filter(None, (desk.ledger.warning(), practice_note() if desk.practice else "")):
            say(sentence)
    return Opened(home, desk)


def open_desk(path: Path) -> Desk:
    """Open the desk of the data folder at `path`; see `open_folder`."""
    return open_folder(path, quiet=True).desk


def practice_note() -> str:
    """Return the sentence that marks everything of a practice desk."""
    return _("Practice desk: nothing in it is real.")


def clock(*, practice: bool) -> Callable[[], datetime]:
    """Return the present moment's source: DESK_NOW in a practice folder, else the system's clock."""
    text = os.environ.get("DESK_NOW", "")
    if not text:
        return system_now
    if not practice:
        raise UsageError(
            _("DESK_NOW works in a practice folder only; unset it, or use a folder made with --practice.")
        )
    try:
        moment = from_iso(text)
    except ValueError as error:
        raise UsageError(
            _("DESK_NOW is {text}, which is not a time such as 2026-03-02T09:05:00.").format(text=text[:40])
        ) from error
    return lambda: moment
