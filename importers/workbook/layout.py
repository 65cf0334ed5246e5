"""The workbook's sheets and columns as data: `layout.toml` with the dictionaries of a rule pack."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

from desk.pack import Pack
from importers.workbook.words import Word, Words, own_words, pack_words

SOURCE: Final = Path(__file__).with_name("layout.toml")
TITLE_ROW: Final = 0
UNIT_ROW: Final = 1
HEADER_ROW: Final = 2
FIRST_ROW: Final = 3
TOTAL: Final = "合计"
SUBTOTAL: Final = "小计"
COVER, SUMMARY, REGISTER, VERDICTS, IMPROVEMENTS, ANALYSIS, PEOPLE, WORDS = (
    "封面", "汇总表", "投诉台账", "责任认定统计", "整改优化清单", "分析报告", "人员与联系人", "字典",
)  # fmt: skip
LEAF_SHEETS: Final = ("业务类别统计", "投诉原因统计", "办理渠道统计")

Where = Mapping[str, frozenset[str]]

WIDTHS: Final = {
    "int": 8.5,
    "rate": 9,
    "money": 12,
    "date": 11.5,
    "time": 8,
    "moment": 17,
    "choice": 10.5,
    "unit": 10,
}
"""How wide a column is by its kind, in characters, where the layout says nothing else."""


@dataclass(frozen=True, slots=True)
class Count:
    """What the register says a figure is: its rows that hold these words, counted or one column added up."""

    where: Where
    within: str = ""
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A rate: the sum of some columns over the sum of others."""

    of: tuple[str, ...]
    over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column, or one line of the cover."""

    header: str
    kind: str
    words: Words | None = None
    under: str = ""
    need: bool = False
    when: Where = field(default_factory=dict)
    most: int = 0
    fixed: bool = False
    width: float = 12
    tip: str = ""
    rule: str = ""
    sums: tuple[str, ...] = ()
    ratio: Ratio | None = None
    count: Count | None = None

    @property
    def derived(self) -> bool:
        """Whether the workbook works the cell out itself."""
        return bool(self.sums or self.ratio)

    @property
    def numeric(self) -> bool:
        """Whether the cell holds a figure that a total adds up."""
        return self.kind in {"int", "money"}


@dataclass(frozen=True)
class SheetLayout:
    """One sheet; `shape` says what its rows are, `keys` how many columns stand still on the left."""

    name: str
    shape: str
    title: str
    columns: tuple[Column, ...]
    pages: int = 1
    rows: int = 0
    keys: int = 2
    chapters: tuple[str, ...] = ()

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Where each header stands, counted from 0."""
        return {column.header: n for n, column in enumerate(self.columns)}

    def column(self, header: str) -> Column:
        """Return a column by its header."""
        return self.columns[self.index[header]]

    @property
    def has_total(self) -> bool:
        """Whether the last row adds up the others."""
        return self.shape in {"outlets", "verdicts"}


@dataclass(frozen=True, slots=True)
class Equation:
    """What must agree within a row of the summary: two sums, and the cell to show when they do not."""

    rule: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    mark: str


@dataclass(frozen=True)
class Layout:
    """The whole workbook for one rule pack; `order` names the dates of a case from first to last."""

    template: str
    version: str
    sheets: tuple[SheetLayout, ...]
    severities: Mapping[str, str]
    equations: tuple[Equation, ...]
    order: tuple[str, ...]
    texts: Mapping[str, Any]

    @property
    def stamp(self) -> str:
        """Template and version, as the cover and the file's properties carry them."""
        return f"{self.template}@{self.version}"

    def sheet(self, name: str) -> SheetLayout:
        """Return a sheet by its name."""
        return next(sheet for sheet in self.sheets if sheet.name == name)


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(SOURCE.read_text(encoding="utf-8"))


def load_layout(pack: Pack) -> Layout:
    """Return the workbook's layout with the words of `pack`."""
    raw = _raw()
    return Layout(
        raw["template"],
        raw["version"],
        tuple(_sheet(sheet, raw, pack) for sheet in raw["sheets"]),
        raw["rules"],
        tuple(_equation(equation) for equation in raw["equations"]),
        tuple(raw["order"]["register"]),
        raw["texts"],
    )


def _equation(raw: Mapping[str, Any]) -> Equation:
    return Equation(raw["rule"], tuple(raw["left"]), tuple(raw["right"]), raw["mark"])


def _sheet(raw: Mapping[str, Any], whole: Mapping[str, Any], pack: Pack) -> SheetLayout:
    columns = tuple(_column(column, whole, pack) for column in raw["columns"])
    if "leaves" in raw:
        columns += tuple(_leaf_columns(raw, pack_words(raw["leaves"], pack, "leaves", "", {})))
    return SheetLayout(
        raw["name"],
        raw["shape"],
        raw["title"],
        columns,
        raw["pages"],
        raw.get("rows", 0),
        raw.get("keys", 2),
        tuple(raw.get("chapters", ())),
    )


def _column(raw: Mapping[str, Any], whole: Mapping[str, Any], pack: Pack) -> Column:
    ratio = raw.get("ratio")
    return Column(
        header=raw["h"],
        kind=raw["kind"],
        words=_words(raw, whole, pack) if "list" in raw else None,
        under=raw.get("under", ""),
        need=raw.get("need", False),
        when=_where(raw.get("when", {})),
        most=raw.get("most", 0),
        fixed=raw.get("fixed", False),
        width=raw.get("w", WIDTHS.get(raw["kind"], 12)),
        tip=raw.get("tip", ""),
        rule=raw.get("rule", ""),
        sums=tuple(raw.get("sum", ())),
        ratio=Ratio(tuple(ratio["of"]), tuple(ratio["over"])) if ratio else None,
        count=_count(raw["count"]) if "count" in raw else None,
    )


def _words(raw: Mapping[str, Any], whole: Mapping[str, Any], pack: Pack) -> Words:
    name = raw["list"]
    if name in whole["lists"]:
        return own_words(name, whole, pack)
    return pack_words(name, pack, raw.get("part", ""), raw.get("label", ""), whole["also"].get(name, {}))


def _where(raw: Mapping[str, Any]) -> Where:
    return {key: frozenset([value] if isinstance(value, str) else value) for key, value in raw.items()}


def _count(raw: Mapping[str, Any]) -> Count:
    where = {key: value for key, value in raw.items() if key not in {"within", "amount"}}
    return Count(_where(where), raw.get("within", ""), raw.get("amount", ""))


def _leaf_columns(raw: Mapping[str, Any], leaves: Words) -> Iterator[Column]:
    """Yield the total, then the leaves, those of a group followed by its subtotal."""
    groups: dict[str, list[Column]] = {}
    often = Counter(word.text for word in leaves.all)
    for word in leaves.all:
        groups.setdefault(word.group, []).append(_leaf(word, raw, doubled=often[word.text] > 1))
    parts = [_with_subtotal(group, columns) for group, columns in groups.items()]
    yield Column(TOTAL, "int", width=8, sums=tuple(part[-1].header for part in parts))
    for part in parts:
        yield from part


def _leaf(word: Word, raw: Mapping[str, Any], *, doubled: bool) -> Column:
    where = {"期间标识": "本期新增", "记录类型": "投诉", raw["of"]: word.text}
    if "group" in raw:
        where[raw["group"]] = word.group
    header = f"{word.group}_{word.text}" if doubled else word.text
    return Column(header, "int", width=9, count=Count(_where(where)))


def _with_subtotal(group: str, columns: list[Column]) -> list[Column]:
    if [column.header for column in columns] == [group]:
        return columns
    sums = tuple(column.header for column in columns)
    return [*columns, Column(f"{group}{SUBTOTAL}", "int", width=9, sums=sums)]
