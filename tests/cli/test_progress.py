"""Progress is told on stderr, and only about work that takes a while."""

from __future__ import annotations

import io

import pytest

from desk.cli import progress
from desk.cli.progress import Progress
from desk.i18n import set_language


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def time(monkeypatch):
    set_language("en")
    moments = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: moments[0])
    return moments


def test_short_work_says_nothing(time, capsys):
    tell = Progress("Rows")
    for done in range(10):
        time[0] = done / 20
        tell(done, 10)
    tell.close()
    assert capsys.readouterr() == ("", "")


def test_in_a_pipe_a_line_comes_every_few_seconds(time, capsys):
    tell = Progress("Rows")
    for second in range(1, 13):
        time[0] = second
        tell(second, 12)
    assert [line.split()[-3:] for line in capsys.readouterr().err.splitlines()] == [
        ["1", "of", "12"],
        ["6", "of", "12"],
        ["11", "of", "12"],
    ]


def test_on_a_terminal_one_line_is_rewritten_and_taken_away(time, monkeypatch):
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    tell = Progress("Rows")
    for second in (1, 2):
        time[0] = second
        tell(second, 2)
    tell.close()
    assert "\n" not in screen.getvalue()
    assert screen.getvalue().endswith("\r\x1b[K")
