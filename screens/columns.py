"""The columns of a queue: how wide each is at a width of the window, and what a row shows in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from desk.i18n import N_, _
from desk.ports import Row
from desk.rows import due_or_earliest
from desk.text import pad
from screens.plain import Line, Piece
from screens.session import Session
from screens.words import clock_word, due_word, level_cells, level_mark, state_word

WIDE: Final = 100
Show = Callable[[Row, Session], tuple[str, str]]
"""Returns the text of a cell and the name of its line style."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its cells in a narrow and in a wide window (0 for the rest), and its text."""

    heading: str
    narrow: int
    wide: int
    show: Show


def _plain(name: str) -> Show:
    return lambda row, _session: (row[name], "")


LEVEL: Final = N_("Level")
COLUMNS: Final[Sequence[Column]] = (
    Column(LEVEL, 6, 6, lambda row, _session: level_mark(row["level"])),
    Column(N_("Number"), 16, 16, _plain("number")),
    Column(N_("Due"), 12, 14, lambda row, session: due_word(row, session.now(), session.desk.calendars)),
    Column(N_("State"), 6, 12, lambda row, _session: (state_word(row["state"]), "")),
    Column(N_("Unit"), 10, 16, lambda row, session: (session.unit(row["lead"] or row["unit"]), "")),
    Column(N_("Followed by"), 6, 8, lambda row, session: (session.person(row["follower"]), "")),
    Column(N_("Customer"), 4, 6, _plain("customer")),
    Column(N_("Summary"), 0, 0, _plain("summary")),
)


def _cells(column: Column, width: int, used: int) -> int:
    cells = column.wide if width >= WIDE else column.narrow
    if column.heading == LEVEL:
        cells = max(cells, level_cells())
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


def preview(row: Row, session: Session) -> str:
    """Return two lines with what the columns have no room for."""
    due = due_or_earliest(row)
    parts = [
        session.unit(row["lead"] or row["unit"]),
        session.person(row["follower"]),
        session.word("channels", row["channel"]),
        session.word("categories", row["category"]),
        f"{clock_word(row['clock'])} {due:%Y-%m-%d %H:%M}" if due else "",
    ]
    return "  ".join(part for part in parts if part) + "\n" + str(row["summary"])
