"""A branch's register against the desk's own tickets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from desk.events import Event
from desk.moments import ZONE
from desk.ports import Change
from importers.workbook.check import check
from tests.support.memory_ledger import MemoryHome
from tests.support.workbooks import NOW, bank, calendars, case, cases, filled, given, pack, place

NUMBER = "HX20260810000007"
REGISTER, SUMMARY = "投诉台账", "汇总表"


def registered(number: str, at: datetime, **other) -> Event:
    data = {
        "number": number,
        "type": "complaint",
        "mode": "offsite",
        "channel": "hotline",
        "level": 1,
        "unit": "B0102",
        "accepting_unit": "C",
        "first_contact": "s3",
        "received_at": at.isoformat(),
        "content": "自助机具吞卡。",
        **other,
    }
    return Event(1, "registered", at, "s3", "C", "test", data)


def event(rev: int, kind: str, day: date, **data) -> Event:
    return Event(
        rev, kind, datetime(day.year, day.month, day.day, 9, 0, tzinfo=ZONE), "s3", "C", "test", data
    )


def written_later(first: Event, at: datetime) -> Event:
    """The registration of a call that came in before it was written down."""
    return replace(first, at=at)


RAISED = event(2, "levelled", date(2026, 8, 14), level=2)
JUDGED = event(3, "judged", date(2026, 8, 20), truth="true", verdict="invalid_improve", reason="N2")
ACCEPTED = datetime(2026, 8, 10, 9, 0, tzinfo=ZONE)


@pytest.fixture
def ledger():
    """A desk with the one hotline ticket that the register of the support module lists."""
    home = MemoryHome().ledger()
    put(home, registered(NUMBER, ACCEPTED), RAISED, JUDGED)
    return home


def put(ledger, *events: Event) -> None:
    data = events[0].data
    row = {
        "number": data["number"],
        "state": "closed" if events[-1].kind == "closed" else "handling",
        "unit": data["unit"],
        "mode": data["mode"],
        "type": data["type"],
        "received_at": data["received_at"],
    }
    with ledger.transaction() as transaction:
        transaction.add(Change(data["number"], 0, events, {**row, "source": ""}))


def checked(path, ledger):
    return check(path, bank(), pack(), calendars(), NOW, ledger=ledger)


def hits(report):
    return [(f.sheet, f.cell, f.expected) for f in report.findings if f.rule == "X14"]


def test_a_register_that_tells_what_the_desk_knows_has_no_finding(ledger, tmp_path):
    assert checked(filled(tmp_path), ledger).findings == ()


def test_without_the_desks_tickets_nothing_is_compared(tmp_path):
    assert checked(filled(tmp_path), None).findings == ()
    assert hits(checked(filled(tmp_path), MemoryHome().ledger()))


def test_a_ticket_of_the_desk_that_the_register_lacks_is_named_at_its_outlet(ledger, tmp_path):
    put(ledger, registered("HX20260901000003", datetime(2026, 9, 1, 9, 0, tzinfo=ZONE)))
    report = checked(filled(tmp_path), ledger)
    assert hits(report) == [(SUMMARY, place(SUMMARY, "本期受理", 6), "HX20260901000003")]
    assert not report.accepted
    assert "HX20260901000003" in report.findings[0].message


@pytest.mark.parametrize(
    ("moment", "listed"),
    [
        (datetime(2026, 6, 30, 23, 59, 59, tzinfo=ZONE), False),
        (datetime(2026, 7, 1, 0, 0, tzinfo=ZONE), True),
        (datetime(2026, 9, 30, 23, 59, 59, tzinfo=ZONE), True),
        (datetime(2026, 10, 1, 0, 0, tzinfo=ZONE), False),
    ],
)
def test_the_quarter_of_a_ticket_is_that_of_its_acceptance(ledger, tmp_path, moment, listed):
    put(ledger, registered("HX20260901000003", moment))
    assert bool(hits(checked(filled(tmp_path), ledger))) is listed


@pytest.mark.parametrize("other", [{"mode": "onsite"}, {"unit": "B0201"}, {"type": "enquiry", "level": 0}])
def test_on_site_cases_enquiries_and_other_branches_are_not_asked_for(ledger, tmp_path, other):
    put(ledger, registered("HX20260901000003", datetime(2026, 9, 1, 9, 0, tzinfo=ZONE), **other))
    assert hits(checked(filled(tmp_path), ledger)) == []


def test_a_ticket_that_the_desk_does_not_know_is_shown_in_its_cell(ledger, tmp_path):
    rows = cases()
    rows[0] = case(1, 工单编号="HX20260903000099")
    report = checked(filled(tmp_path, given(rows)), ledger)
    assert [cell for _sheet, cell, _expected in hits(report)] == [place(REGISTER, "工单编号", 4)]


def test_a_ticket_about_another_branch_is_as_good_as_none(ledger, tmp_path):
    put(ledger, registered("HX20260903000099", datetime(2026, 9, 3, 9, 0, tzinfo=ZONE), unit="B0201"))
    rows = cases()
    rows[0] = case(1, 工单编号="HX20260903000099")
    assert [cell for _s, cell, _e in hits(checked(filled(tmp_path, given(rows)), ledger))] == [
        place(REGISTER, "工单编号", 4)
    ]


@pytest.mark.parametrize(
    ("header", "typed", "expected"),
    [
        ("受理日期", date(2026, 8, 11), "2026-08-10"),
        ("最终等级", "三级", "二级"),
        ("责任认定", "待认定", "无效_需优化"),
    ],
)
def test_date_level_and_verdict_are_compared_to_the_cell(ledger, tmp_path, header, typed, expected):
    rows = cases()
    rows[1] = {**rows[1], header: typed}
    report = checked(filled(tmp_path, given(rows)), ledger)
    assert (REGISTER, place(REGISTER, header, 5), expected) in hits(report)


def test_a_ticket_is_compared_as_it_stood_at_the_end_of_the_quarter(tmp_path):
    ledger = MemoryHome().ledger()
    later = event(4, "judged", date(2026, 10, 2), truth="true", verdict="effective", reason="E1")
    put(ledger, registered(NUMBER, ACCEPTED), RAISED, JUDGED, later)
    assert checked(filled(tmp_path), ledger).findings == ()


CALL = datetime(2026, 9, 30, 23, 50, tzinfo=ZONE)
NEXT_DAY = datetime(2026, 10, 1, 0, 5, tzinfo=ZONE)


def test_a_call_of_the_last_minutes_belongs_to_the_quarter_though_it_was_written_down_after_it(
    ledger, tmp_path
):
    number = "HX20260930000001"
    put(
        ledger,
        written_later(registered(number, CALL, unit="B0101"), NEXT_DAY),
        event(2, "levelled", date(2026, 10, 2), level=2),
    )
    assert [expected for _s, _c, expected in hits(checked(filled(tmp_path), ledger))] == [number]
    listed = case(5, 工单编号=number, 投诉方式="非现场", 受理渠道="客服热线", 受理日期=CALL.date(), **OPEN)
    assert checked(filled(tmp_path, given([*cases(), listed])), ledger).findings == ()


OPEN = {
    **dict.fromkeys(
        (
            "首次响应时间", "响应时限", "响应是否及时", "办结时限", "办结日期", "处理结果摘要", "认定依据", "认定日期",
            "回访日期", "回访人", "客户满意度",
        )
    ),
    "办结是否及时": "未到期", "是否属实": "未核实", "责任认定": "待认定", "状态": "处理中", "联系电话": "139****0009",
}  # fmt: skip


def test_a_ticket_of_the_next_quarter_is_none_of_this_one(ledger, tmp_path):
    number = "HX20261001000001"
    put(ledger, registered(number, NEXT_DAY, unit="B0101"))
    listed = case(1, 工单编号=number)
    report = checked(filled(tmp_path, given([listed, *cases()[1:]])), ledger)
    assert [cell for _s, cell, _e in hits(report)] == [place(REGISTER, "工单编号", 4)]


def test_a_ticket_that_went_to_the_archive_is_asked_for_as_well(ledger, tmp_path):
    number = "HX20260901000003"
    put(
        ledger,
        registered(number, datetime(2026, 9, 1, 9, 0, tzinfo=ZONE)),
        event(2, "closed", date(2026, 9, 8)),
    )
    ledger.checkpoint()
    assert number not in ledger.rows()
    assert [expected for _s, _c, expected in hits(checked(filled(tmp_path), ledger))] == [number]
