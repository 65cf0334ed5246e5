"""One ticket of the desk as a row of a branch's register, as it stood at the end of the quarter.

A complaint counts as settled on the day of the answer; the desk's closing is the row's archiving.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from desk.clocks import Clock, clocks_of
from desk.events import Event
from desk.moments import in_zone
from desk.service import Desk
from desk.text import mask_free_text, mask_name, mask_phone, one_line
from desk.ticket import Contact, Reply, Revisit, Ticket
from importers.book import Value
from importers.workbook.layout import REGISTER, Layout
from importers.workbook.quarter import Quarter

Row = dict[str, Value]
MINUTE: Final = timedelta(minutes=1)
SUMMARY_LENGTH: Final = 160
DISSATISFIED: Final = "very_dissatisfied"
OVERDUE: Final = "处理超时限"
_RAISED: Final = {DISSATISFIED: "十分不满意"}
_IN_TIME: Final = {"met": "是", "late": "否", "overdue": "否", "running": "未到期", "provisional": "未到期"}
_SYSTEMS: Final = {
    "system.hardware_fault": "自助机具",
    "system.hardware_shortage": "自助机具",
    "system.sms": "短信渠道",
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


def case_row(source: Return, ticket: Ticket, number: str) -> Row:
    """Return the row of a ticket under the number that the branch gives it."""
    return {"投诉编号": number} | _taken(source, ticket) | _sorted(source, ticket) | _worked(source, ticket)


def settled_by(ticket: Ticket) -> Reply | None:
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
    raised = _raised(ticket)
    found: Row = {
        "初始等级": source.word("初始等级", str(ticket.original_level)),
        "最终等级": source.word("最终等级", str(ticket.level)),
    }
    if raised:
        found |= {"升级日期": in_zone(raised.at).date(), "升级原因": _why(raised)}
    return found


def _raised(ticket: Ticket) -> Event | None:
    return next((event for event in ticket.history if event.kind == "levelled"), None)


def _why(raised: Event) -> str:
    return _RAISED.get(raised.data.get("reason", ""), OVERDUE)


def _raised_as_overdue(ticket: Ticket) -> bool:
    """Tell whether an ordinary complaint missed its limit, which a later limit does not heal (C-04)."""
    raised = _raised(ticket)
    return raised is not None and ticket.original_level == 1 and _why(raised) == OVERDUE


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
    settled = settled_by(ticket)
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
    return found | ({"办结是否及时": "否"} if _raised_as_overdue(ticket) else {})


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
