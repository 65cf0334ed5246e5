"""The throw-away desk: real processes in a pseudo-terminal, gone without a trace."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.commands import ROOT

LIMIT = 40.0


def seen(screen: int, word: str) -> str:
    """Read the terminal until the word is on it."""
    text, until = "", time.monotonic() + LIMIT
    while word not in text and time.monotonic() < until:
        if select.select([screen], [], [], 0.5)[0]:
            text += os.read(screen, 65536).decode(errors="replace")
    return text


def ended(process: subprocess.Popen[bytes], screen: int) -> int:
    """Wait for the end while emptying the terminal."""
    until = time.monotonic() + LIMIT
    while process.poll() is None and time.monotonic() < until:
        if select.select([screen], [], [], 0.1)[0]:
            try:
                os.read(screen, 65536)
            except OSError:
                break
    return process.wait(LIMIT)


def callers_of(folder: Path) -> list[str]:
    """Return the processes that work on a demo's folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(folder) in command:
            found.append(command)
    return found


def opened(tmp_path: Path) -> tuple[subprocess.Popen[bytes], int]:
    screen, other = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DESK_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "desk", "demo", "--tickets", "6", "--lang", "en"],
        cwd=ROOT,
        env={**environment, "XDG_CACHE_HOME": str(tmp_path), "TERM": "xterm-256color"},
        stdin=other,
        stdout=other,
        stderr=other,
        start_new_session=True,
    )
    os.close(other)
    return process, screen


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_demo_runs_on_a_folder_of_its_own_and_leaves_nothing(tmp_path, number):
    place = tmp_path / "complaint-desk"
    process, screen = opened(tmp_path)
    said = seen(screen, "\x1b[?1049h")
    assert "will be removed when you leave" in said
    (folder,) = place.iterdir()
    seen(screen, "HX")
    assert any("arrivals" in command for command in callers_of(folder))
    process.send_signal(number)
    ended(process, screen)
    os.close(screen)
    until = time.monotonic() + LIMIT
    while callers_of(folder) and time.monotonic() < until:
        time.sleep(0.1)
    assert callers_of(folder) == []
    if number == signal.SIGKILL:
        again, screen = opened(tmp_path)
        seen(screen, "HX")
        again.send_signal(signal.SIGTERM)
        ended(again, screen)
        os.close(screen)
    assert list(place.iterdir()) == []
