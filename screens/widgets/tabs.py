"""The queues in one line, each with its digit and its count; a window of them when not all fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from textual.content import Content
from textual.widgets import Static

from desk.i18n import _
from desk.queues import Queue
from desk.text import cell_width
from screens.keys import QUEUE_KEYS
from screens.plain import joined


class QueueTabs(Static):
    """The chosen queue stands in brackets."""

    DEFAULT_CSS = "QueueTabs { height: 1; background: $surface; padding: 0 1; }"

    def __init__(self, queues: Sequence[Queue], **options: Any) -> None:
        super().__init__(markup=False, **options)
        self.queues = queues
        self.chosen = 0
        self.counts: Mapping[str, int] = {}

    def show(self, chosen: int, counts: Mapping[str, int]) -> None:
        """Show another choice or other counts."""
        if (chosen, counts) != (self.chosen, self.counts):
            self.chosen, self.counts = chosen, dict(counts)
            self.refresh()

    def _label(self, index: int) -> str:
        queue = self.queues[index]
        digit = QUEUE_KEYS[index] if index < len(QUEUE_KEYS) else ""
        count = self.counts.get(queue.name)
        text = f"{digit} {_(queue.label)} {'' if count is None else count}".strip()
        return f"[{text}]" if index == self.chosen else f" {text} "

    def window(self, cells: int) -> range:
        """Return which queues are shown in this many cells; the chosen one always is."""
        widths = [cell_width(self._label(index)) for index in range(len(self.queues))]
        first = last = self.chosen
        used = widths[self.chosen] + 2
        while True:
            if first > 0 and used + widths[first - 1] <= cells:
                first -= 1
                used += widths[first]
            elif last + 1 < len(widths) and used + widths[last + 1] <= cells:
                last += 1
                used += widths[last]
            else:
                return range(first, last + 1)

    def render(self) -> Content:
        """Return the line for the present width."""
        shown = self.window(self.size.width)
        pieces = [("<" if shown.start else "", "$text-muted")]
        for index in shown:
            style = "bold $text-primary" if index == self.chosen else ""
            if self.queues[index].name == "overdue" and self.counts.get("overdue") and index != self.chosen:
                style = "$text-error"
            pieces.append((self._label(index), style))
        pieces.append((">" if shown.stop < len(self.queues) else "", "$text-muted"))
        return joined(pieces)
