"""Data on its way to the screen: never as markup, never with a control byte."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from textual.content import Content

from desk.text import displayable


class Piece(NamedTuple):
    """A run of text and the name of its style: one of the line component classes, or nothing."""

    text: str
    style: str = ""


Line = tuple[Piece, ...]


def plain(text: str, style: str = "") -> Content:
    """Return text as content in one style; what looks like markup stays as it was typed."""
    return Content.styled(displayable(text), style) if style else Content(displayable(text))


def joined(pieces: Iterable[tuple[str, str]]) -> Content:
    """Return runs of (text, Textual style) as one content."""
    return Content("").join([plain(text, style) for text, style in pieces])
