"""Progress on stderr: one line rewritten on a terminal, else a line every few seconds."""

from __future__ import annotations

import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from typing import Final

from desk.i18n import _
from desk.ports import Ledger

PATIENCE: Final = 1.0
"""Seconds that may pass before anything is said."""

REDRAW: Final = 0.2
LINE: Final = 5.0
CLEAR: Final = "\r\x1b[K"


def _now() -> float:
    return time.monotonic()


@dataclass(slots=True)
class Progress:
    """Says how far a piece of work has come; call it with (done, all). Short work says nothing."""

    label: str
    _begun: float = field(default_factory=_now)
    _said: float = float("-inf")
    _open: bool = False

    def __call__(self, done: int, whole: int) -> None:
        """Say it, unless something was said a moment ago."""
        now = _now()
        live = sys.stderr.isatty()
        if now - self._begun < PATIENCE or now - self._said < (REDRAW if live else LINE):
            return
        self._said, self._open = now, live
        text = _("{label}: {done} of {all}").format(label=self.label, done=done, all=whole)
        print(f"{CLEAR}{text}" if live else text, end="" if live else "\n", file=sys.stderr, flush=True)

    def close(self) -> None:
        """Take the rewritten line away."""
        if self._open:
            print(CLEAR, end="", file=sys.stderr, flush=True)
            self._open = False


def index_archive(ledger: Ledger) -> None:
    """Bring the index of the closed tickets up to date, with progress when it takes long."""
    with closing(Progress(_("Indexing the closed tickets"))) as progress:
        ledger.prepare_search(progress)
