"""The branch's own file given back with every wrong cell coloured and explained.

Nothing else in it changes: openpyxl is the only library here that can change an existing file, and the
results of formulas that it would drop are put back. A file that it cannot change (xls, ods, csv) is given
back as a fresh workbook with the same cells.
"""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from desk.errors import BadInput
from desk.i18n import _
from importers.workbook.findings import CheckReport, Finding, Severity
from importers.workbook.layout import HEADER_ROW
from importers.workbook.outcome import COLOURS, ORIGINAL, RESULT, put_outcome, write_fresh
from importers.workbook.stored import restore_results

AUTHOR: Final = "检查结果"
RULER: Final = "————检查结果————"
PROPERTY: Final = "checked"
NOTE_WIDTH: Final = 320
NOTE_LINE: Final = 18
"""Points of height for each line of a note; openpyxl keeps no sizes, so all are set anew."""


def mark(path: Path, report: CheckReport, out: Path) -> Path:
    """Write the marked copy of a checked file to `out` and return it.

    `BadInput` when the file is no longer the one that was checked.
    """
    if hashlib.sha256(path.read_bytes()).hexdigest() != report.sha256:
        raise BadInput(_("{name} was changed after it was checked; check it again.").format(name=path.name))
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".") as folder:
        unfinished = Path(folder) / "marked.xlsx"
        if zipfile.is_zipfile(path) and _is_xlsx(path):
            _mark_own(path, report, unfinished)
        else:
            write_fresh(path, report, unfinished)
        unfinished.replace(out)
    return out


def _is_xlsx(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        return any(name.lower() == "xl/workbook.xml" for name in archive.namelist())


def _mark_own(path: Path, report: CheckReport, out: Path) -> None:
    import openpyxl  # noqa: PLC0415 - 100 ms that only marking has to pay

    with path.open("rb") as source:
        book = openpyxl.load_workbook(source, rich_text=True)
    _forget_marks(book)
    originals = {}
    for (sheet, cell), findings in _by_cell(report.findings).items():
        originals[sheet, cell] = _fill_of(book[sheet][cell])
        _mark_cell(book[sheet][cell], findings)
    _size_notes(book)
    put_outcome(book, report, originals)
    _say_checked(book, report)
    half = out.with_name("half.xlsx")
    book.save(half)
    restore_results(path, half, out)


def _by_cell(findings: Iterable[Finding]) -> dict[tuple[str, str], list[Finding]]:
    cells: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        cells.setdefault((finding.sheet, finding.cell), []).append(finding)
    return cells


def _fill_of(cell: Any) -> str:
    """Return the colour of a plainly filled cell, so that a later marking can put it back; else nothing."""
    return str(cell.fill.fgColor.rgb) if cell.fill.patternType == "solid" else ""


def _mark_cell(cell: Any, findings: list[Finding]) -> None:
    from openpyxl.comments import Comment  # noqa: PLC0415 - see _mark_own
    from openpyxl.styles import PatternFill  # noqa: PLC0415

    worst = min(findings, key=lambda found: [*Severity].index(found.severity)).severity
    cell.fill = PatternFill("solid", fgColor=COLOURS[worst])
    lines = [f"[{found.rule} {found.severity.label}] {found.message}" for found in findings]
    own = f"{cell.comment.text}\n" if cell.comment else ""
    cell.comment = Comment("\n".join([f"{own}{RULER}", *lines]), AUTHOR)


def _forget_marks(book: Any) -> None:
    """Take away what an earlier marking left: its sheet, its colours and its notes."""
    from openpyxl.comments import Comment  # noqa: PLC0415 - see _mark_own
    from openpyxl.styles import PatternFill  # noqa: PLC0415

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
    from openpyxl.packaging.custom import StringProperty  # noqa: PLC0415 - see _mark_own

    if PROPERTY in book.custom_doc_props.names:
        del book.custom_doc_props[PROPERTY]
    book.custom_doc_props.append(StringProperty(name=PROPERTY, value=report.sha256))
