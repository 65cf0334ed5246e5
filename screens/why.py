"""Why a due time is what it is: every clock day by day and clause by clause."""

from __future__ import annotations

from collections.abc import Iterator

from textual.widget import Widget

from desk.clock_words import clock_word, due_moment, limit_of
from desk.clocks import Clock
from desk.errors import DeskError
from desk.i18n import _
from desk.ticket import Ticket
from screens.base import DeskScreen
from screens.keys import bindings
from screens.plain import Line, Piece
from screens.session import Session
from screens.widgets.document import Document, labelled, title
from screens.words import clock_state


class WhyScreen(DeskScreen[None]):
    """All clocks of one ticket."""

    SCOPES = ("page", "view", "app")
    BINDINGS = bindings("page")

    def __init__(self, session: Session, ticket: Ticket) -> None:
        super().__init__(session)
        self.ticket = ticket

    def heading(self) -> str:
        """Return the page's name."""
        return _("Why these due times") + f" {self.ticket.number}"

    def body(self) -> Iterator[Widget]:
        """Yield the page."""
        yield Document(self._build)

    def on_mount(self) -> None:
        """Read at once."""
        self.query_one(Document).focus()

    def desk_changed(self, numbers: frozenset[str]) -> None:
        """Reckon again when the ticket changed."""
        if self.ticket.number in numbers:
            try:
                self.ticket = self.session.desk.ticket(self.ticket.number, self.session.actor)
            except DeskError as error:
                self.say(error.message, "bad")
            self.query_one(Document).rebuild()

    def minute_passed(self) -> None:
        """Reckon again."""
        super().minute_passed()
        self.query_one(Document).rebuild()

    def _build(self, width: int) -> list[Line]:
        pack, calendars = self.session.desk.pack, self.session.desk.calendars
        lines: list[Line] = [
            *labelled(_("Rule pack"), f"{pack.title} {self.ticket.pack or pack.stamp}", width),
            *labelled(_("Calendar"), self.ticket.calendar or calendars.version, width),
        ]
        for clock in self.session.desk.clocks(self.ticket):
            lines += [(), *_clock_lines(clock, width)]
        return lines

    def action_leave_view(self) -> None:
        """Close the page."""
        self.dismiss()


def _clock_lines(clock: Clock, width: int) -> Iterator[Line]:
    word, style = clock_state(clock)
    yield (*title(clock_word(clock.name)), Piece(f"  {clock.rule.clause}", "line--dim"))
    assumed = " " + _("(assumed)") if clock.rule.assumed else ""
    yield from labelled("  " + _("Limit"), f"{limit_of(clock)}{assumed}", width)
    yield from labelled("  " + _("Starts"), f"{clock.started_at:%Y-%m-%d %H:%M}", width)
    if clock.opens_at:
        yield from labelled("  " + _("Opens"), f"{clock.opens_at:%Y-%m-%d %H:%M}", width)
    yield from labelled("  " + _("Due"), f"{due_moment(clock)}  {word}", width, style=style)
    if clock.stopped_at:
        yield from labelled("  " + _("Stopped"), f"{clock.stopped_at:%Y-%m-%d %H:%M}", width)
    for note in clock.days:
        mark = f"{note.number:>4}  " if note.counts else "   -  "
        yield (Piece(f"  {note.day:%Y-%m-%d}{mark}"), Piece(note.why, "" if note.counts else "line--dim"))
