"""Load: many processes on one ledger, writing as agents do and then flat out.

    python -m tests.bench.load --processes 200 --minutes 5

Every process opens the record, follows it every 100 ms and writes; a third of the writes are new tickets, the
others add an event to a ticket that stands already. Errors are counted, not hidden.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from desk.errors import DeskError
from storage import create_home, open_home, verify
from storage.ledger import TinyLedger
from tests.bench import tickets
from tests.bench.figures import command_line, machine, median, quantile

FOLLOW = 0.1
"""Seconds between two looks at the record."""


@dataclass(frozen=True, slots=True)
class Round:
    """So many processes for so many seconds, each writing every `pause` seconds (0: as fast as it can)."""

    name: str
    processes: int
    seconds: float
    pause: float


@dataclass(slots=True)
class Done:
    """What one process did: the seconds of each write, the errors, the seconds of processor it took."""

    writes: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seen: int = 0
    processor: float = 0.0


class Writer:
    """One process's way of writing: serials for new tickets, events on those that it finds."""

    def __init__(self, ledger: TinyLedger, seed: int) -> None:
        self._ledger = ledger
        self._rng = random.Random(seed)
        self._known = 0

    def write(self) -> None:
        """Create a ticket, or add an event to one."""
        with self._ledger.transaction() as transaction:
            if not self._known or self._rng.random() < 1 / 3:
                self._known = transaction.serial("HX")
                transaction.add(tickets.new(self._known))
                return
            n = self._rng.randint(1, self._known)
            transaction.add(tickets.later(n, len(transaction.events(tickets.number(n)))))


def work(home: Path, one: Round, seed: int, ready: Barrier) -> Done:
    """Be one process of a round, which begins when all its processes have opened the record."""
    ledger = open_home(home, holder=f"process {seed}").ledger()
    done, writer = Done(), Writer(ledger, seed)
    ready.wait()
    begin, before = time.monotonic(), _processor()
    due = begin + random.Random(seed).random() * one.pause
    while (now := time.monotonic()) < begin + one.seconds:
        if now >= due:
            _write(writer, done)
            due += one.pause
        if one.pause:
            done.seen += len(ledger.refresh())
            _sleep_until(min(due, time.monotonic() + FOLLOW))
    done.processor = _processor() - before
    return done


def _write(writer: Writer, done: Done) -> None:
    begun = time.perf_counter()
    try:
        writer.write()
    except DeskError as error:
        done.errors.append(error.message)
    else:
        done.writes.append(time.perf_counter() - begun)


def _sleep_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def together(count: int, child: Callable[[int], Any], folder: Path) -> list[Any]:
    """Run `child(0)`, `child(1)` ... in processes of their own and return what each returned, as JSON."""
    running = [_start(child, place, folder / f"done-{place}.json") for place in range(count)]
    for process, _path in running:
        os.waitpid(process, 0)
    return [json.loads(path.read_text()) if path.exists() else None for _process, path in running]


def _start(child: Callable[[int], Any], place: int, path: Path) -> tuple[int, Path]:
    path.unlink(missing_ok=True)
    process = os.fork()
    if not process:
        code = 1
        try:
            path.write_text(json.dumps(child(place)))
            code = 0
        finally:
            os._exit(code)
    return process, path


def play(home: Path, one: Round, folder: Path) -> list[Done]:
    """Run a round and return what each of its processes did; one that died is an error."""
    ready = multiprocessing.get_context("fork").Barrier(one.processes)

    def child(place: int) -> dict[str, Any]:
        done = work(home, one, 1000 * one.processes + place, ready)
        return {"writes": done.writes, "errors": done.errors, "seen": done.seen, "processor": done.processor}

    found = together(one.processes, child, folder)
    return [Done(**each) if each else Done(errors=["died"]) for each in found]


def told(one: Round, done: list[Done]) -> Iterator[str]:
    """Yield the lines of a round's result."""
    writes = [seconds * 1e3 for each in done for seconds in each.writes]
    counts = sorted(len(each.writes) for each in done)
    errors = [error for each in done for error in each.errors]
    middle = counts[len(counts) // 2] or 1
    processor = sum(each.processor for each in done) / one.seconds
    fair = f"{counts[0] / middle:.2f}" if not one.pause else "-"
    yield (
        f"| {one.name} | {one.processes} | {len(writes)} | {len(writes) / one.seconds:.1f} "
        f"| {median(writes):.1f} / {quantile(writes, 0.99):.1f} / {max(writes, default=0):.0f} "
        f"| {fair} | {processor:.2f} | {len(errors)} |"
    )
    yield from sorted({f"  error: {error}" for error in errors})[:5]


def main() -> None:
    given = _arguments()
    print(command_line(), "-", machine(given.folder), sep="\n")
    rounds = [
        Round("2 writes a minute each", given.processes, given.minutes * 60, 30.0),
        *(Round("flat out", count, given.seconds, 0.0) for count in given.flat),
    ]
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        folder = Path(name)
        home = create_home(folder / "desk", pack="kunlun", practice=True)
        _fill(home.ledger(), given.tickets)
        print(f"{given.tickets} tickets to begin with; every process follows each {FOLLOW * 1e3:.0f} ms")
        print("| round | processes | writes | frames/s | ms p50 / p99 / max | slowest / median process")
        print("| processors used | errors |")
        for one in rounds:
            if one.seconds:
                print(*told(one, play(home.path, one, folder)), sep="\n", flush=True)
        report = verify(open_home(home.path))
        print(f"verify: {report.tickets} tickets, {report.events} events, faults: {list(report.faults)}")


def _fill(ledger: TinyLedger, count: int) -> None:
    for begin in range(0, count, 500):
        with ledger.transaction() as transaction:
            for _ in range(begin, min(begin + 500, count)):
                transaction.add(tickets.new(transaction.serial("HX")))
    ledger.checkpoint()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m tests.bench.load")
    parser.add_argument("--processes", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument(
        "--flat", type=int, nargs="*", default=[8, 50], help="processes of the flat-out rounds"
    )
    parser.add_argument("--seconds", type=float, default=15.0, help="of a flat-out round")
    parser.add_argument("--tickets", type=int, default=1000, help="that stand when it begins")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    return parser.parse_args()


if __name__ == "__main__":
    main()
