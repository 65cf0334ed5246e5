"""The same ticket by keyboard and by commands: both histories are equal but for who and when."""

from __future__ import annotations

from typing import Any

TAB, SAVE, NEW, ENTER = "\t", "\x13", "\x1bOQ", "\r"

CALL = {
    "channel": "hotline",
    "received_at": "2026-03-02 10:30",
    "customer": {"name": "张丽华", "mobile": "13800001234"},
    "content": "在城东支行排队两个小时无人理会",
    "unit": "B0101",
}
STEPS: list[tuple[str, str, dict[str, str]]] = [
    ("dispatch", "d", {"lead": "B0101", "category": "staff.attitude"}),
    ("sign-for", "s", {"follower": "T101"}),
    ("contact", "c", {"note": "已致歉，正在核实"}),
    ("reply", "r", {"text": "已核实并道歉"}),
    ("revisit", "v", {"satisfaction": "satisfied"}),
    ("verdict", "p", {"truth": "true", "verdict": "effective", "reason": "E2"}),
    ("close", "x", {"cause_check": "培训不足，已安排培训"}),
]
TABS = {
    "dispatch": [0, 3],
    "verdict": [0, 1, 1],
}  # from the field with the focus to each value's, one after another
TYPED = {
    "B0101": "城东",
    "staff.attitude": "态度",
    "T101": "周强",
    "satisfied": "满意",
    "true": "属实",
    "effective": "有效",
}


def by_commands(office: Any) -> str:
    number = office.command("ticket", "new", "--json", "-", given=CALL).strip()
    for verb, _key, fields in STEPS:
        options = [word for name, value in fields.items() for word in (f"--{name.replace('_', '-')}", value)]
        office.command("ticket", number, verb, *options)
    return number


def by_keyboard(office: Any, type_slowly: Any) -> str:
    with office.terminal("T002") as terminal:
        terminal.wait_for("本队列没有工单")
        type_slowly(terminal, NEW)
        terminal.wait_for("客户姓名")
        type_slowly(terminal, "张丽华", TAB, "13800001234")
        type_slowly(terminal, *[TAB] * 7, CALL["content"], TAB, TAB, "城东", ENTER)
        type_slowly(terminal, SAVE)
        terminal.wait_for("HX20260302000001")
        for verb, key, fields in STEPS:
            fill(terminal, type_slowly, verb, key, list(fields.values()))
        terminal.wait_for("已结案")
        terminal.press("\x11")
        assert terminal.end() == 0
    return "HX20260302000001"


def fill(terminal: Any, type_slowly: Any, verb: str, key: str, values: list[str]) -> None:
    """Use one action of the ticket page: its key, its fields, and save."""
    type_slowly(terminal, key)
    for tabs, value in zip(TABS.get(verb, [0]), values, strict=True):
        type_slowly(terminal, *[TAB] * tabs, TYPED.get(value, value))
    type_slowly(terminal, SAVE)


def test_the_main_path_by_keyboard_and_by_commands_leaves_the_same_history(
    office: Any, type_slowly: Any
) -> None:
    first = by_keyboard(office, type_slowly)
    second = by_commands(office)
    mine, theirs = office.history(first), office.history(second)
    for history in (mine, theirs):
        assert history[0][1].pop("number") in (first, second)
        assert history[0][1].pop("form_number").startswith("FK-B0101-2026-")
    assert mine == theirs
    assert [kind for kind, _data, _clause in mine][-1] == "closed"
