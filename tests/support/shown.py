"""What a screen shows, as plain text, and typing into it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.app import App
from textual.events import Key
from textual.geometry import Region
from textual.keys import _character_to_key
from textual.pilot import Pilot


def shown(app: App[object]) -> str:
    """Return the window as lines of text."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    lines = ["".join(segment.text for segment in strip) for strip in strips]
    assert len(lines) <= height
    assert Region(0, 0, width, height).area > 0
    return "\n".join(lines)


async def typed(pilot: Pilot[object], text: str) -> None:
    """Type a text into what has the focus."""
    for character in text:
        pilot.app.post_message(Key(_character_to_key(character), character))
    await pilot.pause()


async def until(pilot: Pilot[object], holds: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until something holds, and for what it draws."""
    async with asyncio.timeout(seconds):
        while not holds():
            await pilot.pause(0.01)
    await pilot.pause()


async def save(pilot: Pilot[object]) -> None:
    """Save the open form and wait for what comes of it."""
    await pilot.press("ctrl+s")
    await until(pilot, lambda: not pilot.app.held)
