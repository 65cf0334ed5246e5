from __future__ import annotations

import re
import signal
from pathlib import Path

import pytest

from desk.i18n import set_language
from tests.support.desks import Bench, make_bench
from tests.support.terminal import Terminal

FOREIGN = re.compile(
    "\x1b\\[[0-9;]*J|\x1b\\]|[\x00-\x08\x0b\x0c\x0e-\x1a\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]"
)
HOSTILE = "正文\x1b[2J\x1b]52;c;aGk=\x07[/b][@click=app.quit]x\u202e𠀀"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    set_language("zh_CN")
    return make_bench(tmp_path / "desk")


def desk_in(bench: Bench, *more: str, **env: str) -> Terminal:
    return Terminal(["-m", "tests.screens.worker", str(bench.path), *more], env={"DESK_LANG": "zh_CN", **env})


def test_the_desk_opens_in_a_terminal_shows_no_foreign_control_and_leaves_with_0(bench: Bench) -> None:
    bench.new(content=HOSTILE)
    with desk_in(bench) as terminal:
        terminal.wait_for("未结：1 / 1")
        terminal.press("\r")
        screen = terminal.wait_for("投诉事由")
        assert "[/b][@click=app.quit]x𠀀" in screen.replace("\n", "")
        terminal.press("\x11")
        assert terminal.end() == 0
        assert b"]22;" not in terminal.raw
        assert not re.search(rb"\x1b\[>[0-9]+u", terminal.raw)  # the key protocol that loses long words
        assert not FOREIGN.findall(terminal.raw.decode())
        assert b"\x1b[?1049l" in terminal.raw


def test_another_process_s_ticket_appears_by_itself(bench: Bench) -> None:
    with desk_in(bench) as terminal:
        terminal.wait_for("本队列没有工单")
        number = bench.new().number
        assert number in terminal.wait_for("未结：1 / 1")


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_dropped_line_keeps_what_was_typed(bench: Bench, number: signal.Signals) -> None:
    with desk_in(bench) as terminal:
        terminal.wait_for("本队列没有工单")
        terminal.press("\x1bOQ")
        terminal.wait_for("客户姓名")
        terminal.press("张丽华欧阳修")
        terminal.wait_for("张丽华欧阳修")
        assert terminal.end(number) == 128 + number
    drafts = list(bench.desk.drafts.list("T002"))
    assert [draft["fields"]["customer.name"] for _key, draft in drafts] == ["张丽华欧阳修"]


def test_a_fault_of_the_program_shows_one_line_and_nobody_s_data(bench: Bench) -> None:
    bench.new()
    with desk_in(bench, "crash") as terminal:
        terminal.wait_for("未结：1 / 1")
        terminal.press("\r")
        assert terminal.end() == 1
        screen = terminal.wait_quiet()
        assert "处理台因内部故障停止" in screen
        assert b"13800001234" not in terminal.raw
        assert b"Traceback" not in terminal.raw
    log = (bench.path / "faults.log").read_text(encoding="utf-8")
    assert "RuntimeError" in log
    assert "13800001234" not in log
    assert (bench.path / "faults.log").stat().st_mode & 0o077 == 0


def test_without_colours_the_levels_and_the_cursor_are_still_told(bench: Bench) -> None:
    bench.new(flags=["media"])
    with desk_in(bench, NO_COLOR="1") as terminal:
        screen = terminal.wait_for("未结：1 / 1")
        assert "> !!重大" in screen
        colours = {cell.fg for line in terminal.screen.buffer.values() for cell in line.values()}
        greys = {
            colour
            for colour in colours
            if colour == "default" or len({*zip(colour[::2], colour[1::2], strict=True)}) == 1
        }
        assert colours == greys
