from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest

from desk.errors import Refused
from desk.i18n import set_language
from desk.moments import ZONE
from desk.ticket import Contact, Customer, Reply, Revisit, Ticket
from importers.form import TICKED, UNTICKED, write_form
from importers.form_page import CHOICES, FOOT, HEAD_ROWS, PAGE, RATING, Section, fitting, height
from tests.support.workbooks import bank, pack

CAUSE = "客户反映排队四十分钟后柜员态度生硬，要求道歉。回电13912345678。"


@pytest.fixture(autouse=True)
def _chinese() -> None:
    set_language("zh_CN")


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 3, day, hour, 0, tzinfo=ZONE)


def ticket(**other) -> Ticket:
    """An on-site complaint of Monday 2 March 2026, answered on the 5th and revisited on the 6th."""
    whole = Ticket(
        number="XC20260302000001",
        rev=6,
        type="complaint",
        state="verdict_due",
        mode="onsite",
        channel="counter",
        level=1,
        original_level=1,
        unit="B0101",
        accepting_unit="B0101",
        first_contact="s4",
        received_at=at(2),
        registered_at=at(2),
        levelled_at=at(2),
        content=CAUSE,
        customer=Customer(
            name="李明华", mobile="13912345678", phone="0991-5551234", address="青禾市中山路12号3单元501"
        ),
        form_number="FK-B0101-2026-00017",
        contacts=(Contact(at(2, 15), "s4", "phone", "核实：柜员态度不佳，拟当面致歉。"),),
        replies=(Reply(at(5), "s1", "B01", "direct", "phone", "已当面致歉，客户认可。"),),
        revisits=(Revisit(at(6), "s3", "phone", "fairly"),),
        satisfaction="fairly",
    )
    return replace(whole, **other)


def form(found: Ticket | None, tmp_path, **options):
    return openpyxl.load_workbook(
        write_form(found, bank(), pack(), tmp_path / "form.xlsx", **options)
    ).worksheets[0]


def texts(sheet) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def beside(sheet, label: str) -> str:
    """The text in the cell to the right of a label."""
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == label)
    return str(sheet.cell(cell.row, cell.column + 1).value or "")


@pytest.mark.clause("K-A1.0")
def test_the_form_is_one_a4_page_with_its_title(tmp_path):
    sheet = form(ticket(), tmp_path)
    assert sheet["A1"].value == "客户投诉/建议处理反馈表"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in {(1, 1), (None, None)}
    assert sheet.max_column == 6


@pytest.mark.clause("K-A1.0")
def test_a_suggestion_has_the_same_form(tmp_path):
    complaint = texts(form(ticket(), tmp_path))
    suggestion = texts(form(ticket(type="suggestion", level=0), tmp_path))
    assert suggestion == complaint


def test_the_form_carries_its_number_or_else_that_of_the_ticket(tmp_path):
    assert "编号：FK-B0101-2026-00017" in texts(form(ticket(), tmp_path))
    assert "编号：XC20260302000001" in texts(form(ticket(form_number=""), tmp_path))


@pytest.mark.clause("K-A1.2")
def test_the_name_is_masked_unless_it_is_revealed_and_never_missing(tmp_path):
    assert beside(form(ticket(), tmp_path), "客户姓名") == "李**"
    assert beside(form(ticket(), tmp_path, reveal=True), "客户姓名") == "李明华"
    with pytest.raises(Refused, match="客户姓名") as refused:
        form(ticket(customer=Customer(mobile="13912345678")), tmp_path)
    assert refused.value.clause == "K-A1.2"


@pytest.mark.clause("K-A1.3")
def test_the_date_is_the_day_of_acceptance(tmp_path):
    assert beside(form(ticket(), tmp_path), "受理日期") == "2026-03-02"


@pytest.mark.clause("K-A1.4")
@pytest.mark.parametrize(("mode", "word"), [("onsite", "现场"), ("offsite", "非现场"), ("other", "其他")])
def test_exactly_one_way_of_complaint_is_ticked(tmp_path, mode, word):
    boxes = beside(form(ticket(mode=mode), tmp_path), "投诉方式").split()
    assert [box for box in boxes if box.startswith(TICKED)] == [f"{TICKED}{word}"]
    assert len(boxes) == 3


@pytest.mark.clause("K-A1.5")
def test_the_ways_to_contact_are_masked_and_one_of_them_is_needed(tmp_path):
    shown = "\n".join(texts(form(ticket(), tmp_path)))
    assert "手机：139****5678\n座机：0991-****234" in shown
    assert "12号" not in shown
    revealed = "\n".join(texts(form(ticket(), tmp_path, reveal=True)))
    assert "手机：13912345678" in revealed
    assert "地址：青禾市中山路12号3单元501" in revealed
    with pytest.raises(Refused) as refused:
        form(ticket(customer=Customer(name="李明华")), tmp_path)
    assert refused.value.clause == "K-A1.5"


@pytest.mark.clause("K-A1.6")
@pytest.mark.parametrize("length", [3, 9, 2001])
def test_a_cause_too_short_or_too_long_makes_no_form(tmp_path, length):
    with pytest.raises(Refused, match=str(length)) as refused:
        form(ticket(content="字" * length), tmp_path)
    assert refused.value.clause == "K-A1.6"
    assert not list(tmp_path.iterdir())


@pytest.mark.clause("K-A1.6")
@pytest.mark.parametrize("length", [10, 2000])
def test_a_cause_of_ten_to_two_thousand_characters_is_printed_whole(tmp_path, length):
    assert beside(form(ticket(content="字" * length), tmp_path), "投诉/建议事由") == "字" * length


def test_the_customers_own_name_and_address_in_a_text_are_masked(tmp_path):
    told = replace(ticket(), content="李明华来电，住中山路12号3单元，请尽快处理。")
    cause = beside(form(told, tmp_path), "投诉/建议事由")
    assert cause.startswith("李**来电，住中山路**，请尽快处理。")


def test_personal_numbers_inside_a_text_are_masked(tmp_path):
    assert "139****5678" in beside(form(ticket(), tmp_path), "投诉/建议事由")
    assert "13912345678" in beside(form(ticket(), tmp_path, reveal=True), "投诉/建议事由")


@pytest.mark.clause("K-A1.7")
def test_findings_are_signed_and_dated_not_before_acceptance(tmp_path):
    label = "受理部门或被投诉/建议部门情况核实及解决方案"
    sheet = form(ticket(), tmp_path)
    assert beside(sheet, label) == "核实：柜员态度不佳，拟当面致歉。"
    assert any("部门经办人签字：吴禾" in text and "2026-03-02" in text for text in texts(sheet))
    early = (Contact(at(1), "s4", "phone", "已核实"),)
    with pytest.raises(Refused, match="2026-03-01") as refused:
        form(ticket(contacts=early), tmp_path)
    assert refused.value.clause == "K-A1.7"


def test_the_head_has_room_for_an_opinion_a_signature_and_a_date(tmp_path):
    sheet = form(ticket(), tmp_path)
    assert beside(sheet, "受理部门或被投诉/建议部门负责人意见") == ""
    assert any(text.startswith("负责人签字：") and "日期" in text for text in texts(sheet))


@pytest.mark.clause("K-A1.9")
def test_the_result_is_signed_twice_and_dated_not_before_the_findings(tmp_path):
    sheet = form(ticket(), tmp_path)
    assert beside(sheet, "处理结果/建议回复") == "已当面致歉，客户认可。"
    foot = next(text for text in texts(sheet) if text.startswith("处理人签字"))
    assert "处理人签字：林青" in foot
    assert "负责人签字" in foot
    assert "2026-03-05" in foot
    with pytest.raises(Refused) as refused:
        form(ticket(contacts=(), replies=(replace(ticket().replies[0], at=at(1)),)), tmp_path)
    assert refused.value.clause == "K-A1.9"


@pytest.mark.clause("K-A1.10")
@pytest.mark.parametrize(
    ("key", "word"),
    [
        ("satisfied", "满意"),
        ("fairly", "基本满意"),
        ("dissatisfied", "不满意"),
        ("very_dissatisfied", "十分不满意"),
        ("unrated", "未评价"),
    ],
)
def test_exactly_one_satisfaction_is_ticked(tmp_path, key, word):
    boxes = beside(form(ticket(satisfaction=key), tmp_path), "客户满意度").split()
    assert [box for box in boxes if box.startswith(TICKED)] == [f"{TICKED}{word}"]
    assert len(boxes) == 5


@pytest.mark.clause("K-A1.11")
def test_the_revisit_is_signed_and_dated_not_before_the_result(tmp_path):
    assert any(
        "回访人签字：陈渠" in text and "2026-03-06" in text for text in texts(form(ticket(), tmp_path))
    )
    with pytest.raises(Refused, match="客户满意度") as refused:
        form(ticket(revisits=(Revisit(at(4), "s3", "phone", "fairly"),)), tmp_path)
    assert refused.value.clause == "K-A1.11"


def test_every_fault_is_told_at_once(tmp_path):
    with pytest.raises(Refused) as refused:
        form(ticket(customer=Customer(), content="短"), tmp_path)
    assert [p.clause for p in refused.value.problems] == ["K-A1.2", "K-A1.5", "K-A1.6"]


def test_a_customers_text_never_becomes_a_formula(tmp_path):
    sheet = form(
        ticket(content="=cmd|' /C calc'!A0 和更多的字", customer=Customer(name="=1+1", mobile="13912345678")),
        tmp_path,
    )
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert "=cmd|' /C calc'!A0 和更多的字" in texts(sheet)


def test_an_empty_form_is_for_filling_in_by_hand(tmp_path):
    sheet = form(None, tmp_path)
    boxes = " ".join(texts(sheet))
    assert TICKED not in boxes
    assert boxes.count(UNTICKED) == 8
    assert "年　　月　　日" in boxes


def test_a_practice_form_says_so(tmp_path):
    assert any("练习" in text for text in texts(form(ticket(), tmp_path, practice=True)))
    assert not any("练习" in text for text in texts(form(ticket(), tmp_path)))


def test_a_folder_gets_the_form_under_its_number(tmp_path):
    assert write_form(ticket(), bank(), pack(), tmp_path).name == "反馈表_FK-B0101-2026-00017.xlsx"


@pytest.mark.parametrize("lengths", [(10, 0, 0, 0), (800, 200, 0, 300), (2000, 500, 0, 500), (2000, 0, 0, 0)])
def test_texts_fit_the_page_by_smaller_type(lengths):
    sections = tuple(Section("", "字" * n, "") for n in lengths)
    choice = fitting(sections)
    total = sum(height(section.text, *choice) for section in sections)
    assert choice in CHOICES
    assert total + sum(HEAD_ROWS) + RATING + FOOT * 5 <= PAGE


def test_heights_of_the_rows_are_set_for_the_whole_text(tmp_path):
    sheet = form(ticket(content="字" * 1500), tmp_path)
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == "字" * 1500)
    area = next(area for area in sheet.merged_cells.ranges if cell.coordinate in area)
    tall = sum(sheet.row_dimensions[row].height for row in range(area.min_row, area.max_row + 1))
    lines = 1500 * cell.font.size / 400
    assert tall >= lines * cell.font.size
    assert max(sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1)) <= 409
