from __future__ import annotations

from typing import Any

import pytest

from desk.i18n import set_language
from screens.queue import QueueScreen
from screens.ticket import TicketScreen
from tests.support.shown import shown, typed, until


@pytest.mark.clause("K-11.3e")
async def test_the_queue_lists_level_3_first_then_by_due_time(office: Any) -> None:
    late = office.new(received_at="2026-02-24 09:00").number
    fresh = office.new().number
    major = office.new(flags=["media"]).number
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert list(app.screen.tickets.keys) == [major, late, fresh]
        lines = shown(app)
    assert "!!重大" in lines
    assert "未结：3 / 3，第 1 行" in lines


async def test_every_row_says_how_far_its_due_time_is_in_words(office: Any) -> None:
    office.new(received_at="2026-02-24 09:00")
    office.new(flags=["media"], received_at="2026-03-02 10:20")
    app = office.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        lines = shown(app)
    assert "剩5分" in lines
    assert "超4个工作日" in lines  # due on 25 February 24:00; 26, 27, the make-up Saturday 28, 2 March


async def test_digits_choose_the_queue_and_count_it(office: Any) -> None:
    office.new()
    number = office.new(loss="300").number
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("5")
        await pilot.pause()
        assert list(app.screen.tickets.keys) == [number]
        assert "[5 二级 1]" in shown(app)
        await pilot.press("５")
        await pilot.press("right")
        assert "[6 一级 1]" in shown(app)


@pytest.mark.parametrize("key", ["slash", "fullwidth_solidus", "ideographic_comma"])
async def test_the_filter_key_works_with_an_input_method_on(office: Any, key: str) -> None:
    office.new()
    wanted = office.new(content="信用卡年费重复扣收，要求退回。").number
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
        await typed(pilot, "年费")
        await until(pilot, lambda: len(app.screen.tickets.keys) == 1)
        assert list(app.screen.tickets.keys) == [wanted]
        assert "1 / 2" in shown(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "筛选中" in shown(app)
        await pilot.press("escape")
        await pilot.pause()
        assert len(app.screen.tickets.keys) == 2


async def test_a_filter_waits_for_the_last_key_and_enter_shows_it_at_once(
    office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("screens.queue.FILTER_PAUSE", 600.0)
    office.new()
    wanted = office.new(content="信用卡年费重复扣收，要求退回。").number
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash")
        await typed(pilot, "年费")
        assert app.screen.filter_input.value == "年费"
        assert len(app.screen.tickets.keys) == 2
        await pilot.press("enter")
        await pilot.pause()
        assert list(app.screen.tickets.keys) == [wanted]
        await pilot.press("escape")
        await pilot.pause()
        assert len(app.screen.tickets.keys) == 2


async def test_a_filter_that_fits_nothing_says_so(office: Any) -> None:
    office.new()
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash")
        await typed(pilot, "zzz")
        await until(pilot, lambda: not app.screen.rows)
        assert "没有含有该文字的工单" in shown(app)
        assert "0 / 1" in shown(app)


async def test_what_another_process_does_appears_and_the_cursor_stays_on_its_ticket(office: Any) -> None:
    mine = office.new().number
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.screen.tickets.current == mine
        above = office.new(flags=["media"]).number
        app.poll()
        await pilot.pause()
        assert list(app.screen.tickets.keys) == [above, mine]
        assert app.screen.tickets.current == mine
        office.does(mine, "dispatch", lead="B0101", category="staff.attitude")
        app.poll()
        await pilot.pause()
        assert "已派单" in shown(app)


async def test_enter_opens_the_ticket_and_escape_comes_back(office: Any) -> None:
    number = office.new().number
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, TicketScreen)
        assert app.screen.ticket.number == number
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, QueueScreen)


@pytest.mark.parametrize("colon", ["colon", "fullwidth_colon"])
async def test_a_colon_goes_to_a_number_by_its_end(office: Any, colon: str) -> None:
    office.new()
    number = office.new().number
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(colon)
        await typed(pilot, "999")
        await pilot.press("enter")
        await pilot.pause()
        assert "没有" in shown(app)
        await pilot.press("backspace", "backspace", "backspace")
        await typed(pilot, number[-4:])
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.ticket.number == number


async def test_the_palette_finds_a_queue_by_chinese_english_and_initials(office: Any) -> None:
    office.new(received_at="2026-02-24 09:00")
    app = office.app()
    for words in ("超时", "overdue", "cs"):
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("ctrl+p")
            await typed(pilot, words)
            await pilot.press("enter")
            await pilot.pause()
            assert "[2 超时 1]" in shown(app)
        app = office.app()


async def test_help_lists_the_keys_of_the_screen(office: Any) -> None:
    app = office.app()
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.press("fullwidth_question_mark")
        await pilot.pause()
        lines = shown(app)
    assert "队列页" in lines
    assert "只显示含有该文字的工单。" in lines


async def test_a_practice_desk_says_so_on_every_screen(office: Any) -> None:
    office.new()
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("f1", "escape", "enter", "f5", "escape", "escape", "f2"):
            assert "练习" in shown(app).splitlines()[0]
            await pilot.press(key)
            await pilot.pause()
        assert "练习" in shown(app).splitlines()[0]


async def test_a_window_too_small_says_what_it_needs_and_recovers(office: Any) -> None:
    office.new()
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.resize_terminal(50, 12)
        await pilot.pause()
        assert "窗口太小" in shown(app)
        await pilot.resize_terminal(160, 50)
        await pilot.pause()
        assert "窗口太小" not in shown(app)
        assert "已登记" in shown(app)


async def test_english_is_complete(office: Any) -> None:
    set_language("en")
    office.new(received_at="2026-02-24 09:00")
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        lines = shown(app)
    assert "wd late" in lines
    assert "PRACTICE" in lines
    assert "Registered" in lines


@pytest.mark.parametrize(("key", "gone"), [("q", True), ("ctrl+q", True), ("escape", False)])
async def test_only_the_keys_for_it_leave_the_desk(office: Any, key: str, gone: bool) -> None:
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
        await pilot.pause()
        assert app._exit is gone
