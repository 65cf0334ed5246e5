"""Saving beside the screen: on a thread, so that a record held by somebody else freezes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

from desk.i18n import _
from desk.ticket import Ticket
from screens.base import DeskScreen
from screens.keyboard import OneKeyAtATime
from screens.widgets.form import Form

SOON: Final = 0.3
"""Seconds after which a save that still runs says so, and its form takes nothing more."""

Saved = asyncio.Future[Ticket]
"""What came of a save: `result()` returns the ticket or raises what `work` raised."""


def save_aside(
    screen: DeskScreen[Any], form: Form, work: Callable[[], Ticket], then: Callable[[Saved], None]
) -> None:
    """Run `work` on a thread and `then` with what came of it; keys typed meanwhile wait for their effect."""
    app = screen.app
    assert isinstance(app, OneKeyAtATime)
    if app.held:
        return
    writer = screen.focused

    def tell() -> None:
        form.disabled = True
        screen.say(_("Saving ..."))

    def settle(done: Saved) -> None:
        slow.stop()
        if form.disabled:
            form.disabled = False
            screen.say("")
            if writer is not None:
                writer.focus(scroll_visible=False)
        try:
            then(done)
        finally:
            app.let_go()

    app.hold()
    slow = screen.set_timer(SOON, tell)
    running = asyncio.get_running_loop().run_in_executor(None, work)
    running.add_done_callback(lambda done: app.call_next(settle, done))
