"""An act of a ticket's history in words: what was filled in, masked, the same on every screen and command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from desk.actions import BY_KIND
from desk.events import KINDS, Event
from desk.fields import Field, Reading
from desk.i18n import _
from desk.masked import shown_text
from desk.moments import from_iso
from desk.ticket import Ticket

WORDS: Final[Mapping[str, Callable[[Any, Field, Reading], str]]] = {
    "choice": lambda value, field, reading: reading.pack.label(field.dictionary, value),
    "choices": lambda value, field, reading: reading.pack.label(field.dictionary, value),
    "unit": lambda value, _field, reading: reading.organisation.unit_label(value),
    "units": lambda value, _field, reading: reading.organisation.unit_label(value),
    "staff": lambda value, _field, reading: reading.organisation.staff_name(value),
    "level": lambda value, _field, reading: reading.pack.level_label(value),
    "moment": lambda value, _field, _reading: f"{from_iso(value):%Y-%m-%d %H:%M}",
    "bool": lambda _value, _field, _reading: _("yes"),
}
"""How a recorded value of each kind of field is said; the other kinds are free text."""


def done(event: Event) -> str:
    """Return what was done: "dispatched it"."""
    return _(KINDS.get(event.kind, event.kind))


def details(event: Event, ticket: Ticket, reading: Reading) -> tuple[tuple[str, str], ...]:
    """Return the fields of an act as (label, text); nothing for the registration, which the ticket tells."""
    action = BY_KIND.get(event.kind)
    if action is None:
        return ()
    return tuple(
        (_(field.label), _said(event.data[field.name], field, ticket, reading))
        for field in action.fields
        if event.data.get(field.name) not in (None, "", [], False)
    )


def _said(value: Any, field: Field, ticket: Ticket, reading: Reading) -> str:
    if isinstance(value, (list, tuple)):
        return "、".join(_said(one, field, ticket, reading) for one in value)
    if word := WORDS.get(field.kind):
        return word(value, field, reading)
    return shown_text(ticket, str(value))
