"""Going through a data folder from end to end: what is there, and what is wrong with it."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from desk.errors import StorageError
from desk.i18n import _
from storage.documents import read_table
from storage.drafts import read_draft
from storage.home import Home
from storage.verify_archive import check_archive, check_history


@dataclass(frozen=True, slots=True)
class Report:
    """What was found: how many tickets and events, a sentence for each fault, the torn writes set aside."""

    tickets: int
    events: int
    faults: tuple[str, ...]
    set_aside: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Return whether nothing is wrong; a torn write that was set aside is no fault."""
        return not self.faults


def verify(home: Home) -> Report:
    """Read everything in a data folder and return what was found; nothing is changed."""
    tickets, events, faults = _check_record(home)
    faults += [*_table_faults(home.path), *_draft_faults(home.path), *_open_to_others(home.path)]
    aside = sorted(str(path) for path in (home.path / "quarantine").glob("*"))
    return Report(tickets, events, tuple(faults), tuple(aside))


def _check_record(home: Home) -> tuple[int, int, list[str]]:
    tickets = events = 0
    faults: list[str] = []
    try:
        ledger = home.ledger()
        faults += [fault] if (fault := ledger.fault()) else []
        for number, line in ledger.tickets():
            tickets += 1
            found, fault = check_history(number, line, ledger.rev(number))
            events += found
            faults += [fault] if fault else []
        archived = check_archive(home.path, ledger.generation, lambda number: ledger.rev(number) > 0)
    except StorageError as error:
        return tickets, events, [*faults, error.message]
    return tickets + archived.tickets, events + archived.events, [*faults, *archived.faults]


def _table_faults(folder: Path) -> Iterator[str]:
    for path in sorted((folder / "documents").glob("*.json")):
        try:
            read_table(path)
        except StorageError as error:
            yield error.message


def _draft_faults(folder: Path) -> Iterator[str]:
    for path in sorted((folder / "drafts").glob("*/*.json")):
        try:
            read_draft(path)
        except StorageError as error:
            yield error.message


def _open_to_others(folder: Path) -> Iterator[str]:
    """Name what another account of the host could read or change."""
    for path in (folder, *sorted(folder.rglob("*"))):
        if stat.S_IMODE(path.lstat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
            message = _("Other accounts can reach {path}; take their rights away with: chmod -R go= {folder}")
            yield message.format(path=path, folder=folder)
            return
