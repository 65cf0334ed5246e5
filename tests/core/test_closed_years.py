"""Closed tickets that left the open set: every list, count and question still knows them."""

from __future__ import annotations

import pytest

from desk.errors import Conflict, NotPermitted, Refused
from desk.queues import Filter
from desk.ticket import Customer
from tests.support.desks import Bench


def closed(bench: Bench, **fields: object) -> str:
    """A ticket that went all the way."""
    number = bench.new(**fields).number
    bench.answered(number)
    bench.does(number, "revisit", "T002", satisfaction="满意")
    bench.does(number, "close", cause_check="培训")
    return str(number)


def archive(bench: Bench) -> None:
    assert bench.desk.ledger.checkpoint()


def numbers(bench: Bench, person: str = "T002", **wanted: object) -> list[str]:
    page = bench.desk.tickets(Filter(**wanted), bench.who(person))
    return [row["number"] for row in page.rows]


@pytest.fixture
def years(bench: Bench) -> tuple[str, str, str]:
    """Two archived tickets, the newer one first, and an open one."""
    older = closed(bench)
    bench.clock.set("2026-03-03 10:30")
    newer = closed(bench, content="理财经理未说明风险", customer={"name": "李四", "mobile": "13900005678"})
    archive(bench)
    return newer, older, bench.new().number


def test_lists_and_counts_are_those_of_a_desk_that_archives_nothing(bench: Bench, years) -> None:
    newer, older, fresh = years
    assert set(bench.desk.ledger.rows()) == {fresh}
    assert numbers(bench, queue="closed") == [newer, older]
    assert numbers(bench, queue="all") == [fresh, newer, older]
    assert numbers(bench, queue="open") == [fresh]
    counts = bench.desk.counts(bench.who("T002"))
    assert [counts[name] for name in ("open", "closed", "all")] == [1, 2, 3]


def test_the_newest_are_listed_and_the_total_is_that_of_all(bench: Bench, years) -> None:
    newer, _older, fresh = years
    page = bench.desk.tickets(Filter("all", newest=1), bench.who("T002"))
    assert page.total == 3
    assert [row["number"] for row in page.rows] == [fresh, newer]


def test_a_closed_ticket_that_is_not_archived_yet_stands_in_its_place(bench: Bench, years) -> None:
    newer, older, fresh = years
    bench.clock.set("2026-03-05 10:30")
    last = closed(bench)
    assert numbers(bench, queue="closed") == [last, newer, older]
    assert numbers(bench, queue="closed", newest=2) == [last, newer]
    assert numbers(bench, queue="all") == [fresh, last, newer, older]


@pytest.mark.parametrize("text", ["风险", "险", "李*", "理财经理未说明风险"])
def test_a_text_is_found_among_years(bench: Bench, years, text: str) -> None:
    assert numbers(bench, queue="closed", text=text) == [years[0]]


def test_a_text_may_be_the_name_of_a_unit_or_of_who_follows(bench: Bench, years) -> None:
    newer, older, _fresh = years
    assert numbers(bench, queue="closed", text="云州城东") == [newer, older]
    assert numbers(bench, queue="closed", text="周强") == [newer, older]
    assert numbers(bench, queue="closed", text="岭南") == []


@pytest.mark.clause("K-6.0")
def test_archived_tickets_are_seen_by_whom_they_concern(bench: Bench, years) -> None:
    newer, older, _fresh = years
    assert numbers(bench, "T102", queue="closed") == [newer, older]
    assert numbers(bench, "T202", queue="closed") == []
    assert bench.desk.counts(bench.who("T202"))["all"] == 0
    assert bench.desk.ticket(older, bench.who("T101")).state == "closed"
    with pytest.raises(NotPermitted):
        bench.desk.ticket(older, bench.who("T202"))


def test_the_customers_earlier_tickets_are_found(bench: Bench, years) -> None:
    newer, older, fresh = years
    rows = bench.desk.history_of(Customer(mobile="13800001234"), bench.who("T002"))
    assert [row["number"] for row in rows] in ([fresh, older], [older, fresh])
    assert [
        row["number"] for row in bench.desk.history_of(Customer(mobile="13900005678"), bench.who("T002"))
    ] == [newer]
    assert bench.desk.history_of(Customer(), bench.who("T002")) == ()


def test_an_archived_ticket_takes_a_note_and_stands_once(bench: Bench, years) -> None:
    newer, older, fresh = years
    before = bench.desk.ticket(older)
    with pytest.raises(Conflict):
        bench.does(older, "note", rev=before.rev - 1, note="旧")
    after = bench.does(older, "note", rev=before.rev, note="客户来电致谢")
    assert after.history[:-1] == before.history
    assert set(bench.desk.ledger.rows()) == {fresh, older}
    assert numbers(bench, queue="closed") == [newer, older]
    assert bench.desk.counts(bench.who("T002"))["all"] == 3
    archive(bench)
    assert numbers(bench, queue="closed") == [newer, older]
    assert bench.desk.ticket(older) == after


def test_a_number_is_completed_from_its_end(bench: Bench, years) -> None:
    assert set(bench.desk.numbers_ending("0001", bench.who("T002"))) >= {years[1]}
    assert bench.desk.numbers_ending("nothing", bench.who("T002")) == ()


def test_a_ticket_that_does_not_exist_is_still_refused(bench: Bench, years) -> None:
    with pytest.raises(Refused, match="HX0"):
        bench.desk.ticket("HX0")


def test_rows_of_a_period_hold_live_and_archived_tickets_once(bench: Bench, years) -> None:
    newer, older, fresh = years
    assert sorted(row["number"] for row in bench.desk.every_row()) == sorted([newer, older, fresh])
    closed_at = bench.desk.ticket(newer).closed_at
    assert {row["number"] for row in bench.desk.every_row(closed_at)} == {newer, fresh}
