"""The sheet 检查结果: every finding with its number and a link to its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.hyperlink import Hyperlink

from desk.i18n import N_, _
from desk.text import clean
from importers.workbook.cellout import FONT
from importers.workbook.findings import CheckReport, Finding, Severity
from importers.workbook.styles import HEAD, INK, LINE, text_height

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
OUTCOME: Final = 4
ORIGINAL: Final = len(HEADERS) + 2
"""The first of three hidden columns (sheet, cell, colour) from which a later marking restores the cell."""
HEAD_ROW: Final = 3
LONGEST: Final = 300
PLAIN: Final = Font(name=FONT, size=10)
BOLD: Final = Font(name=FONT, size=10, bold=True, color=INK[1:])
TITLE: Final = Font(name=FONT, size=15, bold=True, color=INK[1:])
LINKED: Final = Font(name=FONT, size=10, color="0563C1", underline="single")
_SIDE: Final = Side(style="thin", color=LINE[1:])
LINES: Final = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)


def lines_of(report: CheckReport) -> Iterator[tuple[str, ...]]:
    """Yield the texts of every line of the list, cut to what a cell shows."""
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


def link_to(finding: Finding) -> str:
    """Return the place of a finding as links inside a workbook name it."""
    return f"'{finding.sheet}'!{finding.cell}"


def put_outcome(
    book: Any, report: CheckReport, originals: Mapping[tuple[str, str], str], lost: Sequence[str]
) -> None:
    """Add the sheet in front of an openpyxl workbook.

    `originals` are the colours under the marks; `lost` is what the copy does not have.
    """
    sheet = book.create_sheet(RESULT, 0)
    text_into(sheet.cell(1, 1), _("Result of the check")).font = TITLE
    text_into(sheet.cell(2, 1), report.summary + _without(lost)).font = PLAIN
    _put_headers(sheet)
    lines = zip(report.findings, lines_of(report), strict=True)
    for row, (finding, texts) in enumerate(lines, HEAD_ROW + 1):
        _put_line(sheet, row, finding, texts)
    _put_originals(sheet, originals)
    _set_up(sheet)
    book.active = 0
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet


def _put_headers(sheet: Any) -> None:
    for n, (header, width) in enumerate(HEADERS, 1):
        cell = text_into(sheet.cell(HEAD_ROW, n), _(header))
        cell.font, cell.fill, cell.border = BOLD, PatternFill("solid", fgColor="FF" + HEAD[1:]), LINES
        sheet.column_dimensions[cell.column_letter].width = width


def _put_line(sheet: Any, row: int, finding: Finding, texts: tuple[str, ...]) -> None:
    for n, text in enumerate(texts, 1):
        cell = text_into(sheet.cell(row, n), text)
        cell.alignment, cell.border, cell.font = Alignment(wrap_text=True, vertical="top"), LINES, PLAIN
    sheet.cell(row, OUTCOME + 1).fill = PatternFill("solid", fgColor=COLOURS[finding.severity])
    link = sheet.cell(row, LINK + 1)
    link.hyperlink, link.font = Hyperlink(ref=link.coordinate, location=link_to(finding)), LINKED
    sheet.row_dimensions[row].height = _tall(texts)


def _without(lost: Sequence[str]) -> str:
    """Return the sentence about what the copy does not have; nothing when it has everything."""
    return _(" This copy does not have the file's {parts}.").format(parts="、".join(lost)) if lost else ""


def _tall(texts: tuple[str, ...]) -> float:
    """Return the height that a line of the list needs."""
    return 3 + max(
        text_height(text, width - 1) for text, (_header, width) in zip(texts, HEADERS, strict=True)
    )


def text_into(cell: Any, text: str) -> Any:
    """Put a text into an openpyxl cell as text, whatever it begins with."""
    cell.value = clean(text)
    cell.data_type = "s"
    return cell


def _put_originals(sheet: Any, originals: Mapping[tuple[str, str], str]) -> None:
    for row, ((name, address), colour) in enumerate(originals.items(), 1):
        for n, text in enumerate((name, address, colour)):
            if text:
                text_into(sheet.cell(row, ORIGINAL + n), text)
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
