"""Every key of the screens in one table; it makes the bindings, the footer and the help page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from textual.binding import Binding, BindingType

from desk.i18n import N_


@dataclass(frozen=True, slots=True)
class Key:
    """One binding: `label` is short (footer), `tooltip` a sentence (help), both translated when shown.

    `face` is how the key is written; `hint` is its place in the footer, 0 for none.
    """

    id: str
    keys: tuple[str, ...]
    action: str
    label: str
    tooltip: str
    face: str
    hint: int = 0
    priority: bool = False


SLASH: Final = ("slash", "fullwidth_solidus", "ideographic_comma")
COLON: Final = ("colon", "fullwidth_colon")
QUESTION: Final = ("question_mark", "fullwidth_question_mark")
QUEUE_KEYS: Final = "1234567890"

APP: Final = (
    Key("app.help", ("f1", *QUESTION), "help", N_("Help"), N_("Show the keys that work here."), "F1", 4),
    Key("app.intake", ("f2", "ctrl+n"), "intake", N_("New"), N_("Register a new ticket."), "F2", 3),
    Key(
        "app.palette",
        ("ctrl+p",),
        "palette",
        N_("Commands"),
        N_("Find any command or queue by typing part of it."),
        "Ctrl+P",
        7,
    ),
    Key(
        "app.drafts", ("ctrl+d",), "drafts", N_("Drafts"), N_("Go on with a form that was left."), "Ctrl+D", 8
    ),
    Key("app.goto", COLON, "goto", N_("Go to"), N_("Open a ticket by its number or the end of it."), ":", 6),
    Key("app.redraw", ("ctrl+l",), "redraw", N_("Redraw"), N_("Paint the screen anew."), "Ctrl+L"),
    Key(
        "app.quit",
        ("ctrl+q",),
        "leave",
        N_("Quit"),
        N_("Leave the desk; what you typed stays as a draft."),
        "Ctrl+Q",
        0,
        priority=True,
    ),
)
LIST: Final = (
    Key("list.up", ("up", "k"), "move(-1)", N_("Up"), N_("One line up."), "Up k"),
    Key("list.down", ("down", "j"), "move(1)", N_("Down"), N_("One line down."), "Down j"),
    Key("list.page_up", ("pageup", "ctrl+b"), "page(-1)", N_("Page up"), N_("One page up."), "PgUp"),
    Key("list.page_down", ("pagedown", "ctrl+f"), "page(1)", N_("Page down"), N_("One page down."), "PgDn"),
    Key("list.first", ("home", "g"), "first", N_("First"), N_("To the first line."), "Home g"),
    Key("list.last", ("end", "G"), "last", N_("Last"), N_("To the last line."), "End G"),
    Key("list.choose", ("enter",), "choose", N_("Open it"), N_("Open the chosen line."), "Enter", 1),
)
QUEUE: Final = (
    Key("queue.filter", SLASH, "filter", N_("Filter"), N_("Show only the tickets with this text."), "/", 2),
    Key("queue.new", ("n",), "new", N_("New"), N_("Register a new ticket."), "n"),
    Key(
        "queue.previous",
        ("left", "left_square_bracket", "left_black_lenticular_bracket"),
        "step(-1)",
        N_("Previous queue"),
        N_("To the queue on the left."),
        "<-",
    ),
    Key(
        "queue.next",
        ("right", "right_square_bracket", "right_black_lenticular_bracket"),
        "step(1)",
        N_("Next queue"),
        N_("To the queue on the right."),
        "->",
        5,
    ),
    Key(
        "queue.clear", ("escape",), "clear", N_("Clear the filter"), N_("Show the whole queue again."), "Esc"
    ),
    Key(
        "queue.leave",
        ("q",),
        "leave",
        N_("Quit"),
        N_("Leave the desk; what you typed stays as a draft."),
        "q",
    ),
    *(
        Key(
            f"queue.{digit}",
            (digit, chr(ord(digit) - ord("0") + 0xFF10)),
            f"queue({index})",
            N_("Queue"),
            N_("To the queue with this digit."),
            digit,
        )
        for index, digit in enumerate(QUEUE_KEYS)
    ),
)
FORM: Final = (
    Key(
        "form.save",
        ("ctrl+s", "f10"),
        "save",
        N_("Save"),
        N_("Check the form and save it; Enter never does."),
        "Ctrl+S",
        1,
    ),
    Key("form.next", ("tab",), "app.focus_next", N_("Next field"), N_("To the next field."), "Tab", 2),
    Key(
        "form.previous",
        ("shift+tab",),
        "app.focus_previous",
        N_("Field before"),
        N_("To the field before."),
        "Shift+Tab",
    ),
    Key(
        "form.pick",
        ("f4",),
        "open_menu",
        N_("Choices"),
        N_("Show the choices of the field; typing narrows them."),
        "F4",
        3,
    ),
    Key(
        "form.leave",
        ("escape",),
        "leave_form",
        N_("Leave"),
        N_("Leave the form; it stays as a draft."),
        "Esc",
        5,
    ),
)
TICKET: Final = (
    Key(
        "ticket.actions",
        ("f3", "a"),
        "actions",
        N_("Actions"),
        N_("Choose what to do with the ticket."),
        "F3",
        1,
    ),
    Key(
        "ticket.why",
        ("f5", "w"),
        "why",
        N_("Why"),
        N_("Show each due time day by day, with its clauses."),
        "F5",
        2,
    ),
    Key("ticket.leave", ("escape", "q"), "leave_view", N_("Back"), N_("Back to the list."), "Esc", 4),
)
VIEW: Final = (
    Key("view.up", ("up", "k"), "scroll_lines(-1)", N_("Up"), N_("One line up."), "Up k"),
    Key("view.down", ("down", "j"), "scroll_lines(1)", N_("Down"), N_("One line down."), "Down j", 3),
    Key("view.page_up", ("pageup", "ctrl+b"), "scroll_page(-1)", N_("Page up"), N_("One page up."), "PgUp"),
    Key(
        "view.page_down",
        ("pagedown", "ctrl+f", "space"),
        "scroll_page(1)",
        N_("Page down"),
        N_("One page down."),
        "PgDn",
    ),
    Key("view.first", ("home", "g"), "scroll_first", N_("First"), N_("To the first line."), "Home g"),
    Key("view.last", ("end", "G"), "scroll_last", N_("Last"), N_("To the last line."), "End G"),
)
PAGE: Final = (
    Key("page.leave", ("escape", "q"), "leave_view", N_("Back"), N_("Close this page."), "Esc", 1),
)
PICK: Final = (
    Key("pick.up", ("up",), "menu_move(-1)", N_("Up"), N_("One line up."), "Up"),
    Key("pick.down", ("down",), "menu_move(1)", N_("Down"), N_("One line down."), "Down", 2),
    Key("pick.page_up", ("pageup",), "menu_page(-1)", N_("Page up"), N_("One page up."), "PgUp"),
    Key("pick.page_down", ("pagedown",), "menu_page(1)", N_("Page down"), N_("One page down."), "PgDn"),
    Key("pick.take", ("enter",), "menu_take", N_("Take"), N_("Take the chosen line."), "Enter", 1),
    Key("pick.leave", ("escape",), "menu_leave", N_("Leave"), N_("Close without choosing."), "Esc", 3),
)

SCOPES: Final[Mapping[str, tuple[Key, ...]]] = {
    "app": APP, "list": LIST, "queue": QUEUE, "form": FORM, "ticket": TICKET, "view": VIEW,
    "page": PAGE, "pick": PICK,
}  # fmt: skip
SCOPE_TITLES: Final[Mapping[str, str]] = {
    "app": N_("On every screen"),
    "list": N_("In a list"),
    "queue": N_("In the queues"),
    "form": N_("In a form"),
    "ticket": N_("On a ticket's page"),
    "view": N_("While reading"),
    "page": N_("On this page"),
    "pick": N_("In a list of choices"),
}
FOCUSED: Final = frozenset({"form", "page"})
"""Scopes in which the footer keeps to the work at hand; the other keys work all the same."""
ACTION_KEYS: Final[Mapping[str, str]] = {
    "dispatch": "d",
    "sign-for": "s",
    "contact": "c",
    "reply": "r",
    "revisit": "v",
    "verdict": "p",
    "close": "x",
    "file": "f",
    "report-up": "u",
    "relevel": "l",
    "link": "i",
    "note": "n",
    "reveal": "o",
}
"""The letter of each action on a ticket's page; one without a letter is reached by the list of actions."""


def bindings(*scopes: str) -> list[BindingType]:
    """Return the bindings of the scopes for a widget's or screen's `BINDINGS`."""
    return [
        Binding(
            ",".join(key.keys), key.action, key.label, show=False, key_display=key.face,
            priority=key.priority, tooltip=key.tooltip, id=key.id,
        )
        for scope in scopes
        for key in SCOPES[scope]
    ]  # fmt: skip


def action_bindings() -> list[BindingType]:
    """Return the bindings of the actions' letters."""
    return [
        Binding(letter, f"act('{verb}')", verb, show=False, id=f"ticket.act.{verb}")
        for verb, letter in ACTION_KEYS.items()
    ]


def hints(*scopes: str) -> list[Key]:
    """Return the keys that the footer shows for these scopes, in their order."""
    quiet = FOCUSED & frozenset(scopes)
    shown = (
        key
        for scope in scopes
        for key in SCOPES[scope]
        if key.hint and (scope != "app" or not quiet or key.id == "app.help")
    )
    return sorted(shown, key=lambda key: key.hint)
