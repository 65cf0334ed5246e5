"""The form of a new ticket: one page of fields, and beside it what the desk makes of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from textual import events
from textual.containers import Container
from textual.timer import Timer
from textual.widget import Widget

from desk.clock_words import clock_word, due_moment
from desk.clocks import Clock
from desk.errors import DeskError, Refused
from desk.i18n import N_, _
from desk.intake import REGISTER, SCHEMA, Proposal
from desk.moments import iso
from desk.ports import Row
from desk.ticket import Customer
from screens.base import DeskScreen
from screens.confirm import ConfirmScreen
from screens.drafts import Draft, drop, intake_key, save
from screens.keys import bindings
from screens.messages import TicketsChanged
from screens.plain import Line, Piece
from screens.saving import Saved, save_aside
from screens.session import Session
from screens.widgets.document import Document, paragraph, title
from screens.widgets.form import Form, Group
from screens.words import level_mark, state_word

GROUPS: Final[Sequence[tuple[str, tuple[str, ...]]]] = (
    (N_("The call"), ("channel", "received_at", "type", "by")),
    (N_("The customer"), ("customer.",)),
    (N_("The matter"), ("content", "demand", "unit", "category", "business", "cause", "cause_group",
                           "loss", "amount_band", "persons", "flags", "emotion")),
    (N_("Judgement"), ()),
)  # fmt: skip
PAUSE: Final = 0.25
WIDE: Final = 100
ENOUGH_DIGITS: Final = 7
"""So many digits of a number are needed before other tickets are looked for."""


def groups() -> list[Group]:
    """Return the fields of a new ticket in their groups; whatever no group names stands in the last."""
    left = list(SCHEMA)
    found: list[Group] = []
    for heading, names in GROUPS[:-1]:
        mine = [field for field in left if field.name in names or field.name.partition(".")[0] + "." in names]
        left = [field for field in left if field not in mine]
        found.append((_(heading), mine))
    return [*found, (_(GROUPS[-1][0]), left)]


NEEDED: Final = frozenset(field.name for field in SCHEMA if REGISTER in field.required_for)


class IntakeScreen(DeskScreen[str | None]):
    """Returns the new ticket's number, or None when the form was left."""

    SCOPES = ("form", "app")
    BINDINGS = bindings("form")
    DEFAULT_CSS = """
    IntakeScreen #main { layout: vertical; height: 1fr; }
    IntakeScreen #judgement { height: 7; background: $surface; }
    IntakeScreen.wide #main { layout: horizontal; }
    IntakeScreen.wide #judgement { width: 44; height: 1fr; }
    """

    def __init__(self, session: Session, draft: Draft | None = None) -> None:
        super().__init__(session)
        self._draft_key = draft.key if draft else intake_key(session)
        self._kept: Mapping[str, Any] = dict(draft.fields) if draft else {}
        self._from_draft = draft is not None
        self._form = Form(groups(), session, NEEDED, self._first_values())
        self._timer: Timer | None = None
        self._judgement: tuple[Proposal, tuple[Clock, ...], tuple[Row, ...]] = (Proposal(1, ()), (), ())

    def _first_values(self) -> dict[str, Any]:
        if self._kept:
            return dict(self._kept)
        return {"received_at": iso(self.session.now()), "channel": "hotline"}

    def heading(self) -> str:
        """Return the page's name."""
        return _("New ticket")

    def body(self) -> Iterator[Widget]:
        """Yield the form and what the desk makes of it."""
        yield Container(self._form, Document(self._build, id="judgement"), id="main")

    def on_mount(self) -> None:
        """Start to type."""
        self.query_one("#judgement", Document).can_focus = False
        self._form.focus_first()
        self._judge()

    def on_resize(self, event: events.Resize) -> None:
        """Put the judgement beside the form where there is room, else below."""
        super().on_resize(event)
        self.set_class(event.size.width >= WIDE, "wide")

    def on_form_changed(self) -> None:
        """Judge again, soon after the typing."""
        if self._timer:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE, self._judge)

    def _judge(self) -> None:
        desk = self.session.desk
        values = desk.check_intake(self._form.raw()).values
        clocks: tuple[Clock, ...] = ()
        if {"channel", "received_at"} <= values.keys():
            clocks = desk.preview(
                {"content": "", "unit": self.session.actor.unit, **values}, self.session.actor
            )
        self._judgement = (desk.propose(values), clocks, self._others(values))
        self.query_one("#judgement", Document).rebuild()

    def _others(self, values: Mapping[str, Any]) -> tuple[Row, ...]:
        customer = Customer(
            mobile=values.get("customer.mobile", ""),
            phone=values.get("customer.phone", ""),
            id_number=values.get("customer.id_number", ""),
        )
        digits = [c for c in customer.mobile + customer.phone + customer.id_number if c.isdigit()]
        if len(digits) < ENOUGH_DIGITS:
            return ()
        return self.session.desk.history_of(customer, self.session.actor)

    def _build(self, width: int) -> list[Line]:
        proposal, clocks, others = self._judgement
        mark, style = level_mark(proposal.level)
        lines: list[Line] = [
            (Piece(_("Proposed level") + ": ", "line--dim"), Piece(mark, style or "line--strong"))
        ]
        for reason in proposal.reasons:
            lines += paragraph(f"{reason.text} ({reason.clause})", width, "", 2)
        for clock in clocks:
            lines += paragraph(f"{clock_word(clock.name)} {due_moment(clock)} ({clock.rule.clause})", width)
        if others:
            lines.append(title(_("Other tickets of this customer: {n}").format(n=len(others))))
            lines += [_other_line(row) for row in others]
        return lines

    def keep_draft(self) -> None:
        """Save the form when it changed since it was last saved."""
        raw = self._form.raw()
        if raw != self._kept and (self._form.dirty or self._from_draft):
            save(self.session, Draft(self._draft_key, "", raw))
            self._kept = raw

    def action_open_menu(self) -> None:
        """Show the choices of the field."""
        self._form.action_open_menu()

    def action_save(self) -> None:
        """Register the ticket, or show everything that is wrong."""
        self._form.settle()
        desk, raw, actor = self.session.desk, self._form.raw(), self.session.actor
        save_aside(self, self._form, lambda: desk.register(raw, actor), self._saved)

    def _saved(self, done: Saved) -> None:
        try:
            ticket = done.result()
        except Refused as error:
            self._form.show_problems(error.problems)
            self.say(_summary(error), "bad")
            self.keep_draft()
            return
        except DeskError as error:
            self.keep_draft()
            self.say(error.message, "bad")
            return
        drop(self.session, self._draft_key)
        self._kept = self._form.raw()
        self.post_message(TicketsChanged(frozenset({ticket.number})))
        self.dismiss(ticket.number)

    def action_leave_form(self) -> None:
        """Leave; a form that somebody typed in asks first."""
        if not self._form.dirty and not self._from_draft:
            self.dismiss(None)
            return
        answers = (
            ("stay", _("Go on typing")),
            ("keep", _("Leave; the form stays as a draft")),
            ("drop", _("Throw the form away")),
        )
        self.app.push_screen(ConfirmScreen(_("This ticket is not registered yet."), answers), self._answered)

    def _answered(self, answer: str | None) -> None:
        if answer == "keep":
            self.keep_draft()
            self.dismiss(None)
        elif answer == "drop":
            drop(self.session, self._draft_key)
            self._kept = self._form.raw()
            self.dismiss(None)


def _summary(error: Refused) -> str:
    if not error.problems:
        return error.message
    return _("Not registered: {n} fields to put right.").format(n=len({p.field for p in error.problems}))


def _other_line(row: Row) -> Line:
    mark, style = level_mark(row["level"])
    return (
        Piece(f"{row['number']} "),
        Piece(mark + " ", style),
        Piece(f"{state_word(row['state'])} {row['summary']}"),
    )
