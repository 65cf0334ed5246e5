"""The columns of a queue: how wide each is at a width of the window, and what a row shows in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from desk.clock_words import clock_word
from desk.i18n import N_, _, language
from desk.ports import Row
from desk.rows import due_or_earliest
from desk.text import pad
from screens.plain import Line, Piece
from screens.session import Session
from screens.words import due_word, level_mark, state_word

WIDE: Final = 100
Show = Callable[[Row, Session], tuple[str, str]]
"""Returns the text of a cell and the name of its line style."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its cells at 80 and at 120 columns in Chinese and in English, and its text.

    The last column has no cells of its own: it takes what is left.
    """

    heading: str
    chinese: tuple[int, int]
    english: tuple[int, int]
    show: Show


def _plain(name: str) -> Show:
    return lambda row, _session: (row[name], "")


def _due(row: Row, session: Session) -> tuple[str, str]:
    return due_word(row, session.now(), session.desk.calendars)


COLUMNS: Final[Sequence[Column]] = (
    Column(N_("Level"), (6, 6), (11, 11), lambda row, _session: level_mark(row["level"])),
    Column(N_("Number"), (16, 16), (16, 16), _plain("number")),
    Column(N_("Due"), (12, 14), (11, 14), _due),
    Column(N_("State"), (6, 12), (10, 16), lambda row, _session: (state_word(row["state"]), "")),
    Column(
        N_("Unit"), (10, 16), (8, 16), lambda row, session: (session.unit(row["lead"] or row["unit"]), "")
    ),
    Column(N_("Followed by"), (6, 8), (6, 11), lambda row, session: (session.person(row["follower"]), "")),
    Column(N_("Customer"), (4, 6), (4, 8), _plain("customer")),
    Column(N_("Summary"), (0, 0), (0, 0), _plain("summary")),
)


def _cells(column: Column, width: int, used: int) -> int:
    narrow, wide = column.english if language() == "en" else column.chinese
    cells = wide if width >= WIDE else narrow
    return cells or max(0, width - used)


def row_line(row: Row, session: Session, width: int) -> Line:
    """Return a queue's line for a row."""
    used = 0
    pieces = []
    for column in COLUMNS:
        text, style = column.show(row, session)
        cells = _cells(column, width, used)
        pieces.append(Piece(pad(text, cells) + " ", style))
        used += cells + 1
    return tuple(pieces)


def headings(width: int) -> str:
    """Return the headings above the lines."""
    used = 0
    text = ""
    for column in COLUMNS:
        cells = _cells(column, width, used)
        text += pad(_(column.heading), cells) + " "
        used += cells + 1
    return text


def preview(row: Row, session: Session) -> tuple[str, str]:
    """Return two lines with what the columns have no room for."""
    due = due_or_earliest(row)
    parts = [
        session.unit(row["lead"] or row["unit"]),
        session.person(row["follower"]),
        session.word("channels", row["channel"]),
        session.word("categories", row["category"]),
        f"{clock_word(row['clock'])} {due:%Y-%m-%d %H:%M}" if due else "",
    ]
    return "  ".join(part for part in parts if part), str(row["summary"])
