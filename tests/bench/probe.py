"""What is measured in a process of its own; each probe prints one line of JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from storage import open_home
from tests.bench import tickets
from tests.bench.rivals import PlainTinyDB, Sqlite


def list_ledger(path: Path) -> dict[str, Any]:
    """Open the record and list the 50 tickets that are due first."""
    begun = _now()
    rows = sorted(open_home(path).ledger().rows().values(), key=lambda row: row["due_at"])[:50]
    return _listed(begun, rows)


def list_sqlite(path: Path) -> dict[str, Any]:
    """Do the same with SQLite, whose index finds them."""
    begun = _now()
    return _listed(begun, Sqlite(path).first(50))


def list_tinydb(path: Path) -> dict[str, Any]:
    """Do the same with TinyDB as it comes."""
    begun = _now()
    return _listed(begun, PlainTinyDB(path).first(50))


def _now() -> tuple[float, float]:
    return time.perf_counter(), _processor()


def _listed(begun: tuple[float, float], rows: list[Any]) -> dict[str, Any]:
    ended = _now()
    assert len(rows) == 50
    return {"ms": (ended[0] - begun[0]) * 1e3, "processor": (ended[1] - begun[1]) * 1e3}


def memory(path: Path) -> dict[str, Any]:
    """Hold the record open, list it once, and return this process's memory in MB."""
    ledger = open_home(path).ledger()
    rows = ledger.rows()
    sorted(rows.values(), key=lambda row: row["due_at"])
    fields = [line.split() for line in Path("/proc/self/smaps_rollup").read_text().splitlines()[1:]]
    size = {words[0]: int(words[1]) / 1024 for words in fields}
    private = size["Private_Clean:"] + size["Private_Dirty:"]
    return {"private": private, "pss": size["Pss:"], "tickets": len(rows)}


def follow(path: Path, seconds: float) -> dict[str, Any]:
    """Look every 100 ms and return how old each change was when it was seen, in ms."""
    ledger, lags = open_home(path).ledger(), []
    print("ready", flush=True)
    before, end = _processor(), time.monotonic() + seconds
    while time.monotonic() < end:
        if changed := ledger.refresh():
            rows, now = ledger.rows(), time.monotonic()
            lags += [(now - rows[number]["sent"]) * 1e3 for number in changed]
        time.sleep(0.1)
    return {"lags": lags, "processor": (_processor() - before) / seconds}


def write(path: Path, seconds: float) -> dict[str, Any]:
    """Write all the time and return when each write began and ended, in seconds of the monotonic clock."""
    ledger, writes = open_home(path).ledger(), []
    print("ready", flush=True)
    end, n = time.monotonic() + seconds, 0
    while (begun := time.monotonic()) < end:
        with ledger.transaction() as transaction:
            transaction.add(tickets.later(n, len(transaction.events(tickets.number(n)))))
        writes.append((begun, time.monotonic()))
        n += 1
    return {"writes": writes}


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


PROBES: dict[str, Callable[..., dict[str, Any]]] = {
    "list-ledger": list_ledger,
    "list-sqlite": list_sqlite,
    "list-tinydb": list_tinydb,
    "memory": memory,
    "follow": follow,
    "write": write,
}

if __name__ == "__main__":
    name, folder, *words = sys.argv[1:]
    print(json.dumps(PROBES[name](Path(folder), *map(float, words))))
