"""The program: one session at one desk, its screens, and what keeps them up to date."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

from textual.screen import Screen

from desk.errors import DeskError
from desk.i18n import _
from desk.service import Desk
from desk.units import Actor
from screens._compat import SteadyApp
from screens.base import DeskScreen
from screens.drafts import Draft, drafts_of
from screens.help import HelpScreen
from screens.intake import IntakeScreen
from screens.keys import bindings
from screens.messages import OpenTicket, TicketsChanged
from screens.palette import GotoScreen, palette
from screens.pick import PickScreen
from screens.queue import QueueScreen
from screens.session import Session
from screens.theme import CALM
from screens.ticket import TicketScreen

POLL = 0.15
"""Seconds between two looks at what other processes did; a look costs one stat."""
AUTOSAVE = 3.0
MINUTE = 60


class DeskApp(SteadyApp):
    """The full-screen desk of one member of staff."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS = bindings("app")

    def __init__(self, desk: Desk, actor: Actor, *, notice: str = "") -> None:
        super().__init__()
        self.session = Session(desk, actor)
        self.notice = notice
        self.register_theme(CALM)
        self.theme = CALM.name
        self._fault = ""

    def get_default_screen(self) -> QueueScreen:
        """Begin with the queues."""
        return QueueScreen(self.session, self._greeting())

    def on_mount(self) -> None:
        """Start to watch."""
        if not self.is_headless:
            self.catch_signals()
        self.every(POLL, self.poll)
        self.set_interval(AUTOSAVE, self.keep_drafts)
        self.set_timer(MINUTE - self.session.now().second, self._first_minute)

    def _first_minute(self) -> None:
        self._minute()
        self.set_interval(MINUTE, self._minute)

    def _minute(self) -> None:
        with suppress(DeskError):
            self.session.desk.refresh_organisation()
        for screen in self._desk_screens():
            screen.minute_passed()

    def _greeting(self) -> str:
        waiting = len(drafts_of(self.session))
        texts = [self.notice] if self.notice else []
        if waiting:
            texts.append(_("Drafts that wait for you: {n}; Ctrl+D opens them.").format(n=waiting))
        return "  ".join(texts)

    def _desk_screens(self) -> list[DeskScreen[object]]:
        return [screen for screen in self.screen_stack if isinstance(screen, DeskScreen)]

    def tell(self, text: str, kind: str = "") -> None:
        """Show a sentence on the topmost screen that can."""
        screens = self._desk_screens()
        if screens:
            screens[-1].say(text, kind)

    def poll(self) -> None:
        """Take in what other processes did; a fault of the storage is said once, and looked at again.

        A save under way takes it in itself.
        """
        if self.held:
            return
        try:
            changed = self.session.desk.refresh()
            self._fault = ""
        except DeskError as error:
            if error.message != self._fault:
                self._fault = error.message
                self.tell(error.message, "bad")
            return
        if changed:
            self.call_next(self._spread, changed)

    def _spread(self, numbers: frozenset[str]) -> None:
        for screen in self._desk_screens():
            screen.desk_changed(numbers)

    def on_tickets_changed(self, event: TicketsChanged) -> None:
        """Show what this program itself did."""
        self._spread(event.numbers)

    def on_open_ticket(self, event: OpenTicket) -> None:
        """Open a ticket's page."""
        self.open_ticket(event.number)

    def open_ticket(self, number: str, draft: Draft | None = None) -> None:
        """Open a ticket's page, with a half-written act if there is one."""
        if isinstance(self.screen, TicketScreen) and self.screen.ticket.number == number and draft is None:
            return
        try:
            ticket = self.session.desk.ticket(number, self.session.actor)
        except DeskError as error:
            self.tell(error.message, "bad")
            return
        self.push_screen(TicketScreen(self.session, ticket, draft))

    def keep_drafts(self) -> None:
        """Save every half-written form; one that cannot be saved says so and stays open."""
        for screen in self._desk_screens():
            try:
                screen.keep_draft()
            except DeskError as error:
                screen.say(error.message, "bad")

    def action_leave(self) -> None:
        """Leave the desk; drafts are kept."""
        self.keep_drafts()
        self.exit()

    def action_redraw(self) -> None:
        """Paint the screen anew."""
        self.redraw()

    async def action_quit(self) -> None:
        """Leave the desk as Textual's own key asks."""
        self.action_leave()

    def action_intake(self) -> None:
        """Open the form for a new ticket, unless it is open."""
        if not any(isinstance(screen, IntakeScreen) for screen in self.screen_stack):
            self.open_intake()

    def open_intake(self, draft: Draft | None = None) -> None:
        """Open the form, and the new ticket's page when it was registered."""
        self.push_screen(IntakeScreen(self.session, draft), self._registered)

    def _registered(self, number: str | None) -> None:
        if number:
            self.open_ticket(number)
            self.call_after_refresh(self.tell, _("Registered as {number}.").format(number=number))

    def action_help(self) -> None:
        """Show the keys of what has the focus."""
        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.session, _scopes(self.screen)))

    async def action_palette(self) -> None:
        """Find a command or a queue by typing."""
        if not isinstance(self.screen, PickScreen):
            entries, calls = palette(self.session, self.screen)
            self.push_screen(PickScreen(_("Commands"), entries), self._caller(calls))

    def _caller(self, calls: Mapping[str, str]) -> Callable[[str | None], None]:
        def call(key: str | None) -> None:
            if key:
                self.call_later(self._call, calls[key])

        return call

    async def _call(self, action: str) -> None:
        await self.screen.run_action(action)

    def action_goto(self) -> None:
        """Open a ticket by its number."""
        self.push_screen(GotoScreen(self.session), self._go)

    def _go(self, number: str | None) -> None:
        if number:
            self.open_ticket(number)

    def action_drafts(self) -> None:
        """Choose a draft to go on with."""
        found = {draft.key: draft for draft in drafts_of(self.session)}
        if not found:
            self.tell(_("There are no drafts."))
            return
        entries = [draft.option(self.session) for draft in found.values()]
        self.push_screen(PickScreen(_("Drafts"), entries), self._opener(found))

    def _opener(self, found: Mapping[str, Draft]) -> Callable[[str | None], None]:
        def call(key: str | None) -> None:
            if key:
                self._open_draft(found[key])

        return call

    def _open_draft(self, draft: Draft) -> None:
        if draft.number:
            self.open_ticket(draft.number, draft)
        elif not any(isinstance(screen, IntakeScreen) for screen in self.screen_stack):
            self.open_intake(draft)
        else:
            self.tell(_("Finish or leave the open form first."), "warn")


def _scopes(screen: Screen[object]) -> tuple[str, ...]:
    return screen.SCOPES if isinstance(screen, DeskScreen) else ("app",)
