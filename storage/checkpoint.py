"""The checkpoint: a new snapshot and a fresh journal, while the others go on writing.

Order, so that a kill anywhere leaves a record that opens to the same state: the next journal is made, the
present one sealed (from here on the record is snapshot + both journals), the snapshot written beside the
old one and renamed over it (from here on it is the new snapshot + the next journal), the old journals go.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from storage.files import sync_folder
from storage.journal import journals

LOCK_NAME: Final = "checkpoint.lock"


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a journal may grow, in bytes or in frames, before the next writer makes a checkpoint.

    The limits hold for records of up to so many `tickets`; they grow with larger ones, so that rewriting the
    snapshot stays the same share of the work.
    """

    size: int = 4 << 20
    frames: int = 2000
    tickets: int = 20_000

    def reached(self, size: int, frames: int, tickets: int) -> bool:
        """Return whether a journal of this size and length is due, beside a snapshot of so many tickets."""
        scale = max(1.0, tickets / self.tickets)
        return size >= self.size * scale or frames >= self.frames * scale


def drop_journals_before(folder: Path, number: int) -> None:
    """Delete the journals that the snapshot on disk already holds."""
    for found, path in journals(folder):
        if found < number:
            path.unlink(missing_ok=True)
    sync_folder(folder)
