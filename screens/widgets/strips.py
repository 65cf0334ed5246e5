"""Drawing lines of pieces as strips, and the styles that lines may name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.scroll_view import ScrollView
from textual.strip import Strip

from desk.text import displayable
from screens.plain import Piece

LINE_STYLES: Final = {
    "line--danger", "line--warn", "line--good", "line--dim", "line--strong", "line--title", "line--cursor",
    "line--rest",
}  # fmt: skip
LINE_CSS: Final = """
    scrollbar-size-vertical: 1;
    & > .line--danger { color: $text-error; text-style: bold; }
    & > .line--warn { color: $text-warning; }
    & > .line--good { color: $text-success; }
    & > .line--dim { color: $text-muted; }
    & > .line--strong { text-style: bold; }
    & > .line--title { color: $text-primary; text-style: bold; }
    & > .line--cursor { background: $primary-muted; text-style: bold; }
    & > .line--rest { background: $surface-lighten-1; }
"""


class LineView(ScrollView):
    """A scroll view that draws each of its lines itself."""

    COMPONENT_CLASSES = LINE_STYLES

    def style_named(self, name: str) -> Style:
        """Return a line style as the theme has it, over nothing."""
        return self.get_component_rich_style(name, partial=True) if name else Style.null()

    def strip_of(self, pieces: Iterable[Piece], width: int, over: str = "") -> Strip:
        """Return one line of exactly `width` cells; `over` names a style that lies over all of it."""
        base = self.rich_style
        above = self.style_named(over)
        segments = [
            Segment(displayable(piece.text).replace("\n", " "), base + self.style_named(piece.style) + above)
            for piece in pieces
        ]
        return Strip(segments).adjust_cell_length(width, base + above)
