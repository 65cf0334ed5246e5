"""An invented branch with outlets, a register of cases that hold together, and workbooks made of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

from desk.calendar import Calendars, load_calendars
from desk.moments import ZONE
from desk.pack import Pack
from desk.pack_file import load_pack
from desk.units import Actor, Organisation, Staff, Unit
from importers.workbook.check import check
from importers.workbook.content import Given
from importers.workbook.findings import CheckReport
from importers.workbook.layout import COVER, FIRST_ROW, TOTAL, load_layout
from importers.workbook.template import template

QUARTER = "2026Q3"
NOW = datetime(2026, 10, 9, 10, 0, tzinfo=ZONE)
_UNITS = (
    ("H", "head_office", "渠道运营部", ""),
    ("C", "call_centre", "客服中心", "H"),
    ("B01", "branch", "青禾分行", "H"),
    ("B0101", "sub_branch", "青禾中山路支行", "B01"),
    ("B0102", "sub_branch", "青禾滨河支行", "B01"),
    ("B02", "branch", "云台分行", "H"),
    ("B0201", "sub_branch", "云台大街支行", "B02"),
)
_STAFF = (
    ("s1", "林青", "B01", "branch"),
    ("s2", "周远", "B02", "branch"),
    ("s3", "陈渠", "H", "channel"),
    ("s4", "吴禾", "B0101", "sub_branch"),
)


def bank() -> Organisation:
    """Two branches, the first with two outlets."""
    units = {code: Unit(code, kind, name, name, parent) for code, kind, name, parent in _UNITS}
    staff = {key: Staff(key, name, unit, frozenset({role})) for key, name, unit, role in _STAFF}
    return Organisation(units, staff)


def actor(key: str) -> Actor:
    return Actor.of(bank().staff[key], "test")


def pack() -> Pack:
    return load_pack()


def calendars() -> Calendars:
    return load_calendars()


def case(n: int, **other: Any) -> dict[str, Any]:
    """One closed on-site case of level 1, accepted on Thursday 3 September 2026; `other` overrides by header."""
    return {
        "投诉编号": f"TS-2026-{n:05d}",
        "反馈表编号": f"FK-B0101-2026-{n:05d}",
        "期间标识": "本期新增",
        "记录类型": "投诉",
        "受理日期": date(2026, 9, 3),
        "投诉方式": "现场",
        "受理渠道": "网点当面",
        "客户姓名": "李**",
        "联系电话": f"138****{n:04d}",
        "客户类型": "个人",
        "被投诉机构代码": "B0101",
        "被投诉机构名称": "青禾中山路支行",
        "首问责任人": "吴禾",
        "初始等级": "一级",
        "最终等级": "一级",
        "内容大类": "我行人员",
        "内容小类": "服务态度不佳",
        "业务类别大类": "贷款",
        "业务类别小类": "个人住房贷款",
        "业务办理渠道": "营业现场",
        "投诉原因": "服务态度及服务质量",
        "投诉事由摘要": "客户反映排队四十分钟后柜员态度生硬。",
        "是否重复投诉": "否",
        "是否群体投诉": "否",
        "首次响应时间": datetime(2026, 9, 3, 15, 20, tzinfo=ZONE),
        "响应时限": datetime(2026, 9, 4, 23, 59, tzinfo=ZONE),
        "响应是否及时": "是",
        "办结时限": date(2026, 9, 8),
        "办结日期": date(2026, 9, 7),
        "办结是否及时": "是",
        "处理结果摘要": "致歉并安排培训，客户认可。",
        "是否属实": "属实",
        "责任认定": "有效投诉",
        "认定依据": "E2",
        "认定日期": date(2026, 9, 10),
        "回访日期": date(2026, 9, 9),
        "回访人": "吴禾",
        "客户满意度": "满意",
        "状态": "已结案",
        **other,
    }


def cases() -> list[dict[str, Any]]:
    """Four cases: closed, raised to level 2 with compensation, withdrawn, and one carried over and still open."""
    raised = case(
        2,
        投诉方式="非现场",
        受理渠道="客服热线",
        工单编号="HX20260810000007",
        受理日期=date(2026, 8, 10),
        首次响应时间=datetime(2026, 8, 10, 16, 0, tzinfo=ZONE),
        响应时限=datetime(2026, 8, 11, 23, 59, tzinfo=ZONE),
        办结时限=date(2026, 8, 13),
        办结日期=date(2026, 8, 17),
        办结是否及时="否",
        认定日期=date(2026, 8, 20),
        回访日期=date(2026, 8, 18),
        最终等级="二级",
        升级日期=date(2026, 8, 14),
        升级原因="处理超时限",
        被投诉机构代码="B0102",
        被投诉机构名称="青禾滨河支行",
        内容大类="系统及硬件设施",
        内容小类="系统故障",
        业务类别大类="人民币储蓄",
        业务类别小类="人民币储蓄",
        责任认定="无效_需优化",
        认定依据="N2",
        赔偿补偿类型="补偿",
        赔偿补偿金额=120.5,
    )
    withdrawn = case(
        3, 状态="撤诉终止", 撤诉日期=date(2026, 9, 7), 撤诉原因="问题已解决", 撤诉核实="本人自愿", 责任认定="准投诉",
        业务类别大类="支付结算", 业务类别小类="账户管理",
    )  # fmt: skip
    blanks = dict.fromkeys(
        ("办结日期", "处理结果摘要", "认定依据", "认定日期", "回访日期", "回访人", "客户满意度")
    )
    carried = case(
        4, **blanks, 期间标识="上期结转", 受理日期=date(2026, 6, 29), 首次响应时间=None, 响应时限=None, 响应是否及时=None,
        办结时限=None, 办结是否及时="未到期", 是否属实="未核实", 责任认定="待认定", 状态="处理中",
        业务类别小类="其他贷款",
    )  # fmt: skip
    return [case(1), raised, withdrawn, carried]


def given(rows: list[dict[str, Any]] | None = None, **other: Any) -> Given:
    """Everything that a correct workbook says."""
    people = [
        {"机构代码": code, "类别": kind, "姓名": "吴禾", "工号": f"{code}-1", "电话": "0991-5550101"}
        for code in ("B01", "B0101", "B0102")
        for kind in ("投诉处理人员", "紧急联系人")
    ]
    cover = {
        "是否零报告": "否",
        "填报人": "林青",
        "联系电话": "0991-5550100",
        "复核人": "高原",
        "分行负责人": "沈阔",
        "填报日期": date(2026, 10, 9),
    }
    improvement = {
        "投诉编号": "TS-2026-00002",
        "问题描述": "自助机具故障未及时修复。",
        "类型": "技术系统",
        "责任部门": "科技部",
        "上报日期": date(2026, 8, 24),
        "状态": "进行中",
    }
    chapters = dict.fromkeys(
        ("基本情况", "同比环比", "原因分析", "典型案例", "整改措施", "下季度安排"), "详见台账。"
    )
    said: dict[str, Any] = {
        "cases": cases() if rows is None else rows,
        "cover": cover,
        "improvements": [improvement],
        "chapters": chapters,
        "people": people,
    }
    return Given(**{**said, **other})


def filled(folder: Path, said: Given | None = None, name: str = "季报.xlsx") -> Path:
    """A workbook of branch B01 for the third quarter of 2026, correct unless `said` is not."""
    (folder / name).unlink(missing_ok=True)
    return template("B01", QUARTER, bank(), pack(), folder / name, given=said or given())


def checked(path: Path, unit: str | None = None, now: datetime = NOW) -> CheckReport:
    return check(path, bank(), pack(), calendars(), now, unit=unit)


def place(sheet: str, header: str, row: int | str = 4) -> str:
    """The address of a cell by its header; `row` as Excel counts, `TOTAL` for the total of branch B01's outlets."""
    layout = load_layout(pack()).sheet(sheet)
    column = layout.index[header]
    if sheet == COVER:
        return f"B{FIRST_ROW + 1 + column}"
    number = 7 if row == TOTAL else row
    return f"{openpyxl.utils.get_column_letter(column + 1)}{number}"


def changed(path: Path, cells: Mapping[tuple[str, str], Any], name: str = "改动.xlsx") -> Path:
    """A copy with cells changed by hand, as (sheet, address) -> value; formulas wait for being computed."""
    book = openpyxl.load_workbook(path)
    for (sheet, address), value in cells.items():
        cell = book[sheet][address]
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    copy = path.with_name(name)
    book.save(copy)
    return copy
