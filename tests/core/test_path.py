"""The main path of a ticket, action by action, and what is refused on the way."""

from __future__ import annotations

from typing import Any

import pytest

from desk.errors import Conflict, NotPermitted, Refused
from tests.support.desks import Bench, open_bench


@pytest.mark.clause("K-6.4.1", "K-F2.6", "K-20.1")
def test_a_ticket_goes_from_the_call_to_its_closing(bench: Bench) -> None:
    number = bench.new().number
    states = [bench.desk.ticket(number).state]
    for minute, (verb, person, fields) in enumerate(
        [
            ("dispatch", "T001", {"lead": "B0101", "category": "staff.attitude"}),
            ("sign-for", "T101", {}),
            ("contact", "T101", {"note": "已致歉"}),
            ("reply", "T101", {"text": "已核实并道歉"}),
            ("revisit", "T002", {"satisfaction": "满意"}),
            ("close", "T001", {"cause_check": "柜员培训不足，已安排培训", "summing_up": "服务态度"}),
        ]
    ):
        bench.clock.set(f"2026-03-02 11:{minute:02d}")
        states.append(bench.does(number, verb, person, **fields).state)
    assert states == [
        "registered",
        "dispatched",
        "signed_for",
        "handling",
        "revisit_due",
        "verdict_due",
        "closed",
    ]
    ticket = bench.desk.ticket(number)
    assert [(event.rev, event.by, event.unit) for event in ticket.history] == [
        (1, "T001", "KF"),
        (2, "T001", "KF"),
        (3, "T101", "B0101"),
        (4, "T101", "B0101"),
        (5, "T101", "B0101"),
        (6, "T002", "KF"),
        (7, "T001", "KF"),
    ]
    assert all(event.clause for event in ticket.history)
    assert (
        f"{ticket.dispatched_at:%H:%M} {ticket.signed_at:%H:%M} {ticket.closed_at:%H:%M}"
        == "11:00 11:01 11:05"
    )


@pytest.mark.clause("K-6.4.1")
def test_dispatch_needs_a_category_and_a_lead_unit(bench: Bench) -> None:
    number = bench.new().number
    with pytest.raises(Refused) as caught:
        bench.does(number, "dispatch", lead="B0101")
    assert caught.value.clause == "K-6.4.1"
    with pytest.raises(Refused) as caught:
        bench.does(number, "dispatch", category="staff.attitude")
    assert caught.value.problems[0].field == "lead"
    assert bench.desk.ticket(number).rev == 1


@pytest.mark.clause("K-A2.3")
def test_passing_a_ticket_on_needs_a_reason_and_is_counted(bench: Bench) -> None:
    number = bench.new().number
    bench.does(number, "dispatch", lead="B01", category="staff.attitude")
    with pytest.raises(Refused) as caught:
        bench.does(number, "dispatch", lead="B0101")
    assert caught.value.clause == "K-3.2c"
    ticket = bench.does(number, "dispatch", lead="B0101", reason="由网点直接处理")
    assert (ticket.hops, ticket.state, ticket.first_contact) == (1, "dispatched", "T001")


def test_there_is_no_action_that_deletes_or_refuses_a_ticket(bench: Bench) -> None:
    number = bench.new().number
    for verb in ("delete", "refuse", "reject", "cancel"):
        with pytest.raises(Refused):
            bench.does(number, verb)
    assert bench.desk.ticket(number).rev == 1


def test_whoever_signs_for_a_level_1_ticket_follows_it(bench: Bench) -> None:
    number = bench.new().number
    bench.does(number, "dispatch", lead="B0101", category="staff.attitude")
    assert bench.does(number, "sign-for", "T101").follower == "T101"


@pytest.mark.clause("K-11.2e")
def test_a_level_2_ticket_is_followed_by_the_branch(bench: Bench) -> None:
    number = bench.new(loss=200).number
    bench.does(number, "dispatch", lead="B0101", category="staff.error")
    with pytest.raises(Refused) as caught:
        bench.does(number, "sign-for", "T101")
    assert caught.value.clause == "K-11.2e"
    with pytest.raises(Refused) as caught:
        bench.does(number, "dispatch", lead="B0101", follower="T101", reason="指定跟进人")
    assert caught.value.clause == "K-11.2e"
    assert bench.does(number, "sign-for", "T101", follower="T102").follower == "T102"


@pytest.mark.clause("K-11.2e")
def test_a_ticket_that_rises_to_level_2_loses_its_sub_branch_follower(bench: Bench) -> None:
    number = bench.new().number
    bench.does(number, "dispatch", lead="B0101", category="staff.attitude")
    bench.does(number, "sign-for", "T101")
    assert bench.does(number, "relevel", level=2, reason="客户再次来电").follower == ""


def test_a_follower_belongs_to_the_lead_s_branch_and_goes_when_the_lead_changes(bench: Bench) -> None:
    number = bench.new().number
    with pytest.raises(Refused):
        bench.does(number, "dispatch", lead="B0101", category="staff.attitude", follower="T201")
    bench.does(number, "dispatch", lead="B0101", category="staff.attitude", follower="T101")
    assert bench.does(number, "dispatch", lead="B0201", reason="业务归岭南分行").follower == ""


def test_only_the_lead_unit_signs(bench: Bench) -> None:
    number = bench.new().number
    bench.does(number, "dispatch", lead="B01", category="staff.attitude")
    with pytest.raises(Refused) as caught:
        bench.does(number, "sign-for", "T001")
    assert "云州分行" in caught.value.message
    assert bench.does(number, "sign-for", "T102").state == "signed_for"


@pytest.mark.clause("K-19.1")
def test_another_way_of_reply_than_agreed_needs_a_reason(bench: Bench) -> None:
    number = bench.new(reply_by="电子邮件").number
    bench.does(number, "dispatch", lead="B0101", category="staff.attitude")
    bench.does(number, "sign-for", "T101")
    with pytest.raises(Refused) as caught:
        bench.does(number, "reply", "T101", text="已核实", way="phone")
    assert caught.value.clause == "K-19.1"
    ticket = bench.does(number, "reply", "T101", text="已核实", way="phone", way_reason="客户改要求电话")
    assert ticket.last_reply.way == "phone"


@pytest.mark.clause("K-19.2")
def test_an_indirect_reply_is_the_call_centre_s(bench: Bench) -> None:
    number = bench.new().number
    bench.does(number, "dispatch", lead="B0101", category="staff.attitude")
    bench.does(number, "sign-for", "T101")
    with pytest.raises(Refused) as caught:
        bench.does(number, "reply", "T101", mode="间接回复", text="已核实")
    assert caught.value.clause == "K-19.2"
    bench.clock.set("2026-03-05 15:00")
    ticket = bench.does(number, "reply", "T001", mode="间接回复", text="已核实")
    assert bench.clock_of(ticket, "resolve").stopped_at == bench.clock.at
    assert (ticket.last_reply.by, ticket.last_reply.mode) == ("T001", "indirect")


@pytest.mark.clause("K-3.1")
def test_closing_needs_the_answer_and_the_cause(bench: Bench) -> None:
    number = bench.new().number
    bench.answered(number)
    bench.does(number, "revisit", "T001", satisfaction="satisfied")
    with pytest.raises(Refused) as caught:
        bench.does(number, "close", "T001")
    assert (caught.value.clause, caught.value.problems[0].field) == ("K-3.1", "cause_check")
    assert bench.does(number, "close", "T001", cause_check="培训不足").state == "closed"


@pytest.mark.clause("K-3.4a")
def test_the_branch_cannot_close_a_hotline_ticket(bench: Bench) -> None:
    number = bench.new().number
    bench.answered(number)
    bench.does(number, "revisit", "T001", satisfaction="satisfied")
    with pytest.raises(NotPermitted) as caught:
        bench.does(number, "close", "T102", cause_check="x")
    assert caught.value.clause == "K-3.4a"
    assert bench.desk.ticket(number).state == "verdict_due"


@pytest.mark.clause("K-20.2")
def test_an_improper_handling_found_at_the_revisit_opens_a_new_round_with_a_new_limit(bench: Bench) -> None:
    number = bench.new(loss=200).number
    bench.does(number, "dispatch", lead="B01", category="staff.error")
    bench.does(number, "sign-for", "T102")
    bench.does(number, "reply", "T102", text="已退款")
    bench.clock.set("2026-03-09 10:00")
    ticket = bench.does(number, "revisit", "T001", satisfaction="不满意", proper="否")
    assert (ticket.state, ticket.round) == ("reworking", 2)
    limit = bench.clock_of(ticket, "resolve")
    assert (str(limit.due.due_date), limit.state) == ("2026-03-11", "running")
    assert bench.does(number, "reply", "T102", text="重新核实，已补退手续费").state == "revisit_due"


@pytest.mark.clause("K-13.5", "K-A1.10")
def test_great_dissatisfaction_makes_a_level_1_ticket_level_2_at_the_branch(bench: Bench) -> None:
    number = bench.new().number
    bench.answered(number)
    bench.clock.set("2026-03-05 16:00")
    ticket = bench.does(number, "revisit", "T001", satisfaction="十分不满意")
    assert ticket.state == "reworking"
    assert (ticket.level, ticket.original_level, ticket.lead) == (2, 1, "B01")
    assert str(bench.clock_of(ticket, "resolve").due.due_date) == "2026-03-09"
    assert ticket.history[-1].clause == "K-13.5"


@pytest.mark.clause("K-11.0")
def test_levels_rise_with_a_reason_and_only_head_office_lowers_them(bench: Bench) -> None:
    number = bench.new().number
    with pytest.raises(Refused):
        bench.does(number, "relevel", level=2)
    ticket = bench.does(number, "relevel", level=2, reason="客户再次来电")
    assert (ticket.level, ticket.original_level) == (2, 1)
    with pytest.raises(Refused) as caught:
        bench.does(number, "relevel", level=1, reason="误操作")
    assert caught.value.clause == "K-11.0"
    assert bench.does(number, "relevel", "T301", level=1, reason="总行核定").level == 1


def test_a_level_raised_after_the_answer_opens_a_new_round(bench: Bench) -> None:
    number = bench.new().number
    bench.answered(number)
    bench.clock.set("2026-03-04 09:00")
    ticket = bench.does(number, "relevel", level=2, reason="客户投诉至12345")
    assert (ticket.state, ticket.round) == ("reworking", 2)
    assert bench.does(number, "reply", "T102", text="已重新核实").state == "revisit_due"
    ticket = bench.does(number, "revisit", "T001", satisfaction="满意")
    ticket = bench.does(number, "close", "T001", cause_check="流程缺陷")
    assert {clock.state for clock in bench.desk.clocks(ticket)} <= {"met", "late", "ended", "running"}


@pytest.mark.clause("K-2.1")
def test_a_suggestion_has_no_level_to_change(bench: Bench) -> None:
    number = bench.new(type="建议").number
    with pytest.raises(Refused) as caught:
        bench.does(number, "relevel", level=2, reason="x")
    assert caught.value.clause == "K-2.1"


@pytest.mark.clause("K-3.3a")
def test_every_look_at_the_customer_s_data_is_recorded_with_its_reason(bench: Bench) -> None:
    number = bench.new().number
    with pytest.raises(Refused):
        bench.does(number, "reveal", "T001")
    ticket = bench.does(number, "reveal", "T001", reason="回电客户")
    event = ticket.history[-1]
    assert (event.kind, event.by, event.data["reason"], event.clause) == (
        "revealed",
        "T001",
        "回电客户",
        "K-3.3a",
    )
    row = bench.desk.ledger.rows()[number]
    assert row["customer"] == "张**"
    assert "13800001234" not in str(row)


def test_linked_tickets_must_exist(bench: Bench) -> None:
    first, second = bench.new().number, bench.new().number
    with pytest.raises(Refused):
        bench.does(first, "link", other="HX20260302000009")
    assert bench.does(first, "link", other=second).links == (second,)


@pytest.mark.parametrize(
    ("fields", "clause"),
    [
        ({"truth": "不属实", "verdict": "有效投诉", "reason": "E1"}, "K-A3.1.1.0"),
        ({"truth": "属实", "verdict": "有效投诉", "reason": "N4"}, "K-A3.1.1.0"),
        ({"truth": "属实", "verdict": "准投诉", "reason": "E1"}, "K-A3.1.5b"),
    ],
)
@pytest.mark.clause("K-A3.1.1.1")
def test_a_verdict_needs_its_reason_and_an_effective_one_the_truth(
    bench: Bench, fields: dict[str, Any], clause: str
) -> None:
    number = bench.new().number
    bench.answered(number)
    with pytest.raises(Refused) as caught:
        bench.does(number, "verdict", "T002", **fields)
    assert caught.value.clause == clause
    ticket = bench.does(number, "verdict", "T002", truth="属实", verdict="有效投诉", reason="E1")
    assert (ticket.verdict, ticket.history[-1].clause) == ("effective", "K-A3.1.1.1")


@pytest.mark.clause("K-A3.1.4")
def test_a_ticket_closed_undetermined_is_judged_later_and_then_for_good(bench: Bench) -> None:
    number = bench.new().number
    bench.answered(number)
    bench.does(number, "revisit", "T001", satisfaction="满意")
    assert bench.does(number, "close", "T001", cause_check="待调取录像").verdict == "undetermined"
    ticket = bench.does(number, "verdict", "T301", truth="属实", verdict="有效投诉", reason="E2")
    assert (ticket.state, ticket.verdict) == ("closed", "effective")
    with pytest.raises(Refused) as caught:
        bench.does(number, "verdict", "T301", truth="不属实", verdict="无效_不追责", reason="N4")
    assert caught.value.clause == "K-23.4"


def test_a_judged_ticket_leaves_the_queue_of_those_to_judge(bench: Bench) -> None:
    number = bench.new().number
    bench.answered(number)
    bench.does(number, "revisit", "T001", satisfaction="满意")
    assert bench.desk.counts(bench.who("T002"))["verdict"] == 1
    bench.does(number, "verdict", "T301", truth="属实", verdict="有效投诉", reason="E2")
    assert bench.desk.counts(bench.who("T002"))["verdict"] == 0


def test_a_later_revision_is_refused_with_who_changed_what(bench: Bench) -> None:
    number = bench.new().number
    other = open_bench(bench.path)
    other.desk.refresh()
    other.does(number, "note", "T002", note="客户再次来电催问")
    with pytest.raises(Conflict) as caught:
        bench.does(number, "dispatch", rev=1, lead="B0101", category="staff.attitude")
    assert caught.value.found == 2
    assert "林静" in caught.value.message
    assert "添加备注" in caught.value.message
    assert bench.does(number, "dispatch", rev=2, lead="B0101", category="staff.attitude").rev == 3


def test_an_action_out_of_its_state_is_refused_with_where_it_belongs(bench: Bench) -> None:
    number = bench.new().number
    with pytest.raises(Refused) as caught:
        bench.does(number, "reply", text="已核实")
    assert "已登记" in caught.value.message
    assert "已签收" in caught.value.message
    allowed = {p.action.verb: p for p in bench.desk.permissions(bench.desk.ticket(number), bench.who("T002"))}
    assert allowed["dispatch"].allowed
    assert not allowed["reply"].allowed
    assert allowed["reply"].reason == caught.value.message


@pytest.mark.clause("K-6.0")
def test_a_branch_sees_and_touches_its_own_tree_alone(bench: Bench) -> None:
    number = bench.new(channel="counter").number
    stranger = bench.who("T202")
    with pytest.raises(NotPermitted) as caught:
        bench.desk.ticket(number, stranger)
    assert caught.value.clause == "K-6.0"
    with pytest.raises(NotPermitted):
        bench.does(number, "note", "T202", note="x")
    assert bench.desk.ticket(number, bench.who("T102")).number == number
    assert bench.desk.ticket(number, bench.who("T301")).number == number


def test_an_auditor_reads_and_changes_nothing(bench: Bench) -> None:
    number = bench.new().number
    assert bench.desk.ticket(number, bench.who("T401")).number == number
    with pytest.raises(NotPermitted):
        bench.does(number, "note", "T401", note="x")


def test_somebody_who_is_not_on_the_staff_is_nobody(bench: Bench) -> None:
    with pytest.raises(NotPermitted) as caught:
        bench.desk.actor("T0O1", "command")
    assert "T0O1" in caught.value.message
