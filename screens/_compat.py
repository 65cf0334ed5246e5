"""Every touch of Textual's inside: crash handler, hang-up signals, guarded output, return code.

Textual is pinned exactly; a test holds each of these against the installed release.
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import signal
import sys
import traceback
from pathlib import Path
from typing import Any, Final

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from desk.i18n import _
from desk.text import clean

_FORBIDDEN: Final = re.compile(
    r"\x1b(?!\[[0-9;?<>=]*\$?[mHhluctnpqr])"  # only colours, positions, modes and queries
    "|[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
SIGNALS: Final = (signal.SIGHUP, signal.SIGTERM)


def guarded(data: str) -> str:
    """Return terminal output without any control that a screen of ours never uses."""
    return _FORBIDDEN.sub("", data)


class GuardedDriver(LinuxDriver):
    """The terminal, behind a last guard: whatever data reached it, no foreign control leaves the program."""

    def write(self, data: str) -> None:
        """Write what passes the guard."""
        super().write(guarded(data))

    def _enable_mouse_support(self) -> None:
        """Ask for clicks and the wheel alone: every motion of the mouse would travel over the line."""
        if self._mouse:
            for mode in ("1000", "1006"):
                self.write(f"\x1b[?{mode}h")
            self.flush()


class SteadyApp(App[None]):
    """An app that tells nobody's data when it crashes, and leaves in order when the line drops."""

    error_log: Path | None = None

    def __init__(self) -> None:
        super().__init__(driver_class=GuardedDriver if os.name == "posix" else None)

    def keep_drafts(self) -> None:
        """Save whatever is half written; called before the program ends for any reason."""

    def catch_signals(self) -> None:
        """Keep the drafts and leave on a hang-up or a request to end; call it once the loop runs."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._end, 128 + number)

    def _end(self, code: int) -> None:
        self.keep_drafts()
        self.exit(return_code=code)

    def _fatal_error(self) -> None:
        """Put one line with an error id on the terminal; the place goes to the log, no values."""
        error = sys.exc_info()[1] or self._exception
        name = secrets.token_hex(4)
        try:
            self.keep_drafts()
            _log_fault(self.error_log, name, error)
        finally:
            self._exit_renderables.append(
                _(
                    "The desk stopped on an internal fault ({name}); what you typed is kept as a draft."
                ).format(name=name)
            )
            self._close_messages_no_wait()


def _log_fault(log: Path | None, name: str, error: BaseException | None) -> None:
    """Append where it broke: files, lines and the error's class, never its message or any value."""
    if log is None or error is None:
        return
    places = [
        f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.write(clean(f"{name} {type(error).__name__}\n" + "\n".join(places)) + "\n")


def run(app: SteadyApp, **options: Any) -> int:
    """Run the app to its end and return its exit code."""
    app.run(**options)
    return app.return_code or 0
