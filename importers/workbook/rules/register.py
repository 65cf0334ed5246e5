"""The summary against the register: X02 to X05, X08, X09, X12, X13, X16.

When two sums of a row disagree, the cell that the register contradicts is shown, if there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

from desk.i18n import _
from importers.workbook.content import CODE
from importers.workbook.counting import counted
from importers.workbook.layout import IMPROVEMENTS, SUMMARY, Equation
from importers.workbook.records import Record
from importers.workbook.rules.base import Case, Hit, shown

NUMBER: Final = "投诉编号"


def _by_register(case: Case, record: Record, header: str) -> Decimal | None:
    """Return what the register says a cell of the summary is."""
    count = record.layout.column(header).count
    return counted(count, case.cases_of.get(record.key(CODE), ()), case.quarter) if count else None


def _compared(rule: str) -> Callable[[Case], Iterator[Hit]]:
    """Return the rule that compares the columns of this id with the register."""

    def compare(case: Case) -> Iterator[Hit]:
        """Yield the figures that the register contradicts."""
        headers = [column.header for column in case.layout.sheet(SUMMARY).columns if column.rule == rule]
        for record in case.filing.rows[SUMMARY]:
            for header in headers:
                expected, found = _by_register(case, record, header), record.number(header)
                if expected is not None and found is not None and found != expected:
                    yield _contradicted(record, header, expected)

    return compare


def _contradicted(record: Record, header: str, expected: Decimal) -> Hit:
    message = _("{unit}: “{header}” is {found}, but the register has {expected}.").format(
        unit=record.text(CODE), header=header, found=record.text(header), expected=shown(expected)
    )
    return Hit(record, header, message, shown(expected))


def _balanced(rule: str) -> Callable[[Case], Iterator[Hit]]:
    """Return the rule that holds the equation of this id in every row of the summary."""

    def balance_rows(case: Case) -> Iterator[Hit]:
        """Yield the rows in which the equation does not hold."""
        equation = next(e for e in case.layout.equations if e.rule == rule)
        for record in case.filing.rows[SUMMARY]:
            if record.total(*equation.left) != record.total(*equation.right):
                yield _unbalanced(case, record, equation)

    return balance_rows


def _unbalanced(case: Case, record: Record, equation: Equation) -> Hit:
    parts = [*equation.left, *equation.right]
    wrong = [header for header in parts if _by_register(case, record, header) != record.amount(header)]
    blamed = wrong[0] if len(wrong) == 1 else equation.mark
    expected = _needed(record, equation, blamed)
    message = _("{unit}: {left} = {n}, but {right} = {m}; “{header}” should be {expected}.").format(
        unit=record.text(CODE),
        left="＋".join(equation.left),
        n=shown(record.total(*equation.left)),
        right="＋".join(equation.right),
        m=shown(record.total(*equation.right)),
        header=blamed,
        expected=shown(expected),
    )
    return Hit(record, blamed, message, shown(expected))


def _needed(record: Record, equation: Equation, header: str) -> Decimal:
    """Return what one cell has to be for the equation to hold."""
    gap = record.total(*equation.right) - record.total(*equation.left)
    return record.amount(header) + (gap if header in equation.left else -gap)


accepted: Final = _compared("X02")
"""X02: the cases accepted in the quarter are those of the register."""
verdicts: Final = _compared("X08")
"""X08: the verdicts are those of the register, by the day of the verdict."""
money: Final = _compared("X09")
"""X09: the compensation is that of the register, to the fen."""
raised: Final = _compared("X13")
"""X13: the raised cases are those of the register."""
modes: Final = _balanced("X03")
"""X03: on-site, off-site and other cases are all that were accepted."""
levels: Final = _balanced("X04")
"""X04: the three levels are all that were accepted."""
balance: Final = _balanced("X05")
"""X05: open at the start and accepted is closed, withdrawn and open at the end."""
satisfaction: Final = _balanced("X12")
"""X12: the answers to revisits are all revisits."""


def improvements(case: Case) -> Iterator[Hit]:
    """X16: every case that asks for an improvement stands in the list of improvements."""
    listed = {record.key(NUMBER) for record in case.filing.rows[IMPROVEMENTS]}
    for record in case.filing.cases:
        if record.word("责任认定") == "无效_需优化" and record.key(NUMBER) not in listed:
            message = _("Case {number} asks for an improvement, but “{sheet}” does not list it.").format(
                number=record.text(NUMBER), sheet=IMPROVEMENTS
            )
            yield Hit(record, "责任认定", message, IMPROVEMENTS)
