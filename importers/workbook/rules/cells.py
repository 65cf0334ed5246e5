"""Each cell by itself: filled where it must be (V01), allowed (V02), typed as it is meant (V20)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from desk.i18n import N_, _
from importers.book import Value
from importers.cells import as_date, as_int, as_moment, as_money, as_text
from importers.workbook.layout import Column
from importers.workbook.records import Record
from importers.workbook.rules.base import Case, Hit

MOST_WORDS: Final = 8


def required(case: Case) -> Iterator[Hit]:
    """V01: cells that must be filled, always or for rows of this kind."""
    for record in case.filing.records():
        for column in record.layout.columns:
            if record.blank(column.header) and _wanted(column, record, case):
                message = _("“{header}” must be filled in.").format(header=column.header)
                yield Hit(record, column.header, message, _("a value"))


def _wanted(column: Column, record: Record, case: Case) -> bool:
    if record.layout.shape == "chapters" and case.filing.cover.word("是否零报告") == "是":
        return False
    return column.need or bool(column.when and record.holds(column.when))


def allowed(case: Case) -> Iterator[Hit]:
    """V02: words of the list, whole numbers from 0, dates that are dates, texts not too long."""
    for record in case.filing.records():
        for column in record.layout.columns:
            if not record.blank(column.header) and not column.derived and not _fits(column, record):
                yield Hit(record, column.header, _refusal(column, record), _expected(column))


def _fits(column: Column, record: Record) -> bool:
    if column.words:
        return bool(record.word(column.header))
    value = record.value(column.header)
    if column.kind in KINDS:
        return KINDS[column.kind](value)
    return not column.most or len(as_text(value)) <= column.most


def _whole(value: Value) -> bool:
    number = as_int(value)
    return number is not None and number >= 0


def _money(value: Value) -> bool:
    amount = as_money(value)
    return amount is not None and amount >= 0 and amount == amount.quantize(Decimal("0.01"))


def _rate(value: Value) -> bool:
    rate = as_money(value)
    return rate is not None and 0 <= rate <= 1


def _clock(value: Value) -> bool:
    return isinstance(value, time) or as_moment(f"2000-01-01 {as_text(value)}") is not None


KINDS: Final[Mapping[str, Callable[[Value], bool]]] = {
    "int": _whole,
    "money": _money,
    "rate": _rate,
    "date": lambda value: as_date(value) is not None,
    "moment": lambda value: as_moment(value) is not None,
    "time": _clock,
}
EXPECTED: Final[Mapping[str, str]] = {
    "int": N_("a whole number from 0"),
    "money": N_("an amount in yuan from 0, two decimals"),
    "rate": N_("a rate between 0 and 1"),
    "date": N_("a date such as 2026-09-03"),
    "moment": N_("a date and time such as 2026-09-03 09:30"),
    "time": N_("a time such as 09:30"),
}


def _expected(column: Column) -> str:
    if column.words:
        texts = column.words.texts
        more = _(" and {n} more in the sheet of words").format(n=len(texts) - MOST_WORDS)
        return "、".join(texts[:MOST_WORDS]) + (more if len(texts) > MOST_WORDS else "")
    if column.kind in EXPECTED:
        return _(EXPECTED[column.kind])
    return _("at most {n} characters").format(n=column.most)


def _refusal(column: Column, record: Record) -> str:
    value = record.text(column.header)
    if column.words:
        return _("“{value}” is not a word for “{header}”; choose one of the list.").format(
            value=value[:30], header=column.header
        )
    if column.kind in EXPECTED:
        return _("“{value}” is not what “{header}” takes: {expected}.").format(
            value=value[:30], header=column.header, expected=_(EXPECTED[column.kind])
        )
    return _("“{header}” has {n} characters; shorten it to {most}.").format(
        header=column.header, n=len(value), most=column.most
    )


def converted(case: Case) -> Iterator[Hit]:
    """V20: dates that were typed as text or as a bare number; they are read as what they mean."""
    for record in case.filing.records():
        for column in record.layout.columns:
            value = record.value(column.header)
            if column.kind not in {"date", "moment"} or isinstance(value, date | datetime):
                continue
            day = as_moment(value) if column.kind == "moment" else as_date(value)
            if day is not None:
                text = f"{day:%Y-%m-%d %H:%M}" if column.kind == "moment" else f"{day:%Y-%m-%d}"
                message = _("“{header}” is text, not a date; it was read as {day}.").format(
                    header=column.header, day=text
                )
                yield Hit(record, column.header, message, text)
