"""Text from outside: cleaned on the way in, measured and cut by terminal cells, masked on the way out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from desk.personal import numbers_to_mask

MARKER: Final = ".."
"""Ends a text that was cut: "…" takes one cell in some terminals and two in others, ASCII never does."""

_BREAKS: Final = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_DROPPED: Final = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0, DEL, C1
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"  # invisible: hyphen, joiners, fillers, vowel separator
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f"  # zero width, bidirectional marks and overrides
    "\u3164\ufeff\uffa0\ufff0-\ufffb\ufdd0-\ufdef\ufffe\uffff"  # filler, anchors, no characters
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff"  # format controls, tags
    "\ud800-\udfff"  # lone surrogates
    "]"
)
_EXCEL_ESCAPE: Final = re.compile(
    "_x000d_(?:_x000a_|\n)?|_x00(?:[01][0-9a-f]|7f|[89][0-9a-f])_", re.IGNORECASE
)

_EMOJI: Final = "\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_JOINED: Final = re.compile(f"(?:[\ufe0f\U0001f3fb-\U0001f3ff]?\u200d[{_EMOJI}])+")
_TONED: Final = re.compile(f"(?<=[{_EMOJI}])[\U0001f3fb-\U0001f3ff]+")
_FLAG_LETTER: Final = re.compile("[\U0001f1e6-\U0001f1ff]")
_SELECTORS: Final = re.compile("[\ufe00-\ufe0f\u20d0-\u20ff\U000e0100-\U000e01ef]")
_STACKED: Final = re.compile(
    "([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff]{2})[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff]+"
)

_OPENING: Final = "（〔［｛〈《「『【〖“‘"
_CLOSING: Final = "）〕］｝〉》」』】〗”’，。、；：？！…—～·％"
_UNIT: Final = re.compile(rf"\s+|[{_OPENING}]*(?:[!-~]+|\S)[{_CLOSING}]*")

_DASHES: Final = str.maketrans({**dict.fromkeys("‐‑‒–—―−", "-"), "。": "."})


def clean(text: str, *, keep_lines: bool = True) -> str:
    """Return the text without anything that acts on a terminal or hides from a reader.

    Control, bidirectional, zero-width and other invisible characters and lone surrogates go; every line
    break becomes a newline, also the one that Excel writes as `_x000D_`. With `keep_lines` off, line breaks
    and tabs become spaces. Cleaning twice changes nothing more.
    """
    text = _BREAKS.sub("\n", _DROPPED.sub("", text))
    if "_x" in text.lower():
        text = _EXCEL_ESCAPE.sub(_unescape, text)
    return text if keep_lines else text.replace("\n", " ").replace("\t", " ")


def _unescape(match: re.Match[str]) -> str:
    """Return what Excel's escape of a control character stands for; never nothing, or a new one may form."""
    code = match[0][4:6].lower()
    return {"0d": "\n", "0a": "\n", "0b": "\n", "0c": "\n", "85": "\n", "09": "\t"}.get(code, " ")


def one_line(text: str) -> str:
    """Return the cleaned text on one line, every run of blanks as one space and none at the ends."""
    return " ".join(clean(text).split())


def fold_width(text: str) -> str:
    """Return typed input with full-width signs as half-width: digits, letters, dashes, the full stop."""
    return unicodedata.normalize("NFKC", text).translate(_DASHES)


def displayable(text: str) -> str:
    """Return the cleaned text as every terminal measures it alike; newlines stay.

    A joined emoji becomes its first one, a flag its two letters; variation selectors and skin tones go,
    as do accents beyond two on one letter.
    """
    if text.isascii():
        return clean(text).replace("\t", " ")
    text = clean(_JOINED.sub("", text)).replace("\t", " ")
    text = _TONED.sub("", _SELECTORS.sub("", text))
    return _STACKED.sub(r"\1", _FLAG_LETTER.sub(_letter, text))


def _letter(match: re.Match[str]) -> str:
    return chr(ord(match[0]) - 0x1F1E6 + ord("A"))


@lru_cache(maxsize=8192)
def _char_width(char: str) -> int:
    from wcwidth import wcwidth  # noqa: PLC0415 - 40 ms that only drawing has to pay

    return max(0, wcwidth(char))


def _width(shown: str) -> int:
    return len(shown) if shown.isascii() else sum(map(_char_width, shown))


def cell_width(text: str) -> int:
    """Return how many terminal cells the text takes as displayed; ambiguous characters count as one."""
    return _width(displayable(text).replace("\n", " "))


def _fitting(shown: str, cells: int) -> str:
    """Return the longest beginning that fits, never half a wide character."""
    used = 0
    for index, char in enumerate(shown):
        used += _char_width(char)
        if used > cells:
            return shown[:index]
    return shown


def truncate(text: str, cells: int) -> str:
    """Return the text as displayed on one line of at most `cells` cells; a cut one ends in the marker."""
    shown = displayable(text).replace("\n", " ")
    if _width(shown) <= cells:
        return shown
    marker = MARKER[: max(0, cells)]
    return _fitting(shown, cells - len(marker)) + marker


def pad(text: str, cells: int, *, right: bool = False) -> str:
    """Return the text in exactly `cells` cells: cut, or filled with spaces (before it when `right`)."""
    shown = truncate(text, cells)
    fill = " " * (cells - _width(shown))
    return fill + shown if right else shown + fill


def wrap(text: str, cells: int) -> list[str]:
    """Return the text as displayed in lines of at most `cells` cells (2 at least).

    Latin words and numbers stay whole where they fit; no line starts with a closing Chinese sign or ends
    with an opening one.
    """
    return [
        line for paragraph in displayable(text).split("\n") for line in _wrapped(paragraph, max(cells, 2))
    ]


def _wrapped(paragraph: str, cells: int) -> Iterator[str]:
    line, used = "", 0
    for unit in _units(paragraph, cells):
        width = _width(unit)
        if used + width > cells:
            yield line.rstrip()
            line, used = "", 0
            if unit.isspace():
                continue
        line, used = line + unit, used + width
    yield line.rstrip()


def _units(paragraph: str, cells: int) -> Iterator[str]:
    """Yield what may not be parted, cut where even a whole line cannot hold it."""
    for match in _UNIT.finditer(paragraph):
        rest = match[0]
        while _width(rest) > cells:
            head = _fitting(rest, cells)
            yield head
            rest = rest[len(head) :]
        yield rest


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice that was probably meant, or None when none is near."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

    known = {choice.casefold(): choice for choice in choices}
    found = get_close_matches(word.casefold(), known, n=1)
    return known[found[0]] if found else None


_MOBILE: Final = re.compile(r"(?:(?:00)?86|0)?(1[3-9]\d)\d{4}(\d{4})")
_LANDLINE: Final = re.compile(r"(0(?:10|2\d|[3-9]\d\d))-?\d{4,5}(\d{3})(?:-\d+)?")
_OLD_ID_LENGTH: Final = 15
_ACCOUNT_LENGTH: Final = 12
_ADDRESS_SHOWN: Final = 3


def mask_free_text(text: str) -> str:
    """Return the cleaned text with every personal number in it masked."""
    text, shown, after = clean(text), "", 0
    masks = {"mobile": mask_phone, "id": mask_id, "card": mask_account, "landline": mask_phone}
    for found in numbers_to_mask(text):
        shown += text[after : found.start] + masks[found.kind](found.digits)
        after = found.end
    return shown + text[after:]


def mask_name(name: str) -> str:
    """Return a name by its first character: 张**."""
    name = one_line(name)
    return f"{name[0]}**" if name else ""


def mask_phone(phone: str) -> str:
    """Return a mobile number as 138****1234, a landline as 0991-****567, any other by its last two digits."""
    number = re.sub(r"[^\d-]", "", fold_width(clean(phone)))
    mobile = _MOBILE.fullmatch(number.replace("-", ""))
    if mobile:
        return f"{mobile[1]}****{mobile[2]}"
    landline = _LANDLINE.fullmatch(number)
    return f"{landline[1]}-****{landline[2]}" if landline else _last_two(number.replace("-", ""))


def mask_address(address: str) -> str:
    """Return an address by its first three signs, a short one by half of them: 云州市**."""
    address = one_line(address)
    return f"{address[: min(_ADDRESS_SHOWN, len(address) // 2)]}**" if address else ""


def mask_id(number: str) -> str:
    """Return an identity number by its first three and last four signs, another document by its last two."""
    number = _signs(number)
    if len(number) < _OLD_ID_LENGTH:
        return _last_two(number)
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"


def mask_account(number: str) -> str:
    """Return an account or card number as 6222****1234, a shorter one by its last two signs."""
    number = _signs(number)
    return _last_two(number) if len(number) < _ACCOUNT_LENGTH else f"{number[:4]}****{number[-4:]}"


def _signs(number: str) -> str:
    """Return the letters and digits of a number, half width."""
    return re.sub(r"[\W_]", "", fold_width(clean(number)))


def _last_two(number: str) -> str:
    """Return stars and the last two signs, or stars alone when that would be most of it."""
    return f"****{number[-2:]}" if number[4:] else "****" if number else ""
