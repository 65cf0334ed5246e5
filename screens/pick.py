"""A window to choose one line by typing part of it."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from desk.i18n import _
from desk.text import pad
from screens.keys import bindings
from screens.options import Option, matching
from screens.plain import Line, Piece, plain
from screens.widgets.inputs import LineInput
from screens.widgets.line_list import LineList


class PickScreen(ModalScreen[str | None]):
    """Returns the key of the line that was taken, or None."""

    BINDINGS = bindings("pick")
    DEFAULT_CSS = """
    PickScreen { align: center middle; background: $background 60%; }
    PickScreen > Vertical { width: 90%; max-width: 90; height: auto; max-height: 90%;
                            background: $panel; padding: 1 2; }
    PickScreen .title { height: 1; text-style: bold; color: $text-primary; }
    PickScreen LineList { height: auto; max-height: 16; background: $panel; margin-top: 1; }
    PickScreen .none { color: $text-muted; display: none; margin-top: 1; }
    """

    def __init__(self, title: str, options: Sequence[Option]) -> None:
        super().__init__()
        self._title = title
        self._options = options
        self._by_key = {one.key: one for one in options}

    def compose(self) -> ComposeResult:
        """Title, the line to type in, the lines that are left."""
        with Vertical():
            yield Static(plain(self._title), classes="title")
            yield LineInput(hint=_("type to find; Enter takes, Esc closes"))
            yield LineList(self._draw)
            yield Static(plain(_("Nothing fits.")), classes="none")

    def on_mount(self) -> None:
        """Show all lines."""
        self.query_one(LineList).can_focus = False
        self.query_one(LineInput).focus()
        self._narrow("")

    def on_resize(self, _event: events.Resize) -> None:
        """Keep the list within the window."""
        self.query_one(LineList).redraw()

    def _draw(self, key: str, width: int) -> Line:
        one = self._by_key[key]
        cells = min(width, max(20, width * 3 // 5))
        return (
            Piece(pad(one.label, cells)),
            Piece(" " + pad(one.note, max(0, width - cells - 1)), "line--dim"),
        )

    def _narrow(self, typed: str) -> None:
        left = matching(self._options, typed) if typed else list(self._options)
        self.query_one(LineList).set_items([one.key for one in left], keep=False)
        self.query_one(".none").display = not left

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the lines."""
        self._narrow(event.value)

    def on_input_submitted(self) -> None:
        """Take the line under the cursor."""
        self.action_menu_take()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Take what the mouse chose."""
        self.dismiss(event.key)

    def action_menu_move(self, lines: int) -> None:
        """Move by lines."""
        self.query_one(LineList).action_move(lines)

    def action_menu_page(self, pages: int) -> None:
        """Move by pages."""
        self.query_one(LineList).action_page(pages)

    def action_menu_take(self) -> None:
        """Take the line under the cursor."""
        current = self.query_one(LineList).current
        if current is not None:
            self.dismiss(current)

    def action_menu_leave(self) -> None:
        """Close without choosing."""
        self.dismiss(None)
