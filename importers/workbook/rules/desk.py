"""The register against the desk's own tickets, to the cell: X14."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from desk.i18n import _
from desk.moments import in_zone, iso, start_of
from desk.ports import ArchiveQuery, Ledger, Row
from desk.ticket import Ticket
from importers.workbook.content import CODE
from importers.workbook.layout import SUMMARY, SheetLayout
from importers.workbook.outlets import outlets_of
from importers.workbook.quarter import Quarter
from importers.workbook.records import Record
from importers.workbook.rules.base import Case, Hit
from importers.workbook.stood import stood

TICKET: Final = "工单编号"
OFFSITE: Final = "offsite"
PENDING: Final = "undetermined"


def tickets(case: Case) -> Iterator[Hit]:
    """X14: every off-site ticket of the quarter stands in the register, with its date, level and verdict.

    Without a ledger to compare with there is nothing to say.
    """
    if case.ledger is None:
        return
    own = frozenset(unit.code for unit in outlets_of(case.organisation, case.unit))
    listed = {record.text(TICKET) for record in case.filing.cases}
    for number, unit in _expected(case, case.ledger, own).items():
        if number not in listed:
            yield from _missing(case, number, unit)
    for record in case.filing.cases:
        if not record.blank(TICKET):
            yield from _compared(case, case.ledger, record, own)


def _expected(case: Case, ledger: Ledger, own: frozenset[str]) -> Mapping[str, str]:
    """Return the unit of every off-site ticket about the branch that was accepted in the quarter."""
    return {
        number: row["unit"]
        for number, row in _accepted(ledger, case.quarter).items()
        if row["unit"] in own and row["mode"] == OFFSITE and row["type"] != "enquiry"
    }


def _accepted(ledger: Ledger, quarter: Quarter) -> Mapping[str, Row]:
    """Return the rows of the tickets accepted in the quarter, archived or not, by number."""
    first, before = iso(start_of(quarter.first)), iso(start_of(quarter.next.first))
    archived = ledger.search(ArchiveQuery(received=(first, before), limit=None)).rows
    live = {number: row for number, row in ledger.rows().items() if first <= row["received_at"] < before}
    return {row["number"]: row for row in archived} | live


def _missing(case: Case, number: str, unit: str) -> Iterator[Hit]:
    rows = {record.text(CODE): record for record in case.filing.rows[SUMMARY]}
    place = rows.get(unit, case.filing.totals[SUMMARY])
    message = _("{unit}: the desk has ticket {number}, but the register does not list it.").format(
        unit=unit, number=number
    )
    yield Hit(place, "本期受理", message, number)


def _compared(case: Case, ledger: Ledger, record: Record, own: frozenset[str]) -> Iterator[Hit]:
    number, end = record.text(TICKET), start_of(case.quarter.next.first)
    ticket = stood(ledger.events(number), end)
    if ticket is None or ticket.unit not in own:
        message = _("By the end of {quarter} the desk had no ticket {number} about this branch.").format(
            quarter=case.quarter, number=number[:40]
        )
        yield Hit(record, TICKET, message, _("a ticket of the desk"))
        return
    for header, expected in _facts(ticket, record.layout).items():
        found = str(record.day(header)) if header == "受理日期" else record.word(header)
        if expected and found != expected:
            message = _("Ticket {number} of the desk has “{expected}” as “{header}”.").format(
                number=number, expected=expected, header=header
            )
            yield Hit(record, header, message, expected)


def _facts(ticket: Ticket, register: SheetLayout) -> Mapping[str, str]:
    """Return what the register should say of a ticket as it stood at the end of the quarter."""

    def word(header: str, key: str) -> str:
        """Return the register's word for a key of the desk."""
        words = register.column(header).words
        return words.of_key(key) if words else ""

    complaint = ticket.type == "complaint"
    return {
        "受理日期": str(in_zone(ticket.received_at).date()),
        "最终等级": word("最终等级", str(ticket.level)) if complaint else "",
        "责任认定": word("责任认定", ticket.verdict or PENDING) if complaint else "",
    }
