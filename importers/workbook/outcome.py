"""The sheet 检查结果: every finding with its number and a link to its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from desk.i18n import N_, _
from desk.text import clean
from importers.book import Sheet, Value
from importers.sheets import read_book
from importers.workbook.cellout import FONT, OPTIONS, put
from importers.workbook.findings import CheckReport, Finding, Severity
from importers.workbook.styles import HEAD, INK, LINE, NUMBER_FORMATS, Styles, text_height

RESULT: Final = "检查结果"
COLOURS: Final = {Severity.REJECT: "FFF4A6A0", Severity.EXPLAIN: "FFFFD966", Severity.HINT: "FFBDD7EE"}
HEADERS: Final = (
    (N_("No."), 7),
    (N_("Sheet"), 14),
    (N_("Cell"), 7),
    (N_("Rule"), 6),
    (N_("Outcome"), 9),
    (N_("Expected"), 24),
    (N_("Found"), 18),
    (N_("What is wrong"), 52),
)
LINK: Final = 2
ORIGINAL: Final = len(HEADERS) + 2
"""The first of three hidden columns (sheet, cell, colour) from which a later marking restores the cell."""
HEAD_ROW: Final = 3
LONGEST: Final = 300


def _lines(report: CheckReport) -> Iterator[tuple[str, ...]]:
    n = len(report.findings)
    for number, found in enumerate(report.findings, 1):
        texts = (
            found.sheet,
            found.cell,
            found.rule,
            found.severity.label,
            found.expected,
            found.found,
            found.message,
        )
        yield (f"{number}/{n}", *(clean(text)[:LONGEST] for text in texts))


def _link(finding: Finding) -> str:
    return f"'{finding.sheet}'!{finding.cell}"


def put_outcome(book: Any, report: CheckReport, originals: Mapping[tuple[str, str], str]) -> None:
    """Add the sheet in front of an openpyxl workbook; `originals` are the colours under the marks."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # noqa: PLC0415 - 100 ms that only marking pays
    from openpyxl.worksheet.hyperlink import Hyperlink  # noqa: PLC0415 - the same

    side = Side(style="thin", color=LINE[1:])
    plain = Font(name=FONT, size=10)
    lines = Border(left=side, right=side, top=side, bottom=side)
    sheet = book.create_sheet(RESULT, 0)
    _text(sheet.cell(1, 1), _("Result of the check")).font = Font(
        name=FONT, bold=True, size=15, color=INK[1:]
    )
    _text(sheet.cell(2, 1), report.summary)
    for n, (header, width) in enumerate(HEADERS, 1):
        cell = _text(sheet.cell(HEAD_ROW, n), _(header))
        cell.font, cell.fill = (
            Font(name=FONT, size=10, bold=True, color=INK[1:]),
            PatternFill("solid", fgColor="FF" + HEAD[1:]),
        )
        sheet.column_dimensions[cell.column_letter].width = width
    for row, (finding, texts) in enumerate(zip(report.findings, _lines(report), strict=True), HEAD_ROW + 1):
        for n, text in enumerate(texts, 1):
            cell = _text(sheet.cell(row, n), text)
            cell.alignment, cell.border, cell.font = Alignment(wrap_text=True, vertical="top"), lines, plain
        sheet.cell(row, 5).fill = PatternFill("solid", fgColor=COLOURS[finding.severity])
        link = sheet.cell(row, LINK + 1)
        link.hyperlink = Hyperlink(ref=link.coordinate, location=_link(finding))
        link.font = Font(name=FONT, size=10, color="0563C1", underline="single")
        sheet.row_dimensions[row].height = _tall(texts)
    _put_originals(sheet, originals)
    _set_up(sheet)
    book.active = 0
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet


def _tall(texts: tuple[str, ...]) -> float:
    """Return the height that a line of the list needs."""
    return 3 + max(
        text_height(text, width - 1) for text, (_header, width) in zip(texts, HEADERS, strict=True)
    )


def _text(cell: Any, text: str) -> Any:
    """Put a text into an openpyxl cell as text, whatever it begins with."""
    cell.value = clean(text)
    cell.data_type = "s"
    return cell


def _put_originals(sheet: Any, originals: Mapping[tuple[str, str], str]) -> None:
    for row, ((name, address), colour) in enumerate(originals.items(), 1):
        for n, text in enumerate((name, address, colour)):
            if text:
                _text(sheet.cell(row, ORIGINAL + n), text)
    for n in range(3):
        sheet.column_dimensions[sheet.cell(1, ORIGINAL + n).column_letter].hidden = True


def _set_up(sheet: Any) -> None:
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"1:{HEAD_ROW}"
    sheet.print_area = f"A1:H{sheet.max_row}"
    sheet.oddFooter.center.text = "&P / &N"


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
    for row, (finding, texts) in enumerate(zip(report.findings, _lines(report), strict=True), HEAD_ROW):
        for n, text in enumerate(texts):
            put(out, row, n, text, look)
        out.write_url(row, LINK, f"internal:{_link(finding)}", look, finding.cell)
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
