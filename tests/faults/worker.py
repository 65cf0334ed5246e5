"""One process of the fault run: it acts at random until it is killed, and notes what was acknowledged.

Its log has a line for each step. An acknowledgement is written, and synced, only after the ledger returned.
"""

from __future__ import annotations

import json
import os
import random
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from desk.errors import Conflict, DeskError, Refused
from desk.ports import ArchiveQuery
from storage import Home, copy_home, open_home
from storage.checkpoint import Limits
from storage.ledger import TinyLedger
from tests.faults import content
from tests.faults.inject import Injector, Odds
from tests.support.desks import Bench, call, open_bench

_WRITE, _FSYNC, _OPEN = os.write, os.fsync, os.open
LIMITS = Limits(frames=25)
"""So small that many processes are killed in the middle of a checkpoint."""


@dataclass(frozen=True, slots=True)
class Life:
    """One process: its name, the folder of the record, its log, its seed and how badly it fares."""

    name: str
    home: Path
    log: Path
    seed: int
    odds: Odds
    actions: int = 1 << 30


class Log:
    """The lines that outlive the process."""

    def __init__(self, path: Path) -> None:
        self._descriptor = _OPEN(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(self, **line: Any) -> None:
        """Add a line; it outlives the process, though not the machine."""
        _WRITE(self._descriptor, json.dumps(line).encode() + b"\n")

    def sync(self) -> None:
        """Wait until the disk has the lines."""
        _FSYNC(self._descriptor)


class Worker:
    """What a process can do; each way takes a token and returns what it was told."""

    def __init__(self, life: Life, rng: random.Random) -> None:
        self._life = life
        self._rng = rng
        self._home: Home = open_home(life.home, holder=life.name)
        self._ledger: TinyLedger = self._home.ledger(limits=LIMITS)
        self._bench: Bench = open_bench(life.home)
        self._bench.desk.ledger = self._ledger

    def ways(self) -> dict[str, tuple[int, Callable[[str], dict[str, Any]]]]:
        """Return every way of acting with how often it is taken."""
        return {
            "create": (20, self.create),
            "update": (20, self.update),
            "pair": (10, self.pair),
            "register": (10, self.register),
            "act": (10, self.act),
            "table": (6, self.table),
            "file": (4, self.file),
            "draft": (6, self.draft),
            "close": (15, self.close),
            "reopen": (5, self.reopen),
            "search": (3, self.search),
            "checkpoint": (3, self.checkpoint),
            "backup": (1, self.backup),
        }

    def create(self, token: str) -> dict[str, Any]:
        with self._ledger.transaction() as transaction:
            content.add(transaction, f"L{transaction.serial('L')}", token)
        return {"times": 1}

    def update(self, token: str) -> dict[str, Any]:
        with self._ledger.transaction() as transaction:
            content.add(transaction, f"S{self._rng.randrange(5)}", token)
        return {"times": 1}

    def pair(self, token: str) -> dict[str, Any]:
        with self._ledger.transaction() as transaction:
            content.add(transaction, f"L{transaction.serial('L')}", token)
            content.add(transaction, f"S{self._rng.randrange(5)}", token)
        return {"times": 2}

    def close(self, token: str) -> dict[str, Any]:
        """Close a ticket: the next checkpoint archives it."""
        self._ledger.refresh()
        numbers = [number for number in self._ledger.rows() if number.startswith("L")]
        return self._add(self._rng.choice(numbers) if numbers else "L1", token)

    def reopen(self, token: str) -> dict[str, Any]:
        """Add an event to a ticket of the archive, if there is one: it is open again."""
        page = self._ledger.search(ArchiveQuery(limit=20))
        return self._add(self._rng.choice(page.rows)["number"] if page.rows else "S0", token)

    def _add(self, number: str, token: str) -> dict[str, Any]:
        with self._ledger.transaction() as transaction:
            content.add(transaction, number, token)
        return {"times": 1}

    def search(self, _token: str) -> dict[str, Any]:
        return {"found": self._ledger.search(ArchiveQuery(text="件")).total}

    def register(self, token: str) -> dict[str, Any]:
        self._turn_clock()
        fields = {**call(), "content": content.text(token), "received_at": "2026-03-02 09:00"}
        ticket = self._bench.desk.register(fields, self._bench.who("T001"))
        return {"times": 1, "number": ticket.number}

    def act(self, token: str) -> dict[str, Any]:
        self._turn_clock()
        self._ledger.refresh()
        numbers = [number for number in self._ledger.rows() if number.startswith("HX")]
        if not numbers:
            return self.register(token)
        number = self._rng.choice(numbers)
        self._bench.does(number, "note", "T002", note=content.text(token))
        return {"times": 1, "number": number}

    def _turn_clock(self) -> None:
        """Let the clock of the desk step forward or back by up to an hour."""
        clock = self._bench.clock
        clock.at = max(
            clock.at + timedelta(minutes=self._rng.randint(-60, 60)), clock.at.replace(hour=9, minute=30)
        )

    def table(self, token: str) -> dict[str, Any]:
        name = f"t{self._rng.randrange(3)}"
        documents = self._home.documents()
        rev, _found = documents.read(name)
        return {"table": name, "rev": documents.write(name, content.table(token), expected_rev=rev)}

    def file(self, token: str) -> dict[str, Any]:
        self._home.documents().put_file(f"in/{token}.xlsx", content.text(token).encode())
        return {"file": f"in/{token}.xlsx"}

    def draft(self, token: str) -> dict[str, Any]:
        self._home.drafts().save(self._life.name, "new", {"token": token, "text": content.text(token)})
        return {"draft": self._life.name}

    def checkpoint(self, _token: str) -> dict[str, Any]:
        return {"checkpoint": self._ledger.checkpoint()}

    def backup(self, token: str) -> dict[str, Any]:
        copy_home(self._home, self._life.log.parent.parent / f"backup-{token}")
        return {"backup": f"backup-{token}"}


def live(life: Life) -> None:
    """Act until killed, or for so many actions; a fault that nobody told the user of is noted as a crash."""
    rng, log = random.Random(life.seed), Log(life.log)
    injector = Injector(rng, life.odds, log.note)
    if life.odds != Odds():
        injector.install()
    try:
        worker = _open(life, rng, log)
        for token, way in _plan(life, worker, rng):
            _take(log, token, way)
    except Exception:  # noqa: BLE001 - whatever it is, the supervisor must read of it
        log.note(crash=traceback.format_exc())


def _open(life: Life, rng: random.Random, log: Log) -> Worker:
    for _ in range(50):
        try:
            return Worker(life, rng)
        except DeskError as error:
            log.note(refused=error.message)
    raise RuntimeError("the record could not be opened in 50 tries")


def _plan(
    life: Life, worker: Worker, rng: random.Random
) -> Iterator[tuple[str, Callable[[str], dict[str, Any]]]]:
    ways = worker.ways()
    names, weights = list(ways), [weight for weight, _way in ways.values()]
    for count in range(life.actions):
        name = rng.choices(names, weights)[0]
        yield f"{life.name}-{count}-{name}", ways[name][1]


def _take(log: Log, token: str, way: Callable[[str], dict[str, Any]]) -> None:
    log.note(begin=token)
    try:
        told = way(token)
    except (Conflict, Refused) as error:
        log.note(refused=error.message, token=token)
    except DeskError as error:
        log.note(failed=token, why=error.message)
    else:
        log.note(done=token, **told)
        log.sync()
