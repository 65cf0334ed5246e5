"""The dates of a case (V03): in order, in the quarter, and not in the future."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from desk.i18n import _
from importers.workbook.records import Record
from importers.workbook.rules.base import Case, Hit

PERIOD = "期间标识"
ACCEPTED = "受理日期"
DUE = frozenset({"办结时限", "响应时限", "完成时限", "截止日期", "期间止", "期间起"})
"""Dates that may well lie ahead."""


def in_order(case: Case) -> Iterator[Hit]:
    """V03: accepted, answered, closed, judged and archived in this order, nothing of it in the future."""
    for record in case.filing.records():
        yield from _in_future(record, case.today)
    for record in case.filing.cases:
        yield from _out_of_order(record, case.layout.order)
        yield from _out_of_quarter(record, case)


def _in_future(record: Record, today: date) -> Iterator[Hit]:
    for column in record.layout.columns:
        if column.kind not in {"date", "moment"} or column.header in DUE:
            continue
        day = record.day(column.header)
        if day is not None and day > today:
            message = _("“{header}” {day} lies in the future; today is {today}.").format(
                header=column.header, day=day, today=today
            )
            yield Hit(record, column.header, message, _("not after {day}").format(day=today))


def _out_of_order(record: Record, order: tuple[str, ...]) -> Iterator[Hit]:
    earlier, latest = "", None
    for header in order:
        day = record.day(header)
        if day is None:
            continue
        if latest is not None and day < latest:
            message = _("“{header}” {day} is before “{earlier}” {latest}.").format(
                header=header, day=day, earlier=earlier, latest=latest
            )
            yield Hit(record, header, message, _("not before {day}").format(day=latest))
            continue
        earlier, latest = header, day


def _out_of_quarter(record: Record, case: Case) -> Iterator[Hit]:
    day, quarter = record.day(ACCEPTED), case.quarter
    if day is None:
        return
    if record.word(PERIOD) == "本期新增" and day not in quarter:
        expected = _("from {first} to {last}").format(first=quarter.first, last=quarter.last)
        message = _("A case that is new in {quarter} cannot be accepted on {day}.")
        yield Hit(record, ACCEPTED, message.format(quarter=quarter, day=day), expected)
    if record.word(PERIOD) == "上期结转" and day >= quarter.first:
        message = _("A case carried over into {quarter} cannot be accepted on {day}.")
        expected = _("before {day}").format(day=quarter.first)
        yield Hit(record, ACCEPTED, message.format(quarter=quarter, day=day), expected)
