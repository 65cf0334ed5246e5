"""A ticket as it may be shown to anybody who sees it: personal data masked (K-3.3a)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, Final

from desk.moments import iso
from desk.text import mask_account, mask_free_text, mask_id, mask_name, mask_phone, one_line
from desk.ticket import Customer, Ticket

ADDRESS_SHOWN: Final = 3
LEAST_NAME: Final = 2


def _address(text: str) -> str:
    text = one_line(text)
    return f"{text[:ADDRESS_SHOWN]}**" if text else ""


MASKS: Final[Mapping[str, Callable[[str], str]]] = {
    "name": mask_name,
    "mobile": mask_phone,
    "phone": mask_phone,
    "address": _address,
    "id_number": mask_id,
    "account": mask_account,
}
"""How each field of a customer is masked; the others name nobody."""


def ticket_json(ticket: Ticket) -> dict[str, Any]:
    """Return every field of the ticket as JSON with its history, all of it masked."""
    own = {field.name: getattr(ticket, field.name) for field in dataclasses.fields(ticket)}
    events = [event.to_json() for event in own.pop("history")]
    hidden = _hider(ticket.customer)
    shown = {
        name: customer_json(value) if name == "customer" else _plain(value, hidden)
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
    """Return free text of the ticket with every personal number and the customer's own name masked."""
    return _hider(ticket.customer)(text)


def _event(event: Mapping[str, Any], hidden: Callable[[str], str]) -> dict[str, Any]:
    data = {key: _field(key, value, hidden) for key, value in event["data"].items()}
    return {**event, "data": data}


def _field(key: str, value: Any, hidden: Callable[[str], str]) -> Any:
    name = key.removeprefix("customer.")
    if key != name and name in MASKS:
        return MASKS[name](str(value))
    return _plain(value, hidden)


def _hider(customer: Customer) -> Callable[[str], str]:
    return partial(_hidden, customer)


def _hidden(customer: Customer, text: str) -> str:
    text = mask_free_text(text)
    for name in ("name", "address"):
        value = getattr(customer, name)
        text = text.replace(value, MASKS[name](value)) if len(value) >= LEAST_NAME else text
    return text


def _plain(value: Any, hidden: Callable[[str], str]) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(value, str):
        return hidden(value)
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [_plain(item, hidden) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    return {key: _plain(item, hidden) for key, item in value.items()} if isinstance(value, Mapping) else value
