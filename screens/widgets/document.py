"""A page of lines to read: wrapped for the width, drawn by the line, scrolled by keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual import events
from textual.geometry import Size
from textual.strip import Strip

from desk.text import cell_width, pad, wrap
from screens.keys import bindings
from screens.plain import Line, Piece
from screens.widgets.strips import LINE_CSS, LineView

Build = Callable[[int], Sequence[Line]]
"""Returns the page's lines for a width in cells."""


class Document(LineView, can_focus=True):
    """A page that `build` lays out anew for each width."""

    DEFAULT_CSS = (
        "Document { height: 1fr; overflow-x: hidden; padding: 0 1; scrollbar-gutter: stable;" + LINE_CSS + "}"
    )
    BINDINGS = bindings("view")

    def __init__(self, build: Build, **options: Any) -> None:
        super().__init__(**options)
        self._build = build
        self._lines: Sequence[Line] = ()

    def rebuild(self) -> None:
        """Lay the page out again, at the same place."""
        width = self.scrollable_content_region.width
        if width > 0:
            self._lines = self._build(width)
            self.virtual_size = Size(width, len(self._lines))
            self.refresh()

    def scroll_to_line(self, text: str) -> None:
        """Bring the first line that is this text to the top."""
        for place, line in enumerate(self._lines):
            if "".join(piece.text for piece in line) == text:
                self.scroll_to(y=place, animate=False)
                return

    def text(self) -> str:
        """Return the page as plain text."""
        return "\n".join("".join(piece.text for piece in line) for line in self._lines)

    def on_resize(self, _event: events.Resize) -> None:
        """Lay the page out for the new width."""
        self.rebuild()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the window."""
        place = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        line = self._lines[place] if place < len(self._lines) else ()
        return self.strip_of(line, width)

    def action_scroll_lines(self, lines: int) -> None:
        """Scroll by lines."""
        self.scroll_to(y=self.scroll_offset.y + lines, animate=False)

    def action_scroll_page(self, pages: int) -> None:
        """Scroll by pages."""
        self.action_scroll_lines(pages * max(1, self.size.height - 1))

    def action_scroll_first(self) -> None:
        """Scroll to the first line."""
        self.scroll_to(y=0, animate=False)

    def action_scroll_last(self) -> None:
        """Scroll to the last line."""
        self.scroll_to(y=len(self._lines), animate=False)


def title(text: str) -> Line:
    """Return a heading."""
    return (Piece(text, "line--title"),)


def paragraph(text: str, width: int, style: str = "", indent: int = 0) -> list[Line]:
    """Return a text in wrapped lines, all indented alike."""
    blank = " " * indent
    return [(Piece(blank), Piece(line, style)) for line in wrap(text, width - indent)]


def labelled(label: str, value: str, width: int, label_cells: int = 12, style: str = "") -> list[Line]:
    """Return a value beside its label, further lines of the value below its first."""
    cells = max(label_cells, cell_width(label) + 1)
    first, *rest = wrap(value, max(8, width - cells))
    head: Line = (Piece(pad(label, cells), "line--dim"), Piece(first, style))
    return [head, *((Piece(" " * cells), Piece(line, style)) for line in rest)]
