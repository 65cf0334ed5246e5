"""The feedback form of annex 1 on one A4 page, filled from a ticket or empty for filling in by hand.

Customer texts are written as text and never become a formula; names and numbers are masked unless they
are to be revealed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Final

from desk.errors import Problem, Refused
from desk.i18n import _
from desk.masked import shown_text
from desk.moments import in_zone
from desk.pack import Entry, Pack
from desk.text import clean, mask_address, mask_name, mask_phone
from desk.ticket import Contact, Customer, Ticket
from desk.units import Organisation
from importers.form_page import FormText, Section, draw
from importers.workbook.whole import target_of, whole_file

TICKED: Final = "☑"
UNTICKED: Final = "□"
PEN_SPACE: Final = "　　　　　"


@dataclass(frozen=True, slots=True)
class Stage:
    """One dated stage of a ticket, for the order of the dates."""

    label: str
    day: date
    clause: str


def write_form(
    ticket: Ticket | None,
    organisation: Organisation,
    pack: Pack,
    path: Path | None = None,
    practice: bool = False,
    *,
    reveal: bool = False,
) -> Path:
    """Write a ticket's feedback form and return where it stands (K-A1.0); an empty one without a ticket.

    `path` may be a file, a folder or absent (the present folder). `Refused` names every entry that the form
    does not allow: no name, no way to reach the customer, a cause too short or too long, dates out of order.
    """
    if ticket is not None:
        _refuse(ticket, pack)
    number = form_number(ticket) if ticket else ""
    target = target_of(path, f"反馈表_{number or '空白'}.xlsx")
    with whole_file(target) as unfinished:
        draw(_Form(ticket, organisation, pack, practice, reveal).text(), unfinished)
    return target


def form_number(ticket: Ticket) -> str:
    """Return the number on the form: the form's own, or the ticket's where none was due (K-A1.1)."""
    return ticket.form_number or ticket.number


def _refuse(ticket: Ticket, pack: Pack) -> None:
    problems = tuple(_problems(ticket, pack))
    if problems:
        raise Refused(
            _("Ticket {number} makes no form: {fault}").format(
                number=ticket.number, fault=problems[0].message
            ),
            clause=problems[0].clause,
            problems=problems,
        )


def _problems(ticket: Ticket, pack: Pack) -> Iterator[Problem]:
    customer = ticket.customer
    if not customer.name.strip():
        yield Problem("customer.name", _("The customer's name is missing."), "K-A1.2")
    if not any(text.strip() for text in (customer.mobile, customer.phone, customer.address)):
        yield Problem("customer.mobile", _("Give at least one of mobile, phone and address."), "K-A1.5")
    length = len(clean(ticket.content).strip())
    if not pack.form_minimum <= length <= pack.form_maximum:
        message = _("The cause has {n} characters; the form takes {least} to {most}.").format(
            n=length, least=pack.form_minimum, most=pack.form_maximum
        )
        yield Problem("content", message, "K-A1.6")
    for before, after in pairwise(_stages(ticket)):
        if after.day < before.day:
            message = _("“{later}” is dated {day}, before “{earlier}” of {first}.").format(
                later=after.label, day=after.day, earlier=before.label, first=before.day
            )
            yield Problem("date", message, after.clause)


def _stages(ticket: Ticket) -> Iterator[Stage]:
    """Yield the dated stages of the form in their order (K-A1.7, K-A1.9, K-A1.11)."""
    yield Stage(_("Accepted on"), _day(ticket.received_at), "K-A1.3")
    found = _investigation(ticket)
    if found:
        yield Stage(_("Findings and solution"), _day(found.at), "K-A1.7")
    if ticket.last_reply:
        yield Stage(_("Result and reply"), _day(ticket.last_reply.at), "K-A1.9")
    if ticket.revisits:
        yield Stage(_("Satisfaction"), _day(ticket.revisits[-1].at), "K-A1.11")


def _investigation(ticket: Ticket) -> Contact | None:
    """Return the last contact before the reply that stands: what was found out and offered."""
    reply = ticket.last_reply
    before = [contact for contact in ticket.contacts if reply is None or contact.at <= reply.at]
    return before[-1] if before else None


def _day(moment: datetime) -> date:
    return in_zone(moment).date()


def _ticks(entries: tuple[Entry, ...], chosen: str) -> str:
    """Return the boxes of a choice with the chosen one ticked."""
    return "  ".join(f"{TICKED if entry.key == chosen else UNTICKED}{entry.label}" for entry in entries)


@dataclass(frozen=True, slots=True)
class _Form:
    """What a form says, for a ticket or for none."""

    ticket: Ticket | None
    organisation: Organisation
    pack: Pack
    practice: bool
    reveal: bool

    def text(self) -> FormText:
        """Return everything that the form says."""
        number = form_number(self.ticket) if self.ticket else ""
        return FormText(
            name=_("Feedback form"),
            title=_("Customer complaint and suggestion feedback form"),
            notice=_("Practice data, not a real case") if self.practice else "",
            number=_("No. {number}").format(number=number),
            facts=self._facts(),
            contact=_("Ways to contact"),
            phones=self._phones(),
            address=self._address(),
            sections=(self._cause(), self._findings(), self._opinion(), self._result()),
            rating=self._rating(),
        )

    def _facts(self) -> tuple[str, ...]:
        t = self.ticket
        name = (clean(t.customer.name) if self.reveal else mask_name(t.customer.name)) if t else ""
        modes = _ticks(self.pack.entries("modes"), t.mode if t else "")
        return (
            *(_("Customer's name"), name),
            *(_("Accepted on"), f"{_day(t.received_at)}" if t else ""),
            *(_("Way of complaint"), modes),
        )

    def _phones(self) -> str:
        c = self.ticket.customer if self.ticket else Customer()
        shown = clean if self.reveal else mask_phone
        return _("Mobile: {mobile}\nPhone: {phone}").format(mobile=shown(c.mobile), phone=shown(c.phone))

    def _address(self) -> str:
        address = self.ticket.customer.address if self.ticket else ""
        shown = clean(address) if self.reveal else mask_address(address)
        return _("Address: {address}").format(address=shown)

    def _free(self, text: str) -> str:
        if self.ticket is None or self.reveal:
            return clean(text).strip()
        return shown_text(self.ticket, text).strip()

    def _foot(self, *signers: tuple[str, str], at: datetime | None = None) -> str:
        """Return the line below a text: who signs (the name where it is known) and the day."""
        names = [
            f"{label}：{self.organisation.staff_name(who) if who else PEN_SPACE}" for label, who in signers
        ]
        day = f"{_day(at)}" if at else _("      (year)    (month)    (day)")
        return "　　".join([*names, _("Date: {day}").format(day=day)])

    def _cause(self) -> Section:
        t = self.ticket
        foot = self._foot(
            (_("Handler's signature"), t.first_contact if t else ""), at=t.received_at if t else None
        )
        return Section(_("Cause of the complaint or suggestion"), self._free(t.content) if t else "", foot)

    def _findings(self) -> Section:
        found = _investigation(self.ticket) if self.ticket else None
        text = (self.ticket.cause_check if self.ticket else "") or (found.note if found else "")
        foot = self._foot(
            (_("Handler's signature"), found.by if found else ""), at=found.at if found else None
        )
        return Section(_("Findings and solution of the department"), self._free(text), foot)

    def _opinion(self) -> Section:
        foot = self._foot((_("Head's signature"), ""))
        return Section(_("Opinion of the head of the department"), "", foot)

    def _result(self) -> Section:
        reply = self.ticket.last_reply if self.ticket else None
        signers = ((_("Handled by"), reply.by if reply else ""), (_("Head's signature"), ""))
        foot = self._foot(*signers, at=reply.at if reply else None)
        return Section(_("Result and reply"), self._free(reply.text) if reply else "", foot)

    def _rating(self) -> Section:
        t = self.ticket
        last = t.revisits[-1] if t and t.revisits else None
        boxes = _ticks(self.pack.entries("satisfactions"), t.satisfaction if t else "")
        foot = self._foot((_("Revisited by"), last.by if last else ""), at=last.at if last else None)
        return Section(_("Satisfaction"), boxes, foot)
