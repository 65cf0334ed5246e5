"""A transaction: what it has added so far, over the view that stands still under the lock."""

from __future__ import annotations

from desk.errors import Conflict
from desk.events import Event
from desk.i18n import _
from desk.ports import Change
from storage.archive_reader import Archived
from storage.closed import Archive
from storage.codec import event_json, events_part, ticket_line
from storage.view import View


class TinyTransaction:
    """The port `desk.ports.Transaction`; changes are encoded at once, so a bad value fails at its `add`."""

    def __init__(self, view: View, archive: Archive) -> None:
        self._view = view
        self._archive = archive
        self._archived: dict[str, Archived | None] = {}
        self._added: dict[str, list[bytes]] = {}
        self._revs: dict[str, int] = {}
        self._sources: dict[str, str] = {}
        self.lines: list[bytes] = []
        self.serials: dict[str, int] = {}

    def is_empty(self) -> bool:
        """Return whether there is nothing to write: no change and no serial taken."""
        return not self.lines and not self.serials

    def events(self, number: str) -> tuple[Event, ...]:
        """Return the ticket's history, with what was added here; empty when there is no such ticket."""
        added = self._added.get(number, ())
        archived = self._in_archive(number) if not added else None
        return self._view.events(number, [events_part(archived.line)] if archived else added)

    def number_of(self, source: str) -> str | None:
        """Return the ticket that carries this source key, if any, with what this transaction added."""
        live = self._sources.get(source) or self._view.number_of(source)
        return live or archived_source(self._archive, self._view, source)

    def serial(self, prefix: str) -> int:
        """Take the next serial of `prefix`: 1, 2, 3 ...; one of a transaction that failed is given again."""
        taken = self.serials.get(prefix, self._view.serials.get(prefix, 0)) + 1
        self.serials[prefix] = taken
        return taken

    def add(self, change: Change) -> None:
        """Add a change; Conflict when the ticket's revision is not the expected one."""
        check_sound(change)
        archived = self._in_archive(change.number) if change.number not in self._revs else None
        found = archived.rev if archived else self._revs.get(change.number, self._view.rev(change.number))
        if found != change.expected_rev:
            raise Conflict(_overtaken(change, found), found=found)
        events = [event_json(event) for event in change.events]
        rev = change.expected_rev + len(change.events)
        if archived:
            events = [part for part in (events_part(archived.line), *events) if part]
        line = ticket_line(change.number, rev, change.row, events, back=archived is not None)
        self.lines.append(line)
        self._revs[change.number] = rev
        self._added.setdefault(change.number, []).append(events_part(line))
        if source := change.row.get("source"):
            self._sources[source] = change.number

    def _in_archive(self, number: str) -> Archived | None:
        """Return the archived ticket of this number, None when it is live or there is none."""
        if number in self._view.entries:
            return None
        if number not in self._archived:
            self._archived[number] = self._archive.find(number, self._view.generation)
        return self._archived[number]


def archived_source(archive: Archive, view: View, source: str) -> str | None:
    """Return the archived ticket with this source key, unless it came back and carries another one now."""
    number = archive.number_of(source, view.generation)
    return None if number in view.entries else number


def check_sound(change: Change) -> None:
    """Raise ValueError or TypeError, a mistake of the program, for a change that could not be read back.

    Its events must follow the expected revision, and its row's source key, if any, must be a text.
    """
    wanted = list(range(change.expected_rev + 1, change.expected_rev + 1 + len(change.events)))
    if [event.rev for event in change.events] != wanted:
        raise ValueError(f"the events of {change.number} must carry the revisions {wanted}")
    if not isinstance(change.row.get("source"), str | None):
        raise TypeError(f"the source key of {change.number} must be a text")


def _overtaken(change: Change, found: int) -> str:
    message = _(
        "Ticket {number} is at revision {found} now, not at {expected} as you saw it: "
        "look at what was changed, then do it again."
    )
    return message.format(number=change.number, found=found, expected=change.expected_rev)
