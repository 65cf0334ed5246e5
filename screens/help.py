"""The help page: the keys of what had the focus, and the actions, from the tables that make them."""

from __future__ import annotations

from collections.abc import Iterator

from textual.widget import Widget

from desk.actions import ACTIONS
from desk.i18n import _
from desk.text import pad
from screens.base import DeskScreen
from screens.keys import ACTION_KEYS, SCOPE_TITLES, SCOPES, Key, bindings
from screens.plain import Line, Piece
from screens.session import Session
from screens.widgets.document import Document, paragraph, title

FACE_CELLS = 14
LABEL_CELLS = 18


class HelpScreen(DeskScreen[None]):
    """Shows the scopes it is given, then those that work everywhere."""

    SCOPES = ("page", "view")
    BINDINGS = bindings("page")

    def __init__(self, session: Session, scopes: tuple[str, ...]) -> None:
        super().__init__(session)
        self._scopes = tuple(dict.fromkeys((*scopes, "app")))

    def heading(self) -> str:
        """Return the page's name."""
        return _("Help")

    def body(self) -> Iterator[Widget]:
        """Yield the page."""
        yield Document(self._build)

    def on_mount(self) -> None:
        """Read at once."""
        self.query_one(Document).focus()

    def _build(self, width: int) -> list[Line]:
        lines: list[Line] = []
        for scope in self._scopes:
            lines += [title(_(SCOPE_TITLES[scope])), *_key_lines(SCOPES[scope], width), ()]
            if scope == "ticket":
                lines += [title(_("Actions")), *_action_lines(width), ()]
        return lines

    def action_leave_view(self) -> None:
        """Close the page."""
        self.dismiss()


def _key_lines(keys: tuple[Key, ...], width: int) -> Iterator[Line]:
    digits = [key for key in keys if key.label == "Queue"]
    for key in keys:
        if key not in digits:
            yield from _entry(key.face, _(key.label), _(key.tooltip), width)
    if digits:
        face = f"{digits[0].face}-{digits[-1].face}"
        yield from _entry(face, _(digits[0].label), _(digits[0].tooltip), width)


def _action_lines(width: int) -> Iterator[Line]:
    for action in ACTIONS:
        face = ACTION_KEYS.get(action.verb, "F3")
        yield from _entry(face, _(action.label), f"{_(action.tooltip)} ({action.clause})", width)


def _entry(face: str, label: str, tooltip: str, width: int) -> Iterator[Line]:
    head = FACE_CELLS + LABEL_CELLS
    first, *rest = paragraph(tooltip, width - head)
    yield (Piece(pad(face, FACE_CELLS), "line--strong"), Piece(pad(label, LABEL_CELLS)), *first)
    for line in rest:
        yield (Piece(" " * head), *line)
