"""The words that a cell may hold, and what people write instead of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from desk.pack import Entry, Pack
from importers.book import Value
from importers.cells import as_key


@dataclass(frozen=True, slots=True)
class Word:
    """One allowed word: its text in the workbook, the desk's keys for it, its group and its synonyms."""

    text: str
    keys: tuple[str, ...] = ()
    group: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Words:
    """The allowed words of a column, in their order."""

    name: str
    all: tuple[Word, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The words as a drop-down list shows them, each once."""
        return tuple(dict.fromkeys(word.text for word in self.all))

    @cached_property
    def _spoken(self) -> Mapping[str, tuple[Word, ...]]:
        spoken: dict[str, tuple[Word, ...]] = {}
        for word in self.all:
            for text in dict.fromkeys(map(as_key, (word.text, *word.also))):
                spoken[text] = (*spoken.get(text, ()), word)
        return spoken

    def find(self, value: Value, group: str = "") -> Word | None:
        """Return the word that a cell means, of two alike the one of the group; None when there is none.

        Width, blanks and capitals do not matter, and a synonym is as good as the word.
        """
        found = self._spoken.get(as_key(value), ())
        return next((word for word in found if word.group == group), found[0] if found else None)

    def of_key(self, key: str) -> str:
        """Return how the workbook writes the desk's key; nothing when it has no word for it."""
        return next((word.text for word in self.all if key in word.keys), "")


def own_words(name: str, raw: Mapping[str, Any], pack: Pack) -> Words:
    """Return a list that the layout holds itself, with the pack's keys for words that both know."""
    also = raw["also"].get(name, {})
    other = raw["keys"].get(name, {})
    known = {entry.zh: entry.key for entry in pack.dictionaries.get(name, {}).values()}
    return Words(
        name, tuple(Word(t, _keys(t, known, other), "", tuple(also.get(t, ()))) for t in raw["lists"][name])
    )


def _keys(text: str, known: Mapping[str, str], other: Mapping[str, str]) -> tuple[str, ...]:
    own = (known[text],) if text in known else ()
    return own + tuple(key for key, word in other.items() if word == text)


def pack_words(name: str, pack: Pack, part: str, label: str, also: Mapping[str, Sequence[str]]) -> Words:
    """Return a dictionary of the pack as words: all of it, its `groups` or its `leaves`."""
    return Words(name, tuple(_word(entry, name, pack, label, also) for entry in _entries(name, pack, part)))


def _entries(name: str, pack: Pack, part: str) -> Iterable[Entry]:
    if part == "leaves":
        return pack.leaves(name)
    every = pack.entries(name)
    return [entry for entry in every if not entry.parent] if part == "groups" else every


def _word(entry: Entry, name: str, pack: Pack, label: str, also: Mapping[str, Sequence[str]]) -> Word:
    text = entry.key if label == "key" else entry.zh
    group = pack.dictionaries[name][entry.parent].zh if entry.parent else entry.zh
    return Word(text, (entry.key,), group, (entry.zh, entry.en, *also.get(text, ())))
