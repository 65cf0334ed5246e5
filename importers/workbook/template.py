"""The workbook that head office sends to a branch, and the filled one that the desk makes for it."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

from desk.calendar import Calendars
from desk.errors import Refused
from desk.i18n import _
from desk.pack import Pack
from desk.units import Organisation
from importers.workbook.cellout import OPTIONS
from importers.workbook.content import Content, Frame, Given, content_of
from importers.workbook.guards import colour_mistakes, guard_columns, validation
from importers.workbook.layout import COVER, FIRST_ROW, WORDS, Layout, SheetLayout, load_layout
from importers.workbook.lists import FIRST_DAY, LAST_DAY, all_lists, write_lists
from importers.workbook.outlets import outlets_of, reporting_branch
from importers.workbook.pages import PROTECTION, set_print, write_cover, write_head, write_table
from importers.workbook.quarter import Quarter, hand_in_by
from importers.workbook.styles import Styles
from importers.workbook.whole import target_of, whole_file


def file_name(code: str, quarter: Quarter, version: int = 1) -> str:
    """Return how a workbook is called: 投诉季报_B01_2026Q3_v01.xlsx."""
    return f"投诉季报_{code}_{quarter}_v{version:02d}.xlsx"


def template(
    unit: str,
    quarter: str,
    organisation: Organisation,
    pack: Pack,
    path: Path | None = None,
    *,
    calendars: Calendars | None = None,
    given: Given | None = None,
    practice: bool = False,
) -> Path:
    """Write a branch's workbook for a quarter and return where it stands (K-22.1).

    `path` may be a new file, a folder or absent (the present folder), where the next free version is taken.
    With `given` the workbook is filled from its cases and every figure counted; without, it is empty.
    `Refused` when `unit` is no branch or the file exists.
    """
    branch = reporting_branch(organisation, unit)
    period = Quarter.parse(quarter)
    target = _fresh(path, branch.code, period)
    layout = load_layout(pack)
    frame = Frame(layout, pack, outlets_of(organisation, branch.code), period)
    with whole_file(target) as unfinished:
        _Writer(frame, calendars, practice).write(unfinished, content_of(frame, given))
    return target


def _fresh(path: Path | None, code: str, quarter: Quarter) -> Path:
    """Return a place where nothing stands yet: a workbook that somebody filled is never written over."""
    named = (target_of(path, file_name(code, quarter, version)) for version in count(1))
    target = next(found for found in named if found == path or not found.exists())
    if target.exists():
        raise Refused(_("{path} stands there already; give another name with -o.").format(path=target))
    return target


class _Writer:
    """Writes one workbook."""

    def __init__(self, frame: Frame, calendars: Calendars | None, practice: bool) -> None:
        self.frame = frame
        self.layout: Layout = frame.layout
        self.heading = self.layout.texts["practice"] if practice else ""
        quarter = frame.quarter
        day = hand_in_by(quarter, frame.pack, calendars) if calendars else None
        self.unit_line = self.layout.texts["units"].format(first=quarter.first, last=quarter.last)
        self.unit_line += self.layout.texts["due"].format(day=day) if day else ""

    def write(self, path: Path, content: Content) -> None:
        """Write every sheet in its order."""
        import xlsxwriter  # noqa: PLC0415 - 50 ms that only writing has to pay

        book = xlsxwriter.Workbook(path, dict(OPTIONS))
        self.styles = Styles(book)
        for sheet in self.layout.sheets:
            self._sheet(book, book.add_worksheet(sheet.name), sheet, content)
        self._names(book)
        book.set_size(2400, 1500)
        book.close()

    def _sheet(self, book: Any, out: Any, sheet: SheetLayout, content: Content) -> None:
        write_head(out, sheet, (self.heading, self.unit_line), self.styles)
        set_print(out, sheet, self.layout.texts["page"], self.heading)
        if sheet.name == WORDS:
            write_lists(book, out, self._lists(), self.styles)
            out.freeze_panes(FIRST_ROW, 0)
        elif sheet.name == COVER:
            write_cover(out, self.layout, content[COVER][0], self.styles)
            self._guard_cover(out, sheet)
        else:
            self._table(book, out, sheet, content)
        out.protect("", PROTECTION)

    def _lists(self) -> Any:
        return list(all_lists(self.layout, self.frame.pack, self.frame.outlets))

    def _table(self, book: Any, out: Any, sheet: SheetLayout, content: Content) -> None:
        rows = content[sheet.name]
        write_table(out, self.layout, sheet, rows, self.styles)
        last = FIRST_ROW + max(sheet.rows, len(rows)) - 1
        guard_columns(out, self.layout, sheet, last)
        colour_mistakes(out, book, self.layout, sheet, last)
        if sheet.shape == "rows":
            out.autofilter(FIRST_ROW - 1, 0, last, len(sheet.columns) - 1)

    def _guard_cover(self, out: Any, sheet: SheetLayout) -> None:
        for n, column in enumerate(sheet.columns):
            rule = None if column.fixed else validation(self.layout, column)
            if rule:
                out.data_validation(FIRST_ROW + n, 1, FIRST_ROW + n, 1, rule)

    def _names(self, book: Any) -> None:
        cover = self.layout.sheet(COVER)
        for name, header in ((FIRST_DAY, "期间起"), (LAST_DAY, "期间止")):
            book.define_name(name, f"={COVER}!$B${FIRST_ROW + cover.index[header] + 1}")
        branch = self.frame.outlets[0]
        book.set_properties({"title": f"{cover.title} {branch.zh} {self.frame.quarter}"})
        book.set_custom_property("template", self.layout.template)
        book.set_custom_property("template_version", self.layout.version)
        book.set_custom_property("unit", branch.code)
        book.set_custom_property("quarter", str(self.frame.quarter))
