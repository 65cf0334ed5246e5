"""An archive query as questions to the index."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, Final

from desk.ports import ArchiveQuery
from desk.searching import folded
from storage.index import Ask, Index
from storage.index_rows import storable
from storage.pairs import phrase

_FEW: Final = 2000
"""Up to so many, what was found is sorted; more are met soon enough on a walk from the newest on."""

_REMEMBERED: Final = 100
"""Counts; a queue screen asks for the same few again and again."""

SPOT: Final = "SELECT p.name, t.offset, t.length, t.head, t.crc FROM tickets t JOIN parts p ON p.id = t.part"
Condition = tuple[str, tuple[Any, ...]]


Hidden = Callable[[int], Collection[str]]
"""Says, for the newest generation that the index holds, which tickets are live and not to be found."""


class Searcher:
    """Answers archive queries from an index, and remembers counts until the index moves."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._counts: dict[Any, int] = {}
        self._version: Any = None

    def search(self, query: ArchiveQuery, hidden: Hidden) -> tuple[int, list[Any]]:
        """Return how many tickets fit and the places of the wanted ones, the newest closed first."""
        with self._index.standing_still() as ask:
            version = (self._index.inode, *ask("SELECT count(*), max(id), max(generation) FROM parts")[0])
            live = hidden(version[-1] or 0)
            count = self._count(ask, version, _where(query, live))
            return count, _places(ask, query, live, count) if count and query.limit != 0 else []

    def _count(self, ask: Ask, version: tuple[Any, ...], condition: Condition) -> int:
        if version != self._version or len(self._counts) > _REMEMBERED:
            self._counts.clear()
            self._version = version
        if condition not in self._counts:
            self._counts[condition] = ask(f"SELECT count(*) FROM tickets t{condition[0]}", condition[1])[0][0]  # noqa: S608
        return self._counts[condition]


def _places(ask: Ask, query: ArchiveQuery, hidden: Collection[str], count: int) -> list[Any]:
    where, values = _where(query, hidden, walk=count > _FEW)
    limit = -1 if query.limit is None else query.limit
    order = " ORDER BY t.closed DESC, t.number LIMIT ? OFFSET ?"
    return ask(f"{SPOT}{where}{order}", (*values, limit, query.offset))


def _where(query: ArchiveQuery, hidden: Collection[str], *, walk: bool = False) -> Condition:
    """Return the conditions; `walk` keeps SQLite from gathering everything that fits before it sorts."""
    ident = "+t.id" if walk else "t.id"
    found = [*_plain(query), *_sets(query, ident, hidden)]
    where = " WHERE " + " AND ".join(text for text, _values in found) if found else ""
    return where, tuple(value for _text, values in found for value in values)


def _plain(query: ArchiveQuery) -> Iterator[Condition]:
    if query.level is not None:
        yield "t.level = ?", (query.level,)
    if query.customer_key:
        yield "t.customer = ? AND t.customer <> ''", (query.customer_key,)
    for column, (first, before) in (("t.received", query.received), ("t.closed", query.closed)):
        if first:
            yield f"{column} >= ?", (first,)
        if before:
            yield f"{column} < ?", (before,)


def _sets(query: ArchiveQuery, ident: str, hidden: Collection[str]) -> Iterator[Condition]:
    if query.unit:
        yield f"{ident} IN (SELECT ticket FROM touched WHERE unit = ? AND concerned)", (query.unit,)  # noqa: S608
    if query.reach is not None:
        units = "SELECT ticket FROM touched WHERE unit IN (SELECT value FROM json_each(?))"
        yield f"{ident} IN ({units})", (_json(query.reach),)
    if hidden:
        yield "t.number NOT IN (SELECT value FROM json_each(?))", (_json(hidden),)
    if text := folded(query.text):
        yield _text_condition(query, ident, text)


def _text_condition(query: ArchiveQuery, ident: str, text: str) -> Condition:
    found = f"{ident} IN (SELECT rowid FROM texts WHERE texts MATCH ?)"  # noqa: S608
    if not query.named_units and not query.named_people:
        return found, (phrase(text),)
    named = " OR t.{0} IN (SELECT value FROM json_each(?))"
    columns = "".join(named.format(column) for column in ("unit", "lead", "follower"))
    units = _json(query.named_units)
    return f"({found}{columns})", (phrase(text), units, units, _json(query.named_people))


def _json(words: Iterable[str]) -> str:
    return json.dumps(sorted(map(storable, words)))
