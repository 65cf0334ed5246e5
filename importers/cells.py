"""One cell's value as a date, a moment, a number, an amount or a text.

None means: not given, or not what was asked for; nothing is guessed. Two-digit years and day-first dates
are therefore None, and so is every date outside 2000-2099, the span of the serial numbers that are dates.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from desk.moments import in_zone
from desk.text import clean
from importers.book import Value

FIRST_SERIAL: Final = 36526
LAST_SERIAL: Final = 73050
SURE_DIGITS: Final = 10**15
_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - serial numbers know no zone
_YEARS: Final = range(2000, 2100)

_CLOCK: Final = r"(?:\s*[T ]\s*(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?)?"
_FORMS: Final = (
    *(re.compile(rf"(\d{{4}})\s*[{s}]\s*(\d{{1,2}})\s*[{s}]\s*(\d{{1,2}})" + _CLOCK) for s in "-/."),
    re.compile(r"(\d{4})(\d{2})(\d{2})(?:\s*(\d{2}):?(\d{2})(?::?(\d{2}))?)?"),
    re.compile(
        r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]"
        r"(?:\s*(\d{1,2})\s*[:时点]\s*(\d{1,2})\s*分?(?:\s*:?\s*(\d{1,2})\s*秒?)?)?"
    ),
)
_SPACE: Final = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_NUMBER: Final = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?")
_MONEY_SIGNS: Final = re.compile(r"^(?:CNY|RMB|人民币|[¥$])\s*|\s*(?:元|圆)(?:整)?$")


def column_letters(column: int) -> str:
    """Return the letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    rest = column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def a1(row: int, column: int) -> str:
    """Return the address of a cell by its indexes in `Sheet.rows`, both counted from 0: (11, 5) is F12."""
    return f"{column_letters(column)}{row + 1}"


def is_blank(value: Value) -> bool:
    """Tell whether a cell holds nothing that a person can see."""
    return value is None or (isinstance(value, str) and not as_text(value))


def as_text(value: Value) -> str:
    """Return a cell as clean text; an id that the file keeps as 2549.0 is "2549"; "" for a blank cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def as_key(value: Value) -> str:
    """Return a cell for comparing: full-width as half-width, no blanks at all, lower case."""
    return "".join(unicodedata.normalize("NFKC", as_text(value)).split()).casefold()


def digits_lost(value: Value) -> bool:
    """Tell whether a number is so long (16 digits or more) that the file can no longer hold it exactly."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= SURE_DIGITS


def as_int(value: Value) -> int | None:
    """Return a whole number (also typed as text, with full-width digits or 1,234), else None."""
    amount = as_money(value)
    return int(amount) if amount is not None and amount == amount.to_integral_value() else None


def as_money(value: Value) -> Decimal | None:
    """Return an amount in yuan exactly as the file shows it (15 digits at most), else None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, float):
        return Decimal(f"{value:.15g}") if math.isfinite(value) else None
    return Decimal(value) if isinstance(value, int) else _typed_number(value)


def as_date(value: Value) -> date | None:
    """Return the day of a real date, of a serial number or of a text that names year, month and day."""
    moment = _naive(value)
    return moment.date() if moment else None


def as_moment(value: Value) -> datetime | None:
    """Return the moment in the bank's zone, to the second; a date without a time is 00:00 of that day."""
    moment = _naive(value)
    return in_zone(moment) if moment else None


def _clean(text: str) -> str:
    return clean(_SPACE.sub(" ", text)).strip()


def _typed_number(text: str) -> Decimal | None:
    plain = _MONEY_SIGNS.sub("", unicodedata.normalize("NFKC", as_text(text)))
    return Decimal(plain.replace(",", "")) if _NUMBER.fullmatch(plain) else None


def _naive(value: Value) -> datetime | None:
    moment = _as_written(value)
    return moment if moment and moment.year in _YEARS else None


def _as_written(value: Value) -> datetime | None:
    if isinstance(value, datetime):
        return value.replace(microsecond=0, tzinfo=None)
    if isinstance(value, date):
        return datetime.combine(value, time.min)
    if isinstance(value, str):
        return _from_text(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(value)
    return None


def _from_number(value: float) -> datetime | None:
    if FIRST_SERIAL <= value < LAST_SERIAL + 1:
        return _EPOCH + timedelta(seconds=round(value * 86400))
    return _from_text(as_text(value))


def _from_text(text: str) -> datetime | None:
    plain = unicodedata.normalize("NFKC", as_text(text))
    for form in _FORMS:
        if found := form.fullmatch(plain):
            return _built([int(part or 0) for part in found.groups()])
    return None


def _built(numbers: list[int]) -> datetime | None:
    try:
        return datetime(*numbers)  # type: ignore[arg-type]  # noqa: DTZ001 - the zone is set by the caller
    except ValueError:
        return None
