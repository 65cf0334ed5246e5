from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.commands import Cli, make_bank


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    for name in ("DESK_HOME", "DESK_NOW", "DESK_BY", "DESK_LANG"):
        monkeypatch.delenv(name, raising=False)
    make_bank(tmp_path / "home")
    return Cli(tmp_path / "home", monkeypatch, capsys, now="2026-03-02T10:30:00+08:00")
