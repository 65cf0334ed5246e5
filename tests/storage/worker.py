"""Another process on a data folder: `python -m tests.storage.worker COMMAND HOME ARGUMENT`.

It prints one line for each thing that was acknowledged to it.
"""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desk.errors import StorageError
from storage import Home, copy_home, create_home, open_home
from storage.checkpoint import Limits
from storage.ledger import TinyLedger
from tests.storage.archive_contract import ticket
from tests.storage.contract import Change, change, event, write

ROOT = Path(__file__).parents[2]
CALLS = ("open", "write", "fsync", "fdatasync", "ftruncate", "replace", "unlink", "mkdir", "chmod")
KILLED = 9


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


def die_before(calls: int) -> None:
    """Kill this process before that one of its system calls and SQL statements that could change a file."""
    left = calls

    def deadly(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                os._exit(KILLED)
            return real(*args, **kwargs)

        return call

    for name in CALLS:
        setattr(os, name, deadly(getattr(os, name)))
    statement = deadly(lambda _text: None)
    real = sqlite3.connect

    def connect(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        connection = real(*args, **kwargs)
        connection.set_trace_callback(statement)
        return connection

    sqlite3.connect = connect


def act(home: Home) -> None:
    with home.ledger().transaction() as transaction:
        transaction.serial("K")
        transaction.add(change("K1", 3, source="s1"))
        transaction.add(change("N1"))


OPERATIONS: dict[str, Callable[[Path], Any]] = {
    "checkpoint": lambda path: open_home(path).ledger().checkpoint(),
    "act": lambda path: act(open_home(path)),
    "index": lambda path: open_home(path).ledger().prepare_search(lambda _done, _all: None),
    "back": lambda path: write(open_home(path).ledger(), ticket("K4", 1, state="reworking")),
    "table": lambda path: open_home(path).documents().write("units", [{"new": 1}], expected_rev=1),
    "file": lambda path: open_home(path).documents().put_file("in/new.xlsx", b"new"),
    "draft": lambda path: open_home(path).drafts().save("wang", "new", {"new": 1}),
    "create": lambda path: create_home(path / "made", pack="kunlun"),
    "copy": lambda path: copy_home(open_home(path), path / "copy"),
}


def sweep(home: Path, operation: str) -> None:
    """Do an operation on copies of a home, killed before its first system call, its second, and so on."""
    for calls in range(200):
        case = home.with_name(f"{operation}{calls}")
        shutil.copytree(home, case)
        child = os.fork()
        if not child:
            die_before(calls)
            OPERATIONS[operation](case)
            os._exit(0)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        say(code, case)
        if code != KILLED:
            return


def main() -> None:
    command, home, argument = sys.argv[1:]
    if command == "sweep":
        return sweep(Path(home), argument)
    limits = Limits(frames=1 if command == "eager" else 40)
    ledger = open_home(home, holder="王芳").ledger(limits=limits)
    if command == "hold":
        return hold(ledger)
    commands = {"create": create, "eager": create, "follow": follow, "fill": fill}
    return commands[command](ledger, int(argument))


if __name__ == "__main__":
    main()
