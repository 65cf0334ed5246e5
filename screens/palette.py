"""The command palette and the jump to a number."""

from __future__ import annotations

import gettext
from functools import cache

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from desk.errors import DeskError
from desk.i18n import LOCALE_DIR, _
from desk.queues import QUEUES
from desk.text import fold_width, one_line
from screens.base import DeskScreen
from screens.keys import SCOPES, bindings
from screens.options import Option, option
from screens.plain import plain
from screens.queue import QueueScreen
from screens.session import Session
from screens.ticket import TicketScreen
from screens.widgets.inputs import LineInput

LEFT_OUT = frozenset({"list", "view", "pick"})


@cache
def _chinese() -> gettext.NullTranslations:
    return gettext.translation("desk", LOCALE_DIR, ["zh_CN"], fallback=True)


def command(key: str, kind: str, english: str, face: str = "") -> Option:
    """Return a command as a line; it is found by its words in both languages."""
    return option(key, f"{kind}: {_(english)}", face, english, _chinese().gettext(english))


def palette(session: Session, screen: Screen[object]) -> tuple[list[Option], dict[str, str]]:
    """Return the lines of the palette on a screen, and the Textual action of each."""
    entries: list[Option] = []
    calls: dict[str, str] = {}
    if isinstance(screen, TicketScreen):
        for permission in session.desk.permissions(screen.ticket, session.actor):
            key = f"act:{permission.action.verb}"
            entries.append(
                command(key, _("Action"), permission.action.label, "" if permission.allowed else _("not now"))
            )
            calls[key] = f"screen.act('{permission.action.verb}')"
    if isinstance(screen, QueueScreen):
        for index, queue in enumerate(QUEUES):
            entries.append(command(f"queue:{queue.name}", _("Queue"), queue.label))
            calls[f"queue:{queue.name}"] = f"screen.queue({index})"
    for scope in _scopes(screen):
        for one in SCOPES[scope]:
            if one.label != "Queue" and one.action != "palette":
                entries.append(command(one.id, _("Command"), one.label, one.face))
                calls[one.id] = one.action if "." in one.action else _qualified(scope, one.action)
    return entries, calls


def _scopes(screen: Screen[object]) -> list[str]:
    scopes = screen.SCOPES if isinstance(screen, DeskScreen) else ()
    return [*(scope for scope in dict.fromkeys((*scopes, "app")) if scope not in LEFT_OUT)]


def _qualified(scope: str, action: str) -> str:
    return f"{'app' if scope == 'app' else 'screen'}.{action}"


class GotoScreen(ModalScreen[str | None]):
    """Asks for a number, or the end of one; returns the whole number."""

    BINDINGS = bindings("page")
    DEFAULT_CSS = """
    GotoScreen { align: center middle; background: $background 60%; }
    GotoScreen > Vertical { width: 60; height: auto; background: $panel; padding: 1 2; }
    GotoScreen .title { text-style: bold; color: $text-primary; }
    GotoScreen .problem { color: $text-error; height: auto; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def compose(self) -> ComposeResult:
        """Put the line to type in above what is wrong with it."""
        with Vertical():
            yield Static(plain(_("Go to ticket")), classes="title")
            yield LineInput(hint=_("the number, or its last digits"))
            yield Static(classes="problem", markup=False)

    def on_mount(self) -> None:
        """Start to type."""
        self.query_one(LineInput).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the number when there is one such ticket."""
        typed = fold_width(one_line(event.value)).upper()
        if not typed:
            self.dismiss(None)
            return
        found = self.session.desk.numbers_ending(typed, self.session.actor)
        try:
            if len(found) > 1 and typed not in found:
                raise _many(typed, len(found))
            number = typed if typed in found or not found else found[0]
            self.dismiss(self.session.desk.ticket(number, self.session.actor).number)
        except DeskError as error:
            self.query_one(".problem", Static).update(plain(error.message))

    def action_leave_view(self) -> None:
        """Close without a number."""
        self.dismiss(None)


def _many(typed: str, count: int) -> DeskError:
    return DeskError(
        _("{count} tickets end in {typed}; type more of the number.").format(count=count, typed=typed)
    )
