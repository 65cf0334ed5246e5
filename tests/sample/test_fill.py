"""A filled desk: its size, its mix, its open tickets, and a record that the desk itself could have made."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise

import pytest

from desk.errors import Refused
from desk.fold import fold
from desk.moments import from_iso
from desk.service import Desk
from sample_data import bank, mix
from sample_data.cases import Slot, intake, make_case
from sample_data.make import fill
from tests.support.sampled import NOW, MakeDesk, rows_of

REACHED = {
    "registered",
    "dispatched",
    "signed_for",
    "handling",
    "reworking",
    "revisit_due",
    "verdict_due",
    "closed",
}


def histories(desk: Desk) -> list[list[dict[str, object]]]:
    return [[event.to_json() for event in desk.ledger.events(number)] for number in rows_of(desk)]


def complaints(desk: Desk) -> list[dict[str, object]]:
    return [dict(row) for row in rows_of(desk).values() if row["type"] == "complaint"]


def shares(words: list[str], wanted: dict[str, int]) -> dict[str, float]:
    return {word: 100 * words.count(word) / len(words) for word in wanted}


def test_the_same_seed_gives_the_same_record_byte_for_byte(make_desk: MakeDesk):
    first, second = make_desk("a"), make_desk("b")
    assert fill(first, seed=7, tickets=90) == fill(second, seed=7, tickets=90) == 90
    assert json.dumps(histories(first)) == json.dumps(histories(second))
    assert rows_of(first) == rows_of(second)


def test_another_seed_gives_another_record(make_desk: MakeDesk):
    first, second = make_desk("a"), make_desk("b")
    fill(first, seed=7, tickets=40)
    fill(second, seed=8, tickets=40)
    assert histories(first) != histories(second)


@pytest.mark.parametrize("wanted", [0, 1, 9, 33])
def test_exactly_as_many_tickets_are_made_as_asked_for(make_desk: MakeDesk, wanted: int):
    desk = make_desk("home")
    assert fill(desk, tickets=wanted) == wanted
    assert len(rows_of(desk)) == wanted


def test_a_whole_sample_has_at_least_six_hundred_tickets(filled: Desk):
    assert 600 <= len(rows_of(filled)) <= 800


def test_every_branch_has_fifteen_to_sixty_cases_in_every_whole_quarter(filled: Desk):
    found = Counter(
        (row["unit"][:3], (int(row["received_at"][5:7]) + 2) // 3) for row in rows_of(filled).values()
    )
    whole = {key: n for key, n in found.items() if key[1] < 4}
    assert len(whole) == 12
    assert all(15 <= n <= 60 for n in whole.values())


def test_the_mix_is_that_of_a_small_bank(filled: Desk):
    rows = complaints(filled)
    assert shares([mix.group_of(r["business"]) for r in rows], mix.BUSINESS) == pytest.approx(
        mix.BUSINESS, abs=6
    )
    assert shares([r["cause"] for r in rows], mix.CAUSE) == pytest.approx(mix.CAUSE, abs=6)
    assert shares([r["mode"] for r in rows], mix.PLACE) == pytest.approx(mix.PLACE, abs=6)
    assert shares([str(r["level"]) for r in rows], {"1": 82, "2": 15, "3": 3}) == pytest.approx(
        {"1": 82, "2": 15, "3": 3}, abs=4
    )


def test_the_rule_pack_itself_proposes_the_level_that_a_case_was_meant_to_have(filled: Desk):
    for number in range(150):
        slot = Slot(
            from_iso(NOW), bank.branches()[number % 4], ("onsite", "offsite")[number % 2], number % 3 + 1
        )
        case = make_case(slot, f"level/{number}", ())
        checked = filled.check_intake(intake(case))
        assert checked.problems == ()
        assert filled.propose(checked.values).level == case.level == number % 3 + 1


def test_the_verdicts_are_mixed_as_published_ones_are(filled: Desk):
    closed = [row["verdict"] for row in complaints(filled) if row["state"] == "closed"]
    wanted = {"effective": 28, "invalid_improve": 34, "invalid_noblame": 31}
    assert shares(closed, wanted) == pytest.approx(wanted, abs=7)


def test_every_state_that_can_be_reached_stands_open_somewhere(filled: Desk):
    assert {row["state"] for row in rows_of(filled).values()} >= REACHED


def test_most_tickets_are_closed(filled: Desk):
    rows = rows_of(filled).values()
    assert sum(row["state"] == "closed" for row in rows) > 0.85 * len(rows)


def test_some_tickets_are_overdue_some_are_due_today_and_the_operator_has_some(filled: Desk):
    counts = filled.counts(filled.actor(bank.OPERATOR, "screen"))
    assert all(
        counts[queue] >= 2 for queue in ("overdue", "today", "mine", "level2", "level3", "to_sign", "revisit")
    )


def test_several_customers_complain_of_one_matter_at_one_outlet_within_a_week(filled: Desk):
    rows = [r for r in complaints(filled) if r["unit"] == "B0105" and "云舒稳进" in r["summary"]]
    assert len({row["customer_key"] for row in rows}) >= 3
    received = sorted(from_iso(row["received_at"]) for row in rows)
    assert (received[-1] - received[0]).days < 7


def test_referrals_repeats_and_second_rounds_are_among_them(filled: Desk):
    rows = list(rows_of(filled).values())
    assert any(row["number"].startswith("ZB") for row in rows)
    assert any(row["round"] > 1 for row in rows)
    assert any(event.kind == "linked" for row in rows for event in filled.ledger.events(row["number"]))


def test_every_history_folds_to_the_ticket_of_its_row(filled: Desk):
    for number, row in rows_of(filled).items():
        ticket = fold(filled.ledger.events(number))
        assert ticket is not None
        assert (ticket.number, ticket.rev, ticket.state, ticket.level) == (
            number, row["rev"], row["state"], row["level"],
        )  # fmt: skip


def test_no_event_is_out_of_order_or_in_the_future(filled: Desk):
    for number in rows_of(filled):
        times = [event.at for event in filled.ledger.events(number)]
        assert all(earlier <= later for earlier, later in pairwise(times))
        assert times[-1] < from_iso(NOW)
        assert from_iso(rows_of(filled)[number]["received_at"]) < times[0]


def test_numbers_count_up_within_each_day(filled: Desk):
    registered = sorted((filled.ledger.events(number)[0].at, number) for number in rows_of(filled))
    for prefix in {number[:10] for _at, number in registered}:
        serials = [int(number[10:]) for _at, number in registered if number.startswith(prefix)]
        assert serials == list(range(1, len(serials) + 1))


def test_few_tickets_are_answered_late(filled: Desk):
    states = [
        clock.state
        for row in complaints(filled)
        if row["state"] == "closed"
        for clock in filled.clocks(filled.ticket(str(row["number"])))
        if clock.name == "resolve"
    ]
    assert 0.01 < states.count("late") / len(states) < 0.12


def test_texts_hardly_ever_repeat(filled: Desk):
    told = [filled.ledger.events(number)[0].data["content"] for number in rows_of(filled)]
    assert len(set(told)) >= 0.98 * len(told)
    assert not any(set(text) & set("{}") for text in told)


def test_nobody_revisits_what_he_answered_himself(filled: Desk):
    for number in rows_of(filled):
        ticket = filled.ticket(number)
        pairs = zip(ticket.replies[-1:], ticket.revisits[-1:], strict=False)
        assert all(reply.by != revisit.by for reply, revisit in pairs)


def test_progress_is_told_up_to_the_end(make_desk: MakeDesk):
    told: list[tuple[int, int]] = []
    fill(make_desk("home"), tickets=60, progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 0
    assert [done for done, _total in told] == sorted(done for done, _total in told)


def test_a_desk_that_has_tickets_is_left_alone(make_desk: MakeDesk):
    desk = make_desk("home")
    fill(desk, tickets=5)
    with pytest.raises(Refused):
        fill(desk, tickets=5)
    assert len(rows_of(desk)) == 5


def test_a_desk_that_has_units_of_its_own_is_left_alone(make_desk: MakeDesk):
    desk = make_desk("home")
    unit = {"code": "X01", "kind": "branch", "zh": "某分行", "en": "Some", "parent": "", "outlets": 1}
    desk.documents.write("units", [unit], expected_rev=0)
    with pytest.raises(Refused):
        fill(desk, tickets=5)
    assert desk.documents.read("units")[1] == [unit]
