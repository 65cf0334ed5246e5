"""A ticket from the counter to its end, by commands alone."""

from __future__ import annotations

import json

import pytest

from tests.support.commands import complaint


@pytest.mark.clause("K-10.2.3", "K-3.2a", "K-6.6.3")
def test_a_ticket_goes_its_whole_way_and_keeps_every_act(cli):
    cli.by = "T001"
    number = cli.new()
    steps = (
        ("2026-03-02T11:00:00", "T002", "dispatch", {"lead": "B0101", "follower": "T101"}),
        ("2026-03-02T11:20:00", "T101", "sign-for", {}),
        ("2026-03-03T09:30:00", "T101", "contact", {"note": "已致歉，正在核实"}),
        ("2026-03-05T17:00:00", "T101", "reply", {"text": "已核实并道歉", "agreed": "yes"}),
        ("2026-03-06T10:00:00", "T002", "revisit", {"satisfaction": "satisfied"}),
        ("2026-03-06T11:00:00", "T002", "verdict", {"truth": "true", "verdict": "effective", "reason": "E1"}),
        ("2026-03-06T11:30:00", "T002", "close", {"cause_check": "排队管理不善，已加开窗口"}),
    )
    for rev, (now, by, verb, fields) in enumerate(steps, 1):
        cli.now = f"{now}+08:00"
        options = [word for name, value in fields.items() for word in (f"--{name.replace('_', '-')}", value)]
        answer = cli("ticket", number, verb, *options, "--rev", str(rev), by=by)
        assert answer.code == 0, (verb, answer.err)
        assert answer.out == ""
    ticket = cli("ticket", number, "--json").json
    kinds = [
        "registered",
        "dispatched",
        "signed_for",
        "contacted",
        "replied",
        "revisited",
        "judged",
        "closed",
    ]
    assert [event["kind"] for event in ticket["history"]] == kinds
    assert [event["rev"] for event in ticket["history"]] == list(range(1, 9))
    assert {event["via"] for event in ticket["history"]} == {"command"}
    assert (ticket["state"], ticket["satisfaction"]) == ("closed", "satisfied")
    assert (ticket["first_contact"], ticket["follower"]) == ("T001", "T101")
    clocks = {clock["name"]: clock for clock in ticket["clocks"]}
    assert (clocks["respond"]["state"], clocks["resolve"]["state"]) == ("met", "met")
    assert [row["number"] for row in cli("tickets", "--queue", "closed", "--json").json["tickets"]] == [
        number
    ]


def test_the_same_act_may_be_given_as_json(cli):
    number = cli.new()
    fields = {"lead": "B0101", "helpers": ["B0102"], "follower": "周强"}
    answer = cli("ticket", number, "dispatch", "--json", "-", stdin=json.dumps(fields))
    assert answer.json == {"number": number, "rev": 2, "state": "dispatched", "level": 1}
    ticket = cli("ticket", number, "--json").json
    assert (ticket["lead"], ticket["helpers"], ticket["follower"]) == ("B0101", ["B0102"], "T101")


def test_an_option_may_be_written_as_the_field_is_named(cli):
    number = cli.new(flags=["media"])
    answer = cli("ticket", number, "contact", "--note", "call", "--next_reply=2026-03-02 12:00")
    assert answer.code == 0
    clocks = cli("why", number, "--json").json["clocks"]
    assert [c["due_at"] for c in clocks if c["name"] == "next_reply"] == ["2026-03-02T12:00:00+08:00"]


def test_fields_at_fault_are_refused_and_the_ticket_stays_as_it_was(cli):
    number = cli.new()
    answer = cli("ticket", number, "dispatch", "--json", "-", stdin='{"led": "B0101"}')
    assert answer.code == 1
    assert {p["field"] for p in answer.error["problems"]} == {"led", "lead"}
    assert cli("ticket", number, "--json").json["rev"] == 1


@pytest.mark.clause("K-10.2.3")
def test_a_ticket_without_its_content_is_not_registered(cli):
    answer = cli("ticket", "new", "--json", "-", stdin=json.dumps({**complaint(), "content": ""}))
    assert (answer.code, [p["field"] for p in answer.error["problems"]]) == (1, ["content"])
    assert cli("tickets", "--json").json["total"] == 0
