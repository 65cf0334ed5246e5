"""What must hold after any number of kills and faults; each broken promise is a sentence."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tinydb import TinyDB

from desk.calendar import load_calendars
from desk.events import Event
from desk.fold import fold
from desk.pack_file import load_pack
from desk.ports import ArchiveQuery
from desk.rows import row_of
from storage import Home, verify
from storage.ledger import TinyLedger
from tests.faults import content

Histories = dict[str, tuple[Event, ...]]
_PACK, _CALENDARS = load_pack(), load_calendars()


@dataclass(slots=True)
class Notes:
    """What the processes of a round noted, by kind."""

    done: dict[str, dict[str, Any]] = field(default_factory=dict)
    begun: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    refused: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    crashes: list[str] = field(default_factory=list)

    def read(self, path: Path) -> None:
        """Take in the log of one life; its last line may be cut short."""
        for line in path.read_bytes().split(b"\n")[:-1]:
            self._take(json.loads(line), path.stem)

    def _take(self, line: dict[str, Any], life: str) -> None:
        if "begin" in line:
            self.begun[line["begin"]] = life
        elif "done" in line:
            self.done[line["done"]] = line
        elif "failed" in line:
            self.failed[line["failed"]] = line["why"]
        elif "refused" in line:
            self.refused += 1
        elif "crash" in line:
            self.crashes.append(line["crash"])
        else:
            self.kills.update([line["kill"]] if "kill" in line else [])
            self.faults.update([line["fault"]] if "fault" in line else [])

    @property
    def unknown(self) -> set[str]:
        """The tokens whose process died before it could say how they ended."""
        return self.begun.keys() - self.done.keys() - self.failed.keys()

    @property
    def doubtful(self) -> set[str]:
        """The tokens whose process was told that it is not certain how they ended."""
        return {token for token, why in self.failed.items() if "not certain" in why}


def histories(ledger: TinyLedger) -> Histories:
    """Return every history of a record, those of archived tickets among them."""
    ledger.refresh()
    archived = (row["number"] for row in ledger.search(ArchiveQuery(limit=None)).rows)
    return {number: ledger.events(number) for number in (*ledger.rows(), *archived)}


def tokens(record: Histories) -> dict[str, list[str]]:
    """Return each token with the tickets that carry it; "" stands for events whose token is not whole."""
    found: dict[str, list[str]] = defaultdict(list)
    for number, events in record.items():
        for event in events:
            found[content.token_of(event)].append(number)
    return found


def broken(home: Home, notes: Notes, follower: TinyLedger) -> Iterator[str]:
    """Yield a sentence for each promise that the record of a home does not keep."""
    ledger = home.ledger()
    record = histories(ledger)
    yield from (f"a fault was not told of in a sentence:\n{crash}" for crash in notes.crashes)
    yield from _wrong_histories(ledger, record)
    yield from lost(record, notes)
    yield from _half_there(record, notes)
    if histories(follower) != record or dict(follower.rows()) != dict(ledger.rows()):
        yield "a process that followed all the time sees another record than one that opens it now"
    yield from _wrong_documents(home, notes)
    yield from (f"verify: {fault}" for fault in verify(home).faults)


def _wrong_histories(ledger: TinyLedger, record: Histories) -> Iterator[str]:
    for number, events in record.items():
        if [event.rev for event in events] != list(range(1, len(events) + 1)):
            yield f"the revisions of {number} have a gap"
        if ledger.row(number) != _row(number, events):
            yield f"the row of {number} is not what its history gives"


def _row(number: str, events: tuple[Event, ...]) -> dict[str, Any]:
    if not number.startswith("HX"):
        return content.row(number, events)
    ticket = fold(events)
    assert ticket is not None
    return row_of(ticket, _PACK, _CALENDARS, events[-1].at)


def lost(record: Histories, notes: Notes, only: Iterable[str] | None = None) -> Iterator[str]:
    """Yield what was acknowledged and is not there exactly once; `only` these tokens if given."""
    found = tokens(record)
    for token in notes.done if only is None else only:
        times = notes.done[token].get("times", 0)
        if len(found.get(token, ())) != times:
            yield f"{token} was acknowledged and is there {len(found.get(token, ()))} times, not {times}"
        number = notes.done[token].get("number")
        if number and number not in found.get(token, ()):
            yield f"{token} was acknowledged as {number} and is in {found.get(token)}"


def _half_there(record: Histories, notes: Notes) -> Iterator[str]:
    """Yield what nobody acknowledged and what is there otherwise than whole."""
    for token, numbers in tokens(record).items():
        if not token or token not in notes.begun:
            yield f"events of {numbers} are damaged or nobody's: {token!r}"
        elif token in notes.failed and token not in notes.doubtful:
            yield f"{token} is there, though its process was told that nothing was kept: {notes.failed[token]}"
        elif token not in notes.done and len(numbers) != (2 if token.endswith("pair") else 1):
            yield f"{token} was not acknowledged and is half there, in {numbers}"


def _wrong_documents(home: Home, notes: Notes) -> Iterator[str]:
    documents, drafts = home.documents(), home.drafts()
    tables: dict[str, dict[int, str]] = defaultdict(dict)
    saved: dict[str, str] = {}
    for token, told in notes.done.items():
        if "table" in told:
            if told["rev"] in tables[told["table"]]:
                yield f"revision {told['rev']} of {told['table']} was acknowledged twice"
            tables[told["table"]][told["rev"]] = token
        elif "file" in told and documents.get_file(told["file"]) != content.text(token).encode():
            yield f"{told['file']} is not what was kept"
        elif "draft" in told:
            saved[told["draft"]] = token
    for name, acknowledged in tables.items():
        yield from _wrong_table(name, *documents.read(name), acknowledged)
    for person, token in saved.items():
        yield from _wrong_draft(person, token, drafts.load(person, "new"))


def _wrong_table(
    name: str, rev: int, found: list[dict[str, Any]], acknowledged: dict[int, str]
) -> Iterator[str]:
    if rev < max(acknowledged):
        yield f"{name} is at revision {rev}, though {max(acknowledged)} was acknowledged"
    token = acknowledged.get(rev) or (found[0]["token"] if found else "")
    if found != content.table(token):
        yield f"revision {rev} of {name} is not what was written"


def _wrong_draft(person: str, token: str, found: dict[str, Any] | None) -> Iterator[str]:
    kept = found["token"] if found else ""
    if not found or found["text"] != content.text(kept) or _count(kept) < _count(token):
        yield f"the draft {token} of {person} was acknowledged and {kept!r} is there"


def _count(token: str) -> int:
    return int(token.split("-")[-2])


def as_tinydb(home: Home) -> str:
    """Return a sentence if plain TinyDB reads the snapshot, just after a checkpoint, otherwise than the desk."""
    ledger = home.ledger()
    ledger.checkpoint()
    with TinyDB(home.path / "open.json", access_mode="r") as database:
        plain = {found["number"]: found["events"] for found in database.table("tickets").all()}
    own = {number: [event.to_json() for event in ledger.events(number)] for number in ledger.rows()}
    return "" if json.loads(json.dumps(own)) == plain else "plain TinyDB reads another record"


def wrong_index(home: Home) -> list[str]:
    """Return a sentence if the index of the archive finds otherwise than one that is made anew."""
    queries = [
        ArchiveQuery(limit=None),
        ArchiveQuery(text="第1", limit=None),
        ArchiveQuery(text="w1-", limit=None),
    ]
    before = [home.ledger().search(query) for query in queries]
    for path in home.path.glob("index.sqlite*"):
        path.unlink()
    after = [home.ledger().search(query) for query in queries]
    return [] if before == after else ["the index finds otherwise than one that is made anew"]
