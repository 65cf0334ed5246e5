"""Where people type: one line, several lines, and a choice that typing narrows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, TextArea

from desk.text import clean, one_line, pad
from screens.keys import bindings
from screens.options import Option, matching
from screens.plain import Line, Piece
from screens.widgets.line_list import LineList


class LineInput(Input):
    """One line of typed text; what is pasted comes in cleaned."""

    DEFAULT_CSS = """
    LineInput { width: 1fr; background: $surface; }
    LineInput:focus { background: $primary-muted; }
    """

    def __init__(self, value: str = "", *, hint: str = "", **options: Any) -> None:
        super().__init__(one_line(value), hint, compact=True, select_on_focus=False, **options)
        self.cursor_blink = False

    def _on_paste(self, event: events.Paste) -> None:
        event.text = one_line(event.text)


class TextInput(TextArea):
    """Several lines of typed text; it grows with the text up to six lines."""

    DEFAULT_CSS = """
    TextInput { width: 1fr; height: auto; min-height: 2; max-height: 6; background: $surface; padding: 0; }
    TextInput:focus { background: $primary-muted; }
    """

    def __init__(self, value: str = "", **options: Any) -> None:
        super().__init__(clean(value), compact=True, soft_wrap=True, show_line_numbers=False, **options)
        self.cursor_blink = False

    async def _on_paste(self, event: events.Paste) -> None:
        event.text = clean(event.text)


class PickLine(LineInput):
    """The line of a choice: typing narrows the menu below it."""

    BINDINGS = bindings("pick")

    class Steer(Message):
        """A key for the menu."""

        def __init__(self, step: str, amount: int = 0) -> None:
            super().__init__()
            self.step = step
            self.amount = amount

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let Escape pass on to the screen while no menu is open."""
        owner = self.parent
        if action == "menu_leave" and isinstance(owner, PickInput):
            return owner.is_open
        return super().check_action(action, parameters)

    def action_menu_move(self, lines: int) -> None:
        """Move in the menu; open it first."""
        self.post_message(self.Steer("move", lines))

    def action_menu_page(self, pages: int) -> None:
        """Move in the menu by pages."""
        self.post_message(self.Steer("page", pages))

    def action_menu_take(self) -> None:
        """Take what the cursor is on."""
        self.post_message(self.Steer("take"))

    def action_menu_leave(self) -> None:
        """Close the menu."""
        self.post_message(self.Steer("leave"))


class PickMenu(LineList, can_focus=False):
    """The choices that are left, over what lies below."""

    DEFAULT_CSS = """
    PickMenu { overlay: screen; constrain: none inside; display: none; height: auto; max-height: 8;
               width: 100%; background: $panel; }
    """


class PickInput(Vertical):
    """A choice, or several parted by commas: the value is the keys of the labels in the line."""

    DEFAULT_CSS = "PickInput { width: 1fr; height: 1; }"

    class Changed(Message):
        """Another choice stands in the line."""

        def __init__(self, widget: PickInput) -> None:
            super().__init__()
            self.widget = widget

        @property
        def control(self) -> PickInput:
            """The choice that changed."""
            return self.widget

    class Taken(Message):
        """A choice was taken and the next field may follow."""

    def __init__(self, options: Sequence[Option], *, many: bool = False, value: Any = None) -> None:
        super().__init__()
        self._options = options
        self._by_key = {one.key: one for one in options}
        self._by_label = {one.label: one.key for one in options}
        self.many = many
        self._line = PickLine(self._shown(value))
        self._menu = PickMenu(self._draw)
        self._typed = False

    def compose(self) -> ComposeResult:
        """Put the menu below the line."""
        yield self._line
        yield self._menu

    @property
    def is_open(self) -> bool:
        """Whether the menu is shown."""
        return bool(self._menu.display)

    @property
    def value(self) -> Any:
        """The key, or the keys; a word that is no label stays as it was typed."""
        words = [word for word in self._parts() if word]
        keys = [self._by_label.get(word, word) for word in words]
        return keys if self.many else (keys[0] if keys else "")

    def set_value(self, value: Any) -> None:
        """Show these keys."""
        with self._line.prevent(Input.Changed):
            self._line.value = self._shown(value)
        self._line.cursor_position = len(self._line.value)

    def _extend(self) -> None:
        """Put a comma behind the choices, so that typing begins the next one."""
        with self._line.prevent(Input.Changed):
            self._line.value += "、"
        self._line.cursor_position = len(self._line.value)

    def _shown(self, value: Any) -> str:
        if value is None:
            return ""
        keys: Iterable[Any] = value if isinstance(value, (list, tuple)) else [value]
        words = [("true" if key else "false") if isinstance(key, bool) else str(key) for key in keys]
        return "、".join(self._by_key[word].label if word in self._by_key else word for word in words)

    def _parts(self) -> list[str]:
        text = one_line(self._line.value)
        if not self.many:
            return [text]
        return [part.strip() for part in text.replace("，", "、").replace(",", "、").split("、")]

    def _draw(self, key: str, width: int) -> Line:
        one = self._by_key[key]
        cells = min(width, max(24, width // 2))
        return (
            Piece(pad(one.label, cells)),
            Piece(" " + pad(one.note, max(0, width - cells - 1)), "line--dim"),
        )

    def focus_line(self) -> None:
        """Put the cursor into the line."""
        self._line.focus()

    def open_menu(self, typed: str = "") -> None:
        """Show the choices that hold what is typed."""
        self._menu.set_items([one.key for one in matching(self._options, typed)], keep=False)
        self._menu.display = True

    def close_menu(self) -> None:
        """Hide the menu."""
        self._menu.display = False
        self._typed = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the menu while somebody types."""
        event.stop()
        if self._line.has_focus:
            self._typed = True
            self.open_menu(self._parts()[-1])
        self.post_message(self.Changed(self))

    def on_pick_line_steer(self, event: PickLine.Steer) -> None:
        """Follow the keys of the line."""
        event.stop()
        if event.step == "leave":
            self.close_menu()
        elif not self.is_open:
            if event.step == "take" and self._line.value:
                self.post_message(self.Taken())
            else:
                self.open_menu()
        elif event.step == "take":
            self._take()
        else:
            move = self._menu.action_move if event.step == "move" else self._menu.action_page
            move(event.amount)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Take what the mouse chose."""
        event.stop()
        self._take()

    def on_descendant_blur(self) -> None:
        """Take what was meant, and close."""
        self.settle()

    def settle(self) -> None:
        """Take the line under the cursor for what was typed and not chosen yet, and close the menu."""
        if self.is_open and self._typed and self._parts()[-1] and self._parts()[-1] not in self._by_label:
            self._replace_last()
        self.close_menu()

    def _take(self) -> None:
        if self._menu.current is not None:
            self._replace_last()
            self.close_menu()
            if not self.many:
                self.post_message(self.Taken())

    def _replace_last(self) -> None:
        key = self._menu.current
        if key is None:
            return
        before = (
            [word for word in self._parts()[:-1] if word] if self._typed else [w for w in self._parts() if w]
        )
        keep = [self._by_label.get(word, word) for word in before] if self.many else []
        self.set_value([*(one for one in keep if one != key), key])
        if self.many:
            self._extend()
        self.post_message(self.Changed(self))
