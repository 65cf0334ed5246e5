from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from screens.intake import IntakeScreen
from screens.queue import QueueScreen
from screens.ticket import TicketScreen
from screens.widgets.form import Form
from tests.support.shown import save, shown, typed


async def to_field(pilot: Pilot[Any], name: str) -> None:
    pilot.app.screen.query_one(Form).rows[name].focus_editor()
    await pilot.pause()


async def fill(pilot: Pilot[Any], **fields: str) -> None:
    for name, text in fields.items():
        await to_field(pilot, name.replace("__", "."))
        await typed(pilot, text)


@pytest.mark.clause("K-A1.5")
async def test_all_problems_are_shown_at_once_and_the_first_field_has_the_cursor(office: Any) -> None:
    app = office.app()
    async with app.run_test(size=(120, 60)) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        await save(pilot)
        lines = shown(app)
        rows = app.screen.query_one(Form).rows
        at_fault = [name for name, row in rows.items() if row.has_class("at-fault")]
        assert at_fault == ["customer.name", "customer.mobile", "content", "unit"]
        assert "有 4 处需要更正" in lines
        assert rows["customer.name"].editor.has_focus
        assert not office.desk().ledger.rows()


async def test_a_ticket_is_registered_by_keyboard_and_its_page_opens(office: Any) -> None:
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        await pilot.pause()
        await fill(pilot, customer__name="张丽华", customer__mobile="13800001234")
        await fill(pilot, content="排队两小时，柜员态度冷淡。", unit="城东")
        await pilot.press("enter")
        await fill(pilot, category="态度")
        await pilot.press("enter")
        await save(pilot)
        assert isinstance(app.screen, TicketScreen)
        ticket = office.ticket("HX20260302000001")
        assert (ticket.unit, ticket.category) == ("B0101", "staff.attitude")
        assert ticket.customer.mobile == "13800001234"
        assert not list(office.home.drafts().list("T002"))
        await pilot.press("escape")
        await pilot.pause()
        assert list(app.screen.tickets.keys) == [ticket.number]


async def test_enter_goes_through_the_fields_and_never_registers(office: Any) -> None:
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        await fill(
            pilot, customer__name="张丽华", customer__mobile="13800001234", content="排队", unit="B0101"
        )
        await to_field(pilot, "customer.name")
        for _step in range(40):
            await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, IntakeScreen)
        assert not office.desk().ledger.rows()


@pytest.mark.clause("K-11.2a")
async def test_the_proposed_level_and_its_reasons_follow_the_typing(office: Any) -> None:
    app = office.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        assert "普通" in shown(app)
        await fill(pilot, loss="200")
        await pilot.pause(0.4)
        lines = shown(app)
    assert "! 敏感" in lines
    assert "涉及客户经济损失 (K-11.2a)" in lines
    assert "办结回复" in lines


async def test_a_typed_amount_is_the_whole_amount(office: Any) -> None:
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        await fill(pilot, loss="80000", persons="3")
        raw = app.screen.query_one(Form).raw()
        assert (raw["loss"], raw["persons"]) == ("80000", "3")


async def test_other_tickets_of_the_customer_appear_when_the_number_is_typed(office: Any) -> None:
    earlier = office.new().number
    app = office.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        await fill(pilot, customer__mobile="13800001234")
        await pilot.pause(0.4)
        lines = shown(app)
    assert "该客户的其他工单：1 张" in lines
    assert earlier in lines


async def test_leaving_a_form_asks_and_keeps_the_draft_which_opens_again(office: Any) -> None:
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        await fill(pilot, customer__name="张丽华")
        await pilot.press("escape")
        await pilot.pause()
        assert "还没有登记" in shown(app)
        await pilot.press("down", "enter")
        await pilot.pause()
        assert isinstance(app.screen, QueueScreen)
        await pilot.press("ctrl+d")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.query_one(Form).raw()["customer.name"] == "张丽华"


async def test_a_dropped_line_keeps_the_form_and_the_next_start_offers_it(office: Any) -> None:
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        await fill(pilot, customer__name="张丽华")
        app._end(143)
        await pilot.pause()
    assert app.return_code == 143
    again = office.app()
    async with again.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "您有 1 份草稿待续填" in shown(again)


async def test_two_forms_left_in_the_same_second_are_two_drafts(office: Any) -> None:
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        for name in ("张丽华", "李梅"):
            await pilot.press("f2")
            await pilot.pause()
            await fill(pilot, customer__name=name)
            await pilot.press("escape", "down", "enter")
            await pilot.pause()
    kept = [draft["fields"]["customer.name"] for _key, draft in office.home.drafts().list("T002")]
    assert sorted(kept) == ["张丽华", "李梅"]


async def test_an_untouched_form_closes_without_asking_and_leaves_no_draft(office: Any) -> None:
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        app.keep_drafts()
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, QueueScreen)
    assert not list(office.home.drafts().list("T002"))


async def test_a_menu_closes_with_escape_before_the_form_does(office: Any) -> None:
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        await to_field(pilot, "flags")
        await pilot.press("f4")
        await pilot.pause()
        assert "人身伤害" in shown(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "人身伤害" not in shown(app)
        assert isinstance(app.screen, IntakeScreen)


async def test_several_choices_stand_in_one_field(office: Any) -> None:
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        await fill(pilot, flags="mtbd")
        await pilot.press("enter")
        await typed(pilot, "群体")
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.query_one(Form).raw()["flags"] == ["media", "group"]
