"""A handed-in workbook taken apart: cover, rows and totals of every sheet, found by its fixed layout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from desk.errors import BadInput, Problem
from desk.i18n import _
from importers.book import Book, Row, Sheet, Value
from importers.cells import a1, as_int, as_key, as_text, is_blank
from importers.workbook.layout import (
    COVER,
    FIRST_ROW,
    HEADER_ROW,
    REGISTER,
    TOTAL,
    WORDS,
    Layout,
    SheetLayout,
)
from importers.workbook.quarter import Quarter
from importers.workbook.records import Record

MOST_NAMED: Final = 5
YEARS: Final = range(2000, 2100)


@dataclass(frozen=True, slots=True)
class Filing:
    """A workbook as a branch filled it in."""

    layout: Layout
    cover: Record
    rows: Mapping[str, tuple[Record, ...]]
    totals: Mapping[str, Record]
    quarter: Quarter

    @property
    def cases(self) -> tuple[Record, ...]:
        """The rows of the register."""
        return self.rows[REGISTER]

    @property
    def branch(self) -> str:
        """The code of the reporting branch, as the cover says it."""
        return self.cover.text("填报机构代码")

    def records(self) -> Iterator[Record]:
        """Yield the cover and every row of every sheet, without totals."""
        yield self.cover
        for rows in self.rows.values():
            yield from rows


def read_filing(book: Book, layout: Layout, name: str) -> Filing:
    """Return the workbook taken apart; `BadInput` names what is not as in the template."""
    found = {sheet.name.strip(): sheet for sheet in book.sheets}
    _check_sheets(found, layout, name)
    _check_headers(found, layout, name)
    cover = _cover(found[COVER], layout.sheet(COVER))
    tables = [sheet for sheet in layout.sheets if sheet.name not in {COVER, WORDS}]
    return Filing(
        layout,
        cover,
        {table.name: tuple(_rows(found[table.name], table)) for table in tables},
        {table.name: _total(found[table.name], table) for table in tables if table.has_total},
        _quarter(cover),
    )


def _check_sheets(found: Mapping[str, Sheet], layout: Layout, name: str) -> None:
    missing = [sheet.name for sheet in layout.sheets if sheet.name not in found]
    if missing:
        raise BadInput(
            _(
                "{name} is not the quarterly workbook: the sheets {missing} are missing."
                " Fill in the template of head office and hand that in."
            ).format(name=name, missing="、".join(missing)),
            clause="K-22.1",
            problems=tuple(Problem(sheet, _("This sheet is missing.")) for sheet in missing),
        )


def _check_headers(found: Mapping[str, Sheet], layout: Layout, name: str) -> None:
    problems = [problem for sheet in layout.sheets for problem in _headers(found[sheet.name], sheet)]
    if problems:
        named = "；".join(f"{problem.field} {problem.message}" for problem in problems[:MOST_NAMED])
        raise BadInput(
            _(
                "{name} is not the present template, {n} headers differ: {named}."
                " Copy the figures into a fresh template without changing its headers."
            ).format(name=name, n=len(problems), named=named),
            clause="K-22.1",
            problems=tuple(problems),
        )


def _headers(sheet: Sheet, layout: SheetLayout) -> Iterator[Problem]:
    for n, column in enumerate(layout.columns):
        place = (FIRST_ROW + n, 0) if layout.name == COVER else (HEADER_ROW, n)
        value = _value(sheet, *place)
        if as_key(value) != as_key(column.header):
            message = _("should be “{expected}”, is “{found}”").format(
                expected=column.header, found=as_text(value)[:30]
            )
            yield Problem(f"{layout.name}!{a1(*place)}", message)


def _value(sheet: Sheet, row: int, column: int) -> Value:
    cells: Row = sheet.rows[row] if row < len(sheet.rows) else ()
    return cells[column] if column < len(cells) else None


def _cover(sheet: Sheet, layout: SheetLayout) -> Record:
    values = {column.header: _value(sheet, FIRST_ROW + n, 1) for n, column in enumerate(layout.columns)}
    return Record(layout, FIRST_ROW, values)


def _record(sheet: Sheet, layout: SheetLayout, row: int) -> Record:
    return Record(layout, row, {c.header: _value(sheet, row, n) for n, c in enumerate(layout.columns)})


def _is_total(record: Record) -> bool:
    return record.key(record.layout.columns[0].header) == TOTAL


def _rows(sheet: Sheet, layout: SheetLayout) -> Iterator[Record]:
    """Yield the rows that hold something, up to the total."""
    for row in range(FIRST_ROW, len(sheet.rows)):
        record = _record(sheet, layout, row)
        if layout.has_total and _is_total(record):
            return
        if not all(map(is_blank, record.values.values())):
            yield record


def _total(sheet: Sheet, layout: SheetLayout) -> Record:
    for row in range(FIRST_ROW, len(sheet.rows)):
        record = _record(sheet, layout, row)
        if _is_total(record):
            return record
    raise BadInput(
        _("Sheet “{sheet}” has no row “{total}”; copy the figures into a fresh template.").format(
            sheet=layout.name, total=TOTAL
        ),
        clause="K-22.1",
    )


def _quarter(cover: Record) -> Quarter:
    year, n = as_int(cover.value("报告年度")), as_int(cover.word("报告季度"))
    if year is None or n is None or year not in YEARS:
        raise BadInput(
            _(
                "Sheet “{sheet}”, {year} and {n}: these do not name a year and a quarter; fill them in."
            ).format(sheet=cover.layout.name, year=cover.place("报告年度"), n=cover.place("报告季度")),
            clause="K-22.1",
        )
    return Quarter(year, n)
