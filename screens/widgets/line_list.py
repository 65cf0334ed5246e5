"""A list of one-line items that draws only what is seen; the cursor stays on its item."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from screens.keys import bindings
from screens.plain import Line, Piece
from screens.widgets.strips import LINE_CSS, LineView

Draw = Callable[[str, int], Line]
"""Returns the pieces of an item for a width in cells."""


class LineList(LineView, can_focus=True):
    """Items by key, one line each, in the order given; a line starts with a cursor mark of two cells."""

    DEFAULT_CSS = "LineList { height: 1fr; overflow-x: hidden; scrollbar-gutter: stable;" + LINE_CSS + "}"
    BINDINGS = bindings("list")
    GUTTER = 2

    class Chosen(Message):
        """An item was opened."""

        def __init__(self, widget: LineList, key: str) -> None:
            super().__init__()
            self.widget = widget
            self.key = key

    def __init__(self, draw: Draw, *, moved: Callable[[], None] | None = None, **options: Any) -> None:
        super().__init__(**options)
        self._draw = draw
        self._moved = moved
        self._keys: list[str] = []
        self._cursor = 0
        self._drawn: dict[str, Line] = {}

    @property
    def keys(self) -> Sequence[str]:
        """The items in their order."""
        return self._keys

    @property
    def cursor(self) -> int:
        """The cursor's place, counted from 0."""
        return self._cursor

    @property
    def current(self) -> str | None:
        """The item under the cursor, or None in an empty list."""
        return self._keys[self._cursor] if self._keys else None

    def set_items(self, keys: Sequence[str], *, keep: bool = True) -> None:
        """Replace the items; with `keep` the cursor stays on its item, or at its place when that is gone."""
        held = self.current
        self._keys = list(keys)
        self._drawn.clear()
        place = self._place_of(held, self._cursor) if keep else 0
        self._cursor = max(0, min(place, len(self._keys) - 1))
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._keys))
        self._show_cursor()
        self.refresh()
        if self.current is not None and self.current != held:
            self._tell()

    def _tell(self) -> None:
        """Tell the owner at once, so that what it shows of the item comes in the same frame."""
        if self._moved:
            self._moved()

    def _place_of(self, key: str | None, otherwise: int) -> int:
        try:
            return self._keys.index(key) if key is not None else 0
        except ValueError:
            return otherwise

    def redraw(self, keys: Iterable[str] | None = None) -> None:
        """Draw these items again (all for None) where their line has changed and is seen."""
        wanted = None if keys is None else set(keys)
        top = self.scroll_offset.y
        for place in range(top, min(top + self.size.height, len(self._keys))):
            key = self._keys[place]
            if (wanted is None or key in wanted) and key in self._drawn:
                old = self._drawn.pop(key)
                if self._line(key) != old:
                    self.refresh_line(place)
        for key in set(self._drawn) if wanted is None else wanted:
            if not self._seen(key):
                self._drawn.pop(key, None)

    def _seen(self, key: str) -> bool:
        top = self.scroll_offset.y
        return key in self._keys[top : top + self.size.height]

    def _line(self, key: str) -> Line:
        line = self._drawn.get(key)
        if line is None:
            line = self._drawn[key] = self._draw(key, self._width() - self.GUTTER)
        return line

    def _width(self) -> int:
        return self.scrollable_content_region.width

    def render_line(self, y: int) -> Strip:
        """Draw one line of the window."""
        place = y + self.scroll_offset.y
        width = self._width()
        if place >= len(self._keys):
            return Strip.blank(width, self.rich_style)
        mark = "> " if place == self._cursor else "  "
        over = ""
        if place == self._cursor:
            over = "line--cursor" if self.has_focus or not self.can_focus else "line--rest"
        return self.strip_of((Piece(mark), *self._line(self._keys[place])), width, over)

    def on_resize(self, _event: events.Resize) -> None:
        """Lay the lines out again for the new width."""
        self._drawn.clear()
        self.virtual_size = Size(self._width(), len(self._keys))
        self._show_cursor()

    def notify_style_update(self) -> None:
        """Draw anew when the theme or the focus changes."""
        super().notify_style_update()
        self.refresh()

    def on_focus(self) -> None:
        """Draw the cursor as the one that keys move."""
        self.refresh_line(self._cursor)

    def on_blur(self) -> None:
        """Draw the cursor as resting."""
        self.refresh_line(self._cursor)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the line; a second click there opens it."""
        place = event.y + self.scroll_offset.y
        if place < len(self._keys):
            if place == self._cursor or event.chain > 1:
                self._move_to(place)
                self.action_choose()
            else:
                self._move_to(place)

    def _move_to(self, place: int) -> None:
        place = max(0, min(place, len(self._keys) - 1))
        if place != self._cursor and self._keys:
            before, self._cursor = self._cursor, place
            self.refresh_line(before)
            self.refresh_line(place)
            self._show_cursor()
            self._tell()

    def _show_cursor(self) -> None:
        self.scroll_to_region(Region(0, self._cursor, 1, 1), animate=False, force=True, x_axis=False)

    def action_move(self, lines: int) -> None:
        """Move the cursor by lines."""
        self._move_to(self._cursor + lines)

    def action_page(self, pages: int) -> None:
        """Move the cursor by pages."""
        self._move_to(self._cursor + pages * max(1, self.size.height - 1))

    def action_first(self) -> None:
        """Move the cursor to the first item."""
        self._move_to(0)

    def action_last(self) -> None:
        """Move the cursor to the last item."""
        self._move_to(len(self._keys) - 1)

    def action_choose(self) -> None:
        """Open the item under the cursor."""
        if self.current is not None:
            self.post_message(self.Chosen(self, self.current))
