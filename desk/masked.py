"""A ticket as it may be shown to anybody who sees it: personal data masked (K-3.3a)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, Final

from desk.actions import ACTIONS, BY_KIND
from desk.intake import SCHEMA
from desk.moments import iso
from desk.own_data import MASKS, mask_text
from desk.text import one_line, truncate
from desk.ticket import Customer, Ticket

SUMMARY_CELLS: Final = 80

FREE: Final = frozenset(
    field.name
    for fields in (SCHEMA, *(action.fields for action in ACTIONS))
    for field in fields
    if field.kind == "text"
) | {"notes"}
"""The names under which a record holds what somebody wrote freely; all else are keys, figures and moments."""


def ticket_json(ticket: Ticket) -> dict[str, Any]:
    """Return every field of the ticket as JSON with its history; what was written freely is masked."""
    own = {field.name: getattr(ticket, field.name) for field in dataclasses.fields(ticket)}
    events = [event.to_json() for event in own.pop("history")]
    hidden = partial(shown_text, ticket)
    shown = {
        name: customer_json(value) if name == "customer" else _plain(value, hidden, free=name in FREE)
        for name, value in own.items()
    }
    return {**shown, "history": [_event(event, hidden) for event in events]}


def customer_json(customer: Customer) -> dict[str, Any]:
    """Return the customer's fields, masked."""
    return {
        name: MASKS[name](value) if name in MASKS else value
        for name, value in dataclasses.asdict(customer).items()
    }


def shown_text(ticket: Ticket, text: str) -> str:
    """Return free text of the ticket with every personal number and the customer's own data masked."""
    return mask_text(text, ticket.customer)


def summary(content: str, customer: Customer) -> str:
    """Return the beginning of a content on one line; masked first: a cut number is not found."""
    return truncate(mask_text(one_line(content), customer), SUMMARY_CELLS)


def customer_of(fields: Mapping[str, Any]) -> Customer:
    """Return the customer that the fields of an intake name, as far as masking needs him."""
    found: dict[str, Any] = {name: str(fields.get(f"customer.{name}") or "") for name in MASKS}
    return Customer(**found)


def _event(event: Mapping[str, Any], hidden: Callable[[str], str]) -> dict[str, Any]:
    data = {key: _field(event["kind"], key, value, hidden) for key, value in event["data"].items()}
    return {**event, "data": data}


def _field(kind: str, key: str, value: Any, hidden: Callable[[str], str]) -> Any:
    name = key.removeprefix("customer.")
    if key != name and name in MASKS:
        return MASKS[name](str(value))
    return _plain(value, hidden, free=_is_free(kind, key))


def _is_free(kind: str, key: str) -> bool:
    """Whether an event of this kind holds free text under the key; a verdict's reason is a key itself."""
    action = BY_KIND.get(kind)
    own = next((field for field in action.fields if field.name == key), None) if action else None
    return own.kind == "text" if own else key in FREE


def _plain(value: Any, hidden: Callable[[str], str], *, free: bool) -> Any:
    """Return a value as JSON holds it, texts masked where they are free."""
    if isinstance(value, str):
        return hidden(value) if free else value
    if isinstance(value, datetime | Decimal):
        return iso(value) if isinstance(value, datetime) else str(value)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [_plain(item, hidden, free=free) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(item, hidden, free=key in FREE) for key, item in value.items()}
    return value
