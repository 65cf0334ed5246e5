"""Whole desks as a person runs them: `python -m desk` in a pseudo-terminal and on the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from desk.i18n import set_language
from tests.support.desks import Bench, make_bench
from tests.support.terminal import ROOT, Terminal

NOW = "2026-03-02T10:30:00+08:00"


class Office:
    """A small bank's data folder with ways to open desks on it."""

    def __init__(self, bench: Bench, home: Path) -> None:
        self.bench = bench
        self._home = home

    def env(self, person: str) -> dict[str, str]:
        """Return what a person's session has set."""
        return {
            "DESK_LANG": "zh_CN",
            "DESK_HOME": str(self.bench.path),
            "DESK_BY": person,
            "DESK_NOW": NOW,
            "HOME": str(self._home),
        }

    def terminal(self, person: str, columns: int = 80, rows: int = 24) -> Terminal:
        """Open the full-screen desk for a person."""
        return Terminal(["-m", "desk"], env=self.env(person), columns=columns, rows=rows)

    def command(self, *words: str, person: str = "T002", given: Mapping[str, Any] | None = None) -> str:
        """Run a command, which must succeed, and return what it put out."""
        run = subprocess.run(
            [sys.executable, "-m", "desk", *words],
            input=json.dumps(given) if given is not None else None,
            env={"PATH": os.environ["PATH"], **self.env(person)},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        return run.stdout

    def history(self, number: str) -> list[tuple[str, dict[str, Any], str]]:
        """Return what was done to a ticket: kinds, data and clauses, without who, when and by which door."""
        self.bench.desk.refresh()
        events = self.bench.desk.ticket(number).history
        return [(event.kind, dict(event.data), event.clause) for event in events]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    set_language("zh_CN")
    return Office(make_bench(tmp_path / "desk"), tmp_path)


@pytest.fixture
def type_slowly() -> Callable[..., None]:
    """Return a function that sends keys one group after the other, waiting for the screen in between."""

    def send(terminal: Terminal, *groups: str) -> None:
        for group in groups:
            terminal.press(group)
            terminal.wait_quiet()

    return send
