"""An empty practice desk at a fixed moment, to be filled with sample data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desk.calendar import load_calendars
from desk.moments import from_iso
from desk.pack_file import load_pack
from desk.ports import Row
from desk.registration import Rules
from desk.service import Desk
from storage import create_home

NOW = "2026-11-23T10:20:00+08:00"
"""A Monday morning in the fourth quarter."""

MakeDesk = Callable[[str], Desk]


def empty_desk(folder: Path, now: str = NOW, *, practice: bool = True) -> Desk:
    """Make a data folder and return its desk, whose clock stands still."""
    home = create_home(folder, pack="kunlun", practice=practice)
    rules = Rules(load_pack(), load_calendars())
    moment = from_iso(now)
    return Desk(home.ledger(), home.documents(), home.drafts(), rules, lambda: moment, practice=practice)


def rows_of(desk: Desk) -> dict[str, Row]:
    """Return the row of every ticket of a desk, archived or not, by number."""
    return {row["number"]: row for row in sorted(desk.every_row(), key=lambda row: row["number"])}
