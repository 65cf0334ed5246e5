"""A branch's workbook by commands: made, checked with the wrong cells marked, handed in once."""

from __future__ import annotations

import openpyxl
import pytest

from desk.calendar import load_calendars
from desk.pack_file import load_pack
from desk.units import Organisation
from importers.workbook.template import template
from tests.support.desks import STAFF, UNITS
from tests.support.workbooks import QUARTER, cases, changed, given, place

TICKET = "HX20260810000001"


@pytest.fixture
def reporting(cli):
    cli.now = "2026-10-12T09:00:00+08:00"
    return cli


def the_call(cli):
    """Let the desk have the one hotline ticket of that workbook: overdue, raised, judged in August."""
    fields = {"channel": "hotline", "received_at": "2026-08-10 09:00", "unit": "B0102"}
    cli.now = "2026-08-10T09:05:00+08:00"
    assert cli.new(**fields) == TICKET
    raised = {"level": "2", "reason": "处理超时限"}
    judged = {"truth": "true", "verdict": "invalid_improve", "reason": "N2"}
    for now, by, verb, given_ in (
        ("2026-08-10T09:10", "T002", "dispatch", {"lead": "B0102", "category": "system.hardware_fault"}),
        ("2026-08-10T09:20", "T002", "sign-for", {"follower": "T102"}),
        ("2026-08-14T09:00", "T002", "relevel", raised),
        ("2026-08-17T09:00", "T102", "reply", {"text": "机具已修复，客户认可。"}),
        ("2026-08-18T09:00", "T002", "revisit", {"satisfaction": "satisfied"}),
        ("2026-08-20T09:00", "T002", "verdict", judged),
    ):
        cli.now = f"{now}:00+08:00"
        options = [word for name, value in given_.items() for word in (f"--{name}", value)]
        answer = cli("ticket", TICKET, verb, *options, by=by)
        assert answer.code == 0, (verb, answer.err)
    cli.now = "2026-10-12T09:00:00+08:00"


def in_the_bank(tmp_path):
    """Write a correct workbook for the bank of these tests."""
    rows = [{**row, "工单编号": TICKET} if row.get("工单编号") else row for row in cases()]
    units = {unit.code: unit for unit in UNITS}
    people = {person.id: person for person in STAFF}
    return template(
        "B01",
        QUARTER,
        Organisation(units, people),
        load_pack(),
        tmp_path / "filled.xlsx",
        calendars=load_calendars(),
        given=given(rows),
    )


def test_an_empty_workbook_is_written_and_says_that_it_is_practice(reporting, tmp_path):
    answer = reporting("workbook", "template", "--unit", "B01", "--quarter", "2026Q3", "-o", str(tmp_path))
    path = tmp_path / "投诉季报_B01_2026Q3_v01.xlsx"
    assert (answer.code, answer.out.strip()) == (0, str(path))
    book = openpyxl.load_workbook(path)
    texts = {str(cell.value) for row in book.worksheets[0].iter_rows(max_row=3) for cell in row}
    assert any("练习" in text for text in texts)


def test_a_quarter_or_a_unit_that_is_none_is_refused_and_nothing_is_written(reporting, tmp_path):
    out = ("-o", str(tmp_path / "x.xlsx"))
    assert reporting("workbook", "template", "--unit", "B01", "--quarter", "2026Q5", *out).code == 2
    assert reporting("workbook", "template", "--unit", "B0101", "--quarter", "2026Q3", *out).code == 1
    assert reporting("workbook", "template", "--unit", "B01", *out).code == 2
    assert reporting("workbook", "tempalte").code == 2
    assert not (tmp_path / "x.xlsx").exists()


@pytest.mark.clause("K-22.1")
def test_a_wrong_workbook_comes_back_with_every_wrong_cell_marked(reporting, tmp_path):
    reporting("workbook", "template", "--unit", "B01", "--quarter", "2026Q3", "-o", str(tmp_path / "a.xlsx"))
    marked = tmp_path / "marked.xlsx"
    answer = reporting("workbook", "check", str(tmp_path / "a.xlsx"), "-o", str(marked), "--json")
    assert answer.code == 1
    assert answer.json["accepted"] is False
    finding = answer.json["findings"][0]
    assert {"sheet", "cell", "rule", "expected", "found"} <= set(finding)
    cell = openpyxl.load_workbook(marked)[finding["sheet"]][finding["cell"]]
    assert finding["message"] in cell.comment.text
    refused = reporting("workbook", "submit", str(tmp_path / "a.xlsx"), "--json", by="T102")
    assert refused.code == 1
    assert len(refused.error["problems"]) > 100
    assert len(refused.err.splitlines()) < 50


def test_the_marked_copy_never_takes_the_place_of_the_file_itself(reporting, tmp_path):
    reporting("workbook", "template", "--unit", "B01", "--quarter", "2026Q3", "-o", str(tmp_path / "a.xlsx"))
    before = (tmp_path / "a.xlsx").read_bytes()
    answer = reporting("workbook", "check", str(tmp_path / "a.xlsx"), "-o", str(tmp_path / "a.xlsx"))
    assert answer.code == 2
    assert (tmp_path / "a.xlsx").read_bytes() == before


@pytest.mark.clause("K-22.1")
def test_a_correct_workbook_is_handed_in_once(reporting, tmp_path):
    the_call(reporting)
    path = in_the_bank(tmp_path)
    checked = reporting("workbook", "check", str(path), "--json", by="T102")
    assert (checked.code, checked.json["accepted"]) == (0, True), checked.out
    first = reporting("workbook", "submit", str(path), "--json", by="T102")
    assert (first.code, first.json["version"], first.json["again"]) == (0, 1, False)
    again = reporting("workbook", "submit", str(path), "--json", by="T102")
    assert (again.code, again.json["version"], again.json["again"]) == (0, 1, True)


@pytest.mark.parametrize("act", ["check", "submit"])
def test_another_branch_may_neither_check_nor_hand_it_in_and_learns_no_number(reporting, tmp_path, act):
    the_call(reporting)
    path = changed(in_the_bank(tmp_path), {("投诉台账", place("投诉台账", "工单编号", 5)): None})
    assert TICKET in reporting("workbook", "check", str(path), by="T102").out
    marked = tmp_path / "marked.xlsx"
    options = ("-o", str(marked)) if act == "check" else ()
    answer = reporting("workbook", act, str(path), *options, by="T202")
    assert answer.code == 5
    assert TICKET not in answer.out + answer.err
    assert not marked.exists()


@pytest.mark.parametrize("act", ["check", "submit"])
def test_a_ticket_of_the_desk_that_the_workbook_leaves_out_is_named(reporting, tmp_path, act):
    the_call(reporting)
    path = changed(
        in_the_bank(tmp_path), {("投诉台账", place("投诉台账", "工单编号", 5)): "HX20260810000099"}
    )
    answer = reporting("workbook", act, str(path), by="T102")
    assert answer.code == 1
    assert TICKET in answer.out + answer.err


def test_a_ticket_that_the_desk_does_not_have_is_refused(reporting, tmp_path):
    answer = reporting("workbook", "check", str(in_the_bank(tmp_path)), "--json", by="T102")
    assert answer.code == 1
    found = [(finding["rule"], finding["cell"]) for finding in answer.json["findings"]]
    assert found == [("X14", place("投诉台账", "工单编号", 5))]


def test_what_is_no_workbook_is_a_bad_input(reporting, tmp_path):
    (tmp_path / "note.xlsx").write_text("not a workbook")
    for name in ("note.xlsx", "none.xlsx", "."):
        answer = reporting("workbook", "check", str(tmp_path / name), "--json")
        assert (answer.code, bool(answer.error["message"])) == (3, True), name
