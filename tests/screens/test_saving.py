"""A save while somebody else holds the record: the screen lives, the form waits, and keys keep their order."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from screens.queue import QueueScreen
from screens.widgets.form import Form
from tests.support.shown import shown, typed, until


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("screens.saving.SOON", 0.01)


async def noting(pilot: Pilot[Any], text: str) -> Any:
    """Open the first ticket and begin a note on it."""
    await pilot.press("enter", "n")
    await until(
        pilot, lambda: _form_of(pilot) is not None and pilot.app.focused in _form_of(pilot).query("*")
    )
    await typed(pilot, text)
    await until(pilot, lambda: _form_of(pilot).raw() == ({"note": text} if text else {}))
    return pilot.app.screen


def _form_of(pilot: Pilot[Any]) -> Any:
    pane = getattr(pilot.app.screen, "pane", None)
    return pane.form if pane is not None else None


@pytest.mark.usefixtures("at_once")
async def test_while_the_record_is_held_the_screen_says_that_it_saves_and_goes_on(office: Any) -> None:
    number = office.new().number
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await noting(pilot, "客户再次来电")
        with office.home.lock:
            await pilot.press("ctrl+s")
            await until(pilot, lambda: screen.pane.form.disabled)
            await until(pilot, lambda: "正在保存……" in shown(app))
            assert office.ticket(number).notes == ()
        await until(pilot, lambda: not app.held and screen.pane is None)
        assert office.ticket(number).notes == ("客户再次来电",)
        await until(pilot, lambda: "正在保存" not in shown(app))


@pytest.mark.usefixtures("at_once")
async def test_a_form_that_was_refused_after_a_wait_can_be_typed_in_again(office: Any) -> None:
    office.new()
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await noting(pilot, "")
        with office.home.lock:
            await pilot.press("ctrl+s")
            await until(pilot, lambda: screen.pane.form.disabled)
        await until(pilot, lambda: not app.held)
        assert not screen.pane.form.disabled
        assert screen.pane.form.rows["note"].has_class("at-fault")
        await typed(pilot, "补充")
        assert screen.pane.form.raw()["note"] == "补充"


async def test_keys_typed_during_a_save_wait_for_what_it_brings(office: Any) -> None:
    number = office.new().number
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await noting(pilot, "第一次来电")
        with office.home.lock:
            await pilot.press("ctrl+s")
            await typed(pilot, "n第二次")
            assert app.screen.pane.form.raw()["note"] == "第一次来电"
        await until(pilot, lambda: not app.held)
        await until(
            pilot, lambda: app.screen.pane is not None and app.screen.pane.form.raw() == {"note": "第二次"}
        )
    assert office.ticket(number).notes == ("第一次来电",)


async def test_a_line_that_drops_during_a_save_ends_the_desk_after_it_and_leaves_no_draft(
    office: Any,
) -> None:
    number = office.new().number
    app = office.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await noting(pilot, "客户再次来电")
        with office.home.lock:
            await pilot.press("ctrl+s")
            app._end(129)
            assert [draft["fields"] for _key, draft in office.home.drafts().list("T002")] == [
                {"note": "客户再次来电"}
            ]
            assert app.return_code is None
        await until(pilot, lambda: not app.held)
    assert app.return_code == 129
    assert office.ticket(number).notes == ("客户再次来电",)
    assert not list(office.home.drafts().list("T002"))


async def test_a_registration_that_waits_is_made_once_however_often_it_is_asked_for(office: Any) -> None:
    app = office.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        rows = app.screen.query_one(Form).rows
        for name, text in {
            "customer.name": "张丽华",
            "customer.mobile": "13800001234",
            "content": "柜员态度冷淡，问话不答。",
            "unit": "城东",
        }.items():
            rows[name].focus_editor()
            await pilot.pause()
            await typed(pilot, text)
        with office.home.lock:
            await pilot.press("ctrl+s")
            app.screen.action_save()
        await until(pilot, lambda: not app.held)
        assert not isinstance(app.screen, QueueScreen)
    assert list(office.desk().ledger.rows()) == ["HX20260302000001"]
