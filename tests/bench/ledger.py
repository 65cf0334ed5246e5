"""The benchmarks of the ledger, as ratios measured in the same run.

    python -m tests.bench.ledger

Variants take turns in small blocks, so that what else the machine does falls on all of them alike.
"""

from __future__ import annotations

import argparse
import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from storage import Home, create_home, open_home
from tests.bench import tickets
from tests.bench.figures import command_line, machine, median, quantile
from tests.bench.rivals import Bare, PlainTinyDB, Sqlite

SMALL, LARGE = 1000, 20_000
BLOCK = 25
"""Operations of one variant before the next one has its turn."""

Times = dict[str, list[float]]
Operation = Callable[[int], object]


def in_turns(variants: Mapping[str, Operation], blocks: int, block: int = BLOCK) -> Times:
    """Return the milliseconds of each variant's operations; each is given numbers that count up."""
    found: Times = {name: [] for name in variants}
    for turn in range(blocks):
        for name, operation in variants.items():
            for i in range(turn * block, (turn + 1) * block):
                begun = time.perf_counter()
                operation(i)
                found[name].append((time.perf_counter() - begun) * 1e3)
    return found


def rows(title: str, times: Times, against: Iterable[str] = ()) -> Iterator[str]:
    """Yield the lines of a table: median, 99th percentile, and the desk's median over some others'."""
    desk = median(next(iter(times.values())))
    for name, values in times.items():
        ratio = f"{desk / median(values):.3g}" if name in against else ""
        yield (
            f"| {title} | {name} | {median(values):.3f} | {quantile(values, 0.99):.3f} | {ratio} | {len(values)} |"
        )


class Bench:
    """The ledger and its rivals, filled alike."""

    def __init__(self, folder: Path, count: int) -> None:
        self.count = count
        self.folder = folder / f"of-{count}"
        self.folder.mkdir()
        self.home = create_home(self.folder / "desk", pack="kunlun")
        fill(self.home, count)
        self.ledger = self.home.ledger()
        self.bare = Bare(self.folder / "bare")
        self.sqlite = Sqlite(self.folder / "sqlite")
        self.sqlite.fill(map(tickets.new, range(count)))

    def create(self, n: int) -> None:
        """Create a ticket through the ledger."""
        with self.ledger.transaction() as transaction:
            transaction.add(tickets.new(n))

    def update(self, n: int) -> None:
        """Add an event to a ticket after reading its history, as an action of the desk does."""
        with self.ledger.transaction() as transaction:
            transaction.add(tickets.later(n, len(transaction.events(tickets.number(n)))))

    def durable(self, blocks: int) -> Iterator[str]:
        """Yield what a new ticket and a further event cost."""
        size, others = f"{self.count} tickets", ("bare append + fdatasync", "SQLite WAL FULL")
        fresh = self.count
        create: dict[str, Operation] = {
            "ledger": lambda i: self.create(fresh + i),
            others[0]: lambda i: self.bare.write(tickets.new(fresh + i)),
            others[1]: lambda i: self.sqlite.create(tickets.new(fresh + i)),
        }
        update: dict[str, Operation] = {
            "ledger": lambda i: self.update(self.some(i)),
            others[0]: lambda i: self.bare.write(tickets.later(self.some(i), 1)),
            others[1]: lambda i: self.sqlite.update(tickets.later(self.some(i), 1)),
        }
        yield from rows(f"durable create, {size}", in_turns(create, blocks), others)
        yield from rows(f"durable update, {size}", in_turns(update, blocks), others)

    def some(self, i: int) -> int:
        """Return one of the tickets, all over the record."""
        return i * 7919 % self.count

    def look_up(self, blocks: int) -> Iterator[str]:
        """Yield what reading a ticket's history by its number costs."""
        get: dict[str, Operation] = {
            "ledger": lambda i: self.ledger.events(tickets.number(self.some(i))),
            "SQLite": lambda i: self.sqlite.get(tickets.number(self.some(i))),
        }
        yield from rows(f"get by number, {self.count} tickets", in_turns(get, blocks, 100), ("SQLite",))

    def opening(self, runs: int) -> Iterator[str]:
        """Yield what opening the folder and listing the 50 tickets that are due first costs a new process."""
        times: Times = {"ledger": [], "SQLite": [], "ledger, processor time": []}
        for _ in range(runs):
            found = probe("list-ledger", self.home.path)
            times["ledger"].append(found["ms"])
            times["ledger, processor time"].append(found["processor"])
            times["SQLite"].append(probe("list-sqlite", self.folder / "sqlite")["ms"])
        yield from rows(f"open and list 50, {self.count} tickets", times, ("SQLite",))


def plain_tinydb(bench: Bench) -> Iterator[str]:
    """Yield the same of TinyDB as it comes; few runs, because each rewrites or rereads the whole file."""
    path = bench.folder / "plain.json"
    base = PlainTinyDB(path)
    base.fill(map(tickets.new, range(bench.count)))
    fresh = 100_000
    for title, desk, other in (
        ("durable create", lambda i: bench.create(fresh + i), lambda i: base.create(tickets.new(fresh + i))),
        (
            "durable update",
            lambda i: bench.update(bench.some(i)),
            lambda i: base.update(tickets.later(bench.some(i), 1)),
        ),
        (
            "get by number",
            lambda i: bench.ledger.events(tickets.number(bench.some(i))),
            lambda i: base.get(tickets.number(bench.some(i))),
        ),
    ):
        times = in_turns({"ledger": desk, "plain TinyDB (no sync)": other}, 10, 2)
        yield from rows(f"{title}, {bench.count} tickets", times, ("plain TinyDB (no sync)",))
    listing: Times = {"ledger": [], "plain TinyDB": []}
    for _ in range(5):
        listing["ledger"].append(probe("list-ledger", bench.home.path)["ms"])
        listing["plain TinyDB"].append(probe("list-tinydb", path)["ms"])
    yield from rows(f"open and list 50, {bench.count} tickets", listing, ("plain TinyDB",))


def fill(home: Home, count: int) -> None:
    """Create so many tickets, and a snapshot of them."""
    ledger, left = home.ledger(), iter(range(count))
    while batch := list(itertools.islice(left, 500)):
        with ledger.transaction() as transaction:
            for n in batch:
                transaction.add(tickets.new(n))
    ledger.checkpoint()


def probe(what: str, path: Path, *words: object) -> dict[str, float]:
    """Run a probe in a process of its own and return what it measured."""
    argv = [sys.executable, "-m", "tests.bench.probe", what, str(path), *map(str, words)]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def memory(folder: Path, large: Home) -> Iterator[str]:
    """Yield the memory of a process that holds the record open, above one that holds an empty one."""
    empty = create_home(folder / "empty", pack="kunlun")
    for name in ("private", "pss"):
        none, full = (median([probe("memory", home.path)[name] for _ in range(3)]) for home in (empty, large))
        yield (
            f"| memory of a process, {name} | {full - none:.1f} MB above an empty desk: "
            f"{LARGE} tickets {full:.1f} MB, none {none:.1f} MB | | | | 3 |"
        )


def seen(home: Home, seconds: float) -> Iterator[str]:
    """Yield how long another process takes to see a change when it looks every 100 ms."""
    words = [sys.executable, "-m", "tests.bench.probe", "follow", str(home.path), str(seconds)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        ledger, end, n = home.ledger(), time.monotonic() + seconds, 0
        while time.monotonic() < end:
            with ledger.transaction() as transaction:
                seen = len(transaction.events(tickets.number(n)))
                transaction.add(tickets.later(n, seen, sent=time.monotonic()))
            n += 1
            time.sleep(0.0871)
        found = json.loads(process.communicate()[0])
    yield from rows(
        f"another process sees a change, polling 100 ms, {LARGE} tickets", {"ledger": found["lags"]}
    )
    yield f"| processor of that follower | {found['processor'] * 100:.2f} % at 11 changes a second | | | | |"


def checkpoints(home: Home, runs: int) -> Iterator[str]:
    """Yield what a checkpoint costs, and how long a writer waits that writes all the time meanwhile."""
    times: Times = {"checkpoint": [], "longest write of another process during it": []}
    calm: list[float] = []
    for _ in range(runs):
        words = [sys.executable, "-m", "tests.bench.probe", "write", str(home.path), "1.5"]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            ledger = open_home(home.path).ledger()
            process.stdout.readline()
            time.sleep(0.4)
            begun = time.monotonic()
            ledger.checkpoint()
            ended = time.monotonic()
            writes = json.loads(process.communicate()[0])["writes"]
        times["checkpoint"].append((ended - begun) * 1e3)
        during = [(b - a) * 1e3 for a, b in writes if b > begun and a < ended]
        calm += [(b - a) * 1e3 for a, b in writes if b < begun or a > ended]
        times["longest write of another process during it"].append(max(during))
    yield from rows(f"checkpoint, {LARGE} tickets", {**times, "its writes otherwise": calm})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m tests.bench.ledger")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--blocks", type=int, default=20, help="turns of each variant")
    given = parser.parse_args()
    print(command_line(), machine(given.folder), "", sep="\n")
    print("| measure | variant | ms p50 | ms p99 | ledger / variant | n |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        folder = Path(name)
        for line in _lines(folder, given.blocks):
            print(line, flush=True)


def _lines(folder: Path, blocks: int) -> Iterator[str]:
    small, large = Bench(folder, SMALL), Bench(folder, LARGE)
    for bench in (small, large):
        yield from bench.opening(7)
        yield from bench.look_up(blocks)
        yield from bench.durable(blocks)
    yield from plain_tinydb(small)
    yield from seen(large.home, 20.0)
    yield from memory(folder, large.home)
    yield from checkpoints(large.home, 5)


if __name__ == "__main__":
    main()
