"""A round of the fault run: processes on one record, killed, stopped and started again; then the checks."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from desk.errors import DeskError
from desk.ports import ArchiveQuery
from storage import Home, open_home, verify
from storage.ledger import TinyLedger
from tests.faults import check
from tests.faults.inject import Odds
from tests.faults.worker import Life, live
from tests.support.desks import make_bench

PROCESSES = 4
FORTUNES = (
    Odds(),
    Odds(kill=0.01),
    Odds(fail=0.005),
    Odds(kill=0.01, fail=0.005),
    Odds(fail=0.02),
)
"""How the processes fare: some are only killed from outside, some kill themselves at a system call, some have
a disk that fails now and then, or often."""


RECORD = {"create", "update", "pair", "register", "act", "close", "reopen"}
"""The ways of acting that add events to tickets."""


@dataclass(slots=True)
class Tally:
    """Everything that a run counts."""

    counts: Counter[str] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


class Round:
    """One record and its processes; each child is forked, so that a new one is there in a moment."""

    def __init__(self, folder: Path, seed: int, tally: Tally, home: Path | None = None) -> None:
        self.folder = folder
        self.rng = random.Random(seed)
        self.tally = tally
        self._running: dict[int, Life] = {}
        self._stopped: set[int] = set()
        self._lives = 0
        self._logs = folder / "logs"
        self._logs.mkdir(parents=True)
        self.path = home or folder / "desk"  # on a volume of its own, if one is given
        make_bench(self.path)
        self.follower: TinyLedger = open_home(self.path).ledger()

    def rush(self, seconds: float) -> None:
        """Let the processes act, killed from outside only, for so long; then kill them all."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            while len(self._running) < PROCESSES:
                self._start(Odds())
            time.sleep(self.rng.uniform(0.01, 0.1))
            self._harm()
            self._reap()
        self.kill_all()

    def play(self, kills: int, faults: int) -> None:
        """Run until so many processes were killed and so many faults injected."""
        before, injected = self.tally.counts["killed"], 0
        while self.tally.counts["killed"] - before < kills or injected < faults:
            while len(self._running) < PROCESSES:
                self._start(self.rng.choice(FORTUNES))
            time.sleep(self.rng.uniform(0.001, 0.06))
            self._harm()
            self._reap()
            self._follow()
            injected = sum(path.read_bytes().count(b'"fault"') for path in self._logs.iterdir())
        self.kill_all()

    @contextmanager
    def ended(self) -> Iterator[None]:
        """Leave no process behind after the block, whatever happens in it."""
        try:
            yield
        finally:
            self.kill_all()

    def _start(self, odds: Odds, actions: int = 1 << 30) -> int:
        self._lives += 1
        name = f"w{self._lives}"
        life = Life(name, self.path, self._logs / f"{name}.jl", self.rng.randrange(1 << 30), odds, actions)
        process = os.fork()
        if not process:
            try:
                live(life)
            finally:
                os._exit(0)
        self._running[process] = life
        return process

    def _harm(self) -> None:
        """Kill a process, or stop one, or let a stopped one go on."""
        for process in self._stopped:
            os.kill(process, signal.SIGCONT)
        self._stopped.clear()
        process = self.rng.choice(list(self._running))
        fate = self.rng.random()
        if fate < 0.25:
            os.kill(process, signal.SIGKILL)
        elif fate < 0.4:
            os.kill(process, signal.SIGSTOP)
            self._stopped.add(process)
            self.tally.counts["stopped for a moment"] += 1

    def _reap(self, *, block: bool = False) -> None:
        for process in list(self._running):
            found, status = os.waitpid(process, 0 if block else os.WNOHANG)
            if not found:
                continue
            del self._running[process]
            self._stopped.discard(process)
            self.tally.counts["processes"] += 1
            self.tally.counts["killed"] += os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL

    def _follow(self) -> None:
        try:
            self.tally.counts["changes followed"] += len(self.follower.refresh())
        except DeskError as error:
            self.tally.broken.append(f"a reader could not follow: {error.message}")

    def kill_all(self) -> None:
        """Kill every process that still runs."""
        for process in self._running:
            os.kill(process, signal.SIGKILL)
        self._reap(block=True)

    def go_on(self) -> None:
        """Let two processes that nothing happens to do 25 actions each."""
        for _ in range(2):
            self._start(Odds(), 25)
        self._reap(block=True)

    def finish(self) -> list[str]:
        """Check everything and return the sentences about what is broken."""
        faulty = self._notes()
        self.go_on()
        notes = self._notes()
        home = open_home(self.path)
        new = notes.done.keys() - faulty.done.keys()
        found = [*check.broken(home, notes, self.follower), *self._backups(notes)]
        if len(new) + notes.refused - faulty.refused != 50:
            found.append(
                f"after the faults, {len(new)} of 50 actions went through: {notes.failed.keys() - faulty.failed.keys()}"
            )
        found += [sentence] if (sentence := check.as_tinydb(home)) else []
        found += check.wrong_index(home)
        self._count(notes, home)
        return found

    def _notes(self) -> check.Notes:
        notes = check.Notes()
        for path in sorted(self._logs.iterdir(), key=lambda path: int(path.stem[1:])):
            notes.read(path)
        return notes

    def _backups(self, notes: check.Notes) -> Iterator[str]:
        """Open each backup: it must hold what its own process had been told of before."""
        for token, told in notes.done.items():
            if "backup" not in told:
                continue
            copy = open_home(self.folder / told["backup"])
            before = [t for t in notes.done if _is_before(t, token)]
            yield from (
                f"backup {token}: {s}" for s in check.lost(check.histories(copy.ledger()), notes, before)
            )
            yield from (f"backup {token}: verify: {fault}" for fault in verify(copy).faults)
            self.tally.counts["backups read back"] += 1

    def _count(self, notes: check.Notes, home: Home) -> None:
        ledger = home.ledger()
        there = check.tokens(check.histories(ledger))
        record = {token for token in notes.unknown if _is_of_record(token)}
        self.tally.kills += notes.kills
        self.tally.faults += notes.faults
        self.tally.counts += Counter(
            {
                "rounds": 1,
                "actions begun": len(notes.begun),
                "actions acknowledged": len(notes.done),
                "actions told to have failed": len(notes.failed),
                "told that it is not certain whether it was kept": len(notes.doubtful),
                "told that it is not certain, and there": len(notes.doubtful & there.keys()),
                "killed before an answer, on the record": len(record),
                "killed before an answer and there, whole": len(record & there.keys()),
                "tickets in the archive at the end": ledger.search(ArchiveQuery()).total,
                "files set aside": len(list((home.path / "quarantine").glob("*"))),
                "checkpoints acknowledged": sum(bool(told.get("checkpoint")) for told in notes.done.values()),
            }
        )

    def clear(self) -> None:
        """Remove what the round left on disk."""
        self.follower.close()
        shutil.rmtree(self.folder)


def _is_before(token: str, other: str) -> bool:
    one, two = token.split("-"), other.split("-")
    return one[0] == two[0] and int(one[1]) < int(two[1])


def _is_of_record(token: str) -> bool:
    return token.rsplit("-", maxsplit=1)[-1] in RECORD
