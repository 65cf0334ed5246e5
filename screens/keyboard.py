"""One key at a time: what is typed ahead waits until the key before it has had its whole effect.

Textual hands a key to whatever has the focus when it arrives, while the key before it may still be moving
the focus or opening a form. Over a slow line several keys come in one packet; without this, the first letters
of a name would fall into another field.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, TextArea

LAPS: Final = 2
"""Rounds through the queues before the next key: one for the key, one for the messages that it caused."""
PATIENCE: Final = 2.0
"""Seconds after which the next key is let through whatever happened to the one before."""
MOVING: Final = frozenset({"up", "down", "left", "right", "pageup", "pagedown", "home", "end"})

Typed = events.Key | events.Paste


class Lap(Message):
    """Goes the way that a key goes, behind it, and so arrives when the key was dealt with."""

    def __init__(self, key: int, lap: int) -> None:
        super().__init__()
        self.key = key
        self.lap = lap


class OneKeyAtATime(App[None]):
    """An app that deals with keys strictly one after the other."""

    def __init__(self, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type] # handed on as they came
        self._ahead: deque[Typed] = deque()
        self._key = 0
        self._busy = False
        self._held = False
        self._at: tuple[object, object] = (None, None)
        self._opens = False
        self._limit: Timer | None = None

    async def on_event(self, event: events.Event) -> None:
        """Let keys and pastes wait for their turn, and everything else through."""
        if isinstance(event, Typed) and not event.is_forwarded:
            self._ahead.append(event)
            await self._take_next()
        else:
            await super().on_event(event)

    async def _take_next(self) -> None:
        if self._busy or self._held or not self._ahead:
            return
        event = self._ahead.popleft()
        target = self.focused or self.screen
        self._begin(opens=_may_open(event, target))
        await super().on_event(event)
        self._run(target, 1)

    def _begin(self, *, opens: bool) -> None:
        self._stop_limit()
        self._busy = True
        self._key += 1
        self._at = (self.screen, self.focused)
        self._opens = opens
        self._limit = self.set_timer(PATIENCE, self._release)

    def _stop_limit(self) -> None:
        if self._limit is not None:
            self._limit.stop()
            self._limit = None

    @property
    def held(self) -> bool:
        """Whether keys wait for something that a key began and that goes on beside the screen."""
        return self._held

    def hold(self) -> None:
        """Let no further key through until `let_go`."""
        self._held = True

    def let_go(self) -> None:
        """Let the keys through again, once what came of the wait has had its whole effect."""
        self._held = False
        self._begin(opens=True)
        self._run(self.focused or self.screen, 1)

    def _run(self, target: DOMNode, lap: int) -> None:
        if not target.is_attached or not target.post_message(Lap(self._key, lap)):
            self.screen.post_message(Lap(self._key, lap))

    def on_lap(self, message: Lap) -> None:
        """Count the rounds of the present key, then let the next one through."""
        if message.key != self._key or not self._busy:
            return
        if message.lap < LAPS:
            self._run(self.focused or self.screen, message.lap + 1)
        elif self._opens or self._at != (self.screen, self.focused):
            key = self._key
            self.screen.call_after_refresh(self.call_later, self._release_of, key)
        else:
            self._release()

    def _release_of(self, key: int) -> None:
        """Let the next key through, behind whatever the refresh put into the queue: a move of the focus."""
        if key == self._key:
            self._release()

    def _release(self) -> None:
        self._stop_limit()
        self._busy = False
        if self._ahead:
            self.call_next(self._take_next)


def _may_open(event: Typed, target: DOMNode) -> bool:
    """Whether the key may open something; letters in a field and the keys that move a cursor do not."""
    if isinstance(event, events.Paste) or event.key in MOVING:
        return False
    return not (event.is_printable and isinstance(target, (Input, TextArea)))
