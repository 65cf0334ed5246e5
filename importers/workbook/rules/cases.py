"""One case of the register by itself and among the others: V06 to V08, V11 to V13, V15, V16, V18, V19."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from desk.i18n import _
from desk.intake import needs_form
from desk.personal import personal_numbers
from importers.workbook.counting import QUASI, REASON, VERDICT
from importers.workbook.layout import ANALYSIS, IMPROVEMENTS, REGISTER
from importers.workbook.records import Record
from importers.workbook.rules.base import Case, Hit

TRUTH: Final = "是否属实"
FORM: Final = "反馈表编号"
FIRST: Final = "初始等级"
FINAL: Final = "最终等级"
CHANGED_FOR: Final = "升级原因"
REMARKS: Final = "备注"
ABOVE_ALL: Final = 99
"""Stands for a level that the register does not tell."""
NUMBER: Final = "投诉编号"
UNIQUE: Final = (NUMBER, "工单编号", FORM)
PERSONAL: Final = (REGISTER, IMPROVEMENTS, ANALYSIS)
BURDENING: Final = frozenset({"有效投诉", QUASI})


def effective_is_true(case: Case) -> Iterator[Hit]:
    """V06: an effective or quasi complaint is true; a quasi one was withdrawn of the customer's own will."""
    for record in case.filing.cases:
        verdict = record.word(VERDICT)
        if verdict in BURDENING and record.word(TRUTH) != "属实":
            message = _("A case judged “{verdict}” must be true.").format(verdict=verdict)
            yield Hit(record, TRUTH, message, "属实")
        if verdict == QUASI and record.word("撤诉核实") != "本人自愿":
            message = _(
                "A quasi complaint was withdrawn of the customer's own will; otherwise it stays effective."
            )
            yield Hit(record, "撤诉核实", message, "本人自愿")


def reason_fits_verdict(case: Case) -> Iterator[Hit]:
    """V07: the reason belongs to the verdict."""
    words = {entry.key: entry.zh for entry in case.pack.entries("verdicts")}
    belongs = {e.key: words[str(e.more["verdict"])] for e in case.pack.entries("verdict_reasons")}
    for record in case.filing.cases:
        verdict, reason = record.word(VERDICT), record.word(REASON)
        wanted = "有效投诉" if verdict == QUASI else verdict
        if verdict and reason and belongs[reason] != wanted:
            fitting = "、".join(key for key, word in belongs.items() if word == wanted) or "-"
            message = _("Reason {reason} does not belong to “{verdict}”.").format(
                reason=reason, verdict=verdict
            )
            yield Hit(record, REASON, message, fitting)


def level_explained(case: Case) -> Iterator[Hit]:
    """V08: a raised level says when and why; one that head office lowered says so in the remarks (K-11.0)."""
    for record in case.filing.cases:
        first, final = record.desk_key(FIRST), record.desk_key(FINAL)
        if first and final and first != final:
            yield from _fell(record) if int(final) < int(first) else _rose(record)


def _fell(record: Record) -> Iterator[Hit]:
    if record.word(CHANGED_FOR) == "其他" and not record.blank(REMARKS):
        return
    message = _(
        "The level fell from {first} to {final}. Only head office lowers one: choose “其他” as “{header}” and"
        " say in “{remarks}” who decided it."
    ).format(first=record.word(FIRST), final=record.word(FINAL), header=CHANGED_FOR, remarks=REMARKS)
    yield Hit(record, FINAL, message, record.word(FIRST))


def _rose(record: Record) -> Iterator[Hit]:
    for header in ("升级日期", CHANGED_FOR):
        if record.blank(header):
            message = _("The level rose from {first} to {final}; fill in “{header}”.").format(
                first=record.word(FIRST), final=record.word(FINAL), header=header
            )
            yield Hit(record, header, message, _("a value"))


def form_number(case: Case) -> Iterator[Hit]:
    """V11: a case for which the desk gives out a feedback form has its number (C-08, C-20)."""
    for record in case.filing.cases:
        if record.blank(FORM) and _wants_form(record):
            message = _(
                "An on-site case, one of level 1 at first and a suggestion need the number of the form."
            )
            yield Hit(record, FORM, message, _("a value"))


def _wants_form(record: Record) -> bool:
    """Ask the desk's own rule; a complaint of no known level counts as one that only on-site needs a form."""
    kind, level = record.desk_key("记录类型"), record.desk_key(FIRST)
    if not kind:
        return False
    known = int(level) if level else ABOVE_ALL
    return needs_form({"type": kind}, record.desk_key("投诉方式"), known)


def payment_has_amount(case: Case) -> Iterator[Hit]:
    """V12: a compensation has an amount."""
    for record in case.filing.cases:
        kind, header = record.word("赔偿补偿类型"), "赔偿补偿金额"
        if kind in {"赔偿", "补偿"} and record.amount(header) <= 0:
            yield Hit(record, header, _("“{kind}” needs an amount above 0.").format(kind=kind), "> 0")


def unrated_has_reason(case: Case) -> Iterator[Hit]:
    """V13: a customer who did not rate is explained in the remarks."""
    for record in case.filing.cases:
        if record.word("客户满意度") == "未评价" and record.blank("备注"):
            yield Hit(record, "备注", _("Say in the remarks why the customer did not rate."), _("a value"))


def nothing_personal(case: Case) -> Iterator[Hit]:
    """V15: no text holds an unmasked mobile, identity or card number."""
    for name in PERSONAL:
        for record in case.filing.rows[name]:
            for column in record.layout.columns:
                if column.kind in {"text", "long"} and next(
                    personal_numbers(record.text(column.header)), None
                ):
                    message = _("“{header}” holds a personal number in full; mask it.")
                    yield Hit(record, column.header, message.format(header=column.header), "138****0000")


def same_customer(case: Case) -> Iterator[Hit]:
    """V16: the same customer with the same business within the days of a repeat is probably a repeat."""
    days = case.pack.settings["repeat_days"].value
    last: dict[tuple[str, str, str], Record] = {}
    for record in sorted(case.filing.cases, key=lambda r: str(r.day("受理日期"))):
        key = (record.key("客户姓名"), record.key("联系电话"), record.word("业务类别小类"))
        day, before = record.day("受理日期"), last.get(key)
        if day is None or not all(key):
            continue
        last[key] = record
        earlier = before.day("受理日期") if before else None
        if before and earlier and (day - earlier).days <= days and record.word("是否重复投诉") == "否":
            message = _("The same customer complained of the same business on {day} (case {number}).")
            yield Hit(record, "是否重复投诉", message.format(day=earlier, number=before.text(NUMBER)), "是")


def word_of_group(case: Case) -> Iterator[Hit]:
    """V18: the word of a group stands below its group."""
    for record in case.filing.cases:
        for column in record.layout.columns:
            if not column.under or not column.words or not record.word(column.header):
                continue
            group, text = record.word(column.under), record.word(column.header)
            groups = {word.group for word in column.words.all if word.text == text}
            if group and group not in groups:
                message = _("“{word}” does not belong to “{group}”.").format(word=text, group=group)
                yield Hit(record, column.header, message, "、".join(sorted(groups)))


def once(case: Case) -> Iterator[Hit]:
    """V19: no number of a case, ticket or form stands twice."""
    for header in UNIQUE:
        seen: dict[str, Record] = {}
        for record in case.filing.cases:
            key = record.key(header)
            if key and key in seen:
                message = _("{number} already stands in {cell}.").format(
                    number=record.text(header), cell=seen[key].place(header)
                )
                yield Hit(record, header, message, _("a number of its own"))
            elif key:
                seen[key] = record
