"""What the figures of the workbook are by its register, and by the figures beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from desk.pack import Pack
from importers.workbook.layout import Column, Count, Layout, SheetLayout, Where
from importers.workbook.quarter import Quarter
from importers.workbook.records import NOTHING, Record

RATE_STEP: Final = Decimal("0.0001")
JUDGED_ON: Final = "认定日期"
VERDICT: Final = "责任认定"
REASON: Final = "认定依据"
PENDING: Final = "待认定"
QUASI: Final = "准投诉"


def counted(count: Count, cases: Iterable[Record], quarter: Quarter) -> Decimal:
    """Return what the register says a figure is."""
    found = [case for case in cases if case.holds(count.where) and _within(case, count.within, quarter)]
    return (
        sum((case.amount(count.amount) for case in found), NOTHING) if count.amount else Decimal(len(found))
    )


def _within(case: Record, header: str, quarter: Quarter) -> bool:
    if not header:
        return True
    day = case.day(header)
    return day is not None and day in quarter


def derived(column: Column, record: Record) -> Decimal | None:
    """Return what a derived cell should hold; None for a rate of nothing."""
    if column.ratio is None:
        return record.total(*column.sums)
    base = record.total(*column.ratio.over)
    return (record.total(*column.ratio.of) / base).quantize(RATE_STEP, ROUND_HALF_UP) if base else None


def with_derived(sheet: SheetLayout, record: Record) -> Record:
    """Return the record with its derived cells worked out, subtotals before totals."""
    values = dict(record.values)
    late = sorted(
        (column for column in sheet.columns if column.derived), key=lambda column: column.header == "合计"
    )
    for column in late:
        found = derived(column, Record(sheet, record.row, values))
        values[column.header] = None if found is None else float(found)
    return Record(sheet, record.row, values)


def verdict_rows(layout: Layout, pack: Pack) -> Mapping[str, Count]:
    """Return the rows of the verdict sheet by their first cell: each reason, quasi and pending."""
    verdicts = {entry.key: entry.zh for entry in pack.entries("verdicts")}
    reasons = layout.sheet("投诉台账").column(REASON).words
    rows = {
        word.text: _judged(
            {VERDICT: frozenset({verdicts[_verdict_of(pack, word.keys[0])]}), REASON: frozenset({word.text})}
        )
        for word in (reasons.all if reasons else ())
    }
    rows[QUASI] = _judged({VERDICT: frozenset({QUASI})})
    rows[PENDING] = Count({VERDICT: frozenset({PENDING})})
    return rows


def _judged(where: Where) -> Count:
    return Count(where, JUDGED_ON)


def _verdict_of(pack: Pack, reason: str) -> str:
    return str(pack.dictionaries["verdict_reasons"][reason].more["verdict"])


def both(first: Count, second: Count) -> Count:
    """Return the count of rows that are in both."""
    return Count({**first.where, **second.where}, first.within or second.within)
