"""A question with a few answers; the harmless one is chosen first."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from screens.keys import bindings
from screens.plain import Piece, plain
from screens.widgets.line_list import LineList

Answer = tuple[str, str]
"""The answer's key and its words."""


class ConfirmScreen(ModalScreen[str | None]):
    """Returns the key of the answer, or None for going back."""

    BINDINGS = bindings("page")
    DEFAULT_CSS = """
    ConfirmScreen { align: center middle; background: $background 60%; }
    ConfirmScreen > Vertical { width: 64; max-width: 90%; height: auto; background: $panel; padding: 1 2; }
    ConfirmScreen Static { height: auto; margin-bottom: 1; text-style: bold; }
    ConfirmScreen LineList { height: auto; background: $panel; }
    """

    def __init__(self, question: str, answers: Sequence[Answer]) -> None:
        super().__init__()
        self._question = question
        self._answers = dict(answers)

    def compose(self) -> ComposeResult:
        """Put the question above its answers."""
        with Vertical():
            yield Static(plain(self._question))
            yield LineList(lambda key, _width: (Piece(self._answers[key]),))

    def on_mount(self) -> None:
        """Stand on the first answer."""
        answers = self.query_one(LineList)
        answers.set_items(list(self._answers))
        answers.focus()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Answer."""
        self.dismiss(event.key)

    def action_leave_view(self) -> None:
        """Go back."""
        self.dismiss(None)
