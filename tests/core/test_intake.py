"""Registration: what a new ticket must say, where it belongs and which level is proposed."""

from __future__ import annotations

from typing import Any

import pytest

from desk.errors import Refused
from desk.moments import from_iso
from tests.support.desks import Bench, call


def refused(bench: Bench, **fields: Any) -> Refused:
    """Return the refusal of a call with some fields changed, having seen that nothing was stored."""
    with pytest.raises(Refused) as caught:
        bench.desk.register({**call(), **fields}, bench.who("T001"))
    assert not bench.desk.ledger.rows()
    return caught.value


@pytest.mark.clause("F0-6", "F3-2", "K-F1.1")
def test_numbers_are_unique_and_count_within_the_day_and_the_kind_of_channel(bench: Bench) -> None:
    first, second = bench.new(), bench.new()
    counter = bench.new(channel="counter")
    referral = bench.new(channel="government")
    assert (first.number, second.number) == ("HX20260302000001", "HX20260302000002")
    assert (counter.number, referral.number) == ("XC20260302000001", "ZB20260302000001")
    assert first.state == "registered"
    assert (first.registered_at - first.received_at).total_seconds() == 30 * 60


@pytest.mark.clause("F3-3", "K-10.2.3")
@pytest.mark.parametrize("missing", ["channel", "received_at", "content", "customer.name", "unit"])
def test_a_missing_mandatory_field_is_named_and_nothing_is_stored(bench: Bench, missing: str) -> None:
    raw = call()
    if missing == "customer.name":
        del raw["customer"]["name"]
    else:
        del raw[missing]
    with pytest.raises(Refused) as caught:
        bench.desk.register(raw, bench.who("T001"))
    assert [problem.field for problem in caught.value.problems] == [missing]
    assert not bench.desk.ledger.rows()


@pytest.mark.clause("K-A1.5")
def test_at_least_one_way_to_reach_the_customer_is_needed(bench: Bench) -> None:
    refusal = refused(bench, customer={"name": "张丽华"})
    assert refusal.clause == "K-A1.5"
    assert bench.new(customer={"name": "张丽华", "address": "云州市东街1号"}).customer.address


@pytest.mark.clause("K-5")
def test_a_ticket_names_a_known_unit(bench: Bench) -> None:
    refusal = refused(bench, unit="B0109")
    assert refusal.problems[0].field == "unit"
    assert "B0102" in refusal.message
    assert bench.new(unit="云州城西支行").unit == "B0102"


def test_unknown_fields_are_refused_with_the_nearest_name(bench: Bench) -> None:
    refusal = refused(bench, recieved="x")
    assert refusal.problems[0].field == "recieved"
    assert "received_at" in refusal.message


def test_all_problems_come_at_once(bench: Bench) -> None:
    refusal = refused(bench, level="9", loss="很多", persons="两", channel="smoke", content="")
    assert {problem.field for problem in refusal.problems} == {
        "level",
        "loss",
        "persons",
        "channel",
        "content",
    }


def test_a_time_in_the_future_is_refused(bench: Bench) -> None:
    assert refused(bench, received_at="2026-03-02 10:31").problems[0].field == "received_at"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("channel", True),
        ("content", ["a"]),
        ("persons", -1),
        ("persons", 0),
        ("loss", "NaN"),
        ("loss", "-5"),
        ("loss", "0.008"),
        ("received_at", "昨天"),
        ("received_at", 12),
        ("flags", "不存在"),
        ("flags", 5),
        ("flags", True),
        ("content", "长" * 50_001),
        ("customer", {"name": "张丽华", "mobile": "abc"}),
        ("customer", "张丽华"),
        ("level", 4),
        ("customer", {"name": {"first": "x"}, "mobile": "1"}),
    ],
)
def test_values_of_the_wrong_kind_get_a_sentence(bench: Bench, field: str, value: Any) -> None:
    assert refused(bench, **{field: value}).message.endswith(("。", "）"))


@pytest.mark.clause("K-3.2a")
def test_whoever_registers_is_the_first_contact_person_for_good(bench: Bench) -> None:
    ticket = bench.new("T101", channel="counter")
    assert ticket.first_contact == "T101"
    ticket = bench.does(ticket.number, "dispatch", lead="B01", category="staff.attitude")
    ticket = bench.does(ticket.number, "dispatch", lead="B0102", reason="网点更近")
    assert ticket.first_contact == "T101"


def test_the_record_can_name_who_took_the_call(bench: Bench) -> None:
    ticket = bench.desk.register({**call(), "by": "林静"}, bench.who("T001"))
    assert ticket.first_contact == "T002"
    assert ticket.history[0].by == "T001"


@pytest.mark.clause("K-2.1")
def test_a_suggestion_gets_a_number_and_a_form_but_no_level_and_no_clock(bench: Bench) -> None:
    ticket = bench.new(channel="letter", type="建议")
    assert ticket.number == "HX20260302000001"
    assert ticket.form_number == "FK-B0101-2026-00001"
    assert ticket.level == 0
    assert bench.desk.clocks(ticket) == ()


@pytest.mark.clause("K-2.2")
def test_a_passer_by_is_registered_and_marked(bench: Bench) -> None:
    customer = {"name": "路人", "address": "云州", "own": "否", "kind": "对公"}
    ticket = bench.new(customer=customer)
    assert ticket.customer.own is False
    assert ticket.customer.kind == "company"


@pytest.mark.clause("K-10.1.0", "K-10.2.0", "K-6.4.0")
@pytest.mark.parametrize(
    ("channel", "mode"),
    [
        ("hotline", "offsite"),
        ("letter", "offsite"),
        ("counter", "onsite"),
        ("opinion_book", "onsite"),
        ("outlet_phone", "onsite"),
        ("other", "other"),
    ],
)
def test_the_mode_follows_from_the_channel(bench: Bench, channel: str, mode: str) -> None:
    assert bench.new(channel=channel).mode == mode


@pytest.mark.clause("K-10.1.4")
def test_a_phone_call_to_the_outlet_has_the_limits_of_on_site_cases(bench: Bench) -> None:
    ticket = bench.new("T101", channel="网点电话或邮件")
    clock = bench.clock_of(ticket, "resolve")
    assert (ticket.mode, str(clock.due.due_date), clock.rule.clause) == ("onsite", "2026-03-05", "K-12.1b")


def test_the_mode_cannot_be_typed(bench: Bench) -> None:
    assert refused(bench, mode="onsite").problems[0].field == "mode"


@pytest.mark.clause("K-10.2.1")
def test_the_call_centre_accepts_what_comes_off_site_and_the_outlet_what_comes_on_site(bench: Bench) -> None:
    assert bench.new(channel="email").accepting_unit == "KF"
    assert bench.new(channel="counter").accepting_unit == "B0101"


@pytest.mark.clause("F0-1", "F2-6")
@pytest.mark.parametrize(
    "channel", ["web", "app", "email", "opinion_book", "counter", "social", "网络平台", "手机银行"]
)
def test_every_way_in_has_its_channel(bench: Bench, channel: str) -> None:
    assert bench.new(channel=channel).number.endswith("000001")


@pytest.mark.clause("F0-2")
def test_a_call_in_the_small_hours_of_a_holiday_is_accepted_to_the_minute(bench: Bench) -> None:
    bench.clock.set("2026-02-17 02:15")
    ticket = bench.new(received_at="2026-02-17 02:10")
    assert ticket.received_at == from_iso("2026-02-17T02:10:00+08:00")


@pytest.mark.clause("K-9.1", "K-9.2", "K-9.3", "K-9.4")
@pytest.mark.parametrize(
    ("word", "key", "group", "size"),
    [
        ("总分行制度规定", "rules.bank", "rules", 2),
        ("服务态度不佳", "staff.attitude", "staff", 5),
        ("硬件使用故障", "system.hardware_fault", "system", 5),
        ("未照顾特殊客群需求", "outlet.special_groups", "outlet", 3),
    ],
)
def test_content_classes_of_article_9(bench: Bench, word: str, key: str, group: str, size: int) -> None:
    assert bench.new(category=word).category == key
    below = [entry for entry in bench.desk.pack.leaves("categories") if entry.parent == group]
    assert len(below) == size


@pytest.mark.clause("F1-4")
def test_debt_collection_has_its_own_businesses(bench: Bench) -> None:
    assert bench.new(business="贷款债务催收").business == "dunning.loan"


@pytest.mark.clause("K-A2.6.1", "K-A2.6.2", "K-A2.6.3")
@pytest.mark.parametrize(
    ("group", "word"),
    [("product", "产品和服务项目本身"), ("people", "people"), ("objective", "客户自身、环境和其他客观因素")],
)
def test_cause_groups(bench: Bench, group: str, word: str) -> None:
    assert bench.new(cause_group=word).cause_group == group


@pytest.mark.clause("F0-5")
def test_amount_band_and_mood_are_kept(bench: Bench) -> None:
    ticket = bench.new(amount_band="万元级", emotion="强烈")
    assert (ticket.amount_band, ticket.emotion) == ("ten_thousands", "strong")
    assert "F0-5" in {entry.clause for entry in bench.desk.pack.entries("emotions")}


@pytest.mark.clause("K-13.1", "K-A1.1")
def test_every_level_1_and_every_on_site_case_gets_a_form_number(bench: Bench) -> None:
    assert bench.new().form_number == "FK-B0101-2026-00001"
    assert bench.new(channel="counter", level=2).form_number == "FK-B0101-2026-00002"
    assert bench.new(level=2).form_number == ""


@pytest.mark.parametrize(
    ("facts", "level", "clause"),
    [
        ({}, 1, "K-11.1a"),
        pytest.param({"loss": "200"}, 2, "K-11.2a", marks=pytest.mark.clause("K-11.2a")),
        pytest.param({"loss": "80,000元"}, 3, "K-11.3b", marks=pytest.mark.clause("K-11.3b")),
        pytest.param({"flags": ["人身伤害"]}, 2, "K-11.2c", marks=pytest.mark.clause("K-11.2c")),
        pytest.param({"channel": "government"}, 2, "K-11.2d", marks=pytest.mark.clause("K-11.2d", "K-F3.1")),
        pytest.param({"flags": "诉讼仲裁"}, 3, "K-11.3c", marks=pytest.mark.clause("K-11.3c")),
        pytest.param({"persons": "20"}, 3, "R-7", marks=pytest.mark.clause("R-7")),
    ],
)
def test_the_level_is_proposed_from_the_facts_with_its_clause(
    bench: Bench, facts: dict[str, Any], level: int, clause: str
) -> None:
    ticket = bench.new(**facts)
    assert ticket.level == level
    assert ticket.history[0].data["proposed"][0]["clause"] == clause


@pytest.mark.clause("K-11.1b")
@pytest.mark.parametrize(
    "category", ["staff.skill", "staff.attitude", "staff.shortage", "outlet.hygiene", "rules.bank"]
)
def test_the_examples_of_article_11_are_level_1(bench: Bench, category: str) -> None:
    assert bench.new(category=category).level == 1


@pytest.mark.clause("K-11.0")
def test_a_level_below_the_proposal_needs_its_reason(bench: Bench) -> None:
    refusal = refused(bench, loss=200, level=1)
    assert (refusal.clause, refusal.problems[0].field) == ("K-11.0", "level_reason")
    ticket = bench.new(loss=200, level=1, level_reason="款项当场已退")
    assert (ticket.level, ticket.history[0].data["level_reason"]) == (1, "款项当场已退")


def test_public_opinion_is_level_1_until_attention_is_marked(bench: Bench) -> None:
    assert bench.new(channel="public_opinion").level == 1
    assert bench.new(channel="public_opinion", flags=["public"]).level == 3


@pytest.mark.clause("K-11.0")
def test_a_person_confirms_or_overrules_the_proposal_and_the_reasons_stay(bench: Bench) -> None:
    ticket = bench.new(loss=200, level="三级", level_reason="客户情绪激动")
    data = ticket.history[0].data
    assert ticket.level == 3
    assert [reason["level"] for reason in data["proposed"]] == [2]
    assert data["level_reason"] == "客户情绪激动"


def test_a_preview_shows_the_clocks_and_stores_nothing(bench: Bench) -> None:
    checked = bench.desk.check_intake(call())
    clocks = bench.desk.preview(checked.values, bench.who("T001"))
    assert {clock.name: str(clock.due.due_date) for clock in clocks}["resolve"] == "2026-03-05"
    assert not bench.desk.ledger.rows()


def test_control_characters_never_reach_the_record(bench: Bench) -> None:
    ticket = bench.new(
        content="\x1b[2J第一行\r\n第二行\x07",
        customer={"name": "王\x9b五", "mobile": "１３８００００１２３４"},
    )
    assert ticket.content == "[2J第一行\n第二行"
    assert ticket.customer.name == "王五"
