r"""Rules: where one field of a record comes from.

In a mapping a rule is a table with one of these keys, or a text, which is short for a column:

    value  = "web"                           the same for every record
    column = "留言用户"                       a cell
    first  = ["手机", "电话"]                  the first rule that gives something
    join   = ["主题", "详情"], with = "\n"     every rule that gives something, in order
    moment = "留言时间"                       a date or a date with a time
    table  = { Web = "web" }, of = "来源"      a word for a word; else = "other" for any other or none

With `before`, a column or a join gets a text in front, when it gives something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from desk.i18n import _
from importers.book import Value
from importers.cells import as_key, as_moment, as_text, is_blank

MOST_SHOWN: Final = 40
"""How many characters of a wrong cell a reason quotes."""

Cell = Callable[[str], Value]
"""Gives the value of a column of the row in hand."""


class Unfit(ValueError):  # noqa: N818 - what the cell is, said of the record
    """A cell that the rule cannot use; its text is the reason, a whole sentence."""


class BadRule(ValueError):  # noqa: N818 - said of the mapping
    """A rule that says nothing usable; its text says what is wrong with it."""


class Rule(Protocol):
    """One way to a value."""

    def columns(self) -> Iterator[str]:
        """Yield the columns that the rule reads."""

    def take(self, cell: Cell) -> Value:
        """Return the value for a row, None when the row has none; `Unfit` when a cell cannot be used."""


@dataclass(frozen=True, slots=True)
class Constant:
    """The same value for every record."""

    value: Value

    def columns(self) -> Iterator[str]:
        """Yield nothing."""
        return iter(())

    def take(self, _cell: Cell) -> Value:
        """Return the constant."""
        return self.value


@dataclass(frozen=True, slots=True)
class Column:
    """A cell as clean text."""

    name: str
    before: str = ""

    def columns(self) -> Iterator[str]:
        """Yield the column."""
        yield self.name

    def take(self, cell: Cell) -> Value:
        """Return the text of the cell."""
        text = as_text(cell(self.name))
        return self.before + text if text else None


@dataclass(frozen=True, slots=True)
class First:
    """The first rule that gives something."""

    rules: tuple[Rule, ...]

    def columns(self) -> Iterator[str]:
        """Yield the columns of every rule."""
        for rule in self.rules:
            yield from rule.columns()

    def take(self, cell: Cell) -> Value:
        """Return the first value that is there."""
        return next((value for rule in self.rules if (value := rule.take(cell)) is not None), None)


@dataclass(frozen=True, slots=True)
class Join:
    """Every rule that gives something, in order, with a text between."""

    rules: tuple[Rule, ...]
    between: str
    before: str = ""

    def columns(self) -> Iterator[str]:
        """Yield the columns of every rule."""
        for rule in self.rules:
            yield from rule.columns()

    def take(self, cell: Cell) -> Value:
        """Return the joined text, None when every part is blank."""
        parts = [as_text(value) for rule in self.rules if (value := rule.take(cell)) is not None]
        return self.before + self.between.join(parts) if parts else None


@dataclass(frozen=True, slots=True)
class Table:
    """A word of ours for a word of theirs; `other` is for any word that the table does not know."""

    name: str
    words: Mapping[str, str]
    other: str | None = None

    def columns(self) -> Iterator[str]:
        """Yield the column."""
        yield self.name

    def take(self, cell: Cell) -> Value:
        """Return our word; `Unfit` for an unknown one when there is no word for others."""
        value = cell(self.name)
        if is_blank(value):
            return self.other
        found = self.words.get(as_key(value), self.other)
        if found is None:
            raise Unfit(
                _("“{value}” in column {column} is not among the words that the mapping knows.").format(
                    value=as_text(value)[:MOST_SHOWN], column=self.name
                )
            )
        return found


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, or a date with a time, in the bank's zone."""

    name: str

    def columns(self) -> Iterator[str]:
        """Yield the column."""
        yield self.name

    def take(self, cell: Cell) -> Value:
        """Return the moment; `Unfit` for a filled cell that is none."""
        value = cell(self.name)
        if is_blank(value):
            return None
        moment = as_moment(value)
        if moment is None:
            raise Unfit(
                _(
                    "“{value}” in column {column} is not a date; write it as 2026-03-02 or 2026-03-02 09:05."
                ).format(value=as_text(value)[:MOST_SHOWN], column=self.name)
            )
        return moment


_KEYS: Final = {
    "value": frozenset({"value"}),
    "column": frozenset({"column", "before"}),
    "first": frozenset({"first"}),
    "join": frozenset({"join", "with", "before"}),
    "moment": frozenset({"moment"}),
    "table": frozenset({"table", "of", "else"}),
}


def rule_of(raw: Any) -> Rule:
    """Return the rule that a mapping's text or table means; `BadRule` when it means none."""
    if isinstance(raw, str):
        return Column(raw)
    if not isinstance(raw, Mapping):
        raise BadRule(_("{rule} is neither a column nor a table").format(rule=raw))
    for kind, known in _KEYS.items():
        if kind in raw:
            if unknown := sorted(set(raw) - known):
                raise BadRule(_("{kind} takes no {key}").format(kind=kind, key=unknown[0]))
            return _BUILDERS[kind](raw)
    raise BadRule(_("{rule} has none of {kinds}").format(rule=dict(raw), kinds=", ".join(_KEYS)))


def _column(raw: Mapping[str, Any]) -> Rule:
    return Column(str(raw["column"]), str(raw.get("before", "")))


def _join(raw: Mapping[str, Any]) -> Rule:
    rules = tuple(rule_of(part) for part in raw["join"])
    return Join(rules, str(raw.get("with", "\n")), str(raw.get("before", "")))


def _table(raw: Mapping[str, Any]) -> Rule:
    if "of" not in raw:
        raise BadRule(_("a table needs the column that it is of"))
    words = {as_key(word): str(ours) for word, ours in raw["table"].items()}
    return Table(str(raw["of"]), words, raw.get("else"))


_BUILDERS: Final[Mapping[str, Callable[[Mapping[str, Any]], Rule]]] = {
    "value": lambda raw: Constant(raw["value"]),
    "column": _column,
    "first": lambda raw: First(tuple(rule_of(part) for part in raw["first"])),
    "join": _join,
    "moment": lambda raw: Moment(str(raw["moment"])),
    "table": _table,
}
