"""Two desks on one folder, in two terminals."""

from __future__ import annotations

from typing import Any

SAVE, NEW, ENTER, TAB = "\x13", "\x1bOQ", "\r", "\t"


def test_a_ticket_registered_in_one_desk_appears_in_the_other_without_a_key(
    office: Any, type_slowly: Any
) -> None:
    with office.terminal("T002") as watching, office.terminal("T001", 120, 40) as writing:
        watching.wait_for("本队列没有工单")
        writing.wait_for("本队列没有工单")
        type_slowly(
            writing, NEW, "张丽华", TAB, "13800001234", *[TAB] * 7, "柜员态度冷淡", TAB, TAB, "城东", SAVE
        )
        writing.wait_for("已登记，编号 HX20260302000001")
        screen = watching.wait_for("张**")
        assert "未结：1 / 1" in screen
        assert "HX20260302000001" in screen
        assert "13800001234" not in screen


def test_a_second_change_is_shown_and_neither_save_is_lost(office: Any, type_slowly: Any) -> None:
    number = office.bench.new().number
    with office.terminal("T002") as first, office.terminal("T001") as second:
        for terminal in (first, second):
            terminal.wait_for(number)
            type_slowly(terminal, ENTER)
            terminal.wait_for("投诉事由")
        type_slowly(first, "n", "客户补充：当时有录像")
        type_slowly(second, "c", "已致歉，答应今日回电", SAVE)
        first.wait_for("陈晓")
        assert "客户补充：当时有录像" in first.text()
        first.press(SAVE)
        first.wait_for("您填写的内容仍在")
        first.press(SAVE)
        first.wait_for("添加备注")
        for terminal in (first, second):
            terminal.press("\x11")
            assert terminal.end() == 0
    kinds = [kind for kind, _data, _clause in office.history(number)]
    assert kinds == ["registered", "contacted", "noted"]
    assert office.history(number)[2][1] == {"note": "客户补充：当时有录像"}
