"""Text as overlapping pairs of characters, so that a full-text index finds any piece of Chinese text.

A pair is written in hexadecimal (`6295g8bc9` for two characters), because a tokenizer must take it for one
word whatever the characters are. The last character makes a pair with nothing.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

LONGEST: Final = 200
"""Characters of a search; what is longer is cut."""


def pairs(text: str) -> str:
    """Return every pair of the text, parted by spaces."""
    codes = [format(ord(character), "x") for character in text]
    return " ".join(f"{a}g{b}" for a, b in zip(codes, [*codes[1:], ""], strict=True))


def phrase(text: str) -> str:
    """Return the full-text query for whatever contains `text`, of one character or more."""
    codes = [format(ord(character), "x") for character in text[:LONGEST]]
    if len(codes) == 1:
        return f'"{codes[0]}g" *'
    return '"' + " ".join(f"{a}g{b}" for a, b in pairwise(codes)) + '"'
