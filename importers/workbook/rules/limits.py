"""Limits kept or missed, by what the register itself says: V05."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from desk.i18n import _
from importers.workbook.rules.base import Case, Hit

FIRST: Final = "初始等级"
LEVEL: Final = "最终等级"
LIMIT: Final = "办结时限"
ENDED: Final = "办结日期"
IN_TIME: Final = "办结是否及时"


def in_time(case: Case) -> Iterator[Hit]:
    """V05: in time is what was settled by its limit; a level 1 case that was raised stays untimely (C-04)."""
    for record in case.filing.cases:
        limit, ended, said = record.day(LIMIT), record.day(ENDED), record.word(IN_TIME)
        if limit is None or ended is None or not said or record.word(FIRST) != record.word(LEVEL):
            continue
        expected = "是" if ended <= limit else "否"
        if said != expected:
            message = _("Settled on {day} with a limit of {limit}, so “{header}” is {expected}.").format(
                day=ended, limit=limit, header=IN_TIME, expected=expected
            )
            yield Hit(record, IN_TIME, message, expected)
