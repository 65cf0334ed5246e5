"""One case of the register by itself and among the others: V06 to V08, V11 to V13, V15, V16, V18, V19."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from desk.i18n import _
from desk.personal import personal_numbers
from importers.workbook.counting import QUASI, REASON, VERDICT
from importers.workbook.layout import ANALYSIS, IMPROVEMENTS, REGISTER
from importers.workbook.records import Record
from importers.workbook.rules.base import Case, Hit

TRUTH: Final = "是否属实"
FORM: Final = "反馈表编号"
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


def level_only_rises(case: Case) -> Iterator[Hit]:
    """V08: the final level is not lower than the first, and a raised one says when and why."""
    for record in case.filing.cases:
        first, final = record.word("初始等级"), record.word("最终等级")
        if not first or not final or first == final:
            continue
        order = record.layout.column("最终等级").words
        assert order is not None
        if order.texts.index(final) < order.texts.index(first):
            message = _("The level fell from {first} to {final}; it may only rise.")
            yield Hit(record, "最终等级", message.format(first=first, final=final), first)
            continue
        for header in ("升级日期", "升级原因"):
            if record.blank(header):
                message = _("The level rose from {first} to {final}; fill in “{header}”.")
                yield Hit(
                    record, header, message.format(first=first, final=final, header=header), _("a value")
                )


def form_number(case: Case) -> Iterator[Hit]:
    """V11: an on-site or level 1 case has a feedback form."""
    for record in case.filing.cases:
        due = record.word("投诉方式") == "现场" or record.word("最终等级") == "一级"
        if due and record.blank(FORM):
            yield Hit(
                record, FORM, _("An on-site or level 1 case needs the number of its form."), _("a value")
            )


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
