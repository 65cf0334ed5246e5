"""Half-written forms: what they are called, what they hold, and how a list shows them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from desk.actions import BY_VERB
from desk.errors import StorageError
from desk.i18n import _
from desk.masked import customer_of, summary
from desk.moments import from_iso, iso
from screens.options import Option, option
from screens.session import Session


@dataclass(frozen=True, slots=True)
class Draft:
    """One half-written form: an intake, or an act on the ticket `number` with `verb`."""

    key: str
    saved_at: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    number: str = ""
    verb: str = ""
    rev: int = 0

    def option(self, session: Session) -> Option:
        """Return the draft as a line of a list; the customer's data are masked."""
        when = f"{from_iso(self.saved_at):%m-%d %H:%M}"
        if self.number:
            verb = _(BY_VERB[self.verb].label) if self.verb in BY_VERB else self.verb
            return option(self.key, f"{when} {verb} {self.number}")
        unit = session.unit(str(self.fields.get("unit", "")))
        content = summary(str(self.fields.get("content", "")), customer_of(self.fields))
        return option(self.key, f"{when} {_('New ticket')} {unit}", content)


def intake_key(session: Session) -> str:
    """Return a key for a new form; two of the same second differ."""
    return f"intake-{session.now():%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


def act_key(number: str, verb: str) -> str:
    """Return the key of an act's form; a ticket has at most one for each verb."""
    return f"act-{number}-{verb}"


def save(session: Session, draft: Draft) -> None:
    """Keep a draft."""
    content = {"fields": dict(draft.fields), "number": draft.number, "verb": draft.verb, "rev": draft.rev}
    session.desk.drafts.save(session.actor.id, draft.key, {**content, "saved_at": iso(session.now())})


def drop(session: Session, key: str) -> None:
    """Forget a draft."""
    session.desk.drafts.drop(session.actor.id, key)


def load(session: Session, key: str) -> Draft | None:
    """Return a draft, if it is there and can be read."""
    try:
        raw = session.desk.drafts.load(session.actor.id, key)
    except StorageError:
        return None
    return _draft(key, raw) if raw else None


def drafts_of(session: Session) -> list[Draft]:
    """Return the person's drafts, newest first; none while they cannot be read."""
    try:
        return [_draft(key, raw) for key, raw in session.desk.drafts.list(session.actor.id)]
    except StorageError:
        return []


def _draft(key: str, raw: Mapping[str, Any]) -> Draft:
    return Draft(
        key,
        raw.get("saved_at", "1970-01-01T00:00:00+08:00"),
        raw.get("fields", {}),
        raw.get("number", ""),
        raw.get("verb", ""),
        raw.get("rev", 0),
    )
