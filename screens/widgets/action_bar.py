"""The actions of a ticket as keys with their labels; those that are not possible now stand in parentheses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.content import Content
from textual.geometry import Size
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
        if permissions != self._permissions:
            self._permissions = permissions
            self.refresh(layout=True)

    def lines(self, width: int) -> list[list[tuple[str, str]]]:
        """Return the entries in lines of at most `width` cells."""
        lines: list[list[tuple[str, str]]] = [[]]
        used = 0
        for permission in self._permissions:
            entry = _entry(permission)
            cells = sum(cell_width(text) for text, _style in entry)
            if used and used + cells > width:
                lines.append([])
                used = 0
            lines[-1] += entry
            used += cells
        return lines

    def get_content_height(self, _container: Size, _viewport: Size, width: int) -> int:
        """Return how many lines the entries need."""
        return len(self.lines(width))

    def render(self) -> Content:
        """Return the entries for the present width."""
        return Content("\n").join(joined(line) for line in self.lines(self.size.width))


def _entry(permission: Permission) -> list[tuple[str, str]]:
    letter = ACTION_KEYS.get(permission.action.verb, "F3")
    label = _(permission.action.label)
    if permission.allowed:
        return [(f" {letter} ", "bold reverse"), (f" {label}  ", "bold")]
    return [(f"({letter} {label})  ", "$text-muted")]
