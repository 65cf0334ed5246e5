"""Filled branch workbooks: good ones, ones with a named mistake, and files that are no workbook at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Final

from desk.errors import UsageError
from desk.i18n import _
from desk.service import Desk
from importers.workbook.content import Given
from importers.workbook.layout import SUMMARY, load_layout
from importers.workbook.outlets import outlets_of
from importers.workbook.template import template
from sample_data import bank, zipped
from sample_data.case_rows import Row
from sample_data.returns import given

UNIT: Final = "B01"
QUARTER: Final = "2026Q3"
RANDOM_BYTES: Final = 20_000

Spoil = Callable[[list[Row]], None]


def good(path: Path, desk: Desk, unit: str = UNIT, quarter: str = QUARTER) -> Path:
    """Write a branch's workbook of a quarter, filled from the desk's own tickets; return where it stands."""
    return _write(path, desk, unit, quarter, given(desk, unit, quarter))


def _write(path: Path, desk: Desk, unit: str, quarter: str, said: Given) -> Path:
    return template(
        unit,
        quarter,
        desk.organisation,
        desk.pack,
        path,
        calendars=desk.calendars,
        given=said,
        practice=desk.practice,
    )


def wrong(path: Path, kind: str, desk: Desk, unit: str = UNIT, quarter: str = QUARTER) -> Path:
    """Write a workbook with the mistake that rule `kind` finds (`WRONG`); return where it stands."""
    if kind in _IN_REGISTER:
        said = given(desk, unit, quarter)
        rows = [dict(row) for row in said.cases]
        _IN_REGISTER[kind](rows)
        return _write(path, desk, unit, quarter, replace(said, cases=rows))
    if kind not in _IN_SUMMARY:
        raise UsageError(_unknown(kind, WRONG))
    target = good(path, desk, unit, quarter)
    _change_summary(target, desk, unit, kind)
    return target


def _unknown(kind: str, known: tuple[str, ...]) -> str:
    return _("There is no kind {kind}; there are {known}.").format(kind=kind, known=", ".join(known))


def _without_name(rows: list[Row]) -> None:
    rows[len(rows) // 2]["首问责任人"] = None


def _with_a_foreign_word(rows: list[Row]) -> None:
    rows[1]["涉及金额档次"] = "很多钱"


def _archived_before_its_verdict(rows: list[Row]) -> None:
    row = next(row for row in rows if row.get("归档日期") and row.get("认定日期"))
    judged = row["认定日期"]
    assert isinstance(judged, date)
    row["归档日期"] = judged - timedelta(days=1)


def _of_another_branch(rows: list[Row]) -> None:
    """Name a foreign outlet, in a suggestion if there is one: no figure counts those."""
    row = next((row for row in rows if row["记录类型"] == "建议"), rows[0])
    own = str(row["被投诉机构代码"])[:3]
    other = next(code for code in bank.branches() if code != own)
    row |= {"被投诉机构代码": bank.sub_branches(other)[0], "被投诉机构名称": ""}


def _twice(rows: list[Row]) -> None:
    """Give one case the number of another, where no other sheet names it."""
    plain = [row for row in rows if row.get("责任认定") != "无效_需优化"]
    plain[1]["投诉编号"] = plain[0]["投诉编号"]


_IN_REGISTER: Final[Mapping[str, Spoil]] = {
    "V01": _without_name,
    "V02": _with_a_foreign_word,
    "V03": _archived_before_its_verdict,
    "V14": _of_another_branch,
    "V19": _twice,
}
_IN_SUMMARY: Final = {"X01": "本期受理", "X02": "本期受理", "X03": "现场", "X04": "一级", "X05": "期末未结"}
WRONG: Final = (*_IN_REGISTER, *_IN_SUMMARY)
"""The mistakes that `wrong` can make, each named by the rule that finds it."""


def _change_summary(path: Path, desk: Desk, unit: str, kind: str) -> None:
    """Add one to a figure of the first outlet and to its total; for X01 to the total alone."""
    layout = load_layout(desk.pack)
    outlets = len(outlets_of(desk.organisation, unit))
    header = _IN_SUMMARY[kind]
    total = zipped.place_of(layout, SUMMARY, header, outlets)
    places = {total: 1.0}
    if kind != "X01":
        places[zipped.place_of(layout, SUMMARY, header, 1)] = 1.0
    zipped.add_to_cell(path, layout, SUMMARY, places)


def broken(path: Path, kind: str, desk: Desk, unit: str = UNIT, quarter: str = QUARTER) -> Path:
    """Write a file that cannot be taken at all (`BROKEN`) under a workbook's name; return where it stands."""
    if kind in _CONTENTS:
        path.write_bytes(_CONTENTS[kind]())
        return path
    if kind not in _BREAKS:
        raise UsageError(_unknown(kind, BROKEN))
    _BREAKS[kind](good(path, desk, unit, quarter))
    return path


def _page() -> bytes:
    cells = "".join(f"<tr><td>{code}</td><td>3</td></tr>" for code in bank.branches())
    return f"<html><head><meta charset=utf-8></head><body><table>{cells}</table></body></html>".encode()


def _halve(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def _rename_header(path: Path) -> None:
    zipped.replace_text(path, "首问责任人", "经办人")


_CONTENTS: Final[Mapping[str, Callable[[], bytes]]] = {
    "empty": lambda: b"",
    "random": lambda: Random("no workbook").randbytes(RANDOM_BYTES),
    "html": _page,
}
_BREAKS: Final[Mapping[str, Callable[[Path], None]]] = {
    "truncated": _halve,
    "password": zipped.lock,
    "headers": _rename_header,
}
BROKEN: Final = (*_CONTENTS, *_BREAKS)
"""The ways in which `broken` breaks a file."""
