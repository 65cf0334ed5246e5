"""The queues: which tickets each holds, in which order, for whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.errors import Refused
from desk.queues import BY_NAME, Filter, order
from tests.support.desks import Bench, open_bench


def numbers(bench: Bench, person: str = "T002", **wanted: object) -> list[str]:
    """Return the numbers of a list in order."""
    return [row["number"] for row in bench.desk.tickets(Filter(**wanted), bench.who(person)).rows]


@pytest.mark.clause("K-11.3e")
def test_level_3_stands_above_older_tickets_and_then_the_due_time_decides(bench: Bench) -> None:
    bench.clock.set("2026-03-07 21:00")
    old = bench.new(received_at="2026-03-02 10:00").number
    newer = bench.new(received_at="2026-03-04 10:00").number
    sensitive = bench.new(received_at="2026-03-06 10:00", loss=200).number
    major = bench.new(received_at="2026-03-07 20:10", flags=["media"]).number
    assert numbers(bench) == [major, sensitive, old, newer]


def test_queues_hold_what_their_names_say(bench: Bench) -> None:
    fresh = bench.new().number
    sent = bench.new().number
    answered = bench.new().number
    bench.does(sent, "dispatch", lead="B0101", category="staff.attitude")
    bench.answered(answered)
    assert numbers(bench, queue="to_sign") == [sent]
    assert numbers(bench, queue="revisit") == [answered]
    assert set(numbers(bench)) == {fresh, sent, answered}
    assert numbers(bench, queue="overdue") == []
    bench.clock.set("2026-03-06 00:00")
    assert set(numbers(bench, queue="overdue")) == {fresh, sent, answered}
    assert bench.desk.counts(bench.who("T002"))["overdue"] == 3
    bench.does(answered, "revisit", "T002", satisfaction="满意")
    assert numbers(bench, queue="verdict") == [answered]
    bench.does(answered, "close", cause_check="培训")
    assert numbers(bench, queue="closed") == [answered]
    assert len(numbers(bench, queue="all")) == 3


def test_due_today_is_what_ends_before_midnight(bench: Bench) -> None:
    number = bench.new().number
    bench.clock.set("2026-03-03 08:00")
    assert numbers(bench, queue="today") == [number]
    bench.clock.set("2026-03-04 08:00")
    assert numbers(bench, queue="today") == []


@pytest.mark.clause("K-3.2b")
def test_the_first_contact_person_keeps_the_ticket_on_his_list(bench: Bench) -> None:
    number = bench.new("T001").number
    bench.does(number, "dispatch", lead="B0101", category="staff.attitude")
    bench.does(number, "sign-for", "T101")
    bench.clock.set("2026-03-04 09:00")
    assert numbers(bench, "T001", queue="mine") == [number]
    assert numbers(bench, "T101", queue="mine") == [number]
    assert numbers(bench, "T002", queue="mine") == []


@pytest.mark.clause("K-6.0")
def test_each_branch_lists_its_own_tree(bench: Bench) -> None:
    here = bench.new(unit="B0101").number
    there = bench.new(unit="B0201").number
    assert numbers(bench, "T102") == [here]
    assert numbers(bench, "T201") == [there]
    assert set(numbers(bench, "T301")) == {here, there}
    assert bench.desk.counts(bench.who("T102"))["open"] == 1


def test_lists_narrow_by_level_unit_and_any_words_of_the_text(bench: Bench) -> None:
    one = bench.new(
        content="自动柜员机吞卡，等了三天没有人联系。" + "补充说明" * 100 + "最后一句很特别"
    ).number
    two = bench.new(unit="B0201", loss=500, content="手续费收错").number
    assert numbers(bench, level=2) == [two]
    assert numbers(bench, unit="B0201") == [two]
    assert numbers(bench, text="吞卡") == [one]
    assert numbers(bench, text="最后一句很特别") == [one]
    assert numbers(bench, text="岭南") == [two]
    assert numbers(bench, text=one[-6:].lower()) == [one]
    assert numbers(bench, text="没有这样的话") == []


def test_a_caller_is_found_by_the_whole_number_and_by_nothing_less(bench: Bench) -> None:
    mine = bench.new(customer={"name": "赵六", "mobile": "139 1111 2222"}).number
    bench.new()
    assert numbers(bench, text="13911112222") == [mine]
    assert numbers(bench, text="１３９-1111-2222") == [mine]
    assert numbers(bench, text="11112222") == []
    assert numbers(bench, "T201", text="13911112222") == []


def test_an_unknown_queue_is_refused_with_those_that_are(bench: Bench) -> None:
    with pytest.raises(Refused) as caught:
        numbers(bench, queue="late")
    assert "overdue" in caught.value.message


@pytest.mark.clause("F1-14")
def test_another_desk_sees_a_new_ticket_when_it_looks(bench: Bench) -> None:
    supervisor = open_bench(bench.path)
    assert numbers(supervisor) == []
    number = bench.new().number
    assert supervisor.desk.refresh() == {number}
    assert numbers(supervisor) == [number]
    assert supervisor.desk.counts(supervisor.who("T301"))["level1"] == 1


def test_counts_name_every_queue_and_the_drafts(bench: Bench) -> None:
    bench.desk.drafts.save("T001", "intake", {"content": "半句"})
    counts = bench.desk.counts(bench.who("T001"))
    assert [*counts] == [*BY_NAME, "drafts"]
    assert counts["drafts"] == 1


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "number": st.uuids().map(str),
                "level": st.integers(1, 3),
                "state": st.sampled_from(["registered", "closed"]),
                "due_at": st.none()
                | st.sampled_from(["2026-03-02T00:00:00+08:00", "2026-03-05T00:00:00+08:00"]),
                "not_before": st.just(None),
                "received_at": st.sampled_from(["2026-03-01T00:00:00+08:00", "2026-03-02T00:00:00+08:00"]),
                "closed_at": st.none() | st.just("2026-03-09T00:00:00+08:00"),
            }
        )
    )
)
def test_the_order_is_total_and_never_puts_a_lower_level_first(rows: list[dict[str, object]]) -> None:
    ordered = sorted(rows, key=order)
    open_levels = [row["level"] for row in ordered if row["state"] != "closed"]
    assert open_levels == sorted(open_levels, reverse=True)
    assert [row["state"] for row in ordered] == sorted((row["state"] for row in rows), reverse=True)
