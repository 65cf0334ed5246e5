from __future__ import annotations

import re
import zipfile
from datetime import date

import openpyxl
import pytest

from desk.errors import BadInput, Refused, UsageError
from importers.sheets import read_book
from importers.workbook.layout import load_layout
from importers.workbook.quarter import Quarter, hand_in_by
from importers.workbook.template import template
from tests.support.workbooks import QUARTER, bank, calendars, filled, pack, place

SHEETS = [
    "封面", "汇总表", "投诉台账", "业务类别统计", "投诉原因统计", "办理渠道统计",
    "责任认定统计", "整改优化清单", "分析报告", "人员与联系人", "字典",
]  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return template("B01", QUARTER, bank(), pack(), tmp_path_factory.mktemp("t"), calendars=calendars())


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


@pytest.mark.clause("K-22.1")
@pytest.mark.parametrize(
    ("quarter", "due"),
    [
        ("2026Q1", date(2026, 4, 10)),
        ("2026Q2", date(2026, 7, 10)),
        ("2026Q3", date(2026, 10, 10)),
        ("2025Q3", date(2025, 10, 10)),
    ],
)
def test_a_quarter_is_due_on_the_tenth_or_the_next_working_day(quarter, due):
    assert hand_in_by(Quarter.parse(quarter), pack(), calendars()) == due


def test_a_due_day_on_a_weekend_moves_to_the_monday():
    assert hand_in_by(Quarter.parse("2025Q4"), pack(), calendars()) == date(2026, 1, 12)


def test_a_quarter_whose_calendar_is_missing_has_no_due_day():
    assert hand_in_by(Quarter.parse("2026Q4"), pack(), calendars()) is None


@pytest.mark.parametrize("text", ["2026", "2026Q5", "Q3", "2026-Q3", ""])
def test_anything_else_is_no_quarter(text):
    with pytest.raises(UsageError, match="2026Q3"):
        Quarter.parse(text)


def test_the_four_quarters_cover_the_year_without_a_gap():
    quarters = [Quarter(2026, n) for n in (1, 2, 3, 4)]
    assert [q.first for q in quarters] == [date(2026, m, 1) for m in (1, 4, 7, 10)]
    assert [q.last for q in quarters] == [
        date(2026, 3, 31),
        date(2026, 6, 30),
        date(2026, 9, 30),
        date(2026, 12, 31),
    ]
    assert quarters[3].next == Quarter(2027, 1)


def test_the_file_is_named_by_branch_quarter_and_version(path):
    assert path.name == "投诉季报_B01_2026Q3_v01.xlsx"


def test_the_branch_may_be_named_in_chinese(tmp_path):
    assert template("青禾分行", QUARTER, bank(), pack(), tmp_path).name == "投诉季报_B01_2026Q3_v01.xlsx"


@pytest.mark.parametrize("unit", ["B0101", "C", "Z9"])
def test_only_a_branch_has_a_workbook(unit, tmp_path):
    with pytest.raises(Refused, match="B01"):
        template(unit, QUARTER, bank(), pack(), tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_does_not_exist_is_named_and_nothing_is_left(tmp_path):
    with pytest.raises(BadInput, match="没有"):
        template("B01", QUARTER, bank(), pack(), tmp_path / "没有" / "季报.xlsx")


def test_there_are_the_eleven_sheets_in_their_order(book):
    assert book.sheetnames == SHEETS


def test_every_sheet_has_title_unit_line_and_its_headers(book):
    for sheet in load_layout(pack()).sheets:
        out = book[sheet.name]
        assert out["A1"].value == sheet.title
        assert "2026-07-01" in out["A2"].value
        assert "2026-10-10" in out["A2"].value
        if sheet.name not in {"封面", "字典"}:
            headers = [cell.value for cell in out[3]][: len(sheet.columns)]
            assert headers == [column.header for column in sheet.columns]


def test_the_register_has_its_fifty_nine_columns(book):
    headers = [cell.value for cell in book["投诉台账"][3]]
    assert len(headers) == 59
    assert headers[:5] == ["序号", "投诉编号", "工单编号", "反馈表编号", "期间标识"]
    assert headers[-3:] == ["状态", "归档日期", "备注"]


def test_the_cover_is_filled_in(book):
    values = {row[0].value: row[1].value for row in book["封面"].iter_rows(min_row=4)}
    assert values["填报机构代码"] == "B01"
    assert values["填报机构名称"] == "青禾分行"
    assert (values["报告年度"], values["报告季度"]) == (2026, 3)
    assert values["期间起"].date() == date(2026, 7, 1)
    assert values["期间止"].date() == date(2026, 9, 30)
    assert values["填报人"] is None


@pytest.mark.parametrize("sheet", ["汇总表", "业务类别统计", "投诉原因统计", "办理渠道统计"])
def test_the_branchs_own_outlets_and_the_total_are_there(book, sheet):
    rows = [[cell.value for cell in row[:2]] for row in book[sheet].iter_rows(min_row=4, max_row=7)]
    assert rows[:3] == [["B01", "青禾分行"], ["B0101", "青禾中山路支行"], ["B0102", "青禾滨河支行"]]
    assert rows[3][0] == "合计"


def test_headers_and_totals_are_locked_and_inputs_are_not(book):
    summary = book["汇总表"]
    assert all(book[name].protection.sheet for name in SHEETS)
    assert summary["D3"].protection.locked
    assert summary["A4"].protection.locked
    assert not summary["D4"].protection.locked
    assert summary["D7"].protection.locked
    assert book["投诉台账"]["G3"].protection.locked
    assert not book["投诉台账"]["G4"].protection.locked


def test_a_total_adds_up_and_its_result_is_stored(tmp_path):
    path = filled(tmp_path)
    assert openpyxl.load_workbook(path)["汇总表"]["D7"].value == "=SUM(D4:D6)"
    stored = read_book(path).sheet("汇总表")
    assert stored.rows[6][3] == 3


def test_a_rate_is_stored_as_its_figures_make_it(tmp_path):
    summary = read_book(filled(tmp_path)).sheet("汇总表")
    column = load_layout(pack()).sheet("汇总表").index["处理及时率"]
    assert summary.rows[4][column] == 1.0
    assert summary.rows[6][column] == pytest.approx(0.6667)


def test_drop_down_lists_go_through_names_and_never_through_another_sheet(path, book):
    with zipfile.ZipFile(path) as archive:
        parts = {
            name: archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name
        }
    formulas = [f for xml in parts.values() for f in re.findall(r"<formula1>(.*?)</formula1>", xml)]
    assert any("字典_受理渠道" in formula for formula in formulas)
    assert not [formula for formula in formulas if "!" in formula]
    assert not [name for name, xml in parts.items() if "x14:" in xml or "extLst" in xml]


def test_every_name_of_a_list_is_defined_and_holds_its_words(path, book):
    with zipfile.ZipFile(path) as archive:
        used = set()
        for name in archive.namelist():
            if "worksheets/sheet" in name:
                for formula in re.findall(r"<formula1?>(.*?)</formula1?>", archive.read(name).decode()):
                    used.update(re.findall(r"(?:字典|期间)_\w+", formula))
    assert used <= set(book.defined_names)
    area = book.defined_names["字典_投诉方式"].attr_text
    sheet, cells = area.split("!")
    assert [row[0].value for row in book[sheet][cells]] == ["现场", "非现场", "其他"]


def test_a_grouped_list_shows_the_words_of_the_group_beside_it(book):
    rules = [
        rule for rule in book["投诉台账"].data_validations.dataValidation if str(rule.sqref).startswith("W4")
    ]
    assert len(rules) == 1
    assert "$V4" in rules[0].formula1
    groups = book.defined_names["字典_内容小类_大类"].attr_text.split("!")[1]
    words = book.defined_names["字典_内容小类"].attr_text.split("!")[1]
    pairs = zip(book["字典"][groups], book["字典"][words], strict=True)
    assert ("我行人员", "服务态度不佳") in [(group[0].value, word[0].value) for group, word in pairs]


def test_every_header_to_fill_in_has_a_note(book):
    for sheet in load_layout(pack()).sheets:
        for n, column in enumerate(sheet.columns):
            if not column.fixed and sheet.name != "封面":
                assert book[sheet.name].cell(3, n + 1).comment.text, (sheet.name, column.header)
    assert "必填" in book["投诉台账"]["B3"].comment.text


def test_pages_are_a4_landscape_with_repeated_header_and_number(book):
    for name in SHEETS:
        out = book[name]
        assert (out.page_setup.paperSize, out.page_setup.orientation) == (9, "landscape")
        assert out.print_title_rows == "$1:$3"
        assert "&P" in out.oddFooter.center.text or "Page" in str(out.oddFooter.center.text)
        assert out.freeze_panes is not None


def test_the_file_says_which_template_it_is(book):
    properties = {p.name: p.value for p in book.custom_doc_props}
    assert properties["template"] == "branch-quarterly"
    assert properties["template_version"] == "1"
    assert (properties["unit"], properties["quarter"]) == ("B01", "2026Q3")


def test_a_practice_desk_says_so_on_every_sheet(tmp_path):
    path = template("B01", QUARTER, bank(), pack(), tmp_path, practice=True)
    practised = openpyxl.load_workbook(path)
    assert all("练习" in practised[name]["A1"].value for name in SHEETS)


def test_the_commonest_mistakes_are_coloured(book):
    formulas = [
        formula
        for name in ("汇总表", "投诉台账")
        for rules in book[name].conditional_formatting
        for rule in rules.rules
        for formula in rule.formula
    ]
    assert any("COUNTIF($B$4:$B$2003,$B4)>1" in formula for formula in formulas)
    assert any("期间_起" in formula for formula in formulas)
    assert "$E4+$F4+$G4<>$D4" in formulas
    assert not [formula for formula in formulas if "!" in formula]


def test_place_and_layout_agree(book):
    assert book["投诉台账"][place("投诉台账", "最终等级", 3)].value == "最终等级"


def test_a_workbook_that_stands_there_is_never_written_over(tmp_path):
    first = template("B01", QUARTER, bank(), pack(), tmp_path, calendars=calendars())
    kept = first.read_bytes()
    second = template("B01", QUARTER, bank(), pack(), tmp_path, calendars=calendars())
    assert (first.name, second.name) == ("投诉季报_B01_2026Q3_v01.xlsx", "投诉季报_B01_2026Q3_v02.xlsx")
    with pytest.raises(Refused, match="v01"):
        template("B01", QUARTER, bank(), pack(), first, calendars=calendars())
    assert first.read_bytes() == kept


def test_a_workbook_s_name_ends_as_one(tmp_path):
    with pytest.raises(BadInput, match="xlsx"):
        template("B01", QUARTER, bank(), pack(), tmp_path / "t.pdf", calendars=calendars())
