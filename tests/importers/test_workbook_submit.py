from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from desk.errors import Conflict, NotPermitted, Refused
from desk.moments import ZONE
from importers.workbook.submit import TABLE, submit, versions
from tests.support.memory_ledger import MemoryHome
from tests.support.workbooks import (
    NOW,
    actor,
    bank,
    calendars,
    case,
    cases,
    changed,
    filled,
    given,
    pack,
    place,
)

PERSON = ("封面", place("封面", "填报人"))


@dataclass
class Desk:
    """What handing in needs of the desk, in memory."""

    documents: Any = field(default_factory=lambda: MemoryHome().documents())
    organisation: Any = field(default_factory=bank)
    pack: Any = field(default_factory=pack)
    calendars: Any = field(default_factory=calendars)
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def desk():
    return Desk()


def corrected(tmp_path, name="更正.xlsx"):
    return filled(tmp_path, given([case(1, 备注="更正"), *cases()[1:]]), name=name)


@pytest.mark.clause("K-22.1")
def test_an_accepted_workbook_becomes_the_first_version(desk, tmp_path):
    path = filled(tmp_path)
    done = submit(path, desk, actor("s1"))
    assert (done.again, done.version.version) == (False, 1)
    _rev, rows = desk.documents.read(TABLE)
    assert [(r["unit"], r["quarter"], r["version"], r["by"], r["name"]) for r in rows] == [
        ("B01", "2026Q3", 1, "s1", path.name)
    ]
    assert rows[0]["at"] == "2026-10-09T10:00:00+08:00"
    assert rows[0]["sha256"] == done.report.sha256
    assert desk.documents.get_file(rows[0]["file"]) == path.read_bytes()
    assert "第 1 版" in done.message


def test_the_same_bytes_again_are_the_same_version_and_that_is_said(desk, tmp_path):
    path = filled(tmp_path)
    submit(path, desk, actor("s1"))
    again = submit(path, desk, actor("s1"))
    assert (again.again, again.version.version) == (True, 1)
    assert "此前已报送" in again.message
    assert len(versions(desk.documents)) == 1


def test_a_correction_is_a_new_version_and_the_first_file_stays(desk, tmp_path):
    path = filled(tmp_path)
    first = submit(path, desk, actor("s1"))
    second = submit(corrected(tmp_path), desk, actor("s1"))
    assert second.version.version == 2
    assert desk.documents.get_file(first.version.file) == path.read_bytes()
    assert [v.version for v in versions(desk.documents, unit="B01", quarter="2026Q3")] == [1, 2]
    assert versions(desk.documents, unit="B02") == ()
    assert submit(path, desk, actor("s1")).version.version == 1


def test_nothing_of_a_rejected_workbook_is_stored_and_every_rejected_cell_is_named(desk, tmp_path):
    path = changed(filled(tmp_path), {PERSON: None, ("汇总表", place("汇总表", "现场", 5)): 9})
    with pytest.raises(Refused, match="封面") as refused:
        submit(path, desk, actor("s1"))
    assert [p.field for p in refused.value.problems] == [
        "封面!" + PERSON[1],
        "汇总表!" + place("汇总表", "现场", 5),
    ]
    assert refused.value.clause == "K-22.1"
    assert desk.documents.read(TABLE) == (0, [])


def test_findings_that_only_ask_for_an_explanation_do_not_stop_a_workbook(desk, tmp_path):
    path = changed(filled(tmp_path), {("投诉台账", place("投诉台账", "反馈表编号")): None})
    done = submit(path, desk, actor("s1"))
    assert done.report.counts["explain"] == 1
    assert done.version.version == 1


@pytest.mark.parametrize("person", ["s2", "s4"])
def test_nobody_hands_in_for_another_branch_or_from_an_outlet(desk, tmp_path, person):
    with pytest.raises(NotPermitted, match="青禾分行"):
        submit(filled(tmp_path), desk, actor(person))
    assert desk.documents.read(TABLE) == (0, [])


def test_head_office_may_hand_in_for_a_branch(desk, tmp_path):
    assert submit(filled(tmp_path), desk, actor("s3")).version.by == "s3"


def test_a_right_refused_says_nothing_about_the_findings(desk, tmp_path):
    path = changed(filled(tmp_path), {PERSON: None})
    with pytest.raises(NotPermitted):
        submit(path, desk, actor("s2"))


@pytest.mark.clause("K-22.1")
@pytest.mark.parametrize(("day", "hour", "late"), [(10, 23, False), (11, 0, True)])
def test_a_workbook_is_late_after_its_due_day(tmp_path, day, hour, late):
    desk = Desk(at=datetime(2026, 10, day, hour, 59, tzinfo=ZONE))
    done = submit(filled(tmp_path), desk, actor("s1"))
    assert (done.version.due, done.version.late) == ("2026-10-10", late)


class Busy:
    """Documents in which another branch always hands in between reading and writing, `times` times."""

    def __init__(self, documents, times):
        self.inner, self.times = documents, times

    def __getattr__(self, name):
        return getattr(self.inner, name)

    def write(self, table, documents, *, expected_rev):
        if self.times:
            self.times -= 1
            raise Conflict("changed", found=expected_rev + 1)
        return self.inner.write(table, documents, expected_rev=expected_rev)


def test_two_branches_at_the_same_moment_both_get_their_version(tmp_path):
    desk = Desk(documents=Busy(MemoryHome().documents(), times=3))
    assert submit(filled(tmp_path), desk, actor("s1")).version.version == 1


def test_a_table_that_never_stands_still_ends_as_a_conflict(tmp_path):
    desk = Desk(documents=Busy(MemoryHome().documents(), times=99))
    with pytest.raises(Conflict):
        submit(filled(tmp_path), desk, actor("s1"))


def test_a_workbook_that_contradicts_the_desk_is_not_stored(desk, tmp_path):
    with pytest.raises(Refused, match="HX20260810000007"):
        submit(filled(tmp_path), desk, actor("s1"), ledger=MemoryHome().ledger())
    assert desk.documents.read(TABLE) == (0, [])
