"""The walls of the house, seen from outside: what a process that only asks may have loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("textual", "rich", "openpyxl", "xlsxwriter", "python_calamine", "xlrd", "tinydb", "pendulum")


def loaded_by(statement: str) -> set[str]:
    """Return the heavy packages that a fresh interpreter has loaded after `statement`."""
    code = f"import sys\n{statement}\nprint(*[m for m in {HEAVY!r} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(run.stdout.split())


@pytest.mark.parametrize(
    "module", ["desk.service", "desk.actions", "desk.clocks", "desk.pack", "desk.queues"]
)
def test_the_core_loads_no_screen_no_storage_and_no_spreadsheet(module: str) -> None:
    assert loaded_by(f"import {module}") == set()


def test_storage_draws_nothing_and_reads_no_spreadsheet() -> None:
    assert loaded_by("import storage") <= {"tinydb"}


def test_importers_draw_nothing() -> None:
    assert not loaded_by("import importers.register") & {"textual", "rich"}


def test_the_message_catalogue_is_complete_in_both_languages() -> None:
    run = subprocess.run(
        [sys.executable, ".ci/catalogue.py", "check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout.strip()) == (0, "message catalogue: complete in zh_CN and en")


def test_both_readmes_give_the_same_two_commands() -> None:
    def commands(name: str) -> list[str]:
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        return [line for line in lines if line.startswith("python3 -m venv")]

    assert commands("README.md") == commands("README.zh-CN.md")
    assert len(commands("README.md")) == 2


def test_the_readmes_link_to_files_that_are_there() -> None:
    import re  # noqa: PLC0415 - needed here alone

    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        targets = [t for t in re.findall(r"\]\(([^)]+)\)", text) if not t.startswith("http")]
        assert targets
        assert [t for t in targets if not (ROOT / t).exists()] == []
