from __future__ import annotations

import re
from typing import Any

import pytest
from textual.pilot import Pilot

from screens.help import HelpScreen
from screens.queue import QueueScreen
from screens.ticket import TicketScreen
from screens.ticket_page import page_lines
from screens.why import WhyScreen
from tests.support.shown import save, shown, typed


async def opened(pilot: Pilot[Any]) -> TicketScreen:
    await pilot.press("enter")
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, TicketScreen)
    return screen


async def act(pilot: Pilot[Any], letter: str, **fields: str) -> None:
    await pilot.press(letter)
    await pilot.pause()
    form = pilot.app.screen.pane.form
    for name, text in fields.items():
        form.rows[name].focus_editor()
        await pilot.pause()
        await typed(pilot, text)
    await save(pilot)


def page(screen: TicketScreen) -> str:
    return screen.page.text()


async def test_the_whole_path_of_a_ticket_by_keyboard(office: Any) -> None:
    number = office.new().number
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await act(pilot, "d", lead="城东", category="态度")
        assert office.ticket(number).state == "dispatched"
        await act(pilot, "s", follower="周强")
        assert office.ticket(number).follower == "T101"
        await act(pilot, "c", note="已致歉，正在核实")
        assert office.ticket(number).state == "handling"
        await act(pilot, "r", text="已核实并道歉")
        assert office.ticket(number).state == "revisit_due"
        await act(pilot, "v", satisfaction="基本")
        assert office.ticket(number).satisfaction == "fairly"
        await act(pilot, "x", cause_check="培训不足，已安排培训")
        assert office.ticket(number).state == "closed"
        assert "已结案" in shown(app)


async def test_an_action_that_is_not_possible_says_why(office: Any) -> None:
    office.new()
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        assert "(r 回复)" in shown(app)
        await pilot.press("r")
        await pilot.pause()
        assert app.screen.pane is None
        assert "K-6.6.3" in shown(app)


async def test_the_list_of_actions_works_with_an_input_method_on(office: Any) -> None:
    office.new()
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("f3")
        await pilot.pause()
        await typed(pilot, "备注")
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.pane.action.verb == "note"


async def test_problems_of_an_action_stand_beside_their_fields(office: Any) -> None:
    office.new()
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await act(pilot, "d")
        assert screen.pane.form.rows["lead"].has_class("at-fault")
        assert "! 请填写主办机构。" in shown(app)


async def test_a_conflict_shows_who_did_what_and_keeps_what_was_typed(office: Any) -> None:
    number = office.new().number
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("n")
        await pilot.pause()
        await typed(pilot, "客户再次来电")
        office.does(number, "dispatch", "T001", lead="B0101", category="staff.attitude")
        await save(pilot)
        lines = shown(app)
        assert "陈晓 派单" in lines
        assert screen.pane.form.raw()["note"] == "客户再次来电"
        assert office.ticket(number).notes == ()
        await save(pilot)
        ticket = office.ticket(number)
        assert (ticket.notes, ticket.state, ticket.rev) == (("客户再次来电",), "dispatched", 3)


async def test_what_another_process_does_is_shown_at_once_beside_an_open_form(office: Any) -> None:
    number = office.new().number
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("n")
        await typed(pilot, "客户再次来电")
        office.does(number, "dispatch", "T001", lead="B0101", category="staff.attitude")
        app.poll()
        await pilot.pause()
        assert "本工单刚有变更" in shown(app)
        assert "已派单" in shown(app)
        assert "陈晓 派单" in page(screen)
        assert screen.pane.form.raw()["note"] == "客户再次来电"


async def test_a_left_form_comes_back_with_what_was_typed(office: Any) -> None:
    number = office.new().number
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("n")
        await typed(pilot, "客户再次来电")
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen.pane is None
        await pilot.press("n")
        await pilot.pause()
        assert app.screen.pane.form.raw()["note"] == "客户再次来电"
        await pilot.press("escape", "escape", "ctrl+d")
        await pilot.pause()
        assert number in shown(app)
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.pane.form.raw()["note"] == "客户再次来电"


@pytest.mark.clause("K-3.3a")
async def test_personal_data_are_masked_until_asked_for_with_a_reason_and_hide_again(office: Any) -> None:
    number = office.new().number
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        assert "张**" in shown(app)
        assert "138****1234" in page(screen)
        await act(pilot, "o", reason="回电核实")
        assert "13800001234" in page(screen)
        assert "张丽华" in page(screen)
        logged = office.ticket(number).history[-1]
        assert (logged.kind, logged.by, logged.data["reason"]) == ("revealed", "T002", "回电核实")
        await pilot.press("f5")
        await pilot.pause()
        assert isinstance(app.screen, WhyScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert "13800001234" not in page(screen)
        assert "张丽华" not in page(screen)


@pytest.mark.clause("K-12.1b")
async def test_the_reasons_of_a_due_time_stand_day_by_day(office: Any) -> None:
    office.new(channel="counter", received_at="2026-02-11 10:00")
    office.clock.set("2026-02-12 09:00")
    app = office.app()
    async with app.run_test(size=(120, 60)) as pilot:
        await opened(pilot)
        await pilot.press("w")
        await pilot.pause()
        lines = shown(app)
    assert "K-12.1b" in lines
    assert "2026-02-14 24:00" in lines  # 12 and 13 February, then the make-up Saturday
    assert "调休" in lines


async def test_keys_on_the_page_lead_to_help_and_back_to_the_list(office: Any) -> None:
    office.new()
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("q")
        await pilot.press("q")
        await pilot.pause()
        assert isinstance(app.screen, QueueScreen)


@pytest.mark.clause("K-2.2", "F0-5")
async def test_what_the_next_handler_must_know_stands_on_the_page(office: Any) -> None:
    office.new(
        customer={"name": "张丽华", "mobile": "13800001234", "own": False},
        emotion="strong",
        amount_band="hundreds",
        loss="200",
    )
    app = office.app()
    async with app.run_test(size=(120, 60)) as pilot:
        text = page(await opened(pilot))
    assert re.search("情绪特征 +强烈", text)
    assert re.search("是否本行客户 +否", text)
    assert re.search("金额档次 +千元级以下", text)
    assert re.search("建议级别 +二级敏感.*涉及客户经济损失 .K-11.2a.", text)


async def test_the_page_fits_every_width(office: Any) -> None:
    office.new(content="长" * 300)
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        for width in (40, 77, 118, 200):
            lines = page_lines(screen._look(), screen.session, width)
            assert len(lines) > 15
        await pilot.resize_terminal(60, 16)
        await pilot.pause()
        assert "时限" in shown(app)
