"""The calendar files: one TOML file to a year, shipped with the program and replaced by a folder's own.

    year = 2026
    version = 1                       # raised with every correction
    title = "国务院办公厅关于2026年部分节假日安排的通知"
    published = 2025-11-04            # the day the notice was made public
    [[off]]                           # days off, both ends included
    name = { zh = "元旦", en = "New Year's Day" }
    from = 2026-01-01
    to = 2026-01-03
    [[work]]                          # a Saturday or Sunday worked to make up for a holiday
    date = 2026-01-04
    for = "元旦"

An entry that comes from another notice carries that notice's title as `notice`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

from desk.errors import BadInput
from desk.i18n import N_, _, pick
from desk.text import nearest

ONE_DAY: Final = timedelta(days=1)
SATURDAY: Final = 5
DECEMBER: Final = 12

T = TypeVar("T")

KINDS: Final = {
    int: N_("a whole number"),
    str: N_("a text"),
    date: N_("a date such as 2026-01-01"),
    dict: N_("a table"),
    list: N_("a list of tables"),
}


@dataclass(frozen=True, slots=True)
class Holiday:
    """The name of a holiday in both languages."""

    zh: str
    en: str

    def __str__(self) -> str:
        """Return the name in the language in force."""
        return pick(self.zh, self.en)


@dataclass(frozen=True, slots=True)
class SetDay:
    """A day that a notice sets: off, or worked to make up for a holiday; `notice` is its title."""

    counts: bool
    holiday: Holiday
    notice: str


@dataclass(frozen=True, slots=True)
class YearTable:
    """What the notices say about one year; `version` is raised with every correction."""

    year: int
    version: int
    title: str
    published: date
    days: Mapping[date, SetDay]


class _FaultError(Exception):
    """What is wrong with a file, as a part of a sentence."""


def read_table(path: Path) -> YearTable:
    """Return what one file says; BadInput names the file and what is wrong with it."""
    try:
        return _named(_table(tomllib.loads(path.read_text(encoding="utf-8"))), path.stem)
    except (OSError, ValueError) as error:
        raise _refusal(path, _("it cannot be read ({detail})").format(detail=error)) from error
    except _FaultError as fault:
        raise _refusal(path, str(fault)) from fault


def _named(table: YearTable, name: str) -> YearTable:
    """Return the table if its file is named for its year, so that a forgotten edit is found."""
    if name != str(table.year):
        raise _FaultError(_("it is for {year}, so it must be named {year}.toml").format(year=table.year))
    return table


def _refusal(path: Path, fault: str) -> BadInput:
    sentence = _("The calendar file {file} cannot be used: {fault}. Correct it or take it away.")
    return BadInput(sentence.format(file=path, fault=fault))


def _table(raw: Mapping[str, Any]) -> YearTable:
    _check_keys(raw, ("year", "version", "title", "published", "off", "work"))
    year, title = _get(raw, "year", int), _get(raw, "title", str)
    return YearTable(
        year=_above(year, date.min.year, "year"),
        version=_above(_get(raw, "version", int), 1, "version"),
        title=title,
        published=_get(raw, "published", date),
        days=dict(_set_days(raw, year, title)),
    )


def _set_days(raw: Mapping[str, Any], year: int, title: str) -> Iterator[tuple[date, SetDay]]:
    """Yield the days off, then the days worked instead, each once."""
    seen: set[date] = set()
    holidays: dict[str, Holiday] = {}
    for day, entry in (*_off_days(raw, title, holidays), *_work_days(raw, title, holidays)):
        if day in seen:
            raise _FaultError(_("{day} is set twice").format(day=day))
        if day.year != year and (day.year, day.month) != (year - 1, DECEMBER):
            sentence = _("{day} is neither in {year} nor in the December before it")
            raise _FaultError(sentence.format(day=day, year=year))
        seen.add(day)
        yield day, entry


def _off_days(
    raw: Mapping[str, Any], title: str, holidays: dict[str, Holiday]
) -> Iterator[tuple[date, SetDay]]:
    """Yield the days off and put the names of their holidays into `holidays`."""
    for span in _entries(raw, "off", ("name", "from", "to", "notice")):
        holiday = _holiday(_get(span, "name", dict))
        holidays[holiday.zh] = holiday
        first, last = _get(span, "from", date), _get(span, "to", date)
        if not first <= last <= first + 31 * ONE_DAY:
            sentence = _("{first} to {last} is not a span of 1 to 31 days")
            raise _FaultError(sentence.format(first=first, last=last))
        notice = _get(span, "notice", str, title)
        for n in range((last - first).days + 1):
            yield first + n * ONE_DAY, SetDay(counts=False, holiday=holiday, notice=notice)


def _work_days(
    raw: Mapping[str, Any], title: str, holidays: Mapping[str, Holiday]
) -> Iterator[tuple[date, SetDay]]:
    for entry in _entries(raw, "work", ("date", "for", "notice"), required=False):
        day, name = _get(entry, "date", date), _get(entry, "for", str)
        if day.weekday() < SATURDAY:
            raise _FaultError(
                _("{day} is no Saturday or Sunday, so nothing is made up on it").format(day=day)
            )
        if name not in holidays:
            raise _FaultError(
                _("{name} is not one of its holidays").format(name=name) + _hint(name, holidays)
            )
        yield day, SetDay(counts=True, holiday=holidays[name], notice=_get(entry, "notice", str, title))


def _holiday(raw: Mapping[str, Any]) -> Holiday:
    _check_keys(raw, ("zh", "en"))
    zh = _get(raw, "zh", str)
    return Holiday(zh, _get(raw, "en", str, zh))


def _entries(
    raw: Mapping[str, Any], key: str, keys: tuple[str, ...], *, required: bool = True
) -> Iterator[Mapping[str, Any]]:
    """Yield the tables of a list, each checked for unknown keys."""
    for entry in _get(raw, key, list, None if required else []):
        if not isinstance(entry, dict):
            raise _FaultError(_("{key} must be {kind}").format(key=key, kind=_(KINDS[list])))
        _check_keys(entry, keys)
        yield entry


def _get(raw: Mapping[str, Any], key: str, kind: type[T], default: T | None = None) -> T:
    """Return a value of exactly this type and not empty; a fault when it is not, or is missing."""
    value = raw.get(key, default)
    if value is None:
        raise _FaultError(_("{key} is missing").format(key=key))
    if type(value) is not kind or value == "":
        raise _FaultError(_("{key} must be {kind}").format(key=key, kind=_(KINDS[kind])))
    return value


def _above(number: int, least: int, key: str) -> int:
    if number < least:
        raise _FaultError(_("{key} must be {least} or more").format(key=key, least=least))
    return number


def _check_keys(raw: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for key in raw:
        if key not in known:
            raise _FaultError(_("{key} is not known").format(key=key) + _hint(key, known))


def _hint(word: str, choices: tuple[str, ...] | Mapping[str, Any]) -> str:
    near = nearest(word, choices)
    return _(" (did you mean {near}?)").format(near=near) if near else ""
