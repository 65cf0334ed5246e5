"""A ticket's history as lines: who, when, what, with the fields that the act recorded."""

from __future__ import annotations

from collections.abc import Iterator

from desk.history import details, done
from desk.ticket import Ticket
from screens.plain import Line, Piece
from screens.session import Session
from screens.widgets.document import paragraph


def history_lines(ticket: Ticket, session: Session, width: int, since: int) -> Iterator[Line]:
    """Yield the newest act first; acts after the revision `since` are marked as new."""
    for event in sorted(ticket.history, key=lambda event: -event.rev):
        mark = "+ " if event.rev > since else "  "
        style = "line--warn" if event.rev > since else "line--strong"
        yield (
            Piece(mark, style),
            Piece(f"{event.at:%m-%d %H:%M} {session.person(event.by)} {done(event)}", style),
            Piece(f"  {session.unit(event.unit)} {event.clause}", "line--dim"),
        )
        for label, text in details(event, ticket, session.desk.reading()):
            yield from paragraph(f"{label}: {text}", width, "", 4)
