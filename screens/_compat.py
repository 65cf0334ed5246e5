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
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from rich.color import ColorSystem
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver
from textual.screen import Screen
from textual.strip import Strip
from textual.timer import Timer

from desk.i18n import _
from desk.text import clean
from screens.frame import Frame
from screens.keyboard import OneKeyAtATime
from screens.pasting import CleanParser

_FORBIDDEN: Final = re.compile(
    r"\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?"  # titles, pointers, clipboards: as a whole
    r"|\x1b(?!\[[0-9;?<>=]*\$?[mHhluctnpqrLM])"  # only colours, positions, modes and queries
    "|[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
MOST_WAITING: Final = 6
"""So many writes may wait for the terminal; beyond that the screen is brought up to date later."""
CATCH_UP: Final = 0.25
SIGNALS: Final = (signal.SIGHUP, signal.SIGTERM)


def guarded(data: str) -> str:
    """Return terminal output without any control that a screen of ours never uses."""
    return _FORBIDDEN.sub("", data)


# The driver makes its parser inside its input thread; this name is the only place to hand in another one.
linux_driver.XTermParser = CleanParser  # type: ignore[attr-defined]


class GuardedDriver(LinuxDriver):
    """The terminal, behind a last guard: whatever data reached it, no foreign control leaves the program."""

    def write(self, data: str) -> None:
        """Write what passes the guard."""
        super().write(guarded(data))

    @property
    def waiting(self) -> int:
        """How many writes the terminal has not taken yet."""
        return self._writer_thread._queue.qsize() if self._writer_thread else 0  # noqa: SLF001 - its only door

    def _enable_mouse_support(self) -> None:
        """Ask for clicks and the wheel alone: every motion of the mouse would travel over the line."""
        if self._mouse:
            for mode in ("1000", "1006"):
                self.write(f"\x1b[?{mode}h")
            self.flush()


class FrameUpdate(CompositorUpdate):
    """A repaint of Textual's, reduced to what the terminal does not show yet."""

    def __init__(self, frame: Frame, update: LayoutUpdate | ChopsUpdate, *, stalled: bool) -> None:
        self._frame = frame
        self._update = update
        self._stalled = stalled

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw the whole repaint, where somebody asks for it as a picture."""
        yield from self._update.__rich_console__(console, options)

    def render_segments(self, console: Console) -> str:
        """Return what travels over the line; nothing while the line does not take it."""
        colours = console._color_system or ColorSystem.TRUECOLOR  # noqa: SLF001 - as Textual does
        for x, y, end, strip in _strips(self._update, self._frame.width):
            self._frame.put(x, y, end, ((text, _codes(style, colours)) for text, style, _control in strip))
        return "" if self._stalled else self._frame.changes()


def _strips(update: LayoutUpdate | ChopsUpdate, width: int) -> Iterator[tuple[int, int, int, Strip]]:
    """Yield (x, y, end, strip) of everything that an update paints."""
    if isinstance(update, LayoutUpdate):
        for y, line in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in line:
                yield x, y, width, strip
                x += strip.cell_length
        return
    for y, first, last in update.spans:
        for end, (x, chop) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if chop is not None and x <= last and end > first:
                yield x, y, end, chop


def _codes(style: Style | None, colours: ColorSystem) -> str:
    return "" if style is None else style._ansi or Strip.render_ansi(style, colours)  # noqa: SLF001 - as Textual does


class SteadyApp(OneKeyAtATime):
    """An app that tells nobody's data when it crashes, and leaves in order when the line drops."""

    error_log: Path | None = None

    def __init__(self) -> None:
        super().__init__(driver_class=GuardedDriver if os.name == "posix" else None)
        self._frame = Frame(0, 0)
        self._owed: Timer | None = None
        self._ends_with: int | None = None

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Send only what the terminal does not show yet."""
        if isinstance(renderable, (LayoutUpdate, ChopsUpdate)) and isinstance(self._driver, GuardedDriver):
            if (self._frame.width, self._frame.height) != self.size:
                self._frame = Frame(*self.size)
            stalled = self._driver.waiting > MOST_WAITING
            super()._display(screen, FrameUpdate(self._frame, renderable, stalled=stalled))
            if stalled and self._owed is None:
                self._owed = self.set_timer(CATCH_UP, self._pay)
        else:
            super()._display(screen, renderable)

    def on_resize(self) -> None:
        """Take nothing for granted about a terminal of another size."""
        self._frame.forget()

    def _pay(self) -> None:
        """Bring a terminal that stalled up to date."""
        self._owed = None
        self.screen.refresh()

    def redraw(self) -> None:
        """Paint the whole screen anew, whatever the terminal shows."""
        self._frame.forget()
        self.screen.refresh()

    def every(self, seconds: float, call: Callable[[], None]) -> None:
        """Call again and again on the loop itself: a tick costs a tenth of a timer's message."""

        def tick() -> None:
            if self._exit:
                return
            try:
                call()
            except Exception as error:  # noqa: BLE001 - the edge of the process: asyncio would print it
                self._handle_exception(error)
            else:
                loop.call_later(seconds, tick)

        loop = asyncio.get_running_loop()
        loop.call_later(seconds, tick)

    def keep_drafts(self) -> None:
        """Save whatever is half written; called before the program ends for any reason."""

    def catch_signals(self) -> None:
        """Keep the drafts and leave on a hang-up or a request to end; call it once the loop runs."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._end, 128 + number)

    def _end(self, code: int) -> None:
        self.keep_drafts()
        self._ends_with = code
        if not self.held:
            self.exit(return_code=code)

    def let_go(self) -> None:
        """Let keys through again, or leave if the line dropped during a save, whose draft is settled now."""
        super().let_go()
        if self._ends_with is not None:
            self.exit(return_code=self._ends_with)

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
