"""One sheet of a new workbook: title, headers with their notes, rows, total, print set-up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from importers.cells import a1, column_letters
from importers.workbook.cellout import put
from importers.workbook.content import total_of
from importers.workbook.layout import (
    COVER,
    FIRST_ROW,
    HEADER_ROW,
    TITLE_ROW,
    UNIT_ROW,
    Column,
    Layout,
    SheetLayout,
)
from importers.workbook.records import Record
from importers.workbook.styles import FIXED, LINE, NUMBER_FORMATS, Styles, text_height

A4: Final = 9
MARGIN: Final = 0.5
CHAPTER_HEIGHT: Final = 66
READY_ROWS: Final = 20
NO_RATE: Final = " "
"""What is stored for a rate of nothing: XlsxWriter takes an empty text for a formula nobody has computed."""
PROTECTION: Final = {
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
    "sort": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}
NOTE: Final = {"x_scale": 1.6, "y_scale": 0.8, "font_size": 9}


def write_head(out: Any, sheet: SheetLayout, texts: tuple[str, str], styles: Styles) -> None:
    """Write the title and the line of units; `texts` is what follows the title, and that line."""
    out.set_row(TITLE_ROW, 26)
    out.write_string(TITLE_ROW, 0, sheet.title + texts[0], styles.title())
    out.write_string(UNIT_ROW, 0, texts[1], styles.small())


def set_print(out: Any, sheet: SheetLayout, page: str, heading: str) -> None:
    """Set A4 landscape with the header row on every page, its number below and `heading` above."""
    out.set_paper(A4)
    out.set_landscape()
    out.set_margins(left=MARGIN, right=MARGIN, top=0.7, bottom=0.7)
    out.set_header(f"&C{heading}" if heading else "")
    out.set_footer(f"&L{sheet.name}&C{page}")
    out.repeat_rows(TITLE_ROW, HEADER_ROW)
    if sheet.pages > 1 and sheet.columns:
        out.repeat_columns(0, sheet.keys - 1)
    out.fit_to_pages(sheet.pages, 0)
    out.hide_gridlines(2)


def note_of(layout: Layout, column: Column) -> str:
    """Return the note on a header: whether it must be filled, and how."""
    texts = layout.texts
    if column.derived:
        return f"{texts['derived']}{column.tip}"
    need = texts["need"] if column.need else texts["wanted"] if column.when else ""
    return f"{need}{texts['kinds'][column.kind]}{column.tip}"


def write_table(out: Any, layout: Layout, sheet: SheetLayout, rows: Sequence[Record], styles: Styles) -> None:
    """Write headers and rows of every sheet but the cover and the words; a total row where there is one."""
    out.set_row(HEADER_ROW, max(text_height(column.header, column.width - 1) for column in sheet.columns) + 6)
    for n, column in enumerate(sheet.columns):
        out.set_column(n, n, column.width, styles.open_column(column.kind) if sheet.shape == "rows" else None)
        out.write_string(HEADER_ROW, n, column.header, styles.header(need=column.need))
        if not column.fixed:
            out.write_comment(HEADER_ROW, n, note_of(layout, column), NOTE)
    for record in rows:
        _write_row(out, sheet, record, styles)
    for row in range(FIRST_ROW + len(rows), FIRST_ROW + min(READY_ROWS, sheet.rows)):
        _write_row(out, sheet, Record(sheet, row, {}), styles)
    if sheet.has_total:
        _write_total(out, sheet, rows, styles)
    out.freeze_panes(FIRST_ROW, min(sheet.keys, len(sheet.columns)))


def _write_row(out: Any, sheet: SheetLayout, record: Record, styles: Styles) -> None:
    if sheet.shape == "chapters":
        text, width = sheet.columns[1].header, sheet.columns[1].width
        out.set_row(record.row, max(CHAPTER_HEIGHT, text_height(record.text(text), width - 2)))
    for n, column in enumerate(sheet.columns):
        value = record.value(column.header)
        if column.derived:
            _formula(
                out,
                record.row,
                n,
                row_formula(sheet, column, record.row),
                value,
                styles.cell(column.kind, "sum"),
            )
        else:
            put(out, record.row, n, value, styles.cell(column.kind, "fixed" if column.fixed else "input"))


def _formula(out: Any, row: int, n: int, formula: str, value: Any, look: Any) -> None:
    out.write_formula(row, n, formula, look, NO_RATE if value is None else value)


def row_formula(sheet: SheetLayout, column: Column, row: int) -> str:
    """Return the formula of a derived cell in a row counted from 0."""
    if column.ratio is None:
        return "=" + _sum(sheet, column.sums, row)
    base = _sum(sheet, column.ratio.over, row)
    return f'=IF({base}=0,"",ROUND(({_sum(sheet, column.ratio.of, row)})/({base}),4))'


def _sum(sheet: SheetLayout, headers: Sequence[str], row: int) -> str:
    """Return a sum over cells of a row, as one range when they stand side by side."""
    places = [sheet.index[header] for header in headers]
    if len(places) > 1 and places == list(range(places[0], places[-1] + 1)):
        return f"SUM({a1(row, places[0])}:{a1(row, places[-1])})"
    return "+".join(a1(row, place) for place in places)


def _write_total(out: Any, sheet: SheetLayout, rows: Sequence[Record], styles: Styles) -> None:
    total = total_of(sheet, rows)
    for n, column in enumerate(sheet.columns):
        look = styles.cell(column.kind, "sum")
        value = total.value(column.header)
        if column.derived:
            _formula(out, total.row, n, row_formula(sheet, column, total.row), value, look)
        elif column.numeric:
            letters = column_letters(n)
            formula = f"=SUM({letters}{FIRST_ROW + 1}:{letters}{total.row})"
            _formula(out, total.row, n, formula, value, look)
        elif column.fixed:
            put(out, total.row, n, value, look)
        else:
            put(out, total.row, n, None, styles.cell(column.kind))


def write_cover(out: Any, layout: Layout, record: Record, styles: Styles) -> None:
    """Write the cover: one line for each of its columns, key and value."""
    sheet = layout.sheet(COVER)
    out.set_column(0, 0, 20)
    out.set_column(1, 1, 70)
    for n, text in enumerate((layout.texts["key"], layout.texts["value"])):
        out.write_string(HEADER_ROW, n, text, styles.header())
    for n, column in enumerate(sheet.columns):
        row = FIRST_ROW + n
        out.set_row(row, 48 if column.kind == "long" else 20)
        out.write_string(row, 0, column.header, styles.header(need=column.need and not column.fixed))
        if not column.fixed:
            out.write_comment(row, 0, note_of(layout, column), NOTE)
        look = styles.get(**_cover_look(column))
        put(out, row, 1, record.value(column.header), look)
    out.freeze_panes(FIRST_ROW, 0)


def _cover_look(column: Column) -> dict[str, Any]:
    looks: dict[str, Any] = {"border": 1, "border_color": LINE, "align": "left", "text_wrap": True}
    plain = column.kind == "int" or column.header == "报告季度"
    looks["num_format"] = "0" if plain else NUMBER_FORMATS[column.kind]
    return looks | ({"bg_color": FIXED} if column.fixed else {"locked": False})
