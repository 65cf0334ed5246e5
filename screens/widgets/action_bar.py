"""The actions of a ticket as keys with their labels; those that are not possible now stand in parentheses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.content import Content
from textual.widgets import Static

from desk.i18n import _
from desk.permissions import Permission
from desk.text import cell_width
from screens.keys import ACTION_KEYS
from screens.plain import joined


class ActionBar(Static):
    """As many lines as the labels need."""

    DEFAULT_CSS = "ActionBar { height: auto; background: $surface; padding: 0 1; }"

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, **options)
        self._permissions: Sequence[Permission] = ()

    def show(self, permissions: Sequence[Permission]) -> None:
        """Show what may be done now."""
        self._permissions = permissions
        self.lay_out()

    def lay_out(self) -> None:
        """Fill the lines for the present width."""
        pieces: list[tuple[str, str]] = []
        used, width = 0, max(20, self.size.width)
        for permission in self._permissions:
            entry = _entry(permission)
            cells = sum(cell_width(text) for text, _style in entry)
            if used and used + cells > width:
                pieces.append(("\n", ""))
                used = 0
            pieces += entry
            used += cells
        self.update(joined(pieces) if pieces else Content(""))

    def on_resize(self) -> None:
        """Break the lines anew."""
        self.lay_out()


def _entry(permission: Permission) -> list[tuple[str, str]]:
    letter = ACTION_KEYS.get(permission.action.verb, "F3")
    label = _(permission.action.label)
    if permission.allowed:
        return [(f" {letter} ", "bold reverse"), (f" {label}  ", "bold")]
    return [(f"({letter} {label})  ", "$text-muted")]
