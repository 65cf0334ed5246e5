"""What the terminal shows, cell by cell, so that only what differs travels over the line.

Textual repaints whole regions; over SSH that is ten times more than what changed. A frame takes each repaint,
compares it with what the terminal shows, and returns the shortest plain VT220 sequence that makes up the
difference: runs of changed cells, and a scroll of lines where a list moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final

from rich.cells import get_character_cell_size, split_graphemes

Cell = tuple[str, str]
"""A character with its colour codes; the second half of a wide one is empty."""
Row = list[Cell | None]
"""None stands where it is not known what the terminal shows."""

GAP: Final = 6
"""Unchanged cells between two runs that are cheaper to send than another position."""
SHIFTS: Final = (1, -1, 2, -2, 3, -3)
LEAST_ROWS: Final = 6
"""Fewer changed rows than this are never worth a scroll."""
ALIKE: Final = 0.6
EDGE: Final = -2
"""The scroll bar's columns do not move with the lines."""
BLANK: Final[Cell] = (" ", "")


class Frame:
    """The wanted and the shown cells of a terminal."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self.wanted: list[Row] = [[BLANK] * width for _row in range(height)]
        self.shown: list[Row] = []
        self.dirty: set[int] = set()
        self.forget()

    def forget(self) -> None:
        """Take it that the terminal may show anything."""
        self.shown = [[None] * self.width for _row in range(self.height)]
        self.dirty = set(range(self.height))

    def put(self, x: int, y: int, end: int, runs: Iterable[tuple[str, str]]) -> None:
        """Want these runs of (text, codes) from cell `x` of row `y`, up to cell `end`."""
        if not 0 <= y < self.height:
            return
        cells = [cell for text, codes in runs for cell in _cells(text, codes)][
            : max(0, min(end, self.width) - x)
        ]
        if cells and cells[-1][0] and get_character_cell_size(cells[-1][0][0]) > 1:
            cells[-1] = (" ", cells[-1][1])
        row = self.wanted[y]
        row[x : x + len(cells)] = cells
        self.dirty.add(y)

    def changes(self) -> str:
        """Return what makes the terminal show what is wanted, and take it as shown."""
        changed = sorted(y for y in self.dirty if self.shown[y] != self.wanted[y])
        sequence = ""
        if len(changed) >= LEAST_ROWS:
            sequence = self._scrolled(changed[0], changed[-1])
            changed = [y for y in range(self.height) if self.shown[y] != self.wanted[y]]
        for y in changed:
            for start, stop in _runs(self.shown[y], self.wanted[y]):
                sequence += _written(start, y, self.wanted[y][start:stop])
            self.shown[y] = self.wanted[y].copy()
        self.dirty.clear()
        return f"{sequence}\x1b[0m" if sequence else ""

    def _scrolled(self, first: int, last: int) -> str:
        """Move lines that the terminal shows already to where they are wanted, and return how."""
        wanted = {y: _text(self.wanted[y]) for y in range(first, last + 1)}
        shown = {y: _text(self.shown[y]) for y in range(first, last + 1)}
        for shift in SHIFTS:
            rows = [y for y in wanted if shown.get(y + shift) == wanted[y] != shown[y]]
            if len(rows) >= LEAST_ROWS and len(rows) >= ALIKE * (rows[-1] - rows[0] + 1):
                return self._shift(min(rows[0], rows[0] + shift), max(rows[-1], rows[-1] + shift), shift)
        return ""

    def _shift(self, top: int, bottom: int, shift: int) -> str:
        """Scroll the rows `top` to `bottom` up by `shift` (down when it is negative)."""
        lines = abs(shift)
        blank: list[Row] = [[BLANK] * self.width for _row in range(lines)]
        region = self.shown[top : bottom + 1]
        moved = [*region[lines:], *blank] if shift > 0 else [*blank, *region[:-lines]]
        self.shown[top : bottom + 1] = moved
        act = "M" if shift > 0 else "L"
        return f"\x1b[0m\x1b[{top + 1};{bottom + 1}r\x1b[{top + 1};1H\x1b[{lines}{act}\x1b[r"


def _cells(text: str, codes: str) -> Iterator[Cell]:
    """Yield the cells of a text: a cluster that the terminal draws as one stands in its first cell."""
    if text.isascii():
        yield from ((character, codes) for character in text)
        return
    for cluster, width in _clusters(text):
        if width:
            yield (cluster, codes)
            yield from (("", codes) for _cell in range(width - 1))


def _clusters(text: str) -> Iterable[tuple[str, int]]:
    if "\u200d" in text or "\ufe0f" in text or any(get_character_cell_size(c) == 0 for c in text):
        return [(text[start:end], width) for start, end, width in split_graphemes(text)[0]]
    return ((character, get_character_cell_size(character)) for character in text)


def _text(row: Row) -> str:
    return "".join(cell[0] if cell else "\0" for cell in row[:EDGE])


def _runs(shown: Row, wanted: Row) -> Iterator[tuple[int, int]]:
    """Yield the spans that differ, near ones as one, never cutting a wide character."""
    differing = [x for x, cell in enumerate(wanted) if shown[x] != cell]
    start = previous = differing[0]
    for x in differing[1:]:
        if x - previous > GAP:
            yield _whole(start, previous + 1, wanted)
            start = x
        previous = x
    yield _whole(start, previous + 1, wanted)


def _whole(start: int, stop: int, row: Row) -> tuple[int, int]:
    while start > 0 and _is_half(row[start]):
        start -= 1
    while stop < len(row) and _is_half(row[stop]):
        stop += 1
    return start, stop


def _is_half(cell: Cell | None) -> bool:
    return cell is not None and not cell[0]


def _written(x: int, y: int, cells: Sequence[Cell | None]) -> str:
    known = [cell for cell in cells if cell is not None]
    runs = (
        (codes, "".join(character for character, _codes in run))
        for codes, run in groupby(known, itemgetter(1))
    )
    return f"\x1b[{y + 1};{x + 1}H" + "".join(
        f"\x1b[0;{codes}m{text}" if codes else f"\x1b[0m{text}" for codes, text in runs
    )
