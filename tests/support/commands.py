"""The commands of the desk as tests use them: in this process, or in one of their own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from desk.cli.run import main
from desk.ports import Drafts
from storage import create_home, open_home
from tests.support.desks import STAFF, UNITS

ROOT = Path(__file__).parents[2]


@dataclass
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        return json.loads(self.out)["error"]


@dataclass
class Cli:
    """The commands, run in this process or in one of their own, on one data folder."""

    home: Path
    patch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]
    now: str = ""
    by: str = "T002"
    env: dict[str, str] = field(default_factory=dict)

    def __call__(self, *words: str, stdin: str | bytes = "", by: str | None = None) -> Answer:
        self.capture.readouterr()
        with self.patch.context() as patch:
            for name, value in self._environment(by).items():
                patch.setenv(name, value)
            content = stdin if isinstance(stdin, bytes) else stdin.encode()
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
            code = main(words)
        out, err = self.capture.readouterr()
        return Answer(code, out, err)

    def process(self, *words: str, stdin: str = "", **environment: str) -> Answer:
        done = subprocess.run(
            [sys.executable, "-m", "desk", *words],
            cwd=ROOT,
            env={**os.environ, **self._environment(None), **environment},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def new(self, **fields: Any) -> str:
        answer = self("ticket", "new", "--json", "-", stdin=json.dumps(complaint(**fields)))
        assert answer.code == 0, answer.err
        return answer.out.strip()

    def _environment(self, by: str | None) -> dict[str, str]:
        found = {"DESK_HOME": str(self.home), "DESK_LANG": "en", "DESK_BY": self.by if by is None else by}
        if self.now:
            found["DESK_NOW"] = self.now
        return {**found, **self.env}


def complaint(**fields: Any) -> dict[str, Any]:
    """An ordinary complaint at a counter."""
    return {
        "channel": "counter",
        "received_at": "2026-03-02 09:05",
        "customer": {"name": "赵敏", "mobile": "13800001234"},
        "content": "等候四十分钟，柜员态度不好。",
        "unit": "B0101",
        "category": "staff.attitude",
        **fields,
    }


def make_bank(path: Path, *, practice: bool = True, operator: str = "") -> None:
    settings = {"operator": operator} if operator else {}
    documents = create_home(path, pack="kunlun", practice=practice, **settings).documents()
    documents.write("units", [unit.to_json() for unit in UNITS], expected_rev=0)
    documents.write("staff", [person.to_json() for person in STAFF], expected_rev=0)


def open_drafts(path: Path) -> Drafts:
    """The drafts of a data folder, as the screens would save them."""
    return open_home(path).drafts()
