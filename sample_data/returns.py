"""What a branch reports of a quarter: each of its tickets as a row of the register, as it stood at the end.

A complaint counts as settled on the day of the answer; the desk's closing is the row's archiving.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from desk.clocks import Clock, clocks_of
from desk.events import Event
from desk.fold import fold
from desk.moments import in_zone, start_of
from desk.service import Desk
from desk.text import mask_free_text, mask_name, mask_phone, one_line
from desk.ticket import Contact, Reply, Revisit, Ticket
from importers.book import Value
from importers.workbook.content import Given
from importers.workbook.layout import REGISTER, Layout, load_layout
from importers.workbook.outlets import outlets_of
from importers.workbook.quarter import Quarter

Row = dict[str, Value]
MINUTE: Final = timedelta(minutes=1)
SUMMARY_LENGTH: Final = 160
DISSATISFIED: Final = "very_dissatisfied"
_RAISED: Final = {DISSATISFIED: "十分不满意"}
_IN_TIME: Final = {"met": "是", "late": "否", "overdue": "否", "running": "未到期", "provisional": "未到期"}
_SYSTEMS: Final = {
    "system.hardware_fault": "自助机具",
    "system.hardware_shortage": "自助机具",
    "system.sms": "短信渠道",
}
_CHAPTERS: Final = {
    "基本情况": "本季度共受理投诉{n}件，均按规定登记、派单并答复客户。",
    "同比环比": "较上季度略有波动，结构基本稳定。",
    "原因分析": "主要原因为流程环节较多、服务沟通不到位及系统设备问题。",
    "典型案例": "详见投诉台账中升级及重复投诉各件。",
    "整改措施": "对需优化事项逐条列入清单，明确责任部门和完成时限。",
    "下季度安排": "加强网点服务培训，落实首问责任，压降超时件。",
}


@dataclass(frozen=True, slots=True)
class Return:
    """One branch's return of a quarter: the desk it is taken from, and the moment at which it is taken."""

    desk: Desk
    branch: str
    quarter: Quarter
    end: datetime
    layout: Layout

    def word(self, header: str, key: str) -> str:
        """Return how the register writes the desk's key in a column; nothing for no key."""
        words = self.layout.sheet(REGISTER).column(header).words
        return words.of_key(key) if words and key else ""

    def name(self, person: str) -> str:
        """Return a person's name."""
        return self.desk.organisation.staff_name(person)

    def clock(self, ticket: Ticket, name: str) -> Clock | None:
        """Return one of the clocks of a ticket as it stood."""
        clocks = clocks_of(ticket, self.desk.pack, self.desk.calendars, self.end)
        return next((clock for clock in clocks if clock.name == name), None)


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
        number = f"TS{source.branch}{source.quarter}{n:04d}"
        yield (
            {"投诉编号": number} | _taken(source, ticket) | _sorted(source, ticket) | _worked(source, ticket)
        )


def _tickets(source: Return) -> Iterator[Ticket]:
    """Yield the branch's tickets that were new in the quarter or still open when it began."""
    own = {unit.code for unit in outlets_of(source.desk.organisation, source.branch)}
    first = start_of(source.quarter.first)
    for row in source.desk.every_row(closed_since=first):
        if row["unit"] not in own or row["type"] == "enquiry":
            continue
        history = source.desk.ledger.events(row["number"])
        ticket = fold(event for event in history if event.at < source.end)
        if ticket and (ticket.received_at >= first or _open_at(history, first)):
            yield ticket


def _open_at(history: Sequence[Event], moment: datetime) -> bool:
    before = fold(event for event in history if event.at < moment)
    return before is not None and _settled(before) is None


def _settled(ticket: Ticket) -> Reply | None:
    """Return the answer that settled the ticket, None while it is being worked on."""
    return ticket.last_reply if ticket.state in ("revisit_due", "verdict_due", "closed", "archived") else None


def _taken(source: Return, ticket: Ticket) -> Row:
    received = in_zone(ticket.received_at)
    fresh = received.date() in source.quarter
    return {
        "工单编号": ticket.number,
        "反馈表编号": ticket.form_number,
        "期间标识": "本期新增" if fresh else "上期结转",
        "记录类型": source.word("记录类型", ticket.type),
        "受理日期": received.date(),
        "受理时间": received.time().replace(second=0),
        "投诉方式": source.word("投诉方式", ticket.mode),
        "受理渠道": source.word("受理渠道", ticket.channel) or "其他",
        "客户姓名": mask_name(ticket.customer.name),
        "联系电话": mask_phone(ticket.customer.mobile or ticket.customer.phone),
        "客户类型": source.word("客户类型", ticket.customer.kind),
        "被投诉机构代码": ticket.unit,
        "被投诉机构名称": source.desk.organisation.units[ticket.unit].zh,
        "首问责任人": source.name(ticket.first_contact),
        "跟进专人": source.name(ticket.follower),
    } | _levels(source, ticket)


def _levels(source: Return, ticket: Ticket) -> Row:
    if not ticket.level:
        return {}
    raised = next((event for event in ticket.history if event.kind == "levelled"), None)
    found: Row = {
        "初始等级": source.word("初始等级", str(ticket.original_level)),
        "最终等级": source.word("最终等级", str(ticket.level)),
    }
    if raised:
        found["升级日期"] = in_zone(raised.at).date()
        found["升级原因"] = _RAISED.get(raised.data.get("reason", ""), "处理超时限")
    return found


def _sorted(source: Return, ticket: Ticket) -> Row:
    complaint = ticket.type == "complaint"
    repeats = bool("repeat" in ticket.flags and ticket.links)
    return {
        "内容大类": source.word("内容大类", ticket.category.partition(".")[0]),
        "内容小类": source.word("内容小类", ticket.category),
        "业务类别大类": source.word("业务类别大类", ticket.business.partition(".")[0]),
        "业务类别小类": source.word("业务类别小类", ticket.business),
        "业务办理渠道": _handled_by(ticket),
        "投诉原因": source.word("投诉原因", ticket.cause),
        "投诉事由摘要": _short(ticket.content),
        "是否重复投诉": _yes_no(repeats) if complaint else "",
        "关联投诉编号": ticket.links[0] if repeats else "",
        "是否群体投诉": _yes_no("group" in ticket.flags) if complaint else "",
        "投诉人数": ticket.persons,
        "涉及金额档次": source.word("涉及金额档次", ticket.amount_band),
    }


def _yes_no(yes: bool) -> str:
    return "是" if yes else "否"


def _short(text: str) -> str:
    return mask_free_text(one_line(text))[:SUMMARY_LENGTH]


def _handled_by(ticket: Ticket) -> str:
    """Return the channel in which the business was done, which the desk does not ask for."""
    if ticket.category in _SYSTEMS:
        return _SYSTEMS[ticket.category]
    if ticket.mode == "onsite":
        return "营业现场"
    return Random(ticket.number).choice(
        ("移动客户端", "移动客户端", "网银渠道", "电话渠道", "中、后台业务渠道")
    )


def _worked(source: Return, ticket: Ticket) -> Row:
    settled = _settled(ticket)
    return (
        _limits(source, ticket, settled)
        | _answered(source, settled)
        | _judged(source, ticket)
        | _revisited(source, ticket)
        | _ended(ticket, settled)
    )


def _limits(source: Return, ticket: Ticket, settled: Reply | None) -> Row:
    respond, resolve = source.clock(ticket, "respond"), source.clock(ticket, "resolve")
    first = min((act.at for act in _reached(ticket)), default=None)
    found: Row = {"首次响应时间": _local(first)}
    if respond and respond.due.at:
        found |= {"响应时限": _local(respond.due.at - MINUTE), "响应是否及时": _IN_TIME[respond.state]}
    if resolve and resolve.due.at:
        late = sum(contact.at >= resolve.due.at for contact in ticket.contacts)
        due = in_zone(resolve.due.at - MINUTE).date()
        found |= {"办结时限": due, "办结是否及时": _IN_TIME[resolve.state], "超限后联系次数": late}
    elif settled:
        found["办结是否及时"] = "是"
    return found


def _reached(ticket: Ticket) -> list[Contact | Reply]:
    return [*(contact for contact in ticket.contacts if contact.reached), *ticket.replies]


def _local(moment: datetime | None) -> datetime | None:
    """Return a moment as a spreadsheet holds it: the bank's time, to the minute, without a zone."""
    return in_zone(moment).replace(tzinfo=None, second=0, microsecond=0) if moment else None


def _answered(source: Return, settled: Reply | None) -> Row:
    if settled is None:
        return {}
    return {
        "办结日期": in_zone(settled.at).date(),
        "回复方式": source.word("回复方式", settled.mode),
        "回复途径": source.word("回复途径", settled.way),
        "处理结果摘要": _short(settled.text),
    }


def _judged(source: Return, ticket: Ticket) -> Row:
    if ticket.type != "complaint":
        return {}
    verdict = ticket.verdict or "undetermined"
    found: Row = {
        "是否属实": source.word("是否属实", ticket.truth or "unverified"),
        "责任认定": source.word("责任认定", verdict),
        "赔偿补偿类型": "无",
        "核减类型": "无",
    }
    if verdict != "undetermined":
        judged = next(event for event in reversed(ticket.history) if event.kind == "judged")
        found |= {"认定依据": ticket.verdict_reason, "认定日期": in_zone(judged.at).date()}
    if verdict == "effective" and ticket.loss:
        found |= {"赔偿补偿类型": "补偿", "赔偿补偿金额": float(ticket.loss)}
    return found


def _revisited(source: Return, ticket: Ticket) -> Row:
    last: Revisit | None = ticket.revisits[-1] if ticket.revisits else None
    if last is None or not last.proper:
        return {}
    return {
        "回访日期": in_zone(last.at).date(),
        "回访人": source.name(last.by),
        "客户满意度": source.word("客户满意度", last.satisfaction),
        "备注": "客户接听回访但未作评价。" if last.satisfaction == "unrated" else "",
    }


def _ended(ticket: Ticket, settled: Reply | None) -> Row:
    if ticket.closed_at:
        return {"状态": "已归档", "归档日期": in_zone(ticket.closed_at).date()}
    return {"状态": "已结案" if settled else "处理中"}


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
