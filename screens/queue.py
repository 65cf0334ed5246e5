"""The queues: every ticket of the chosen one in order, live."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from time import monotonic

from textual import events
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from desk.errors import DeskError
from desk.i18n import _
from desk.ports import Row
from desk.queues import QUEUES, Filter
from desk.text import truncate
from screens.base import DeskScreen
from screens.columns import headings, preview, row_line
from screens.keys import bindings
from screens.messages import OpenTicket
from screens.plain import Line, plain
from screens.session import Session
from screens.widgets.inputs import LineInput
from screens.widgets.line_list import LineList
from screens.widgets.tabs import QueueTabs

FILTER_PAUSE = 0.12
"""Seconds after the last key of a filter before the list follows it: a filter reads histories."""
COUNT_PAUSE = 1.0
"""Seconds between two counts of all queues: fresh enough to read, and never a burden."""


class QueueScreen(DeskScreen[None]):
    """The list of a queue with its filter."""

    SCOPES = ("queue", "list", "app")
    BINDINGS = bindings("queue")
    DEFAULT_CSS = """
    QueueScreen .bar { height: 1; padding: 0 1; }
    QueueScreen .bar > #place { width: 1fr; color: $text-muted; }
    QueueScreen .bar.filtered > #place { width: 48; }
    QueueScreen .bar > #filter { width: 1fr; display: none; margin-left: 2; }
    QueueScreen .bar.filtered > #filter { display: block; }
    QueueScreen #headings { height: 1; padding: 0 2; color: $text-muted; text-style: underline; }
    QueueScreen #preview { height: 2; padding: 0 1; background: $surface; color: $text-muted; }
    QueueScreen #empty { height: 1fr; content-align: center middle; color: $text-muted; display: none; }
    """

    def __init__(self, session: Session, greeting: str = "") -> None:
        super().__init__(session)
        self._greeting = greeting
        self.chosen = 0
        self.rows: Mapping[str, Row] = {}
        self._counted = 0.0
        self._stale = True
        self._typing: Timer | None = None

    def body(self) -> Iterator[Widget]:
        """Tabs, the bar with the count and the filter, headings, the list."""
        yield QueueTabs(QUEUES)
        yield Horizontal(
            Static(id="place", markup=False),
            LineInput(id="filter", hint=_("type a part of the text, Enter keeps it, Esc clears it")),
            classes="bar",
        )
        yield Static(id="headings", markup=False)
        yield Static(id="empty", markup=False)
        yield LineList(self._draw, moved=self._tell_place, id="tickets")
        yield Static(id="preview", markup=False)

    @property
    def tickets(self) -> LineList:
        """The list."""
        return self.query_one("#tickets", LineList)

    @property
    def filter_input(self) -> LineInput:
        """Where the filter is typed."""
        return self.query_one("#filter", LineInput)

    def on_mount(self) -> None:
        """Show the first queue."""
        self.tickets.focus()
        self.reload(keep=False)
        self.say(self._greeting, "warn")

    def on_resize(self, event: events.Resize) -> None:
        """Lay the headings out for the new width."""
        super().on_resize(event)
        self.query_one("#headings", Static).update(plain(headings(event.size.width - 2)))

    def on_screen_resume(self) -> None:
        """Catch up with what changed while another screen lay above."""
        if self._stale:
            self.reload()

    def _draw(self, key: str, width: int) -> Line:
        return row_line(self.rows[key], self.session, width)

    def reload(self, *, keep: bool = True) -> None:
        """Read the queue again; the cursor stays on its ticket."""
        self._stale = False
        self._stop_typing()
        wanted = Filter(QUEUES[self.chosen].name, text=self.filter_input.value)
        try:
            page = self.session.desk.tickets(wanted, self.session.actor)
        except DeskError as error:
            self.say(error.message, "bad")
            return
        self.rows = {row["number"]: row for row in page.rows}
        self.tickets.set_items(list(self.rows), keep=keep)
        self._count(at_once=not keep)
        self._tell_place()
        self._tell_empty()

    def _stop_typing(self) -> None:
        if self._typing is not None:
            self._typing.stop()
            self._typing = None

    def _count(self, *, at_once: bool = False) -> None:
        tabs = self.query_one(QueueTabs)
        counts = tabs.counts
        if at_once or monotonic() - self._counted > COUNT_PAUSE:
            counts = self.session.desk.counts(self.session.actor)
            self._counted = monotonic()
        elif self._counted >= 0:
            self.set_timer(COUNT_PAUSE, self._count_late)
            self._counted = -COUNT_PAUSE
        tabs.show(self.chosen, counts)

    def _count_late(self) -> None:
        self._count(at_once=True)
        self._tell_place()

    def _tell_place(self) -> None:
        name = QUEUES[self.chosen]
        total = self.query_one(QueueTabs).counts.get(name.name, len(self.rows))
        place = self.tickets.cursor + 1 if self.rows else 0
        text = _("{queue}: {shown} / {total}, line {place}").format(
            queue=_(name.label), shown=len(self.rows), total=max(total, len(self.rows)), place=place
        )
        if self.filter_input.value and not self.filter_input.has_focus:
            text += "  " + _("filter on, Esc clears it")
        self.query_one("#place", Static).update(plain(text), layout=False)
        self._preview()

    def _preview(self) -> None:
        row = self.rows.get(self.tickets.current or "")
        lines = preview(row, self.session) if row else ()
        text = "\n".join(truncate(line, self.size.width - 2) for line in lines)
        self.query_one("#preview", Static).update(plain(text), layout=False)

    def _tell_empty(self) -> None:
        empty = self.query_one("#empty", Static)
        empty.display = not self.rows
        self.tickets.display = bool(self.rows)
        if not self.rows:
            filtered = bool(self.filter_input.value)
            empty.update(plain(_("No ticket holds this text.") if filtered else _("This queue is empty.")))

    def desk_changed(self, numbers: frozenset[str]) -> None:  # noqa: ARG002 - any change may move any line
        """Show at once what other processes did."""
        if self.is_current:
            self.reload()
        else:
            self._stale = True

    def minute_passed(self) -> None:
        """Show the new time left; the order and the queues' contents depend on it too."""
        super().minute_passed()
        if self.is_current:
            self.reload()
        else:
            self._stale = True

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Open the ticket."""
        self.post_message(OpenTicket(event.key))

    def choose(self, index: int) -> None:
        """Go to a queue by its place."""
        self.chosen = index % len(QUEUES)
        self.say("")
        self.reload(keep=False)
        self.tickets.focus()

    def action_queue(self, index: int) -> None:
        """Go to the queue of a digit."""
        if index < len(QUEUES):
            self.choose(index)

    def action_step(self, steps: int) -> None:
        """Go to a neighbouring queue."""
        self.choose(self.chosen + steps)

    def action_filter(self) -> None:
        """Type a filter."""
        self.query_one(".bar").add_class("filtered")
        self.filter_input.focus()
        self._tell_place()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list while somebody types, soon after the last key."""
        event.stop()
        self._stop_typing()
        self._typing = self.set_timer(FILTER_PAUSE, self.reload)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the filter, show at once what it leaves, and go back to the list."""
        event.stop()
        self.reload()
        self.tickets.focus()

    def on_descendant_focus(self) -> None:
        """Say whether a filter is kept."""
        self._tell_place()

    def action_clear(self) -> None:
        """Clear the filter, or the message."""
        self.say("")
        self.query_one(".bar").remove_class("filtered")
        if self.filter_input.value:
            with self.filter_input.prevent(Input.Changed):
                self.filter_input.value = ""
            self.reload()
        self.tickets.focus()

    async def action_new(self) -> None:
        """Register a new ticket."""
        await self.run_action("app.intake")

    async def action_leave(self) -> None:
        """Leave the desk."""
        await self.run_action("app.leave")
