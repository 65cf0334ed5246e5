"""The sheet of words, and the names through which drop-down lists read it.

Lists go through defined names: Excel saves a direct reference to another sheet in an extension that
openpyxl drops. A list below a group shows the words of the group that stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from desk.pack import Pack
from desk.units import Unit
from importers.cells import column_letters
from importers.workbook.cellout import put
from importers.workbook.layout import FIRST_ROW, HEADER_ROW, REGISTER, WORDS, Column, Layout, SheetLayout
from importers.workbook.styles import Styles

UNITS: Final = "字典_机构代码"
FIRST_DAY: Final = "期间_起"
LAST_DAY: Final = "期间_止"


@dataclass(frozen=True, slots=True)
class Listed:
    """One column of the sheet of words; `name` is its defined name, `anchor` gives its header one too."""

    header: str
    values: tuple[str, ...]
    name: str = ""
    anchor: bool = False


def list_name(layout: Layout, column: Column) -> str:
    """Return the defined name of a column's words; columns with the same words share one."""
    shared = (
        (s.name, c.header) for s, c in _worded(layout) if c.words == column.words and c.under == column.under
    )
    sheet, header = next(shared)
    return f"字典_{header}" if sheet == REGISTER else f"字典_{sheet}_{header}"


def _worded(layout: Layout) -> Iterator[tuple[SheetLayout, Column]]:
    """Yield every column that has a list, those of the register first."""
    for sheet in sorted(layout.sheets, key=lambda s: s.name != REGISTER):
        yield from ((sheet, column) for column in sheet.columns if column.words)


def list_source(layout: Layout, column: Column, beside: str) -> str:
    """Return the formula of a drop-down list; `beside` is the cell with the group of a grouped list."""
    name = list_name(layout, column)
    if not column.under:
        return f"={name}"
    groups = f"{name}_大类"
    rows = f"MATCH({beside},{groups},0),0,COUNTIF({groups},{beside}),1"
    return f"=IF(COUNTIF({groups},{beside})=0,{name},OFFSET({name}_首,{rows}))"


def all_lists(layout: Layout, pack: Pack, outlets: Sequence[Unit]) -> Iterator[Listed]:
    """Yield the columns of the sheet of words: the branch's units, then every list once."""
    yield Listed("机构代码", tuple(unit.code for unit in outlets), UNITS)
    yield Listed("机构名称", tuple(unit.zh for unit in outlets))
    seen = set()
    for _sheet, column in _worded(layout):
        name = list_name(layout, column)
        if name not in seen:
            seen.add(name)
            yield from _columns_of(column, name, pack)


def _columns_of(column: Column, name: str, pack: Pack) -> Iterator[Listed]:
    words = column.words.all if column.words else ()
    if not column.under:
        yield Listed(column.header, column.words.texts if column.words else (), name)
    else:
        yield Listed(f"{column.header}所属大类", tuple(word.group for word in words), f"{name}_大类")
        yield Listed(column.header, tuple(word.text for word in words), name, anchor=True)
    if column.words and column.words.name == "verdict_reasons":
        known = pack.dictionaries["verdict_reasons"]
        meanings = tuple(known[word.keys[0]].zh for word in words)
        yield Listed(f"{column.header}说明", meanings)


def write_lists(book: Any, sheet: Any, lists: Sequence[Listed], styles: Styles) -> None:
    """Write the lists side by side, each with its defined name."""
    for n, listed in enumerate(lists):
        letters = column_letters(n)
        longest = max(map(len, (listed.header, *listed.values)))
        sheet.set_column(n, n, min(40, 2 * longest + 3))
        sheet.write_string(HEADER_ROW, n, listed.header, styles.header())
        for row, value in enumerate(listed.values):
            put(sheet, FIRST_ROW + row, n, value, styles.cell("text", "fixed"))
        if listed.name:
            last = FIRST_ROW + max(1, len(listed.values))
            book.define_name(listed.name, f"={WORDS}!${letters}${FIRST_ROW + 1}:${letters}${last}")
        if listed.anchor:
            book.define_name(f"{listed.name}_首", f"={WORDS}!${letters}${HEADER_ROW + 1}")
