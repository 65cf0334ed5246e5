"""A ticket's history as lines: who, when, what, with the fields that the act recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from desk.actions import ACTIONS
from desk.events import KINDS, Event
from desk.fields import Field
from desk.i18n import _
from desk.intake import SCHEMA
from desk.moments import from_iso
from desk.text import mask_free_text
from screens.options import YES_NO
from screens.plain import Line, Piece
from screens.session import Session
from screens.widgets.document import paragraph

HIDDEN: Final = frozenset(
    {"number", "proposed", "pack", "calendar", "content", "demand", "source", "loaded_at"}
)
"""What the page shows elsewhere, or nobody reads."""


@cache
def _fields() -> Mapping[str, Field]:
    named = [(field.name, field) for action in ACTIONS for field in action.fields]
    return dict([*((field.name, field) for field in SCHEMA), *named])


def history_lines(events: Iterable[Event], session: Session, width: int, since: int) -> Iterator[Line]:
    """Yield the newest act first; acts after the revision `since` are marked as new."""
    for event in sorted(events, key=lambda event: -event.rev):
        mark = "+ " if event.rev > since else "  "
        style = "line--warn" if event.rev > since else "line--strong"
        head = f"{event.at:%m-%d %H:%M} {session.person(event.by)} {_(KINDS.get(event.kind, event.kind))}"
        yield (
            Piece(mark, style),
            Piece(head, style),
            Piece(f"  {session.unit(event.unit)} {event.clause}", "line--dim"),
        )
        for text in _details(event, session):
            yield from paragraph(text, width, "", 4)


def _details(event: Event, session: Session) -> Iterator[str]:
    if event.kind == "registered":
        return
    for name, value in event.data.items():
        if name not in HIDDEN and value not in ("", [], None):
            field = _fields().get(name)
            label = _(field.label) if field else name
            yield f"{label}: {shown(value, field, session)}"


def shown(value: Any, field: Field | None, session: Session) -> str:
    """Return a recorded value in words, personal numbers masked."""
    if isinstance(value, (list, tuple)):
        return "、".join(shown(one, field, session) for one in value)
    if isinstance(value, bool):
        return _(YES_NO[0][1] if value else YES_NO[1][1])
    if field is None:
        return mask_free_text(str(value))
    return _in_words(value, field, session)


def _in_words(value: Any, field: Field, session: Session) -> str:
    match field.kind:
        case "choice" | "choices":
            return session.word(field.dictionary, str(value))
        case "unit" | "units":
            return session.unit(str(value))
        case "staff":
            return session.person(str(value))
        case "level":
            return session.desk.pack.level_label(int(value))
        case "moment":
            return f"{from_iso(str(value)):%Y-%m-%d %H:%M}"
    return mask_free_text(str(value))
