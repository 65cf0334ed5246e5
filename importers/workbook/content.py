"""What stands in a workbook before it is written: the rows of every sheet, empty or from a register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from desk.pack import Pack
from desk.units import Unit
from importers.book import Value
from importers.workbook.counting import both, counted, verdict_rows, with_derived
from importers.workbook.layout import (
    ANALYSIS,
    COVER,
    FIRST_ROW,
    IMPROVEMENTS,
    LEAF_SHEETS,
    PEOPLE,
    REGISTER,
    SUMMARY,
    TOTAL,
    VERDICTS,
    Layout,
    SheetLayout,
)
from importers.workbook.quarter import Quarter
from importers.workbook.records import Record

Values = Mapping[str, Value]
CODE: Final = "机构代码"
NAME: Final = "机构名称"
REASON: Final = "认定依据"
MEANING: Final = "认定说明"
CHAPTER: Final = "章节"
UNIT: Final = "被投诉机构代码"


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody has to say for a filled workbook; everything that can be counted is counted."""

    cases: Sequence[Values] = ()
    cover: Values | None = None
    improvements: Sequence[Values] = ()
    chapters: Values | None = None
    people: Sequence[Values] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """For whom and for when a workbook is."""

    layout: Layout
    pack: Pack
    outlets: tuple[Unit, ...]
    quarter: Quarter


Content = Mapping[str, tuple[Record, ...]]
"""The rows of every sheet by its name, without total rows; the cover is one record."""


def content_of(frame: Frame, given: Given | None = None) -> Content:
    """Return the rows of every sheet: empty figures without `given`, else those that its cases make."""
    said = given or Given()
    layout = frame.layout
    cases = _listed(layout.sheet(REGISTER), said.cases)
    counting = cases if given else None
    content: dict[str, tuple[Record, ...]] = {
        COVER: (_cover(frame, said.cover or {}),),
        SUMMARY: _per_outlet(frame, layout.sheet(SUMMARY), counting),
        REGISTER: cases,
        VERDICTS: _verdicts(frame, counting),
        IMPROVEMENTS: _listed(layout.sheet(IMPROVEMENTS), said.improvements),
        ANALYSIS: _chapters(layout.sheet(ANALYSIS), said.chapters or {}),
        PEOPLE: _listed(layout.sheet(PEOPLE), said.people),
    }
    for name in LEAF_SHEETS:
        content[name] = _per_outlet(frame, layout.sheet(name), counting)
    return content


def _cover(frame: Frame, said: Values) -> Record:
    branch, quarter = frame.outlets[0], frame.quarter
    fixed: dict[str, Value] = {
        "模板版本": frame.layout.stamp,
        "填报机构代码": branch.code,
        "填报机构名称": branch.zh,
        "报告年度": quarter.year,
        "报告季度": quarter.n,
        "期间起": quarter.first,
        "期间止": quarter.last,
    }
    return Record(frame.layout.sheet(COVER), FIRST_ROW, {**fixed, **said})


def _listed(sheet: SheetLayout, rows: Iterable[Values]) -> tuple[Record, ...]:
    numbered = enumerate(rows)
    first = sheet.columns[0].header
    return tuple(
        Record(sheet, FIRST_ROW + n, {first: n + 1, **row} if first == "序号" else row) for n, row in numbered
    )


def _per_outlet(frame: Frame, sheet: SheetLayout, cases: Sequence[Record] | None) -> tuple[Record, ...]:
    rows = []
    for n, unit in enumerate(frame.outlets):
        own = None if cases is None else [case for case in cases if case.text(UNIT) == unit.code]
        values = {CODE: unit.code, NAME: unit.zh, **_figures(sheet, own, frame.quarter)}
        rows.append(with_derived(sheet, Record(sheet, FIRST_ROW + n, values)))
    return tuple(rows)


def _figures(sheet: SheetLayout, cases: Sequence[Record] | None, quarter: Quarter) -> dict[str, Value]:
    if cases is None:
        return {}
    return {c.header: _plain(counted(c.count, cases, quarter)) for c in sheet.columns if c.count}


def _plain(figure: Decimal) -> Value:
    return int(figure) if figure == figure.to_integral_value() else float(figure)


def _verdicts(frame: Frame, cases: Sequence[Record] | None) -> tuple[Record, ...]:
    sheet = frame.layout.sheet(VERDICTS)
    meanings = {entry.key: entry.zh for entry in frame.pack.entries("verdict_reasons")}
    rows = []
    for n, (label, count) in enumerate(verdict_rows(frame.layout, frame.pack).items()):
        values: dict[str, Value] = {REASON: label, MEANING: meanings.get(label, label)}
        if cases is not None:
            for column in sheet.columns:
                if column.count:
                    values[column.header] = _plain(counted(both(count, column.count), cases, frame.quarter))
        rows.append(with_derived(sheet, Record(sheet, FIRST_ROW + n, values)))
    return tuple(rows)


def _chapters(sheet: SheetLayout, said: Values) -> tuple[Record, ...]:
    text = sheet.columns[1].header
    return tuple(
        Record(sheet, FIRST_ROW + n, {CHAPTER: chapter, text: said.get(chapter)})
        for n, chapter in enumerate(sheet.chapters)
    )


def total_of(sheet: SheetLayout, rows: Sequence[Record]) -> Record:
    """Return the total row below `rows`: every figure added up, every rate worked out anew."""
    values: dict[str, Value] = {sheet.columns[0].header: TOTAL}
    for column in sheet.columns:
        if column.numeric and not column.derived:
            values[column.header] = _plain(sum((row.amount(column.header) for row in rows), Decimal(0)))
    return with_derived(sheet, Record(sheet, FIRST_ROW + len(rows), values))
