"""The clocks of a ticket, on real dates of 2026 worked out by hand from the State Council's notice."""

from __future__ import annotations

from typing import Any

import pytest

from desk.clocks import moments, to_json
from desk.errors import Refused
from desk.pack import MOMENTS
from tests.support.desks import Bench

OFFSITE, ONSITE = "hotline", "counter"


def due(bench: Bench, ticket: Any, name: str) -> str:
    """Return a clock's due moment as `03-05 24:00`, or `provisional`."""
    clock = bench.clock_of(ticket, name)
    if clock.due.at is None:
        return "provisional"
    if clock.due.at.strftime("%H:%M:%S") == "00:00:00":
        return f"{clock.due.due_date:%m-%d} 24:00"
    return f"{clock.due.at:%m-%d %H:%M}"


NINE = [
    ("2026-03-02 10:00", 1, "03-03 24:00", "03-05 24:00"),
    ("2026-03-06 10:00", 1, "03-09 24:00", "03-11 24:00"),
    ("2026-02-13 10:00", 1, "02-14 24:00", "02-25 24:00"),
    ("2026-02-18 10:00", 1, "02-24 24:00", "02-26 24:00"),
    ("2026-09-18 10:00", 1, "09-20 24:00", "09-22 24:00"),
    ("2026-04-30 10:00", 1, "05-06 24:00", "05-08 24:00"),
    ("2026-09-30 10:00", 2, "09-30 10:30", "10-09 24:00"),
    ("2026-03-07 20:10", 3, "03-07 20:25", "03-07 24:00"),
    ("2026-12-31 10:00", 1, "provisional", "provisional"),
]


@pytest.mark.clause("K-12.1a", "K-12.1b", "K-12.2a", "K-12.2b", "K-12.3a", "K-12.3b", "F3-8")
@pytest.mark.parametrize(("accepted", "level", "respond", "resolve"), NINE)
def test_the_nine_dated_cases_at_an_outlet(
    bench: Bench, accepted: str, level: int, respond: str, resolve: str
) -> None:
    bench.clock.set(accepted)
    ticket = bench.new(channel=ONSITE, received_at=accepted, level=level)
    assert (due(bench, ticket, "respond"), due(bench, ticket, "resolve")) == (respond, resolve)
    assert bench.clock_of(ticket, "resolve").rule.clause in ("K-12.1b", "K-12.2b", "K-12.3b")


@pytest.mark.clause("K-16", "K-14.1")
@pytest.mark.parametrize(("accepted", "level", "respond", "resolve"), NINE)
def test_the_hotline_has_the_same_limits_and_says_that_they_are_assumed(
    bench: Bench, accepted: str, level: int, respond: str, resolve: str
) -> None:
    bench.clock.set(accepted)
    ticket = bench.new(channel=OFFSITE, received_at=accepted, level=level)
    assert (due(bench, ticket, "respond"), due(bench, ticket, "resolve")) == (respond, resolve)
    assert bench.clock_of(ticket, "respond").rule.assumed
    assert bench.clock_of(ticket, "resolve").rule.assumed == (level != 2)


@pytest.mark.clause("R-8")
def test_the_response_comes_within_one_working_day_of_a_friday(bench: Bench) -> None:
    bench.clock.set("2026-03-06 17:00")
    assert due(bench, bench.new(received_at="2026-03-06 16:59"), "respond") == "03-09 24:00"


@pytest.mark.clause("K-6.6.3")
def test_a_reply_within_the_limit_is_in_time_and_a_later_one_is_late(bench: Bench) -> None:
    first, second = bench.new().number, bench.new().number
    for number in (first, second):
        bench.does(number, "dispatch", lead="B0101", category="staff.attitude")
        bench.does(number, "sign-for", "T101")
    bench.clock.set("2026-03-05 17:00")
    assert bench.clock_of(bench.does(first, "reply", "T101", text="已核实"), "resolve").state == "met"
    bench.clock.set("2026-03-06 00:00")
    assert bench.clock_of(bench.desk.ticket(second), "resolve").state == "overdue"
    assert bench.clock_of(bench.does(second, "reply", "T101", text="已核实"), "resolve").state == "late"


def test_the_last_second_of_the_day_is_in_time(bench: Bench) -> None:
    number = bench.new().number
    bench.clock.set("2026-03-05 23:59")
    bench.clock.at = bench.clock.at.replace(second=59)
    assert bench.clock_of(bench.desk.ticket(number), "resolve").state == "running"


@pytest.mark.clause("K-12.2a")
def test_a_contact_that_did_not_reach_the_customer_is_no_response(bench: Bench) -> None:
    bench.clock.set("2026-03-02 10:05")
    number = bench.new(loss=200).number
    assert bench.clock_of(bench.does(number, "contact", note="无人接听", reached="否"), "respond").runs
    assert bench.clock_of(bench.does(number, "contact", note="已致歉"), "respond").state == "met"


@pytest.mark.clause("K-15.2")
def test_level_3_is_reported_up_within_the_hour(bench: Bench) -> None:
    bench.clock.set("2026-03-07 20:10")
    ticket = bench.new(received_at="2026-03-07 20:10", level=3)
    assert due(bench, ticket, "report_up") == "03-07 21:10"
    assert bench.clock_of(ticket, "report_up").rule.assumed
    bench.clock.set("2026-03-07 21:00")
    assert (
        bench.clock_of(bench.does(ticket.number, "report-up", note="已电话报告"), "report_up").state == "met"
    )


@pytest.mark.clause("K-14.2", "K-14.3")
def test_after_the_limit_of_level_2_every_working_day_owes_a_contact_until_agreement(bench: Bench) -> None:
    bench.clock.set("2026-09-30 10:00")
    number = bench.new(received_at="2026-09-30 10:00", loss=200).number
    bench.clock.set("2026-10-09 23:00")
    assert "daily_contact" not in {clock.name for clock in bench.desk.clocks(bench.desk.ticket(number))}
    bench.clock.set("2026-10-10 09:00")
    bench.does(number, "contact", note="说明进度")
    bench.clock.set("2026-10-13 10:00")
    duties = bench.clock_of(bench.desk.ticket(number), "daily_contact").days
    assert [(str(note.day), note.why) for note in duties] == [
        ("2026-10-10", "已联系客户"),
        ("2026-10-12", "未联系，缺一次"),
        ("2026-10-13", "今日须联系客户"),
    ]
    bench.does(number, "contact", note="客户接受方案", agreed="是")
    bench.clock.set("2026-10-14 10:00")
    clock = bench.clock_of(bench.desk.ticket(number), "daily_contact")
    assert (clock.state, str(clock.days[-1].day)) == ("ended", "2026-10-13")


@pytest.mark.clause("K-12.2c")
def test_a_clear_reply_without_a_solution_meets_the_limit_and_leaves_the_daily_duty(bench: Bench) -> None:
    bench.clock.set("2026-09-30 10:00")
    number = bench.new(received_at="2026-09-30 10:00", loss=200).number
    bench.does(number, "dispatch", lead="B01", category="staff.error")
    bench.does(number, "sign-for", "T102")
    bench.clock.set("2026-10-09 17:00")
    with pytest.raises(Exception, match="原因"):
        bench.does(number, "reply", "T102", text="仍在核查", solved="否")
    ticket = bench.does(number, "reply", "T102", text="仍在核查", solved="否", unsolved_reason="待对方行回函")
    assert (bench.clock_of(ticket, "resolve").state, ticket.state) == ("met", "handling")
    bench.clock.set("2026-10-10 09:00")
    assert str(bench.clock_of(bench.desk.ticket(number), "daily_contact").days[0].day) == "2026-10-10"


@pytest.mark.clause("K-15.5")
def test_a_promised_time_of_reply_is_a_clock_of_its_own(bench: Bench) -> None:
    bench.clock.set("2026-03-09 20:00")
    number = bench.new(received_at="2026-03-09 19:50", level=3).number
    ticket = bench.does(number, "contact", note="明日中午回复", next_reply="2026-03-10 12:00")
    assert due(bench, ticket, "next_reply") == "03-10 12:00"
    bench.clock.set("2026-03-10 12:00")
    assert bench.clock_of(bench.desk.ticket(number), "next_reply").state == "overdue"
    assert "next_reply" not in {
        c.name for c in bench.desk.clocks(bench.does(number, "contact", note="已回复"))
    }


@pytest.mark.clause("K-14.3")
def test_two_attempts_in_vain_meet_the_duty_of_a_day_and_one_does_not(bench: Bench) -> None:
    bench.clock.set("2026-09-30 10:00")
    number = bench.new(received_at="2026-09-30 10:00", loss=200).number
    for moment in ("2026-10-10 09:00", "2026-10-10 15:00", "2026-10-12 09:00"):
        bench.clock.set(moment)
        bench.does(number, "contact", note="无人接听", reached="否")
    bench.clock.set("2026-10-13 09:00")
    duties = bench.clock_of(bench.desk.ticket(number), "daily_contact").days
    assert [note.why for note in duties] == ["已联系客户", "未联系，缺一次", "今日须联系客户"]


@pytest.mark.clause("K-14.3")
def test_an_agreement_in_a_later_round_ends_the_duty_of_that_round(bench: Bench) -> None:
    bench.clock.set("2026-03-02 10:00")
    number = bench.new(loss=200).number
    bench.does(number, "dispatch", lead="B01", category="staff.error")
    bench.does(number, "sign-for", "T102")
    bench.does(number, "reply", "T102", text="已退款", agreed="是")
    bench.clock.set("2026-03-03 10:00")
    bench.does(number, "revisit", "T001", satisfaction="不满意", proper="否")
    bench.clock.set("2026-03-09 10:00")
    assert bench.clock_of(bench.desk.ticket(number), "daily_contact").state == "running"
    bench.does(number, "contact", "T102", note="客户接受补退方案", agreed="是")
    assert bench.clock_of(bench.desk.ticket(number), "daily_contact").state == "ended"


def test_a_reply_without_a_solution_starts_no_revisit(bench: Bench) -> None:
    number = bench.new().number
    bench.does(number, "dispatch", lead="B0101", category="staff.attitude")
    bench.does(number, "sign-for", "T101")
    ticket = bench.does(number, "reply", "T101", text="仍在核查", solved="否", unsolved_reason="待调监控")
    assert "revisit" not in {clock.name for clock in bench.desk.clocks(ticket)}
    ticket = bench.does(number, "reply", "T101", text="已核实并道歉")
    assert bench.clock_of(ticket, "revisit").runs


@pytest.mark.clause("K-15.5", "K-12.3e")
def test_a_level_3_reply_without_a_solution_promises_the_next_one(bench: Bench) -> None:
    bench.clock.set("2026-03-07 22:00")
    number = bench.new(received_at="2026-03-07 20:10", level=3).number
    bench.does(number, "dispatch", lead="B01", category="staff.error")
    bench.does(number, "sign-for", "T102")
    answer = {"text": "已受理，正在核查流水", "solved": "否", "unsolved_reason": "待总行核查"}
    with pytest.raises(Refused) as caught:
        bench.does(number, "reply", "T102", **answer)
    assert caught.value.clause == "K-15.5"
    ticket = bench.does(number, "reply", "T102", **answer, next_reply="2026-03-08 12:00")
    assert due(bench, ticket, "next_reply") == "03-08 12:00"


@pytest.mark.parametrize("moment", ["2026-03-02 10:29", "9999-12-31 12:00", "2020-01-01"])
def test_a_promise_lies_within_the_year_to_come(bench: Bench, moment: str) -> None:
    number = bench.new().number
    with pytest.raises(Refused) as caught:
        bench.does(number, "contact", note="稍后回复", next_reply=moment)
    assert caught.value.problems[0].field == "next_reply"


def test_a_contact_in_vain_keeps_the_promise_and_its_beginning(bench: Bench) -> None:
    number = bench.new(level=3, loss=200).number
    bench.does(number, "contact", note="明日回复", next_reply="2026-03-03 12:00")
    made = bench.clock.at
    bench.clock.set("2026-03-02 18:00")
    ticket = bench.does(number, "contact", note="无人接听", reached="否")
    assert bench.clock_of(ticket, "next_reply").started_at == made


@pytest.mark.clause("F0-21", "K-20.1")
def test_the_revisit_has_a_window_of_three_working_days(bench: Bench) -> None:
    number = bench.new().number
    bench.does(number, "dispatch", lead="B0101", category="staff.attitude")
    bench.does(number, "sign-for", "T101")
    bench.clock.set("2026-03-05 15:00")
    ticket = bench.does(number, "reply", "T101", text="已核实")
    clock = bench.clock_of(ticket, "revisit")
    assert (str(clock.opens_at.date()), str(clock.due.due_date)) == ("2026-03-06", "2026-03-10")


@pytest.mark.clause("K-14.4")
def test_a_level_2_ticket_is_filed_on_the_day_of_its_closing(bench: Bench) -> None:
    number = bench.new(loss=200).number
    bench.does(number, "dispatch", lead="B01", category="staff.error")
    bench.does(number, "sign-for", "T102")
    bench.does(number, "reply", "T102", text="已退款")
    bench.does(number, "revisit", "T001", satisfaction="satisfied")
    bench.clock.set("2026-03-04 09:00")
    ticket = bench.does(number, "close", "T001", cause_check="操作失误")
    assert (due(bench, ticket, "filing"), bench.clock_of(ticket, "filing").state) == (
        "03-04 24:00",
        "running",
    )
    bench.clock.set("2026-03-04 17:00")
    ticket = bench.does(number, "file", "T102", note="客户多收手续费已退，当事人已培训")
    assert (ticket.state, bench.clock_of(ticket, "filing").state) == ("closed", "met")


@pytest.mark.clause("R-2")
def test_the_regulator_s_outer_limit_is_fifteen_calendar_days(bench: Bench) -> None:
    assert due(bench, bench.new(), "regulator") == "03-17 24:00"


@pytest.mark.clause("F0-8")
def test_a_complaint_is_assessed_within_one_working_day(bench: Bench) -> None:
    bench.clock.set("2026-02-13 10:00")
    assert due(bench, bench.new(received_at="2026-02-13 09:00"), "assess") == "02-14 24:00"


def test_a_level_change_starts_the_new_level_s_clock_at_that_moment(bench: Bench) -> None:
    number = bench.new().number
    bench.clock.set("2026-03-06 00:00")
    ticket = bench.does(number, "relevel", level=2, reason="处理超时限")
    assert due(bench, ticket, "resolve") == "03-10 24:00"
    assert ticket.original_level == 1


def test_a_crossing_into_an_unknown_year_says_so_and_names_the_earliest_day(bench: Bench) -> None:
    bench.clock.set("2026-12-31 11:00")
    ticket = bench.new(received_at="2026-12-31 10:00")
    shown = to_json(bench.clock_of(ticket, "resolve"))
    assert (shown["due_at"], shown["due_date"], shown["provisional"]) == (None, None, True)
    assert shown["not_before"] == "2027-01-04T00:00:00+08:00"
    assert shown["days"][-1]["why"] == "尚无2027年日历"


def test_the_explanation_counts_each_day(bench: Bench) -> None:
    bench.clock.set("2026-02-13 10:00")
    shown = to_json(bench.clock_of(bench.new(received_at="2026-02-13 09:00"), "resolve"))
    counted = [day["date"] for day in shown["days"] if day["counts"]]
    assert counted == ["2026-02-14", "2026-02-24", "2026-02-25"]
    assert (shown["days"][0]["date"], shown["days"][0]["counts"]) == ("2026-02-13", False)
    assert shown["due_at"] == "2026-02-26T00:00:00+08:00"
    assert len(shown["days"]) == 13


def test_a_ticket_has_every_moment_that_a_pack_may_name(bench: Bench) -> None:
    assert set(moments(bench.new())) == MOMENTS
