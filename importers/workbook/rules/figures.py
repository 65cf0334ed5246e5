"""Figures against the figures beside them: X01, X07, X10, X11, X17.

A derived cell that is blank was never computed by a spreadsheet program; it says nothing and is not judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from desk.i18n import _
from importers.workbook.content import REASON, total_of
from importers.workbook.counting import PENDING, QUASI, derived
from importers.workbook.layout import LEAF_SHEETS, SUMMARY, TOTAL, VERDICTS, Column
from importers.workbook.records import Record
from importers.workbook.rules.base import Case, Hit, shown

RATE_SLACK: Final = Decimal("0.00005")


def totals(case: Case) -> Iterator[Hit]:
    """X01: every total is the sum of the rows above it."""
    for name, total in case.filing.totals.items():
        right = total_of(total.layout, case.filing.rows[name])
        for column in total.layout.columns:
            if not column.numeric or column.derived or total.blank(column.header):
                continue
            expected = right.amount(column.header)
            if total.number(column.header) != expected:
                yield _differs(total, column, expected)


def derived_cells(case: Case) -> Iterator[Hit]:
    """X11: every subtotal is the sum of its leaves, and the total of a row the sum of its subtotals."""
    for record in _with_totals(case):
        for column in record.layout.columns:
            if column.sums and not record.blank(column.header):
                expected = derived(column, record)
                if record.number(column.header) != expected:
                    yield _differs(record, column, expected)


def rates(case: Case) -> Iterator[Hit]:
    """X07: a rate is what its figures make, and blank when nothing was due."""
    for record in _with_totals(case):
        for column in record.layout.columns:
            if column.ratio is None or record.blank(column.header):
                continue
            expected, found = derived(column, record), record.number(column.header)
            if expected is None or found is None or abs(found - expected) > RATE_SLACK:
                yield _differs(record, column, expected)


def _with_totals(case: Case) -> Iterator[Record]:
    for name, total in case.filing.totals.items():
        yield from case.filing.rows[name]
        yield total


def _differs(record: Record, column: Column, expected: Decimal | None) -> Hit:
    message = _("“{header}” is {found}; by the cells it is made of it should be {expected}.").format(
        header=column.header, found=record.text(column.header)[:30], expected=shown(expected)
    )
    return Hit(record, column.header, message, shown(expected))


def one_total(case: Case) -> Iterator[Hit]:
    """X10: the three tables by leaf add up to the cases that the summary says were accepted."""
    accepted = sum((record.amount("本期受理") for record in case.filing.rows[SUMMARY]), Decimal(0))
    for name in LEAF_SHEETS:
        leaves = [column.header for column in case.layout.sheet(name).columns if column.count]
        found = sum((record.total(*leaves) for record in case.filing.rows[name]), Decimal(0))
        if found != accepted:
            message = _(
                "“{sheet}” adds up to {found}, but {expected} cases were accepted by the summary."
            ).format(sheet=name, found=shown(found), expected=shown(accepted))
            yield Hit(case.filing.totals[name], TOTAL, message, shown(accepted))


def verdict_sheet(case: Case) -> Iterator[Hit]:
    """X17: the rows by reason add up to the verdicts of the summary."""
    rows = {record.text(REASON): record for record in case.filing.rows[VERDICTS]}
    summary = case.filing.rows[SUMMARY]
    for verdict, reasons in _reasons(case).items():
        expected = sum((record.amount(verdict) for record in summary), Decimal(0))
        own = [rows[reason] for reason in reasons if reason in rows]
        found = sum((record.total("一级", "二级", "三级") for record in own), Decimal(0))
        if own and found != expected:
            message = _("“{verdict}” adds up to {found} here, but to {expected} in the summary.").format(
                verdict=verdict, found=shown(found), expected=shown(expected)
            )
            yield Hit(own[0], TOTAL, message, shown(expected))


def _reasons(case: Case) -> dict[str, list[str]]:
    """Return the rows of the verdict sheet by the verdict that they belong to."""
    words = {entry.key: entry.zh for entry in case.pack.entries("verdicts")}
    found: dict[str, list[str]] = {QUASI: [QUASI], PENDING: [PENDING]}
    for entry in case.pack.entries("verdict_reasons"):
        found.setdefault(words[str(entry.more["verdict"])], []).append(entry.key)
    return found
