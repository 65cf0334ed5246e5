"""What a sheet's XML shows that a reader of values hides: errors, blank formulas, hidden rows, merges."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

MOST_ERRORS: Final = 5_000
"""How many error cells of one sheet are kept; more of them only repeat the message."""

_TITLE_ROWS: Final = 3
_ERROR: Final = re.compile(rb"\bt=[\"']e[\"']")
_FORMULAS: Final = (b"<f>", b"<f ", b"<f/", b":f>", b":f ", b":f/")
_EMPTY_FORMULA: Final = re.compile(rb"[:<]f(?:\s[^>]*)?/>\s*</|[:/]f>\s*(?:</|<(?:\w+:)?v(?:\s*/>|>\s*</))")
_HIDDEN_ROW: Final = re.compile(rb"<(?:\w+:)?row\s[^>]*\bhidden=[\"'](?:1|true)[\"']")
_MERGE: Final = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']"
)
_LONGEST_ERROR: Final = 64
_ADDRESS: Final = re.compile(r"([A-Za-z]{1,3})(\d{1,7})$")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(slots=True)
class Findings:
    """What one sheet part holds; rows and columns are counted from 0."""

    errors: list[tuple[int, int, str]] = field(default_factory=list)
    uncomputed: int = 0
    first_uncomputed: tuple[int, int] = (0, 0)
    hidden_rows: int = 0
    merges: set[bytes] = field(default_factory=set)
    widest_merge: tuple[int, str] = (0, "")
    needs_detail: bool = False

    def see(self, window: bytes, seen: int) -> None:
        """Note what a stretch shows to a quick search; its first `seen` bytes were in the last one."""
        if not seen and window.startswith(_UTF16):
            self.needs_detail = True
        self.needs_detail = self.needs_detail or _holds_error(window) or _holds_empty_formula(window)
        if b"hidden=" in window:
            self.hidden_rows += sum(found.end() > seen for found in _HIDDEN_ROW.finditer(window))
        for found in _MERGE.finditer(window) if b"mergeCell " in window else ():
            self._merge(*(part.decode() for part in found.groups()))

    def _merge(self, left: str, top: str, right: str, bottom: str) -> None:
        area = (int(bottom) - int(top) + 1) * (column_of(right) - column_of(left) + 1)
        name = f"{left}{top}:{right}{bottom}"
        self.widest_merge = max(self.widest_merge, (area, name))
        if int(top) > _TITLE_ROWS:
            self.merges.add(name.encode())


def _holds_error(window: bytes) -> bool:
    """Tell whether an error cell is there; a search for plain bytes first, which costs next to nothing."""
    return (b'="e"' in window or b"='e'" in window) and _ERROR.search(window) is not None


def _holds_empty_formula(window: bytes) -> bool:
    return any(mark in window for mark in _FORMULAS) and _EMPTY_FORMULA.search(window) is not None


def column_of(letters: str) -> int:
    """Return the column counted from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def detailed(blocks: Iterable[bytes], findings: Findings) -> None:
    """Go through a sheet part element by element and note its error cells and formulas without a value."""
    walk = _Walk(findings)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.text
    for block in blocks:
        parser.Parse(block, False)
    parser.Parse(b"", True)


class _Walk:
    """Where the walk through a sheet stands; a cell without an address follows the one before it."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.row = -1
        self.column = -1
        self.kind: str | None = None
        self.formula = False
        self.in_value = False
        self.value = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._cell(attributes)
        elif name == "row":
            self.row = int(attributes["r"]) - 1 if attributes.get("r", "").isdecimal() else self.row + 1
            self.column = -1
        elif self.kind is not None and name == "f":
            self.formula = True
        elif self.kind is not None and name == "v":
            self.in_value = True

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "v":
            self.in_value = False
        elif name == "c" and self.kind is not None:
            self._note()
            self.kind = None

    def text(self, data: str) -> None:
        if self.in_value and len(self.value) < _LONGEST_ERROR:
            self.value += data

    def _cell(self, attributes: dict[str, str]) -> None:
        self.kind, self.formula, self.value = attributes.get("t", "n"), False, ""
        self.column += 1
        if found := _ADDRESS.match(attributes.get("r", "")):
            self.column, self.row = column_of(found[1]), int(found[2]) - 1

    def _note(self) -> None:
        seen = self.findings
        if self.kind == "e":
            if len(seen.errors) < MOST_ERRORS:
                seen.errors.append((self.row, self.column, self.value.strip() or "#N/A"))
        elif self.formula and not self.value.strip() and self.kind != "str":
            if not seen.uncomputed:
                seen.first_uncomputed = (self.row, self.column)
            seen.uncomputed += 1
