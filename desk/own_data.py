"""The customer's own name, address and numbers, masked in free text however they are written (K-3.3a)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Final, NamedTuple

from desk.text import mask_account, mask_address, mask_free_text, mask_id, mask_name, mask_phone
from desk.ticket import Customer

MASKS: Final[Mapping[str, Callable[[str], str]]] = {
    "name": mask_name,
    "mobile": mask_phone,
    "phone": mask_phone,
    "address": mask_address,
    "id_number": mask_id,
    "account": mask_account,
}
"""How each field of a customer is masked; the others name nobody."""

NUMBERS: Final = ("mobile", "phone", "id_number", "account")
LEAST_NAME: Final = 2
LEAST_NUMBER: Final = 5
"""A shorter number is a year or an amount far more often than the customer's."""
LEAST_ADDRESS: Final = 6
"""So many signs of an address in a row are taken for a part of it."""

_NUMERALS: Final = str.maketrans("〇零一二三四五六七八九幺", "001234567891")
_SEVERAL: Final = re.compile(r"[,，;；/、或和]")
_EXTENSION: Final = re.compile(r"(?:转|ext\.?).*", re.IGNORECASE)
_COUNTRY: Final = re.compile(r"(?:00)?86(?=1\d{10}$|0?[1-9]\d{8,10}$)")
_AREA: Final = re.compile(r"0(?:10|2\d|[3-9]\d\d)(?=\d{7,8}$)")


class Signs(NamedTuple):
    """What of a text counts in a comparison, and where each sign stands in it."""

    signs: str
    places: tuple[int, ...]


class Span(NamedTuple):
    """A part of a text, by where it begins and ends."""

    start: int
    end: int


def mask_text(text: str, customer: Customer) -> str:
    """Return the cleaned text with every personal number masked, and the customer's own data.

    These are the name, six signs or more of the address, and each number of five signs or more: with any
    blanks or signs between, in full width or in Chinese numerals, with or without the country and area code.
    """
    text = mask_free_text(text)
    text = _masked(text, _addresses(text, customer), mask_address)
    for field in NUMBERS:
        text = _masked(text, _numbers(text, getattr(customer, field)), partial(_number, MASKS[field]))
    return _masked(text, _names(text, customer), mask_name)


def _masked(text: str, spans: Iterable[Span], mask: Callable[[str], str]) -> str:
    """Return the text with the spans masked; of two that overlap the earlier, then the longer one."""
    shown, after = "", 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start >= after:
            shown += text[after : span.start] + mask(text[span.start : span.end])
            after = span.end
    return shown + text[after:]


def _number(mask: Callable[[str], str], written: str) -> str:
    return mask(written.translate(_NUMERALS))


def _names(text: str, customer: Customer) -> Iterator[Span]:
    name = _signs(customer.name).signs
    if len(name) >= LEAST_NAME:
        yield from _found(text, _signs(text), name)


def _numbers(text: str, value: str) -> Iterator[Span]:
    if not value:
        return
    where = _signs(text)
    where = Signs(where.signs.translate(_NUMERALS), where.places)
    for number in _ways(value):
        yield from _found(text, where, number)


def _ways(value: str) -> frozenset[str]:
    """Return the numbers that a field holds, each also without its country and its area code."""
    parts = (_EXTENSION.sub("", part) for part in (value, *_SEVERAL.split(value)))
    full = {_signs(part).signs for part in parts}
    local = {_COUNTRY.sub("", number) for number in full}
    near = {_AREA.sub("", number) for number in local}
    return frozenset(number for number in full | local | near if len(number) >= LEAST_NUMBER)


def _found(text: str, where: Signs, wanted: str) -> Iterator[Span]:
    """Yield where the signs stand, but never within a longer number or Latin word."""
    at = where.signs.find(wanted)
    while at >= 0:
        span = Span(where.places[at], where.places[at + len(wanted) - 1] + 1)
        if not (_goes_on(text[: span.start][-1:], wanted[0]) or _goes_on(text[span.end :][:1], wanted[-1])):
            yield span
        at = where.signs.find(wanted, at + 1)


def _goes_on(outside: str, inside: str) -> bool:
    """Whether two neighbouring signs belong to one number or one Latin word."""
    if inside.isdigit():
        return outside.isdecimal()
    return inside.isascii() and outside.isascii() and outside.isalpha()


def _addresses(text: str, customer: Customer) -> Iterator[Span]:
    """Yield every part of the text that is also a part of the address, long enough to tell the door."""
    address = _signs(customer.address).signs
    if not address:
        return
    where = _signs(text)
    length = min(LEAST_ADDRESS, len(address))
    found: set[int] = set()
    for begin in range(len(address) - length + 1):
        at = where.signs.find(address[begin : begin + length])
        while at >= 0:
            found.update(range(at, at + length))
            at = where.signs.find(address[begin : begin + length], at + 1)
    for first in sorted(at for at in found if at - 1 not in found):
        last = first
        while last + 1 in found:
            last += 1
        yield Span(where.places[first], where.places[last] + 1)


@lru_cache(maxsize=64)
def _signs(text: str) -> Signs:
    """Return letters, digits and the stars of masks, in half width and small; all else parts nothing."""
    if not text:
        return Signs("", ())
    folded = unicodedata.normalize("NFKC", text).casefold()
    if len(folded) != len(text):
        folded = "".join(map(_one_sign, text))
    places = tuple(place for place, sign in enumerate(folded) if sign.isalnum() or sign == "*")
    return Signs("".join(folded[place] for place in places), places)


def _one_sign(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char).casefold()
    return folded if len(folded) == 1 else char
