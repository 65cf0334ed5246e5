"""Waiting for the lock: in turn, not behind somebody who hangs, and leaving nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from desk.errors import StorageError
from storage.lock import locked, locked_now

ROOT = Path(__file__).parents[2]
WAITER = """
import sys, pathlib
from storage.lock import locked
print("waiting", flush=True)
with locked(pathlib.Path(sys.argv[1]), sys.argv[2], 30.0):
    print("held", flush=True)
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "lock"


def waiter(path: Path, name: str) -> subprocess.Popen[str]:
    """Another process that waits for the lock."""
    words = [sys.executable, "-c", WAITER, str(path), name]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "waiting\n"
    return process


def is_queued(process: subprocess.Popen[str]) -> bool:
    """Whether the kernel lists the process among those who wait for a lock."""
    return any(f" {process.pid} " in line and "->" in line for line in Path("/proc/locks").open())


def until(condition) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_who_waits_gets_the_lock_when_it_is_released(path):
    with locked(path, "li"):
        process = waiter(path, "wang")
        until(lambda: is_queued(process))
    assert process.communicate(timeout=20)[0] == "held\n"
    with locked_now(path, "li") as free:
        assert free


def test_a_waiter_that_was_stopped_does_not_keep_the_others_waiting(path):
    with locked(path, "li"):
        hanging = waiter(path, "wang")
        until(lambda: is_queued(hanging))
        os.kill(hanging.pid, signal.SIGSTOP)
        second = waiter(path, "zhou")
    assert second.communicate(timeout=20)[0] == "held\n"
    hanging.kill()
    hanging.communicate()


def test_a_place_that_was_left_gives_the_lock_back_when_its_turn_comes(path):
    with locked(path, "li"):
        for _ in range(3):
            with pytest.raises(StorageError, match="li"), locked(path, "wang", 0.02):
                pass
    until(lambda: free_now(path))
    with locked(path, "wang", 1.0):
        assert not free_now(path)


def free_now(path: Path) -> bool:
    with locked_now(path, "zhou") as free:
        return free


def test_who_is_interrupted_while_waiting_keeps_nothing(path):
    def interrupt() -> None:
        raise KeyboardInterrupt

    with locked(path, "li"), pytest.raises(KeyboardInterrupt), locked(path, "wang", 5.0, interrupt):
        pass
    until(lambda: free_now(path))


def test_something_may_be_done_meanwhile(path):
    looks: list[float] = []
    look = locked(path, "wang", 0.2, lambda: looks.append(time.monotonic()))
    with locked(path, "li"), pytest.raises(StorageError), look:
        pass
    assert looks


def test_threads_wait_for_each_other_too(path):
    inside: list[int] = []
    most: list[int] = []

    def work() -> None:
        for _ in range(20):
            with locked(path, "li"):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 100
