"""Drawing the feedback form: A4 portrait, a grid of six columns, everything on one page.

Merged cells never grow with their text, so every height is worked out here; a long text gets smaller type
and the empty blocks less room, and what still does not fit is scaled down as a whole.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from desk.text import wrap
from importers.workbook.cellout import OPTIONS
from importers.workbook.styles import Styles

WIDTHS: Final = (13, 15, 11, 13, 11, 28)
LAST: Final = len(WIDTHS) - 1
A4: Final = 9
MARGIN: Final = 0.55
PAGE: Final = 735
"""Points of height that one page has for the grid."""
TEXT_WIDTH: Final = 400
"""Points of width of the five merged columns, less the padding."""
HEAD_ROWS: Final = (36, 20, 28, 36)
RATING: Final = 28
FOOT: Final = 20
TALLEST_ROW: Final = 300
LEADING: Final = 1.4
PEN_ROOM: Final = 85
"""Points of height of a text that is written by hand: 3 cm."""
LITTLE_ROOM: Final = 45
SIZES: Final = (10.5, 10, 9.5, 9, 8.5, 8, 7.5, 7, 6.5, 6)
READABLE: Final = 9
CHOICES: Final = (
    *((size, PEN_ROOM) for size in SIZES if size >= READABLE),
    *((size, LITTLE_ROOM) for size in SIZES),
)
"""Sizes of type with the least height of a block, the best first."""


@dataclass(frozen=True, slots=True)
class Section:
    """One block of the form: its label, its text, and who signs it, when."""

    label: str
    text: str
    foot: str


@dataclass(frozen=True, slots=True)
class FormText:
    """Everything that the form says, ready to be drawn.

    `facts` are the six cells of the first row, label and value in turn; `rating` is the last block.
    """

    name: str
    title: str
    notice: str
    number: str
    facts: tuple[str, ...]
    contact: str
    phones: str
    address: str
    sections: tuple[Section, ...]
    rating: Section


def draw(form: FormText, path: Path) -> None:
    """Write the form as a workbook of one sheet."""
    import xlsxwriter  # noqa: PLC0415 - 50 ms that only writing has to pay

    book = xlsxwriter.Workbook(path, dict(OPTIONS))
    page = _Page(book.add_worksheet(form.name), Styles(book))
    page.set_up()
    page.head(form)
    size, least = fitting(form.sections)
    row = len(HEAD_ROWS)
    for section in form.sections:
        row = page.section(row, section, size, least)
    page.rating(row, form.rating)
    book.close()


def fitting(sections: Sequence[Section]) -> tuple[float, float]:
    """Return the best size of type and least height of a block with which all texts fit the page."""
    room = PAGE - sum(HEAD_ROWS) - FOOT * (len(sections) + 1) - RATING
    good = (c for c in CHOICES if sum(height(section.text, *c) for section in sections) <= room)
    return next(good, CHOICES[-1])


def height(text: str, size: float, least: float) -> float:
    """Return the height of a block's text in points."""
    lines = wrap(text, int(2 * TEXT_WIDTH / size)) if text else []
    return max(least, len(lines) * size * LEADING + 8)


class _Page:
    """The sheet being drawn."""

    def __init__(self, out: Any, styles: Styles) -> None:
        self.out = out
        self.styles = styles
        self.label = styles.get(border=1, text_wrap=True, bold=True, align="center")
        self.value = styles.get(border=1, text_wrap=True, align="center")
        self.wide = styles.get(border=1, text_wrap=True, indent=1)
        self.foot = styles.get(align="right", font_size=9, left=1, right=1, bottom=1, indent=1)

    def set_up(self) -> None:
        """Set paper, margins and columns."""
        for n, width in enumerate(WIDTHS):
            self.out.set_column(n, n, width)
        self.out.set_paper(A4)
        self.out.set_portrait()
        self.out.set_margins(left=MARGIN, right=MARGIN, top=MARGIN, bottom=MARGIN)
        self.out.center_horizontally()
        self.out.fit_to_pages(1, 1)
        self.out.hide_gridlines(2)

    def merged(self, area: tuple[int, int, int, int], text: str, look: Any) -> None:
        """Merge an area and write a text into it as text; the library alone would take it for a formula."""
        top, left, bottom, right = area
        if (top, left) != (bottom, right):
            self.out.merge_range(top, left, bottom, right, "", look)
        self.out.write_string(top, left, text, look)

    def head(self, form: FormText) -> None:
        """Draw the title, the number, and who complains."""
        for row, points in enumerate(HEAD_ROWS):
            self.out.set_row(row, points)
        self.merged((0, 0, 0, LAST), form.title, self.styles.get(bold=True, font_size=18, align="center"))
        self.merged((1, 0, 1, 2), form.notice, self.styles.get(font_color="#C00000", bold=True))
        self.merged((1, 3, 1, LAST), form.number, self.styles.get(align="right"))
        for n, text in enumerate(form.facts):
            self.out.write_string(2, n, text, self.value if n % 2 else self.label)
        self.out.write_string(3, 0, form.contact, self.label)
        self.merged((3, 1, 3, 2), form.phones, self.wide)
        self.merged((3, 3, 3, LAST), form.address, self.wide)

    def section(self, row: int, section: Section, size: float, least: float) -> int:
        """Draw a block and return the row after it; a tall text takes several rows."""
        tall = height(section.text, size, least)
        foot = row + math.ceil(tall / TALLEST_ROW)
        for n in range(row, foot):
            self.out.set_row(n, tall / (foot - row))
        text = self.styles.get(
            text_wrap=True, align="left", valign="top", font_size=size, left=1, right=1, top=1, indent=1
        )
        self._block(row, foot, section, text)
        return foot + 1

    def rating(self, row: int, section: Section) -> None:
        """Draw the last block: the boxes of the customer's satisfaction."""
        self.out.set_row(row, RATING)
        self._block(row, row + 1, section, self.styles.get(left=1, right=1, top=1, indent=1))
        self.out.print_area(0, 0, row + 1, LAST)

    def _block(self, row: int, foot: int, section: Section, look: Any) -> None:
        self.out.set_row(foot, FOOT)
        self.merged((row, 0, foot, 0), section.label, self.label)
        self.merged((row, 1, foot - 1, LAST), section.text, look)
        self.merged((foot, 1, foot, LAST), section.foot, self.foot)
