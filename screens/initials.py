"""Pinyin initials of common characters, so that a choice can be typed without an input method."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import Final

_STARTS: Final = (
    0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8,
    0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1,
)  # fmt: skip
_LETTERS: Final = "abcdefghjklmnopqrstwxyz"
_BANK: Final = {"行": "h"}
"""Read otherwise than GB 2312 sorts it: a bank's 行 is hang, seldom xing."""
_END: Final = 0xD7F9
"""GB 2312 orders its 3755 common characters by pinyin; each letter starts at one of these codes."""


def _initial(character: str) -> str:
    if character in _BANK:
        return _BANK[character]
    try:
        code = int.from_bytes(character.encode("gb2312"))
    except UnicodeEncodeError:
        return ""
    if code < _STARTS[0]:
        return character.lower() if character.isalnum() else ""
    return _LETTERS[bisect_right(_STARTS, code) - 1] if code <= _END else ""


@lru_cache(maxsize=4096)
def initials(text: str) -> str:
    """Return the first letters of the text's characters: 服务态度 gives fwtd; rare ones give nothing."""
    return "".join(map(_initial, text))
