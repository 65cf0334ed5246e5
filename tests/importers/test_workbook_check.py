from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from desk.errors import BadInput, Refused
from desk.i18n import set_language
from desk.moments import ZONE
from importers.workbook.findings import Severity
from importers.workbook.layout import load_layout
from importers.workbook.mark import mark
from importers.workbook.outcome import COLOURS
from importers.workbook.rules import RULES
from tests.support.workbooks import case, cases, changed, checked, filled, given, pack, place

REGISTER, SUMMARY, COVER = "投诉台账", "汇总表", "封面"


@pytest.fixture(scope="module")
def right(tmp_path_factory):
    return filled(tmp_path_factory.mktemp("right"))


def at(sheet: str, header: str, row: int | str = 4) -> tuple[str, str]:
    return sheet, place(sheet, header, row)


def found(report):
    return {(f.sheet, f.cell, f.rule) for f in report.findings}


@pytest.mark.clause("K-22.1")
def test_a_correct_workbook_is_accepted_without_a_finding(right):
    report = checked(right)
    assert report.findings == ()
    assert report.accepted
    assert (report.unit, report.quarter) == ("B01", "2026Q3")
    assert report.counts == {"cases": 4, "outlets": 3, "reject": 0, "explain": 0, "hint": 0}
    assert report.warnings == ()


def test_the_report_carries_the_hash_of_the_very_bytes(right):
    assert checked(right).sha256 == hashlib.sha256(right.read_bytes()).hexdigest()


BROKEN: Mapping[str, tuple[Mapping[tuple[str, str], Any], tuple[str, str]]] = {
    "V01": ({at(COVER, "填报人"): None}, at(COVER, "填报人")),
    "V01 in a case": ({at(REGISTER, "首问责任人"): None}, at(REGISTER, "首问责任人")),
    "V01 off-site without ticket": ({at(REGISTER, "工单编号", 5): None}, at(REGISTER, "工单编号", 5)),
    "V01 in the summary": ({at(SUMMARY, "核减件数", 5): None}, at(SUMMARY, "核减件数", 5)),
    "V02": ({at(REGISTER, "受理渠道"): "电报"}, at(REGISTER, "受理渠道")),
    "V02 not a number": ({at(SUMMARY, "核减件数", 5): "两件"}, at(SUMMARY, "核减件数", 5)),
    "V02 below zero": ({at(SUMMARY, "核减件数", 5): -1}, at(SUMMARY, "核减件数", 5)),
    "V02 not whole": ({at(SUMMARY, "核减件数", 5): 1.5}, at(SUMMARY, "核减件数", 5)),
    "V02 rate above one": ({at(SUMMARY, "24小时响应率", 5): 95}, at(SUMMARY, "24小时响应率", 5)),
    "V02 no date": ({at(REGISTER, "归档日期"): "九月"}, at(REGISTER, "归档日期")),
    "V02 two-digit year": ({at(REGISTER, "归档日期"): "26-09-30"}, at(REGISTER, "归档日期")),
    "V02 too long": ({at(REGISTER, "处理结果摘要"): "字" * 501}, at(REGISTER, "处理结果摘要")),
    "V03 before acceptance": ({at(REGISTER, "办结日期"): date(2026, 9, 2)}, at(REGISTER, "办结日期")),
    "V03 judged before closed": ({at(REGISTER, "认定日期"): date(2026, 9, 6)}, at(REGISTER, "认定日期")),
    "V03 in the future": ({at(REGISTER, "归档日期"): date(2026, 10, 10)}, at(REGISTER, "归档日期")),
    "V03 new but of June": ({at(REGISTER, "受理日期"): date(2026, 6, 30)}, at(REGISTER, "受理日期")),
    "V03 carried but of July": ({at(REGISTER, "受理日期", 7): date(2026, 7, 1)}, at(REGISTER, "受理日期", 7)),
    "V05": ({at(REGISTER, "办结是否及时"): "否", at(SUMMARY, "及时办结件数", 5): 1}, at(REGISTER, "办结是否及时")),
    "V06": ({at(REGISTER, "是否属实"): "不属实"}, at(REGISTER, "是否属实")),
    "V06 under pressure": ({at(REGISTER, "撤诉核实", 6): "受到压力"}, at(REGISTER, "撤诉核实", 6)),
    "V07": ({at(REGISTER, "认定依据"): "N1"}, at(REGISTER, "认定依据")),
    "V08 fell": ({at(REGISTER, "初始等级"): "二级"}, at(REGISTER, "最终等级")),
    "V08 fell without a word": ({
        at(REGISTER, "初始等级"): "二级", at(REGISTER, "升级原因"): "其他"}, at(REGISTER, "最终等级")),
    "V08 no reason": ({at(REGISTER, "升级原因", 5): None}, at(REGISTER, "升级原因", 5)),
    "V05 raised for being overdue": ({
        at(REGISTER, "办结是否及时", 5): "是", at(REGISTER, "办结时限", 5): date(2026, 8, 19)},
        at(REGISTER, "办结是否及时", 5)),
    "V11 raised off-site": ({at(REGISTER, "反馈表编号", 5): None}, at(REGISTER, "反馈表编号", 5)),
    "V11": ({at(REGISTER, "反馈表编号"): None}, at(REGISTER, "反馈表编号")),
    "V12": ({at(REGISTER, "赔偿补偿类型"): "赔偿"}, at(REGISTER, "赔偿补偿金额")),
    "V13": ({at(REGISTER, "客户满意度"): "未评价"}, at(REGISTER, "备注")),
    "V14": ({at("人员与联系人", h, 10): v for h, v in {
        "机构代码": "B0201", "类别": "第一责任人", "姓名": "周远", "工号": "1", "电话": "0991-5550102"}.items()},
        at("人员与联系人", "机构代码", 10)),
    "V15 mobile": ({at(REGISTER, "备注"): "客户电话13912345678"}, at(REGISTER, "备注")),
    "V15 full-width": ({at(REGISTER, "投诉事由摘要"): "请回电１３９１２３４５６７８"}, at(REGISTER, "投诉事由摘要")),
    "V18": ({at(REGISTER, "业务类别小类"): "借记卡"}, at(REGISTER, "业务类别小类")),
    "V19": ({at(REGISTER, "投诉编号", 6): "TS-2026-00001"}, at(REGISTER, "投诉编号", 6)),
    "V20": ({at(REGISTER, "受理日期"): "2026年9月3日"}, at(REGISTER, "受理日期")),
    "X01": ({at(SUMMARY, "重复投诉", "合计"): 3}, at(SUMMARY, "重复投诉", "合计")),
    "X02": ({
        at(SUMMARY, "本期受理", 6): 2, at(SUMMARY, "非现场", 6): 2, at(SUMMARY, "二级", 6): 2,
        at(SUMMARY, "期末未结", 6): 1, at("业务类别统计", "人民币储蓄", 6): 2,
        at("投诉原因统计", "服务态度及服务质量", 6): 2, at("办理渠道统计", "营业现场", 6): 2},
        at(SUMMARY, "本期受理", 6)),
    "X03": ({at(SUMMARY, "现场", 5): 9}, at(SUMMARY, "现场", 5)),
    "X04": ({at(SUMMARY, "一级", 5): 1}, at(SUMMARY, "一级", 5)),
    "X05": ({at(SUMMARY, "期末未结", 5): 0}, at(SUMMARY, "期末未结", 5)),
    "X07": ({at(SUMMARY, "处理及时率", 5): 0.5}, at(SUMMARY, "处理及时率", 5)),
    "X08": ({at(SUMMARY, "有效投诉", 5): 2, at("责任认定统计", "一级", 5): 2}, at(SUMMARY, "有效投诉", 5)),
    "X09": ({at(SUMMARY, "赔偿补偿金额", 6): 120.49}, at(SUMMARY, "赔偿补偿金额", 6)),
    "X10": ({at("投诉原因统计", "信息披露", 5): 1}, at("投诉原因统计", "合计", "合计")),
    "X11": ({at("业务类别统计", "贷款小计", 5): 3}, at("业务类别统计", "贷款小计", 5)),
    "X12": ({at(SUMMARY, "满意", 5): 1}, at(SUMMARY, "满意", 5)),
    "X13": ({at(SUMMARY, "升级件数", 5): 1}, at(SUMMARY, "升级件数", 5)),
    "X16": ({at("整改优化清单", "投诉编号"): "TS-2026-00009"}, at(REGISTER, "责任认定", 5)),
    "X17": ({at("责任认定统计", "一级", 5): 5}, at("责任认定统计", "合计")),
    "X18": ({at(COVER, "是否零报告"): "是"}, at(COVER, "是否零报告")),
    "X19": ({at("人员与联系人", "类别"): "第一责任人"}, at(SUMMARY, "机构代码")),
    "X20": ({at(COVER, "期间止"): date(2026, 8, 31)}, at(COVER, "期间止")),
}  # fmt: skip


@pytest.mark.clause("K-22.1")
@pytest.mark.parametrize("name", BROKEN)
def test_a_rule_broken_alone_is_found_and_marked_in_exactly_its_cell(name, right, tmp_path):
    cells, (sheet, cell) = BROKEN[name]
    path = changed(right, cells, name=f"{name}.xlsx")
    report = checked(path)
    rule = name.split()[0]
    assert found(report) == {(sheet, cell, rule)}
    assert report.findings[0].severity == load_layout(pack()).severities[rule]
    marked = openpyxl.load_workbook(mark(path, report, tmp_path / "marked.xlsx"))
    assert coloured(marked) == {(sheet, cell)}
    assert rule in marked[sheet][cell].comment.text


def coloured(book) -> set[tuple[str, str]]:
    colours = set(COLOURS.values())
    return {
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets[1:]
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.patternType == "solid" and cell.fill.fgColor.rgb in colours
    }


def test_every_rule_is_broken_by_some_test():
    elsewhere = {"V16", "X14"}
    assert {name.split()[0] for name in BROKEN} | elsewhere == set(RULES)
    assert set(RULES) == set(load_layout(pack()).severities)


def test_the_same_customer_with_the_same_business_within_thirty_days_is_a_hint(tmp_path):
    again = case(5, 联系电话="138****0001", 受理日期=date(2026, 9, 5), 首次响应时间=None)
    report = checked(filled(tmp_path, given([*cases(), again])))
    assert found(report) == {(REGISTER, place(REGISTER, "是否重复投诉", 8), "V16")}
    assert report.findings[0].severity is Severity.HINT
    assert report.accepted


def test_the_same_customer_after_more_than_thirty_days_is_no_hint(tmp_path):
    again = case(5, 联系电话="138****0001", 受理日期=date(2026, 8, 3), 首次响应时间=None)
    assert checked(filled(tmp_path, given([*cases(), again]))).findings == ()


@pytest.mark.clause("K-6.5.4")
def test_a_row_of_an_outlet_equals_its_cases(tmp_path, right):
    assert checked(right).accepted
    more = {at(SUMMARY, "本期受理", 5): 3}
    report = checked(changed(right, more, name="one-more.xlsx"))
    hit = next(f for f in report.findings if f.rule == "X02")
    assert (hit.cell, hit.expected, hit.found) == (place(SUMMARY, "本期受理", 5), "2", "3")
    assert "B0101" in hit.message
    assert not report.accepted


@pytest.mark.clause("K-A3.1.5b")
def test_a_quasi_complaint_withdrawn_under_pressure_is_refused(right):
    report = checked(changed(right, {at(REGISTER, "撤诉核实", 6): "受到压力"}, name="pressure.xlsx"))
    assert not report.accepted
    assert "本人自愿" in report.findings[0].message
    unsaid = checked(changed(right, {at(REGISTER, "撤诉原因", 6): None}, name="unsaid.xlsx"))
    assert found(unsaid) == {(*at(REGISTER, "撤诉原因", 6), "V01")}
    assert not unsaid.accepted


@pytest.mark.parametrize(
    ("header", "typed"),
    [
        ("受理渠道", " 网点 当面 "),
        ("受理渠道", "柜面"),
        ("最终等级", "１级"),
        ("最终等级", "一级普通"),
        ("是否重复投诉", "n"),
        ("认定依据", "Ｅ２"),
        ("责任认定", "有效"),
        ("客户类型", "个人　"),
    ],
)
def test_blanks_width_and_synonyms_are_no_mistake(right, header, typed):
    assert checked(changed(right, {at(REGISTER, header): typed}, name="typed.xlsx")).findings == ()


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (at(SUMMARY, "现场", 5), "B0101：现场＋非现场＋其他方式＝9，而本期受理＝2；“现场”应为 2。"),
    ],
)
def test_a_sum_that_does_not_hold_names_the_cell_that_the_register_contradicts(right, cell, message):
    report = checked(changed(right, {cell: 9}, name="sum.xlsx"))
    assert report.findings[0].message == message
    assert report.findings[0].expected == "2"


def test_when_no_single_cell_can_be_blamed_the_sum_is_shown(right):
    cells = {at(SUMMARY, "现场", 5): 4, at(SUMMARY, "非现场", 5): 1}
    report = checked(changed(right, cells, name="both.xlsx"))
    assert found(report) == {(SUMMARY, place(SUMMARY, "本期受理", 5), "X03")}


def test_sentences_follow_the_language(right):
    path = changed(right, {at(COVER, "填报人"): None}, name="english.xlsx")
    try:
        set_language("en")
        assert checked(path).findings[0].message == "“填报人” must be filled in."
    finally:
        set_language("zh_CN")
    assert checked(path).findings[0].message == "“填报人”必须填写。"


def test_findings_stand_in_reading_order(right):
    cells = {
        at(REGISTER, "首问责任人", 5): None,
        at(REGISTER, "备注"): "13912345678",
        at(COVER, "填报人"): None,
        at(SUMMARY, "核减件数", 5): None,
    }
    report = checked(changed(right, cells, name="order.xlsx"))
    assert [(f.sheet, f.rule) for f in report.findings] == [
        (COVER, "V01"), (SUMMARY, "V01"), (REGISTER, "V15"), (REGISTER, "V01"),
    ]  # fmt: skip
    assert report.counts["reject"] == 4


def test_the_workbook_of_another_branch_is_one_finding_on_the_cover(right):
    report = checked(right, unit="B02")
    assert found(report) == {(COVER, place(COVER, "填报机构代码"), "V14")}
    assert not report.accepted


def test_an_outlet_without_a_row_is_missed(tmp_path, right):
    path = changed(right, {at(SUMMARY, "机构代码", 6): "B0101"}, name="missing.xlsx")
    missed = [f for f in checked(path).findings if f.rule == "V14"]
    assert [(f.cell, f.expected) for f in missed] == [("A7", "B0102")]


def test_a_zero_report_has_nothing_in_it(tmp_path):
    nothing = given([], improvements=[], chapters={}, cover={**given().cover, "是否零报告": "是"})
    assert checked(filled(tmp_path, nothing)).findings == ()


def test_a_file_without_cases_that_is_no_zero_report_is_asked_about(tmp_path):
    report = checked(filled(tmp_path, given([], improvements=[])))
    assert found(report) == {(COVER, place(COVER, "是否零报告"), "X18")}


def test_dates_are_judged_by_the_day_of_the_check(right):
    assert checked(right, now=datetime(2026, 9, 6, 23, 59, tzinfo=ZONE)).counts["explain"] > 0


def test_a_file_with_other_sheets_names_those_that_are_missing(tmp_path):
    path = tmp_path / "别的.xlsx"
    book = xlsxwriter.Workbook(path)
    for name in ("封面", "汇总表", "明细"):
        book.add_worksheet(name).write_string(0, 0, "x")
    book.close()
    with pytest.raises(BadInput, match="投诉台账、业务类别统计") as refused:
        checked(path)
    fields = [problem.field for problem in refused.value.problems]
    assert fields[0] == "投诉台账"
    assert "封面" not in fields


def test_a_changed_header_is_named_with_its_cell(right):
    path = changed(right, {(SUMMARY, "D3"): "本季受理"}, name="header.xlsx")
    with pytest.raises(BadInput, match="汇总表!D3") as refused:
        checked(path)
    assert "“本期受理”" in refused.value.message
    assert "“本季受理”" in refused.value.message


def test_a_summary_without_its_total_is_named(right):
    with pytest.raises(BadInput, match="汇总表"):
        checked(changed(right, {(SUMMARY, "A7"): None}, name="total.xlsx"))


@pytest.mark.parametrize("code", ["B0101", "X9", None])
def test_a_cover_that_names_no_branch_is_refused_with_its_cell(right, code):
    with pytest.raises(BadInput, match="B5"):
        checked(changed(right, {at(COVER, "填报机构代码"): code}, name="branch.xlsx"))


def test_a_cover_without_a_quarter_is_refused_with_its_cells(right):
    with pytest.raises(BadInput, match="B7"):
        checked(changed(right, {at(COVER, "报告年度"): None}, name="year.xlsx"))


def test_the_unit_asked_for_has_to_be_a_branch(right):
    with pytest.raises(Refused):
        checked(right, unit="B0101")


def test_text_that_looks_like_a_formula_is_only_text(tmp_path):
    hostile = case(
        1, 投诉事由摘要="=cmd|' /C calc'!A0", 客户姓名="+王**", 备注="@SUM(A1)", 首问责任人="{=1+1}"
    )
    path = filled(tmp_path, given([hostile, *cases()[1:]]))
    book = openpyxl.load_workbook(path)
    cell = book[REGISTER][place(REGISTER, "投诉事由摘要")]
    assert (cell.data_type, cell.value) == ("s", "=cmd|' /C calc'!A0")
    assert all(c.data_type != "f" for c in book[REGISTER][4])
    assert checked(path).findings == ()
