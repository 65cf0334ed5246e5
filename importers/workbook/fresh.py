"""The marked copy of a file that cannot be changed in place: a new workbook with the same cells."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from desk.i18n import _
from importers.book import Sheet, Value
from importers.sheets import read_book
from importers.workbook.cellout import OPTIONS, put
from importers.workbook.findings import CheckReport
from importers.workbook.outcome import COLOURS, HEAD_ROW, HEADERS, LINK, RESULT, lines_of, link_to
from importers.workbook.styles import LINE, NUMBER_FORMATS, Styles


def write_fresh(path: Path, report: CheckReport, out: Path) -> None:
    """Write a new workbook with the outcome and the cells of a file that cannot be changed."""
    import xlsxwriter  # noqa: PLC0415 - 50 ms that only writing has to pay

    book = xlsxwriter.Workbook(out, dict(OPTIONS))
    styles = Styles(book)
    _fresh_outcome(book.add_worksheet(RESULT), report, styles)
    for sheet in read_book(path).sheets:
        if sheet.name != RESULT:
            _fresh_sheet(book.add_worksheet(sheet.name), sheet, report, styles)
    book.close()


def _fresh_outcome(out: Any, report: CheckReport, styles: Styles) -> None:
    out.write_string(0, 0, _("Result of the check"), styles.title())
    out.write_string(1, 0, report.summary, styles.get())
    for n, (header, width) in enumerate(HEADERS):
        out.set_column(n, n, width)
        out.write_string(HEAD_ROW - 1, n, _(header), styles.header())
    look = styles.get(text_wrap=True, valign="top", border=1, border_color=LINE)
    for row, (finding, texts) in enumerate(zip(report.findings, lines_of(report), strict=True), HEAD_ROW):
        for n, text in enumerate(texts):
            put(out, row, n, text, look)
        out.write_url(row, LINK, f"internal:{link_to(finding)}", look, finding.cell)
    out.freeze_panes(HEAD_ROW, 0)
    out.set_landscape()
    out.fit_to_pages(1, 0)


def _fresh_sheet(out: Any, sheet: Sheet, report: CheckReport, styles: Styles) -> None:
    marks = {found.cell: found for found in report.findings if found.sheet == sheet.name}
    for row, values in enumerate(sheet.rows):
        for n, value in enumerate(values):
            put(out, row, n, value, styles.get(**_format_of(value)))
    for found in marks.values():
        row, column = _indexes(found.cell)
        values = sheet.rows[row] if row < len(sheet.rows) else ()
        value = values[column] if column < len(values) else None
        look = styles.get(**_format_of(value), bg_color="#" + COLOURS[found.severity][2:])
        put(out, row, column, value, look)
        out.write_comment(row, column, f"[{found.rule}] {found.message}")


def _format_of(value: Value) -> dict[str, str]:
    """Return how a value has to be written to be read back as what it is."""
    for kind, types in (("moment", datetime), ("date", date), ("time", time)):
        if isinstance(value, types):
            return {"num_format": NUMBER_FORMATS[kind]}
    return {"num_format": "[h]:mm"} if isinstance(value, timedelta) else {}


def _indexes(address: str) -> tuple[int, int]:
    from xlsxwriter.utility import xl_cell_to_rowcol  # noqa: PLC0415 - see write_fresh

    row, column = xl_cell_to_rowcol(address)
    return int(row), int(column)
