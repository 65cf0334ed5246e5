"""The branch's own file given back with every wrong cell coloured and explained.

Nothing else in it changes: openpyxl is the only library here that can change an existing file, and the
results of formulas that it would drop are put back. A file that it cannot change (xls, ods, csv) is given
back as a fresh workbook with the same cells.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import PatternFill

from importers.workbook.findings import CheckReport, Finding, Severity
from importers.workbook.fresh import write_fresh
from importers.workbook.layout import HEADER_ROW
from importers.workbook.lost import lost_parts, too_large
from importers.workbook.outcome import COLOURS, ORIGINAL, RESULT, put_outcome
from importers.workbook.stored import restore_results
from importers.workbook.whole import checked_bytes, whole_file

AUTHOR: Final = "检查结果"
RULER: Final = "————检查结果————"
PROPERTY: Final = "checked"
NOTE_WIDTH: Final = 320
NOTE_LINE: Final = 18
"""Points of height for each line of a note; openpyxl keeps no sizes, so all are set anew."""


def mark(path: Path, report: CheckReport, out: Path) -> Path:
    """Write the marked copy of a checked file to `out` and return it.

    `BadInput` when the file is no longer the one that was checked, or when `out` cannot be written.
    """
    checked_bytes(path, report)
    with whole_file(out) as unfinished:
        book = _opened(path)
        if book is None:
            write_fresh(path, report, unfinished)
        else:
            _mark_own(book, path, report, unfinished)
    return out


def _opened(path: Path) -> Any | None:
    """Return the file as openpyxl has it; None when that cannot change it."""
    if not zipfile.is_zipfile(path):
        return None
    with zipfile.ZipFile(path) as archive:
        if not any(name.lower() == "xl/workbook.xml" for name in archive.namelist()) or too_large(archive):
            return None
    try:
        with path.open("rb") as source:
            return openpyxl.load_workbook(source, rich_text=True)
    except Exception:  # noqa: BLE001 - it raises whatever it likes about a file that another reader took
        return None


def _mark_own(book: Any, path: Path, report: CheckReport, out: Path) -> None:
    _forget_marks(book)
    originals: dict[tuple[str, str], str] = {}
    names = {name.strip(): name for name in book.sheetnames}
    for (sheet, address), findings in _by_cell(report.findings).items():
        cell = _cell_at(book[names[sheet]], address)
        originals.setdefault((names[sheet], cell.coordinate), _fill_of(cell))
        _mark_cell(cell, findings)
    _size_notes(book)
    put_outcome(book, report, originals, lost_parts(path))
    _say_checked(book, report)
    with tempfile.TemporaryFile() as half:
        book.save(half)
        restore_results(path, half, out)


def _by_cell(findings: Iterable[Finding]) -> dict[tuple[str, str], list[Finding]]:
    cells: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        cells.setdefault((finding.sheet, finding.cell), []).append(finding)
    return cells


def _cell_at(sheet: Any, address: str) -> Any:
    """Return a cell, of merged ones the first, which alone can carry a note."""
    cell = sheet[address]
    if not isinstance(cell, MergedCell):
        return cell
    area = next(area for area in sheet.merged_cells.ranges if address in area)
    return sheet.cell(area.min_row, area.min_col)


def _fill_of(cell: Any) -> str:
    """Return the colour of a plainly filled cell, so that a later marking can put it back; else nothing."""
    return str(cell.fill.fgColor.rgb) if cell.fill.patternType == "solid" else ""


def _mark_cell(cell: Any, findings: list[Finding]) -> None:

    worst = min(findings, key=lambda found: [*Severity].index(found.severity)).severity
    cell.fill = PatternFill("solid", fgColor=COLOURS[worst])
    lines = [f"[{found.rule} {found.severity.label}] {found.message}" for found in findings]
    own = f"{cell.comment.text}\n" if cell.comment else ""
    cell.comment = Comment("\n".join([f"{own}{RULER}", *lines]), AUTHOR)


def _forget_marks(book: Any) -> None:
    """Take away what an earlier marking left: its sheet, its colours and its notes."""
    if RESULT not in book.sheetnames:
        return
    for sheet, address, colour in book[RESULT].iter_rows(
        values_only=True, min_col=ORIGINAL, max_col=ORIGINAL + 2
    ):
        if sheet not in book.sheetnames or not address:
            continue
        cell = book[sheet][address]
        cell.fill = PatternFill("solid", fgColor=colour) if colour else PatternFill()
        own = cell.comment.text.split(RULER)[0].strip() if cell.comment else ""
        cell.comment = Comment(own, cell.comment.author) if own else None
    del book[RESULT]


def _size_notes(book: Any) -> None:
    for sheet in book.worksheets:
        cells = {cell for row in sheet.iter_rows(max_row=HEADER_ROW + 1) for cell in row}
        for row in sheet.iter_rows(min_row=HEADER_ROW + 2):
            cells.update(cell for cell in row if cell.comment)
        for cell in cells:
            if cell.comment:
                lines = sum(1 + len(line) // 22 for line in cell.comment.text.split("\n"))
                cell.comment.width, cell.comment.height = NOTE_WIDTH, NOTE_LINE * (lines + 1)


def _say_checked(book: Any, report: CheckReport) -> None:

    if PROPERTY in book.custom_doc_props.names:
        del book.custom_doc_props[PROPERTY]
    book.custom_doc_props.append(StringProperty(name=PROPERTY, value=report.sha256))
