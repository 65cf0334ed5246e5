"""Personal numbers in free text: mobile, identity and bank card numbers, and landlines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Final, Literal, NamedTuple

Kind = Literal["mobile", "id", "card", "landline"]


class Found(NamedTuple):
    """A personal number in a text: what it is, where it stands, and its digits."""

    kind: Kind
    start: int
    end: int
    digits: str


class _Group(NamedTuple):
    """Digits that stand together."""

    start: int
    end: int
    digits: str


_RUN: Final = re.compile(r"\d(?:(?:[ \u00a0\u3000\-‐-―−－·]{0,3}|[.．](?=\d{3}))\d)*")
_LANDLINE: Final = re.compile(
    r"(?<!\d)(?<!\d\.)(?:(?:(?:\+|00)86[ -]{0,2}|86[ -]{1,2})\(?0?|\(?0)(10|2\d|[3-9]\d\d)\)?[ .-]{0,3}"
    r"(\d{7,8}|\d{3,4}[ .-]\d{4}|\d{3}(?:[ .-]\d\d){2}|\d\d(?:[ .-]\d\d){3})(?!\d)(?:-\d{1,6}(?!\d))?"
)
_PLAIN: Final = str.maketrans(
    {
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00a0\u3000", " "),
    }
)
"""Full-width signs as half-width, one for one."""
_GROUP: Final = re.compile(r"\d+")
_MOBILE: Final = re.compile(r"(?:(?:00)?86|0)?1[3-9]\d{9}")
_CARD: Final = re.compile(r"[1-9]\d{15,18}")
_LONGEST: Final = 19
_OLD_ID: Final = re.compile(r"[1-9]\d{14}")
_ID: Final = re.compile(r"[1-9]\d{16}[\dX]")
_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_BIRTH_YEARS: Final = range(1900, 2100)
_UNIONPAY: Final = "62"


def personal_numbers(text: str) -> Iterator[Found]:
    """Yield the personal numbers in order, also in full-width digits and parted by blanks or dashes.

    A mobile number has 11 digits, after 86 or not. An 18-digit number is an identity number when its check
    digit or its region and birthday hold, a 15-digit one by region and birthday. A card number has 16 to
    19 digits, begins with no 0, and passes Luhn's check or is of China UnionPay. Of two readings the longer
    is taken, but a group of digits that is a number by itself is never joined to its neighbours.
    """
    for run in _RUN.finditer(text):
        groups = [_group(m, run.start()) for m in _GROUP.finditer(run[0])]
        first = 0
        while first < len(groups):
            count, found = _longest(text, groups[first : first + _LONGEST])
            first += count
            if found:
                yield found


def numbers_to_mask(text: str) -> Iterator[Found]:
    """Yield what `personal_numbers` finds and landlines with their area code, in order and never overlapping.

    The digits of a landline are its area code, a dash and the number.
    """
    found = [*personal_numbers(text)]
    for line in _landlines(text):
        if not any(one.start < line.end and line.start < one.end for one in found):
            found.append(line)
    yield from sorted(found, key=lambda one: one.start)


def _landlines(text: str) -> Iterator[Found]:
    plain = text.translate(_PLAIN)
    for match in _LANDLINE.finditer(plain):
        number = re.sub(r"\D", "", match[2])
        yield Found("landline", match.start(), match.end(), f"0{match[1]}-{number}")


def _group(match: re.Match[str], offset: int) -> _Group:
    digits = "".join(str(unicodedata.decimal(char)) for char in match[0])
    return _Group(offset + match.start(), offset + match.end(), digits)


def _longest(text: str, groups: list[_Group]) -> tuple[int, Found | None]:
    """Return how many groups the longest number at the beginning takes, and it; 1 and None without one."""
    whole = next((n for n, group in enumerate(groups) if _found(text, [group])), len(groups))
    for count in range(max(1, whole), 0, -1):
        found = _found(text, groups[:count])
        if found:
            return count, found
    return 1, None


def _found(text: str, groups: list[_Group]) -> Found | None:
    """Return the number that the groups are together, with the X after it and the plus sign before it."""
    start, end, digits = groups[0].start, groups[-1].end, "".join(group.digits for group in groups)
    if len(digits) == len(_ID_WEIGHTS) and text[end : end + 1] in ("X", "x", "Ｘ", "ｘ"):
        digits, end = digits + "X", end + 1
    kind = _kind(digits)
    if kind is None:
        return None
    return Found(kind, start - (text[:start][-1:] in ("+", "＋")), end, digits)


def _kind(number: str) -> Kind | None:
    if _MOBILE.fullmatch(number):
        return "mobile"
    if _ID.fullmatch(number) and (_check_sign(number) == number[-1] or _born(number[6:14])):
        return "id"
    if _OLD_ID.fullmatch(number) and _born("19" + number[6:12]):
        return "id"
    if _CARD.fullmatch(number) and (_luhn(number) or number.startswith(_UNIONPAY)):
        return "card"
    return None


def _check_sign(number: str) -> str:
    """Return the last sign that an identity number should have (GB 11643)."""
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, number, strict=False))
    return "10X98765432"[total % 11]


def _born(birthday: str) -> bool:
    """Tell whether YYYYMMDD is a day on which somebody may have been born."""
    try:
        born = date(int(birthday[:4]), int(birthday[4:6]), int(birthday[6:]))
    except ValueError:
        return False
    return born.year in _BIRTH_YEARS


def _luhn(number: str) -> bool:
    """Tell whether the check digit of a card number holds."""
    doubled = (sum(divmod(int(digit) * 2, 10)) for digit in number[-2::-2])
    return (sum(map(int, number[-1::-2])) + sum(doubled)) % 10 == 0
