"""One value into one cell of a new file, by its type alone: text never becomes a formula or a link."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from desk.i18n import _
from desk.moments import in_zone
from desk.text import clean
from importers.book import Value

FONT: Final = "宋体"
LONGEST: Final = 32_767
OPTIONS: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
    "default_format_properties": {"font_name": FONT, "font_size": 10},
}
"""How every new file is opened: even a forgotten typed write stays text, and column widths are counted in
digits of a font whose width is the same in every spreadsheet program.
"""


def put(sheet: Any, row: int, column: int, value: Value | Decimal, look: Any) -> None:
    """Write a value; a text is cleaned, and one too long for a cell is cut and says so."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, look)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, float(value), look)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, in_zone(value).replace(tzinfo=None), look)
    elif isinstance(value, date | time | timedelta):
        sheet.write_datetime(row, column, value, look)
    else:
        sheet.write_string(row, column, _fitting(value), look)


def _fitting(text: str) -> str:
    text = clean(text)
    if len(text) <= LONGEST:
        return text
    mark = _(" (cut: {n} characters)").format(n=len(text))
    return text[: LONGEST - len(mark)] + mark
