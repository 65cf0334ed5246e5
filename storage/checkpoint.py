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
    """How large a journal may grow, in bytes or in frames, before the next writer makes a checkpoint."""

    size: int = 4 << 20
    frames: int = 2000

    def reached(self, size: int, frames: int) -> bool:
        """Return whether a journal is due."""
        return size >= self.size or frames >= self.frames


def drop_journals_before(folder: Path, number: int) -> None:
    """Delete the journals that the snapshot on disk already holds."""
    for found, path in journals(folder):
        if found < number:
            path.unlink(missing_ok=True)
    sync_folder(folder)
