"""What a branch reports of a quarter: its tickets as the register, and what else a person fills in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from desk.events import Event
from desk.moments import in_zone, start_of
from desk.service import Desk
from desk.ticket import Ticket
from importers.book import Value
from importers.workbook.content import Given
from importers.workbook.layout import load_layout
from importers.workbook.outlets import outlets_of
from importers.workbook.quarter import Quarter
from importers.workbook.stood import stood
from sample_data.case_rows import Return, Row, case_row, settled_by

_CHAPTERS: Final = {
    "基本情况": "本季度共受理投诉{n}件，均按规定登记、派单并答复客户。",
    "同比环比": "较上季度略有波动，结构基本稳定。",
    "原因分析": "主要原因为流程环节较多、服务沟通不到位及系统设备问题。",
    "典型案例": "详见投诉台账中升级及重复投诉各件。",
    "整改措施": "对需优化事项逐条列入清单，明确责任部门和完成时限。",
    "下季度安排": "加强网点服务培训，落实首问责任，压降超时件。",
}


def given(desk: Desk, unit: str, quarter: str) -> Given:
    """Return everything a branch fills in for a quarter, from the tickets of its desk."""
    period = Quarter.parse(quarter)
    end = min(start_of(period.next.first), desk.now())
    source = Return(desk, unit, period, end, load_layout(desk.pack))
    rows = list(_rows(source))
    cover: Row = {"是否零报告": "否" if rows else "是", **_signatures(source)}
    chapters: Row = {chapter: text.format(n=len(rows)) for chapter, text in _CHAPTERS.items()}
    return Given(rows, cover, list(_improvements(source, rows)), chapters, list(_people(source)))


def _signatures(source: Return) -> Row:
    people = [person for person in source.desk.organisation.staff.values() if person.unit == source.branch]
    filled = min(source.quarter.next.first + timedelta(days=5), in_zone(source.desk.now()).date())
    return {
        "填报人": people[0].name,
        "联系电话": people[0].phone,
        "复核人": people[-1].name,
        "分行负责人": people[-1].name,
        "填报日期": filled,
    }


def _rows(source: Return) -> Iterator[Row]:
    tickets = sorted(_tickets(source), key=lambda ticket: (ticket.received_at, ticket.number))
    for n, ticket in enumerate(tickets, 1):
        yield case_row(source, ticket, f"TS{source.branch}{source.quarter}{n:04d}")


def _tickets(source: Return) -> Iterator[Ticket]:
    """Yield the branch's tickets that were new in the quarter or still open when it began."""
    own = {unit.code for unit in outlets_of(source.desk.organisation, source.branch)}
    first = start_of(source.quarter.first)
    for row in source.desk.every_row(closed_since=first):
        if row["unit"] not in own or row["type"] == "enquiry":
            continue
        history = source.desk.ledger.events(row["number"])
        ticket = stood(history, source.end)
        if ticket and (ticket.received_at >= first or _open_at(history, first)):
            yield ticket


def _open_at(history: Sequence[Event], moment: datetime) -> bool:
    before = stood(history, moment)
    return before is not None and settled_by(before) is None


def _improvements(source: Return, rows: Sequence[Mapping[str, Value]]) -> Iterator[Row]:
    for row in rows:
        judged = row.get("认定日期")
        if row.get("责任认定") == "无效_需优化" and isinstance(judged, date):
            yield {
                "投诉编号": row["投诉编号"],
                "问题描述": row["投诉事由摘要"],
                "类型": "技术系统"
                if row["认定依据"] == "N2"
                else "硬件资源"
                if row["认定依据"] == "N3"
                else "制度流程",
                "责任部门": source.desk.organisation.units[source.branch].zh,
                "上报日期": judged,
                "整改措施": "已列入改进计划，由责任部门牵头落实。",
                "完成时限": judged + timedelta(days=60),
                "状态": "进行中",
            }


def _people(source: Return) -> Iterator[Row]:
    organisation = source.desk.organisation
    for unit in outlets_of(organisation, source.branch):
        own = [person for person in organisation.staff.values() if person.unit == unit.code]
        for kind in ("投诉处理人员", "紧急联系人"):
            for person in own[:2]:
                yield {
                    "机构代码": unit.code,
                    "机构名称": unit.zh,
                    "类别": kind,
                    "姓名": person.name,
                    "工号": person.id,
                    "电话": person.phone,
                    "起始日期": source.quarter.first,
                }
