"""Another process on a data folder: `python -m tests.storage.worker COMMAND HOME ARGUMENT`.

It prints one line for each thing that was acknowledged to it.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desk.errors import StorageError
from storage import open_home
from storage.checkpoint import Limits
from storage.ledger import TinyLedger
from tests.storage.contract import Change, change, event

ROOT = Path(__file__).parents[2]
CALLS = ("open", "write", "fsync", "fdatasync", "ftruncate", "replace", "unlink")


def start(command: str, home: Path, argument: object = "") -> subprocess.Popen[str]:
    """Start a worker whose lines can be read from its stdout."""
    words = [sys.executable, "-m", "tests.storage.worker", command, str(home), str(argument)]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True, bufsize=1)


def run(command: str, home: Path, argument: object = "") -> tuple[int, list[str]]:
    """Run a worker to its end and return its exit code and lines."""
    with start(command, home, argument) as process:
        lines = process.communicate(timeout=60)[0].splitlines()
    return process.returncode, lines


def say(*words: object) -> None:
    print(*words, flush=True)


def create(ledger: TinyLedger, count: int) -> None:
    """Create tickets and add one event by this process to the ticket that all share."""
    for _ in range(count):
        with ledger.transaction() as transaction:
            number = f"W{transaction.serial('W')}"
            transaction.add(change(number, text="新工单" * 20, source=f"{os.getpid()}-{number}"))
            seen = len(transaction.events("shared"))
            by = event(seen + 1, process=os.getpid())
            transaction.add(Change("shared", seen, (by,), {"rev": seen + 1}))
        say(number)


def follow(ledger: TinyLedger, count: int) -> None:
    """Say each number that changed, until so many tickets are there."""
    seen: set[str] = set()
    say("ready")
    while len(seen) < count:
        found = ledger.refresh()
        for number in found:
            say(number, len(ledger.events(number)))
        seen |= found
        time.sleep(0.002)


def hold(ledger: TinyLedger) -> None:
    """Hold the lock until the process is ended."""
    with ledger.transaction():
        say("held")
        time.sleep(60)


def fill(ledger: TinyLedger, room: int) -> None:
    """Write with a file system that takes only so many more bytes of any file."""
    size = ledger._journal.file.size() + room
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        create(ledger, 1)
    except StorageError as error:
        say(error.message)


def checkpoint(ledger: TinyLedger, calls: int) -> None:
    """Make a checkpoint and be killed before the system call of that number."""
    left = calls

    def deadly(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                os._exit(9)
            return real(*args, **kwargs)

        return call

    for name in CALLS:
        setattr(os, name, deadly(getattr(os, name)))
    ledger.checkpoint()
    say("done")


def main() -> None:
    command, home, argument = sys.argv[1:]
    limits = Limits(frames=1 if command == "eager" else 40)
    ledger = open_home(home, holder="王芳").ledger(limits=limits)
    if command == "hold":
        hold(ledger)
    else:
        {"create": create, "eager": create, "follow": follow, "fill": fill, "checkpoint": checkpoint}[
            command
        ](ledger, int(argument))


if __name__ == "__main__":
    main()
