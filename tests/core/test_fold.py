"""A ticket is the fold of its events: whatever is done, the history alone gives the same ticket again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.actions import ACTIONS
from desk.errors import DeskError, StorageError
from desk.events import KINDS, Event
from desk.fold import HANDLERS, fold
from desk.states import STATES
from tests.support.desks import Bench, make_bench

STEPS: list[tuple[str, dict[str, Any]]] = [
    ("dispatch", {"lead": "B0101", "category": "staff.attitude", "reason": "就近"}),
    ("dispatch", {"lead": "B01", "reason": "升级"}),
    ("sign-for", {"follower": "T102"}),
    ("contact", {"note": "已联系", "agreed": True}),
    ("contact", {"note": "未接通", "reached": False}),
    ("reply", {"text": "已核实"}),
    ("reply", {"text": "仍在核查", "solved": False, "unsolved_reason": "待回函"}),
    ("revisit", {"satisfaction": "satisfied"}),
    ("revisit", {"satisfaction": "very_dissatisfied", "proper": False}),
    ("verdict", {"truth": "true", "verdict": "effective", "reason": "E2"}),
    ("relevel", {"level": 3, "reason": "媒体关注"}),
    ("report-up", {"note": "已上报"}),
    ("note", {"note": "补充"}),
    ("reveal", {"reason": "回电"}),
    ("close", {"cause_check": "培训不足"}),
]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(STEPS), max_size=14))
def test_no_order_of_actions_leaves_the_states_and_the_history_says_it_all(
    steps: list[tuple[str, dict[str, Any]]],
) -> None:
    with TemporaryDirectory() as folder:
        bench: Bench = make_bench(Path(folder) / "desk")
        number = bench.new().number
        last = bench.desk.ticket(number)
        for verb, fields in steps:
            try:
                last = bench.does(number, verb, "T002", **fields)
            except DeskError:
                assert bench.desk.ticket(number) == last
        stored = [Event.from_json(json.loads(json.dumps(event.to_json()))) for event in last.history]
        assert fold(stored) == last == bench.desk.ticket(number)
        assert last.state in STATES
        assert [event.rev for event in last.history] == list(range(1, last.rev + 1))


def test_every_kind_of_event_has_its_handler_and_its_word() -> None:
    assert set(HANDLERS) | {"registered"} == set(KINDS)


def test_every_action_s_states_are_states() -> None:
    assert {state for action in ACTIONS for state in action.states} <= set(STATES)


@pytest.mark.parametrize("fault", ["gap", "kind", "headless"])
def test_a_broken_history_is_a_damaged_record(bench: Bench, fault: str) -> None:
    number = bench.new().number
    events = list(bench.does(number, "note", note="x").history)
    broken = {
        "gap": [events[0], replace(events[1], rev=3)],
        "kind": [events[0], replace(events[1], kind="vanished")],
        "headless": [replace(events[1], rev=1)],
    }[fault]
    with pytest.raises(StorageError):
        fold(broken)
