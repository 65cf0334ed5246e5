"""What the workbook refuses or colours while somebody types: drop-down lists, ranges, commonest mistakes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from importers.cells import column_letters
from importers.workbook.layout import FIRST_ROW, REGISTER, SUMMARY, Column, Layout, SheetLayout, Where
from importers.workbook.lists import FIRST_DAY, LAST_DAY, UNITS, list_source
from importers.workbook.styles import MISSING, WRONG

FIRST_DATE: Final = "=DATE(2000,1,1)"
LAST_DATE: Final = "=DATE(2099,12,31)"
REFUSALS: Final = {
    "choice": "请从下拉列表中选择。",
    "unit": "请从下拉列表中选择本分行的机构代码。",
    "int": "请填写不小于 0 的整数。",
    "money": "请填写不小于 0 的金额，单位元。",
    "rate": "请填写 0 至 1 之间的比率。",
    "date": "请填写日期，如 2026-09-03。",
    "moment": "请填写日期和时间，如 2026-09-03 09:30。",
    "time": "请填写时间，如 09:30。",
}
RANGES: Final[dict[str, dict[str, Any]]] = {
    "int": {"validate": "integer", "criteria": ">=", "value": 0},
    "money": {"validate": "decimal", "criteria": ">=", "value": 0},
    "rate": {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1},
    "date": {"validate": "date", "criteria": "between", "minimum": FIRST_DATE, "maximum": LAST_DATE},
    "moment": {"validate": "date", "criteria": "between", "minimum": FIRST_DATE, "maximum": LAST_DATE},
    "time": {"validate": "time", "criteria": "between", "minimum": 0, "maximum": 0.999988425925926},
}


def validation(layout: Layout, column: Column, beside: str = "") -> dict[str, Any] | None:
    """Return what a cell takes, for XlsxWriter; `beside` is the cell with the group of a grouped list."""
    if column.kind == "choice":
        rule: dict[str, Any] = {"validate": "list", "source": list_source(layout, column, beside)}
    elif column.kind == "unit":
        rule = {"validate": "list", "source": f"={UNITS}"}
    elif column.kind in RANGES:
        rule = dict(RANGES[column.kind])
    else:
        return _longest(column)
    return {**rule, "error_title": column.header, "error_message": REFUSALS[column.kind]}


def _longest(column: Column) -> dict[str, Any] | None:
    if not column.most:
        return None
    message = f"不超过 {column.most} 字。"
    rule = {"validate": "length", "criteria": "<=", "value": column.most}
    return {**rule, "error_title": column.header, "error_message": message}


def guard_columns(out: Any, layout: Layout, sheet: SheetLayout, last: int) -> None:
    """Set the validation of every input column from the first row to `last`."""
    for n, column in enumerate(sheet.columns):
        beside = f"${column_letters(sheet.index[column.under])}{FIRST_ROW + 1}" if column.under else ""
        rule = None if column.fixed or column.derived else validation(layout, column, beside)
        if rule:
            out.data_validation(FIRST_ROW, n, last, n, rule)


def colour_mistakes(out: Any, book: Any, layout: Layout, sheet: SheetLayout, last: int) -> None:
    """Set the conditional formats of a sheet."""
    looks = {MISSING: book.add_format({"bg_color": MISSING}), WRONG: book.add_format({"bg_color": WRONG})}
    for header, formula, colour in _mistakes(layout, sheet, last):
        n = sheet.index[header]
        rule = {"type": "formula", "criteria": formula, "format": looks[colour]}
        out.conditional_format(FIRST_ROW, n, last, n, rule)


def _mistakes(layout: Layout, sheet: SheetLayout, last: int) -> Iterator[tuple[str, str, str]]:
    """Yield (header, formula for the first row, colour)."""
    if sheet.shape == "rows":
        yield from _missing(sheet)
    if sheet.name == REGISTER:
        yield from _of_register(layout, sheet, last)
    if sheet.name == SUMMARY:
        yield from _of_summary(layout, sheet)


def _at(sheet: SheetLayout, header: str) -> str:
    return f"${column_letters(sheet.index[header])}{FIRST_ROW + 1}"


def _missing(sheet: SheetLayout) -> Iterator[tuple[str, str, str]]:
    row = f"{_at(sheet, sheet.columns[0].header)}:{_at(sheet, sheet.columns[-1].header)}"
    for column in sheet.columns:
        cell = _at(sheet, column.header)
        if column.need:
            yield column.header, f'=AND(COUNTA({row})>0,{cell}="")', MISSING
        elif column.when:
            yield column.header, f'=AND({_holds(sheet, column.when)},{cell}="")', MISSING


def _holds(sheet: SheetLayout, where: Where) -> str:
    """Return the condition that every named cell of the first row holds one of its words."""
    parts = []
    for header, words in where.items():
        cell = _at(sheet, header)
        parts.append("OR(" + ",".join(f'{cell}="{word}"' for word in sorted(words)) + ")")
    return ",".join(parts)


def _of_register(layout: Layout, sheet: SheetLayout, last: int) -> Iterator[tuple[str, str, str]]:
    accepted, number, unit = (_at(sheet, h) for h in ("受理日期", "投诉编号", "被投诉机构代码"))
    numbers = f"{number.replace('$B', '$B$')}:$B${last + 1}"
    yield "投诉编号", f'=AND({number}<>"",COUNTIF({numbers},{number})>1)', WRONG
    outside = f"OR({accepted}<{FIRST_DAY},{accepted}>{LAST_DAY})"
    yield "受理日期", f'=AND({_at(sheet, "期间标识")}="本期新增",ISNUMBER({accepted}),{outside})', WRONG
    yield "被投诉机构代码", f'=AND({unit}<>"",COUNTIF({UNITS},{unit})=0)', WRONG
    first, final = _at(sheet, "初始等级"), _at(sheet, "最终等级")
    lower = f'OR(AND({first}="三级",OR({final}="一级",{final}="二级")),AND({first}="二级",{final}="一级"))'
    yield "最终等级", f'=AND({lower},{_at(sheet, "升级原因")}<>"其他")', WRONG
    for header in layout.order[1:]:
        cell = _at(sheet, header)
        yield header, f"=AND(ISNUMBER({cell}),ISNUMBER({accepted}),{cell}<{accepted})", WRONG


def _of_summary(layout: Layout, sheet: SheetLayout) -> Iterator[tuple[str, str, str]]:
    for equation in layout.equations:
        left = "+".join(_at(sheet, header) for header in equation.left)
        right = "+".join(_at(sheet, header) for header in equation.right)
        yield equation.mark, f"={left}<>{right}", WRONG
