"""How the cells of the workbook look: one format for each kind and part, made once for a file."""

from __future__ import annotations

import math
from typing import Any, Final

from desk.text import cell_width
from importers.workbook.cellout import FONT

NUMBER_FORMATS: Final = {
    "int": "#,##0",
    "money": "#,##0.00",
    "rate": "0.00%",
    "date": "yyyy-mm-dd",
    "time": "hh:mm",
    "moment": "yyyy-mm-dd hh:mm",
    "code": "@",
    "unit": "@",
    "text": "@",
    "choice": "@",
    "long": "@",
}
INK: Final = "#1F3044"
LINE: Final = "#B8C4D0"
HEAD: Final = "#DCE6F0"
NEED: Final = "#C9DAEC"
FIXED: Final = "#F2F4F6"
SUM: Final = "#E8EEF4"
MISSING: Final = "#FFF2CC"
WRONG: Final = "#F8CBAD"
LINE_HEIGHT: Final = 13.5
TALLEST: Final = 409
"""The height of a row in points beyond which Excel does not go."""


def text_height(text: str, width: float) -> float:
    """Return the height of a text in points when a line takes `width` half-width characters."""
    lines = sum(max(1, math.ceil(cell_width(line) / max(2, width))) for line in text.split("\n"))
    return min(TALLEST, LINE_HEIGHT * lines)


class Styles:
    """The formats of one file; XlsxWriter keeps every format that is asked for, so each is asked for once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **looks: Any) -> Any:
        """Return the format with these properties."""
        key = tuple(sorted(looks.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(
                {"font_name": FONT, "font_size": 10, "valign": "vcenter", **looks}
            )
        return self._made[key]

    def title(self) -> Any:
        """Return the format of a sheet's title."""
        return self.get(bold=True, font_size=15, font_color=INK)

    def small(self) -> Any:
        """Return the format of the line below the title."""
        return self.get(font_size=9, font_color="#5A6B7B")

    def header(self, *, need: bool = False) -> Any:
        """Return the format of a header, darker when its cells must be filled."""
        return self.get(
            bold=True,
            text_wrap=True,
            align="center",
            border=1,
            border_color=LINE,
            font_color=INK,
            bg_color=NEED if need else HEAD,
        )

    def cell(self, kind: str, part: str = "input") -> Any:
        """Return the format of a cell: an `input` is unlocked, a `fixed` one and a `sum` are not."""
        looks: dict[str, Any] = {**_placed(kind), "border": 1, "border_color": LINE}
        if part == "input":
            return self.get(**looks, locked=False)
        return self.get(**looks, bg_color=FIXED if part == "fixed" else SUM, bold=part == "sum")

    def open_column(self, kind: str) -> Any:
        """Return the format of a whole column of unlocked cells, without borders."""
        return self.get(**_placed(kind), locked=False)


def _placed(kind: str) -> dict[str, Any]:
    """Return number format and alignment of a kind: figures right, short words in the middle, texts left."""
    looks: dict[str, Any] = {"num_format": NUMBER_FORMATS[kind]}
    if kind == "long":
        return {**looks, "text_wrap": True, "align": "left", "valign": "top"}
    if kind in {"text", "code"}:
        return {**looks, "align": "left", "indent": 1}
    return {**looks, "align": "center"} if kind in {"choice", "date", "time", "moment", "unit"} else looks
