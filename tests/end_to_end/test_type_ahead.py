"""Keys that arrive in one packet, as over a slow line, go where they would have gone one by one."""

from __future__ import annotations

from typing import Any

SAVE, NEW, TAB = "\x13", "\x1bOQ", "\t"


def test_a_whole_call_and_its_first_acts_typed_ahead_in_one_packet(office: Any) -> None:
    with office.terminal("T002") as terminal:
        terminal.wait_for("本队列没有工单")
        call = [NEW, "张丽华", TAB, "13800001234", TAB * 7, "柜员态度冷淡，问话不答", TAB * 2, "城东", SAVE]
        acts = ["d", "城东", TAB * 3, "态度", SAVE, "s", "周强", SAVE, "c", "已致歉", SAVE]
        terminal.press("".join([*call, *acts]))
        terminal.wait_for("处理中")
        terminal.press("\x11")
        assert terminal.end() == 0
    history = office.history("HX20260302000001")
    assert [kind for kind, _data, _clause in history] == [
        "registered",
        "dispatched",
        "signed_for",
        "contacted",
    ]
    first = history[0][1]
    assert first["customer.name"] == "张丽华"
    assert first["customer.mobile"] == "13800001234"
    assert first["content"] == "柜员态度冷淡，问话不答"
    assert history[3][1]["note"] == "已致歉"


def test_a_paste_that_holds_keys_lands_in_one_field_and_presses_nothing(office: Any) -> None:
    with office.terminal("T002") as terminal:
        terminal.wait_for("本队列没有工单")
        terminal.press("".join([NEW, "张丽华", TAB, "13800001234", TAB * 7]))
        terminal.press("\x1b[200~排队\x1b[31m两小时\x13无人\x1b]0;x\x07理会\x1b[201~")
        terminal.press("".join([TAB * 2, "城东", SAVE]))
        terminal.wait_for("HX20260302000001")
        terminal.press("\x11")
        assert terminal.end() == 0
    assert office.history("HX20260302000001")[0][1]["content"] == "排队两小时无人理会"
