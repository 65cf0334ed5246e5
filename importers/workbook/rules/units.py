"""Who reports, about whom, and for when: V14, X18, X19, X20."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from desk.i18n import _
from importers.workbook.content import CODE
from importers.workbook.layout import PEOPLE, SUMMARY
from importers.workbook.outlets import outlets_of
from importers.workbook.records import Record
from importers.workbook.rules.base import Case, Hit

BRANCH: Final = "填报机构代码"
PEOPLE_PER_UNIT: Final = (("投诉处理人员", 1, 2), ("紧急联系人", 1, 2))
KIND: Final = "类别"
MOST_NAMED: Final = 8


def own_units(case: Case) -> Iterator[Hit]:
    """V14: the file is the branch's own, every unit in it is one of the branch's, and none is left out."""
    cover = case.filing.cover
    if cover.key(BRANCH) != case.unit.casefold():
        message = _("This is the workbook of {found}, not of {unit}.").format(
            found=cover.text(BRANCH) or "-", unit=case.unit
        )
        yield Hit(cover, BRANCH, message, case.unit)
        return
    own = {unit.code.casefold(): unit.code for unit in outlets_of(case.organisation, case.unit)}
    for record in case.filing.records():
        yield from _foreign(case, record, own)
    listed = {record.key(CODE) for record in case.filing.rows[SUMMARY]}
    missing = [code for key, code in own.items() if key not in listed]
    if missing:
        message = _("The rows of {units} are missing.").format(units="、".join(missing))
        yield Hit(case.filing.totals[SUMMARY], CODE, message, "、".join(missing))


def _foreign(case: Case, record: Record, own: dict[str, str]) -> Iterator[Hit]:
    for column in record.layout.columns:
        if column.kind == "unit" and not record.blank(column.header) and record.key(column.header) not in own:
            message = _("{code} is not a unit of {unit}.").format(
                code=record.text(column.header)[:30], unit=case.organisation.unit_label(case.unit)
            )
            yield Hit(record, column.header, message, "、".join([*own.values()][:MOST_NAMED]))


def zero_report(case: Case) -> Iterator[Hit]:
    """X18: a zero report has no rows and only zeros; a file without any case is a zero report."""
    cover, header = case.filing.cover, "是否零报告"
    counted = any(
        record.amount(column.header)
        for record in case.filing.rows[SUMMARY]
        for column in record.layout.columns
        if column.numeric
    )
    empty = not case.filing.cases and not counted
    if cover.word(header) == "是" and not empty:
        yield Hit(cover, header, _("There are cases or figures, so this is no zero report."), "否")
    if cover.word(header) == "否" and empty:
        yield Hit(cover, header, _("There is no case and no figure, so this is a zero report."), "是")


def people(case: Case) -> Iterator[Hit]:
    """X19: every unit has one or two persons for complaints and one or two for emergencies."""
    rows = case.filing.rows[PEOPLE]
    had = Counter((record.key(CODE), record.word(KIND)) for record in rows)
    for record in case.filing.rows[SUMMARY]:
        for kind, least, most in PEOPLE_PER_UNIT:
            n = had[record.key(CODE), kind]
            if not least <= n <= most:
                expected = _("{least} to {most}").format(least=least, most=most)
                message = _("{unit} names {n} as {kind}; there should be {expected}.").format(
                    unit=record.text(CODE), n=n, kind=kind, expected=expected
                )
                yield Hit(record, CODE, message, expected)


def period(case: Case) -> Iterator[Hit]:
    """X20: the first and last day on the cover are those of its quarter."""
    cover, quarter = case.filing.cover, case.quarter
    for header, day in (("期间起", quarter.first), ("期间止", quarter.last)):
        if cover.day(header) != day:
            message = _("“{header}” does not fit {quarter}: it should be {day}.").format(
                header=header, quarter=quarter, day=day
            )
            yield Hit(cover, header, message, str(day))
