"""Who may act, as of the moment of the act; and what nobody learns of a ticket out of reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from desk.errors import Conflict, DeskError, NotPermitted, Refused
from desk.loading import LoadedRecord
from desk.permissions import RIGHTS, require
from desk.queues import Filter
from desk.ticket import Customer
from tests.support.desks import STAFF, Bench, call, open_bench


def staff(bench: Bench, **changed: Mapping[str, object] | None) -> None:
    """Write the staff anew, as the administrator's process would; None takes somebody off it."""
    desk = open_bench(bench.path).desk
    rev = desk.documents.read("staff")[0]
    people = [
        replace(one, **(changed.get(one.id) or {})).to_json()
        for one in STAFF
        if changed.get(one.id, {}) is not None
    ]
    desk.documents.write("staff", people, expected_rev=rev)


def sentence(act: object, *given: object, **fields: object) -> str:
    with pytest.raises(DeskError) as caught:
        act(*given, **fields)  # type: ignore[operator]
    return caught.value.message


def test_whoever_types_stays_the_actor_and_by_names_the_first_contact_person(bench: Bench) -> None:
    ticket = bench.new("T001", by="林静")
    assert (ticket.first_contact, ticket.history[0].by) == ("T002", "T001")


@pytest.mark.clause("K-3.2a")
def test_a_branch_names_nobody_of_another_as_first_contact_person(bench: Bench) -> None:
    with pytest.raises(NotPermitted) as caught:
        bench.new("T102", by="T201")
    assert "郑浩" in caught.value.message
    assert bench.new("T102", by="T101").first_contact == "T101"


@pytest.mark.clause("K-6.0")
def test_an_auditor_registers_and_loads_nothing_and_a_branch_loads_nothing(bench: Bench) -> None:
    record = LoadedRecord("s-1", {**call(), "content": "旧系统的记录"})
    for person in ("T401", "T101"):
        with pytest.raises(NotPermitted):
            bench.desk.load_batch([record], bench.who(person))
    with pytest.raises(NotPermitted):
        bench.new("T401")
    assert bench.desk.load_batch([record], bench.who("T001"))[0] == 1


def test_the_record_itself_is_the_administrators_but_in_practice(bench: Bench) -> None:
    supervisor = bench.who("T002")
    for act in ("backup", "restore", "checkpoint"):
        require(act, supervisor, practice=True)
        with pytest.raises(NotPermitted):
            require(act, supervisor, practice=False)
    with pytest.raises(NotPermitted):
        require("verify", bench.who("T001"), practice=True)
    assert {act for act, right in RIGHTS.items() if "auditor" in right.roles} == {"verify"}


@pytest.mark.clause("K-6.0")
def test_roles_and_unit_are_those_of_the_moment_of_the_act(bench: Bench) -> None:
    number = bench.new().number
    before = bench.who("T001", via="screen")
    staff(bench, T001={"roles": frozenset({"auditor"})})
    for act in (
        lambda: bench.desk.act(number, "note", {"note": "a"}, before),
        lambda: bench.desk.register(call(), before),
    ):
        with pytest.raises(NotPermitted):
            act()
    staff(bench, T001={"roles": frozenset({"agent"}), "unit": "HO-QD"})
    event = bench.desk.act(number, "note", {"note": "a"}, before).history[-1]
    assert (event.unit, event.via) == ("HO-QD", "screen")


def test_somebody_who_left_acts_no_more(bench: Bench) -> None:
    number = bench.new().number
    before = bench.who("T001")
    staff(bench, T001=None)
    assert "陈晓" in sentence(bench.desk.act, number, "note", {"note": "a"}, before)
    assert "陈晓" in sentence(bench.desk.register, call(), before)


@pytest.mark.clause("K-6.0")
def test_linking_a_ticket_of_another_branch_says_what_is_said_of_none(bench: Bench) -> None:
    own = bench.new(unit="B0101").number
    other = bench.new(unit="B0201").number
    bench.desk.act(own, "dispatch", {"lead": "B0101", "category": "staff.attitude"}, bench.who("T002"))
    missing = f"{other[:-1]}9"
    said = [sentence(bench.does, own, "link", "T101", other=to) for to in (other, missing)]
    assert said[0].replace(other, "N") == said[1].replace(missing, "N")
    assert other not in said[1]
    assert bench.does(own, "link", "T002", other=other).links == (other,)


@pytest.mark.clause("K-6.0")
def test_what_others_did_with_a_ticket_out_of_reach_is_not_told(bench: Bench) -> None:
    number = bench.new(unit="B0201").number
    bench.does(number, "note", note="a")
    with pytest.raises(NotPermitted):
        bench.does(number, "note", "T101", rev=1, note="b")
    with pytest.raises(Conflict):
        bench.does(number, "note", "T002", rev=1, note="b")


@pytest.mark.clause("K-6.0")
def test_suggestions_and_the_customers_other_tickets_stay_within_reach(bench: Bench) -> None:
    here = bench.new(unit="B0101").number
    there = bench.new(unit="B0201").number
    customer = Customer(mobile="13800001234")
    assert {row["number"] for row in bench.desk.history_of(customer, bench.who("T001"))} == {here, there}
    assert [row["number"] for row in bench.desk.history_of(customer, bench.who("T102"))] == [here]
    assert bench.desk.numbers_ending(there[-2:], bench.who("T102")) == ()
    assert bench.desk.numbers_ending(there[-2:], bench.who("T202")) == (there,)
    with pytest.raises(Refused) as caught:
        bench.desk.ticket(f"{there}X", bench.who("T102"))
    assert there not in caught.value.message.replace(f"{there}X", "")
    assert there in sentence(bench.desk.ticket, f"{there}X", bench.who("T202"))[len(there) + 5 :]


@pytest.mark.clause("K-3.3a")
def test_a_search_finds_what_is_shown_a_caller_and_nothing_that_is_masked(bench: Bench) -> None:
    content = "在城东支行等了两个小时。" * 10 + "张丽华，电话13800001234，要求道歉"
    number = bench.new(content=content).number

    def found(text: str) -> list[str]:
        return [row["number"] for row in bench.desk.tickets(Filter(text=text), bench.who("T002")).rows]

    assert found("要求道歉") == found("张**") == found("138****1234") == found(number) == [number]
    assert found("张丽华") == found("0001234") == found("丽华，电话") == []
    assert found("13800001234") == [number]  # the caller, by the whole number alone


def test_the_times_of_a_tickets_acts_never_go_back(bench: Bench) -> None:
    number = bench.new().number
    bench.clock.set("2026-03-02 11:00")
    bench.does(number, "note", note="a")
    bench.clock.set("2026-03-02 10:45")
    bench.does(number, "note", note="b")
    times = [f"{event.at:%H:%M}" for event in bench.desk.ticket(number).history]
    assert times == ["10:30", "11:00", "11:00"]
