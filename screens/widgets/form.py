"""A form made from fields: a label, where to type, and what is wrong, for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from desk.errors import Problem
from desk.fields import Field
from desk.i18n import _
from desk.moments import from_iso
from desk.text import clean, one_line, pad
from screens.options import MANY, PICKED, options_of
from screens.plain import plain
from screens.session import Session
from screens.widgets.inputs import LineInput, PickInput, TextInput

LABEL_CELLS = 22
Group = tuple[str, Sequence[Field]]
"""A heading in the language in force (or nothing) and its fields."""


class FieldRow(Vertical):
    """One field."""

    DEFAULT_CSS = """
    FieldRow { height: auto; }
    FieldRow > Horizontal { height: auto; }
    FieldRow .label { width: 23; height: 1; color: $text-muted; }
    FieldRow .label.needed { color: $foreground; text-style: bold; }
    FieldRow .problem { display: none; height: auto; color: $text-error; padding-left: 23; text-style: bold; }
    FieldRow.at-fault .problem { display: block; }
    FieldRow.at-fault .label { color: $text-error; }
    """

    def __init__(self, field: Field, session: Session, *, needed: bool, value: Any) -> None:
        super().__init__()
        self.field = field
        self.needed = needed
        self._problem = Static(markup=False, classes="problem")
        self.editor = _editor(field, session, value)

    def compose(self) -> ComposeResult:
        """Put the label beside the editor and the problem below."""
        mark = "* " if self.needed else "  "
        with Horizontal():
            yield Static(
                plain(pad(mark + _(self.field.label), LABEL_CELLS)),
                classes="label needed" if self.needed else "label",
            )
            yield self.editor
        yield self._problem

    @property
    def value(self) -> Any:
        """What was typed or chosen."""
        if isinstance(self.editor, PickInput):
            return self.editor.value
        return self.editor.text if isinstance(self.editor, TextInput) else self.editor.value

    def put(self, value: Any) -> None:
        """Show a value."""
        if isinstance(self.editor, PickInput):
            self.editor.set_value(value)
        elif isinstance(self.editor, TextInput):
            self.editor.text = clean(str(value))
        else:
            self.editor.value = _typed(self.field, value)

    def blame(self, message: str) -> None:
        """Show what is wrong with the field; nothing clears it."""
        self._problem.update(plain(f"! {message}") if message else "")
        self.set_class(bool(message), "at-fault")

    def focus_editor(self) -> None:
        """Put the cursor into the field."""
        if isinstance(self.editor, PickInput):
            self.editor.focus_line()
        else:
            self.editor.focus()


Editor = LineInput | TextInput | PickInput


def _editor(field: Field, session: Session, value: Any) -> Editor:
    if field.kind in PICKED:
        return PickInput(options_of(field, session), many=field.kind in MANY, value=value)
    if field.kind == "text":
        return TextInput("" if value is None else str(value))
    return LineInput(_typed(field, value), hint=_hint(field))


def _hint(field: Field) -> str:
    return _(field.help) if field.help else "" if field.default is None else str(field.default)


def _first(field: Field) -> Any:
    """Return what a field opens with: a choice its default; a number is hinted at alone."""
    return field.default if field.kind in PICKED else None


def _typed(field: Field, value: Any) -> str:
    """Return a value as a person would type it."""
    if value is None:
        return ""
    if field.kind == "moment" and "T" in str(value):
        return f"{from_iso(str(value)):%Y-%m-%d %H:%M}"
    return one_line(str(value))


class Form(VerticalScroll, can_focus=False):
    """Fields in groups; it tells when something changed and shows all problems at once."""

    DEFAULT_CSS = """
    Form { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    Form .group { height: 1; color: $text-primary; text-style: bold; }
    """

    class Changed(Message):
        """Something was typed or chosen."""

    def __init__(
        self, groups: Iterable[Group], session: Session, needed: frozenset[str], values: Mapping[str, Any]
    ) -> None:
        super().__init__()
        self._groups = list(groups)
        self.rows = {
            field.name: FieldRow(
                field, session, needed=field.name in needed, value=values.get(field.name, _first(field))
            )
            for _title, fields in self._groups
            for field in fields
        }
        self.first_values: dict[str, Any] = {}

    def compose(self) -> ComposeResult:
        """Put each group below its heading."""
        for title, fields in self._groups:
            if title:
                yield Static(plain(title), classes="group")
            for field in fields:
                yield self.rows[field.name]

    def on_mount(self) -> None:
        """Remember how the form looked before anybody typed."""
        self.first_values = self.raw()

    def raw(self) -> dict[str, Any]:
        """Return what stands in the form, by field; empty fields are left out."""
        values = {name: row.value for name, row in self.rows.items()}
        return {name: value for name, value in values.items() if value not in ("", [])}

    def settle(self) -> None:
        """Take the choice that is meant in a menu that stands open."""
        for row in self.rows.values():
            if isinstance(row.editor, PickInput):
                row.editor.settle()

    @property
    def dirty(self) -> bool:
        """Whether anything differs from how the form opened."""
        return self.raw() != self.first_values

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show each problem beside its field, and put the cursor into the first field at fault."""
        said: dict[str, str] = {}
        for problem in problems:
            said.setdefault(problem.field, problem.message)
        for name, row in self.rows.items():
            row.blame(said.get(name, ""))
        first = next((row for name, row in self.rows.items() if name in said), None)
        if first is not None:
            first.focus_editor()

    def focus_first(self) -> None:
        """Put the cursor into the first empty field that is needed, else into the first."""
        rows = list(self.rows.values())
        empty = [row for row in rows if row.needed and row.value in ("", [])]
        if rows:
            (empty or rows)[0].focus_editor()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell that something was typed."""
        self._told(event)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell that something was typed."""
        self._told(event)

    def on_pick_input_changed(self, event: PickInput.Changed) -> None:
        """Tell that something was chosen."""
        self._told(event)

    def _told(self, event: Message) -> None:
        event.stop()
        row = _row_of(event.control)
        if row is not None:
            row.blame("")
        self.post_message(self.Changed())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the next field; Enter saves nothing."""
        event.stop()
        self.app.action_focus_next()

    def on_pick_input_taken(self, event: PickInput.Taken) -> None:
        """Go on to the next field."""
        event.stop()
        self.app.action_focus_next()

    def action_open_menu(self) -> None:
        """Show the choices of the field with the cursor."""
        row = _row_of(self.app.focused)
        if row is not None and isinstance(row.editor, PickInput):
            row.editor.open_menu()

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        """Keep the field with the cursor in sight, with its problem."""
        row = _row_of(self.app.focused)
        if row is not None:
            self.scroll_to_widget(row, animate=False)


def _row_of(widget: object) -> FieldRow | None:
    while isinstance(widget, Widget):
        if isinstance(widget, FieldRow):
            return widget
        widget = widget.parent
    return None
