"""The page of one ticket, with the form of an action below it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from textual.timer import Timer
from textual.widget import Widget

from desk.actions import BY_VERB
from desk.errors import Conflict, DeskError, Refused
from desk.events import KINDS
from desk.i18n import _
from desk.ticket import Ticket
from screens import drafts
from screens.base import DeskScreen
from screens.drafts import Draft
from screens.keys import ACTION_KEYS, action_bindings, bindings
from screens.messages import TicketsChanged
from screens.options import option
from screens.pick import PickScreen
from screens.plain import Line
from screens.saving import Saved, save_aside
from screens.session import Session
from screens.ticket_page import Look, head_lines, page_lines
from screens.why import WhyScreen
from screens.widgets.action_bar import ActionBar
from screens.widgets.action_pane import ActionPane
from screens.widgets.chrome import Hints
from screens.widgets.document import Document

REVEAL_SECONDS: Final = 30.0


class TicketScreen(DeskScreen[None]):
    """Shows the ticket as it stands at every moment; an open form outlives changes made by others."""

    SCOPES = ("ticket", "view", "app")
    BINDINGS = bindings("ticket", "form") + action_bindings()
    DEFAULT_CSS = """
    TicketScreen #head { height: 3; background: $surface; scrollbar-gutter: auto; overflow: hidden; }
    TicketScreen #page { height: 1fr; min-height: 4; }
    """

    def __init__(self, session: Session, ticket: Ticket, draft: Draft | None = None) -> None:
        super().__init__(session)
        self.ticket = ticket
        self._seen = ticket.rev
        self._draft = draft
        self._reveal: Timer | None = None

    def heading(self) -> str:
        """Return the page's name."""
        return self.ticket.number

    def body(self) -> Iterator[Widget]:
        """Head, page, actions; the form of an action comes below."""
        yield Document(lambda _width: head_lines(self._look(), self.session), id="head")
        yield Document(self._build, id="page")
        yield ActionBar()

    @property
    def page(self) -> Document:
        """What is read."""
        return self.query_one("#page", Document)

    @property
    def pane(self) -> ActionPane | None:
        """The open form, if any."""
        return next(iter(self.query(ActionPane)), None)

    def on_mount(self) -> None:
        """Read at once; go on with a draft when one was chosen."""
        self.query_one("#head", Document).can_focus = False
        self.page.focus()
        self.show()
        if self._draft and self._draft.verb in BY_VERB:
            self.open_form(self._draft.verb, self._draft)

    def _look(self) -> Look:
        return Look(self.ticket, self.session.desk.clocks(self.ticket), self._seen, self._reveal is not None)

    def _build(self, width: int) -> list[Line]:
        return page_lines(self._look(), self.session, width)

    def show(self) -> None:
        """Draw the ticket as it stands."""
        self.query_one("#head", Document).rebuild()
        self.page.rebuild()
        self.query_one(ActionBar).show(self.session.desk.permissions(self.ticket, self.session.actor))

    def desk_changed(self, numbers: frozenset[str]) -> None:
        """Show at once what others did to this ticket."""
        if self.ticket.number not in numbers:
            return
        before = self.ticket.rev
        try:
            self.ticket = self.session.desk.ticket(self.ticket.number, self.session.actor)
        except DeskError as error:
            self.say(error.message, "bad")
            return
        if self.ticket.rev > before:
            self._seen = before
            self.say(self._news(before), "warn")
        self.show()
        if self.ticket.rev > before and self.pane is not None:
            self.page.scroll_to_line(_("History"))

    def _news(self, before: int) -> str:
        done = "; ".join(
            f"{event.at:%H:%M} {self.session.person(event.by)} {_(KINDS.get(event.kind, event.kind))}"
            for event in self.ticket.history
            if event.rev > before
        )
        return _("This ticket was just changed: {done}").format(done=done)

    def minute_passed(self) -> None:
        """Refresh the clocks."""
        super().minute_passed()
        self.show()

    def keep_draft(self) -> None:
        """Save the open form when it changed since it was last saved."""
        pane = self.pane
        if pane is not None and pane.form.dirty and pane.form.raw() != pane.kept:
            pane.kept = pane.form.raw()
            drafts.save(self.session, self._draft_of(pane))

    def _draft_of(self, pane: ActionPane) -> Draft:
        verb = pane.action.verb
        key = drafts.act_key(self.ticket.number, verb)
        return Draft(key, "", pane.form.raw(), self.ticket.number, verb, pane.rev)

    # ------------------------------------------------------------------ acting

    async def action_act(self, verb: str) -> None:
        """Open the form of an action, or say why it is not possible."""
        if self.pane is not None:
            self.say(_("Save the open form first, or leave it with Esc."), "warn")
            return
        for permission in self.session.desk.permissions(self.ticket, self.session.actor):
            if permission.action.verb == verb:
                if permission.allowed:
                    kept = drafts.load(self.session, drafts.act_key(self.ticket.number, verb))
                    self.open_form(verb, kept)
                else:
                    self.say(f"{permission.reason} ({permission.clause})", "warn")

    def open_form(self, verb: str, draft: Draft | None) -> None:
        """Open the form of an action, with what was typed before."""
        values = dict(draft.fields) if draft else {}
        pane = ActionPane(BY_VERB[verb], self.session, self.ticket.rev, values)
        self.query_one(ActionBar).display = False
        self.mount(pane, after=self.page)
        self.query_one(Hints).show("form", "app")
        self.call_after_refresh(pane.form.focus_first)
        self.say(_("Here is what you typed before.") if draft else "")

    def close_form(self) -> None:
        """Close the form."""
        pane = self.pane
        if pane is not None:
            pane.remove()
        self.query_one(ActionBar).display = True
        self.query_one(Hints).show(*self.SCOPES)
        self.page.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keep the keys of the form for the time that one is open."""
        if action in ("save", "leave_form", "open_menu"):
            return self.is_mounted and self.pane is not None
        if action == "leave_view":
            return self.is_mounted and self.pane is None
        return super().check_action(action, parameters)

    def action_save(self) -> None:
        """Do what the form says, on the ticket as its writer saw it."""
        pane = self.pane
        if pane is None:
            return
        pane.form.settle()
        desk, actor, number = self.session.desk, self.session.actor, self.ticket.number
        verb, raw, rev = pane.action.verb, pane.form.raw(), pane.rev
        save_aside(
            self, pane.form, lambda: desk.act(number, verb, raw, actor, rev), partial(self._saved, pane)
        )

    def _saved(self, pane: ActionPane, done: Saved) -> None:
        try:
            ticket = done.result()
        except Conflict as error:
            self._conflict(pane, error)
        except Refused as error:
            pane.form.show_problems(error.problems)
            self.say(f"{error.message} {error.clause}".strip(), "bad")
        except DeskError as error:
            self.say(error.message, "bad")
        else:
            self._done(pane, ticket)

    def _conflict(self, pane: ActionPane, error: Conflict) -> None:
        """Show what happened in between; what was typed stays, and the next save is on the new state."""
        self.keep_draft()
        self.session.desk.refresh()
        self.desk_changed(frozenset({self.ticket.number}))
        pane.rev = error.found
        self.say(
            f"{error.message} " + _("What you typed is kept; read the change, then Ctrl+S saves it."), "bad"
        )

    def _done(self, pane: ActionPane, ticket: Ticket) -> None:
        drafts.drop(self.session, drafts.act_key(ticket.number, pane.action.verb))
        self.ticket, self._seen = ticket, ticket.rev
        self.close_form()
        if pane.action.verb == "reveal":
            self._open_data()
        self.show()
        if pane.action.verb == "reveal":
            self.say(_("The customer's data hide again after {n} seconds.").format(n=round(REVEAL_SECONDS)))
        else:
            self.say(_("Done: {action}.").format(action=_(pane.action.label)))
        self.post_message(TicketsChanged(frozenset({ticket.number})))

    def _open_data(self) -> None:
        if self._reveal:
            self._reveal.stop()
        self._reveal = self.set_timer(REVEAL_SECONDS, self._hide_data)

    def _hide_data(self) -> None:
        if self._reveal:
            self._reveal.stop()
        self._reveal = None
        self.show()

    def on_screen_suspend(self) -> None:
        """Hide the customer's data when another page comes up."""
        if self._reveal:
            self._hide_data()

    def action_actions(self) -> None:
        """Choose an action from a list; those that are not possible say so."""
        entries = [
            option(
                permission.action.verb,
                f"{ACTION_KEYS.get(permission.action.verb, ' ')}  {_(permission.action.label)}",
                _(permission.action.tooltip) if permission.allowed else _("not now"),
            )
            for permission in self.session.desk.permissions(self.ticket, self.session.actor)
        ]
        self.app.push_screen(PickScreen(_("Actions"), entries), self._picked)

    def _picked(self, verb: str | None) -> None:
        if verb:
            self.call_later(self.action_act, verb)

    def action_why(self) -> None:
        """Explain the due times."""
        self.app.push_screen(WhyScreen(self.session, self.ticket))

    def action_open_menu(self) -> None:
        """Show the choices of the field."""
        if self.pane is not None:
            self.pane.form.action_open_menu()

    def action_leave_form(self) -> None:
        """Close the form; what was typed waits as a draft."""
        pane = self.pane
        if pane is not None:
            self.keep_draft()
            kept = pane.form.dirty
            self.close_form()
            self.say(_("What you typed is kept; the same key opens it again.") if kept else "")

    def action_leave_view(self) -> None:
        """Back to the list."""
        self.dismiss()
