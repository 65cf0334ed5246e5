"""The form of one action, below the page of its ticket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from desk.actions import Action
from desk.i18n import _
from screens.plain import plain
from screens.session import Session
from screens.widgets.form import Form


class ActionPane(Vertical):
    """Holds what was typed, and the revision of the ticket that its writer saw."""

    DEFAULT_CSS = """
    ActionPane { height: auto; max-height: 60%; background: $panel; border-top: solid $primary; }
    ActionPane > .title { height: auto; padding: 0 1; text-style: bold; }
    ActionPane > Form { height: auto; max-height: 100%; }
    """

    def __init__(self, action: Action, session: Session, rev: int, values: Mapping[str, Any]) -> None:
        super().__init__()
        self.action = action
        self.rev = rev
        needed = frozenset(field.name for field in action.fields if "act" in field.required_for)
        self.form = Form([("", action.fields)], session, needed, values)
        self.kept: Mapping[str, Any] = dict(values)

    def compose(self) -> ComposeResult:
        """Put the action's name and what it does above its fields."""
        yield from self._title()
        yield self.form

    def _title(self) -> Iterator[Static]:
        text = f"{_(self.action.label)}  {_(self.action.tooltip)} ({self.action.clause})"
        yield Static(plain(text), classes="title")
