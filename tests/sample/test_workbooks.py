"""The sample workbooks come back from the checker, which knows the desk's tickets, as what they should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk.errors import BadInput, UsageError
from desk.service import Desk
from importers.sheets import read_book
from importers.workbook.check import check
from importers.workbook.findings import CheckReport
from sample_data import bank, workbooks
from tests.support.sampled import rows_of

ALONE = sorted(set(workbooks.WRONG) - {"X02"})
"""Mistakes that break one rule only; a wrong count of accepted cases contradicts every other table."""


def checked(path: Path, desk: Desk) -> CheckReport:
    return check(path, desk.organisation, desk.pack, desk.calendars, desk.now(), ledger=desk.ledger)


@pytest.mark.parametrize("quarter", ["2026Q1", "2026Q2", "2026Q3", "2026Q4"])
@pytest.mark.parametrize("unit", bank.branches())
def test_a_good_workbook_of_every_branch_and_quarter_has_no_finding_at_all(
    filled: Desk, tmp_path: Path, unit: str, quarter: str
):
    report = checked(workbooks.good(tmp_path / "good.xlsx", filled, unit, quarter), filled)
    assert (report.accepted, report.findings) == (True, ())
    assert (report.unit, report.quarter) == (unit, quarter)
    assert 15 <= report.counts["cases"] <= 65


def test_a_good_workbook_names_every_hotline_ticket_of_the_branch_once(filled: Desk, tmp_path: Path):
    path = workbooks.good(tmp_path / "good.xlsx", filled, "B04", "2026Q3")
    register = next(sheet for sheet in read_book(path).sheets if sheet.name == "投诉台账")
    column = register.rows[2].index("工单编号")
    listed = [row[column] for row in register.rows[3:] if len(row) > column and row[column]]
    own = [
        row["number"]
        for row in rows_of(filled).values()
        if row["unit"].startswith("B04")
        and row["type"] != "enquiry"
        and "2026-07" <= row["received_at"] < "2026-10"
    ]
    assert set(own) <= set(listed)
    assert len(set(listed)) == len(listed)


@pytest.mark.parametrize("kind", ALONE)
def test_a_mistake_is_found_by_its_rule_and_by_no_other(filled: Desk, tmp_path: Path, kind: str):
    report = checked(workbooks.wrong(tmp_path / "wrong.xlsx", kind, filled), filled)
    assert [finding.rule for finding in report.findings] == [kind]


def test_a_wrong_count_of_accepted_cases_is_found_by_its_rule(filled: Desk, tmp_path: Path):
    report = checked(workbooks.wrong(tmp_path / "wrong.xlsx", "X02", filled), filled)
    assert "X02" in {finding.rule for finding in report.findings}
    assert not report.accepted


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("empty", "0 字节"), ("random", "不是电子表格"), ("html", "不是季度报表"), ("truncated", "已损坏"),
        ("password", "密码"), ("headers", "首问责任人"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_in_one_sentence(filled: Desk, tmp_path: Path, kind: str, word: str):
    path = workbooks.broken(tmp_path / "broken.xlsx", kind, filled)
    with pytest.raises(BadInput) as refused:
        checked(path, filled)
    assert word in refused.value.message
    assert "broken.xlsx" in refused.value.message


def test_every_way_to_break_a_file_is_tried():
    assert set(workbooks.BROKEN) == {"empty", "random", "html", "truncated", "password", "headers"}


@pytest.mark.parametrize("make", [workbooks.wrong, workbooks.broken])
def test_an_unknown_kind_is_refused_with_those_that_are_known(filled: Desk, tmp_path: Path, make):
    with pytest.raises(UsageError, match="V99"):
        make(tmp_path / "none.xlsx", "V99", filled)
    assert not (tmp_path / "none.xlsx").exists()
