"""What every screen has round its content: header, message line, footer, and the notice of a small window."""

from __future__ import annotations

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from desk.i18n import _
from desk.text import cell_width, truncate
from screens.keys import Key, hints
from screens.plain import joined, plain
from screens.session import Session


class Header(Static):
    """Name of the desk, practice mark, who sits here, and the time to the minute."""

    DEFAULT_CSS = "Header { dock: top; height: 1; background: $panel; color: $foreground; padding: 0 1; }"

    def __init__(self, session: Session, title: str) -> None:
        super().__init__(markup=False)
        self.session = session
        self.title_text = title

    def render(self) -> Content:
        """Return the line for the present width."""
        left = [(_("Complaint desk"), "bold"), ("  ", ""), (self.title_text, "$text-primary")]
        if self.session.desk.practice:
            left.insert(1, (" ", ""))
            left.insert(2, (_(" PRACTICE "), "bold $text-warning on $warning-muted"))
        actor = self.session.actor
        right = f"{actor.name} {self.session.unit(actor.unit)}  {self.session.now():%m-%d %H:%M}"
        used = sum(cell_width(text) for text, _style in left)
        room = max(0, self.size.width - used - 1)
        right = truncate(right, room)
        return joined([*left, (" " * (room - cell_width(right) + 1), ""), (right, "")])


class MessageLine(Static):
    """The last thing that the desk said; takes no room while there is nothing to say."""

    DEFAULT_CSS = """
    MessageLine { height: auto; max-height: 4; padding: 0 1; background: $panel;
                  display: none; }
    MessageLine.said { display: block; }
    MessageLine.bad { color: $text-error; text-style: bold; }
    MessageLine.warn { color: $text-warning; }
    """

    def say(self, text: str, kind: str = "") -> None:
        """Show a sentence; `kind` is bad, warn or nothing. An empty text clears the line."""
        self.set_classes(["said", kind] if text and kind else ["said"] if text else [])
        self.update(plain(text))


class Hints(Static):
    """The footer: the keys that matter most here, at most seven at 80 columns."""

    DEFAULT_CSS = "Hints { height: 1; background: $panel; padding: 0 1; }"
    MOST = 7

    def __init__(self, *scopes: str) -> None:
        super().__init__(markup=False)
        self.scopes = scopes

    def show(self, *scopes: str) -> None:
        """Show the keys of other scopes."""
        if scopes != self.scopes:
            self.scopes = scopes
            self.refresh()

    def render(self) -> Content:
        """Return as many hints as fit."""
        pieces: list[tuple[str, str]] = []
        room = self.size.width
        for key in _unique(hints(*self.scopes))[: self.MOST if room < WIDE else None]:
            face, label = key.face, f" {_(key.label)}  "
            room -= cell_width(face) + cell_width(label)
            if room < 0:
                break
            pieces += [(face, "bold $text-primary"), (label, "")]
        return joined(pieces)


WIDE = 100


def _unique(keys: list[Key]) -> list[Key]:
    """Keep the first key of each label."""
    found = {key.label: key for key in reversed(keys)}
    return [key for key in keys if found[key.label] is key]


class Bottom(Vertical):
    """The message line above the footer."""

    DEFAULT_CSS = "Bottom { dock: bottom; height: auto; }"

    def __init__(self, *scopes: str) -> None:
        super().__init__(MessageLine(markup=False), Hints(*scopes))


class TooSmall(Static):
    """Covers the screen when the window is too small to work in."""

    DEFAULT_CSS = """
    TooSmall { layer: notice; width: 100%; height: 100%; display: none; background: $background;
               content-align: center middle; text-align: center; }
    """
    COLUMNS = 60
    ROWS = 16

    def fit(self, columns: int, rows: int) -> None:
        """Show or hide the notice for a window of this size."""
        small = columns < self.COLUMNS or rows < self.ROWS
        self.display = small
        if small:
            self.update(
                plain(
                    _("The window is too small ({columns}x{rows}); the desk needs {least}.").format(
                        columns=columns, rows=rows, least=f"{self.COLUMNS}x{self.ROWS}"
                    )
                )
            )
