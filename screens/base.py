"""What the screens have in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from screens.session import Session
from screens.widgets.chrome import Bottom, Header, Hints, MessageLine, TooSmall

Result = TypeVar("Result")


class DeskScreen(Screen[Result]):
    """A screen with header, message line and footer; `SCOPES` are the keys that its footer shows."""

    DEFAULT_CSS = "DeskScreen { layers: base notice; background: $background; overflow: hidden; }"
    SCOPES: ClassVar[tuple[str, ...]] = ()
    AUTO_FOCUS = ""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def heading(self) -> str:
        """Return what the header says of this screen."""
        return ""

    def body(self) -> Iterator[Widget]:
        """Yield the widgets of the screen."""
        return iter(())

    def compose(self) -> ComposeResult:
        """Put the common parts round the screen's own."""
        yield Header(self.session, self.heading())
        yield Bottom(*self.SCOPES)
        yield from self.body()
        yield TooSmall(markup=False)

    def say(self, text: str, kind: str = "") -> None:
        """Show a sentence above the footer."""
        self.query_one(MessageLine).say(text, kind)

    def head(self, title: str) -> None:
        """Change what the header says of this screen."""
        header = self.query_one(Header)
        header.title_text = title
        header.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """Say so when the window is too small."""
        self.query_one(TooSmall).fit(event.size.width, event.size.height)
        self.query_one(Header).refresh()
        self.query_one(Hints).refresh()

    def desk_changed(self, numbers: frozenset[str]) -> None:
        """Take in that these tickets changed; called also while another screen lies above."""

    def minute_passed(self) -> None:
        """Refresh what depends on the time of day."""
        self.query_one(Header).refresh()

    def keep_draft(self) -> None:
        """Save what is half written."""
