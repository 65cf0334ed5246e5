"""Limits kept or missed, by what the register itself says: V05."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from desk.i18n import _
from importers.workbook.records import Record
from importers.workbook.rules.base import Case, Hit

FIRST: Final = "初始等级"
RAISED_FOR: Final = "升级原因"
LIMIT: Final = "办结时限"
ENDED: Final = "办结日期"
IN_TIME: Final = "办结是否及时"
OVERDUE: Final = "处理超时限"


def in_time(case: Case) -> Iterator[Hit]:
    """V05: in time is what was settled by its limit; a case raised as overdue stays untimely (C-04)."""
    for record in case.filing.cases:
        if record.word(IN_TIME):
            yield from _overdue(record) if was_overdue(record) else _by_limit(record)


def was_overdue(record: Record) -> bool:
    """Tell whether a level 1 case was raised because its limit had passed (K-11.2f)."""
    return record.word(FIRST) == "一级" and record.word(RAISED_FOR) == OVERDUE


def _overdue(record: Record) -> Iterator[Hit]:
    if record.word(IN_TIME) != "否":
        message = _(
            "The case was raised for “{reason}”, so “{header}” is {expected}, whenever it was settled."
        )
        yield Hit(record, IN_TIME, message.format(reason=OVERDUE, header=IN_TIME, expected="否"), "否")


def _by_limit(record: Record) -> Iterator[Hit]:
    limit, ended = record.day(LIMIT), record.day(ENDED)
    if limit is None or ended is None:
        return
    expected = "是" if ended <= limit else "否"
    if record.word(IN_TIME) != expected:
        message = _("Settled on {day} with a limit of {limit}, so “{header}” is {expected}.").format(
            day=ended, limit=limit, header=IN_TIME, expected=expected
        )
        yield Hit(record, IN_TIME, message, expected)
