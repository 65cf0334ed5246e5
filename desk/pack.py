"""The rule pack: levels, clocks, proposals and dictionaries as data, each entry with its clause.

A pack is a TOML file under `desk/packs/`. The engine knows no number of the bank; it reads them here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

from desk.due import Limit
from desk.i18n import pick

MOMENTS: Final = frozenset(
    {
        "accepted", "levelled", "dispatched", "first_contact", "reported_up", "replied", "answered", "agreed",
        "revisited", "closed", "filed",
    }
)  # fmt: skip
"""The moments of a ticket at which a clock may start or stop."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of a dictionary; `more` holds what else the entry says (a channel's mode and prefix)."""

    key: str
    zh: str
    en: str
    clause: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The word in the language in force."""
        return pick(self.zh, self.en)

    @property
    def parent(self) -> str:
        """The key of the group that the entry belongs to, or nothing."""
        return self.key.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a complaint; `follower` is the kind of unit that names the person to follow it."""

    id: int
    zh: str
    en: str
    follower: str
    clause: str

    @property
    def label(self) -> str:
        """The level's name in the language in force."""
        return pick(self.zh, self.en)


@dataclass(frozen=True, slots=True)
class ClockRule:
    """When a clock runs, from which moment, for how long, and which moments stop it."""

    name: str
    limit: Limit
    clause: str
    kind: str = "plain"
    start: str = ""
    after: str = ""
    stop: tuple[str, ...] = ()
    modes: frozenset[str] = frozenset()
    levels: frozenset[int] = frozenset()
    types: frozenset[str] = frozenset({"complaint"})
    opens: int = 0
    attempts: int = 0
    queue: bool = False
    each_round: bool = False
    assumed: bool = False

    def holds_for(self, *, record_type: str, mode: str, level: int) -> bool:
        """Whether the rule speaks of such a ticket."""
        return (
            record_type in self.types
            and (not self.modes or mode in self.modes)
            and (not self.levels or level in self.levels)
        )


@dataclass(frozen=True, slots=True)
class ProposalRule:
    """A fact that raises the proposed level to at least `level`, with its reason and clause."""

    fact: str
    level: int
    zh: str
    en: str
    clause: str
    any: frozenset[str] = frozenset()
    over: float | None = None
    at_least: float | None = None


@dataclass(frozen=True, slots=True)
class Escalation:
    """A satisfaction given at the revisit that raises a level; `owner` is the kind of unit that goes on."""

    satisfaction: str
    from_level: int
    to_level: int
    owner: str
    clause: str


@dataclass(frozen=True, slots=True)
class Setting:
    """One figure of the pack."""

    value: int
    clause: str
    assumed: bool = False


@dataclass(frozen=True)
class Pack:
    """A whole rule pack in force from `holds_from`."""

    name: str
    version: str
    holds_from: date
    zh: str
    en: str
    form_minimum: int
    form_maximum: int
    levels: Mapping[int, Level]
    clocks: tuple[ClockRule, ...]
    proposals: tuple[ProposalRule, ...]
    escalations: tuple[Escalation, ...]
    settings: Mapping[str, Setting]
    dictionaries: Mapping[str, Mapping[str, Entry]]

    @property
    def title(self) -> str:
        """The pack's name in the language in force."""
        return pick(self.zh, self.en)

    @property
    def stamp(self) -> str:
        """Name and version, as a ticket keeps them."""
        return f"{self.name}@{self.version}"

    def entries(self, dictionary: str) -> tuple[Entry, ...]:
        """Return the words of a dictionary in their order."""
        return tuple(self.dictionaries[dictionary].values())

    def leaves(self, dictionary: str) -> tuple[Entry, ...]:
        """Return the words of a dictionary that have no words below them."""
        groups = {entry.parent for entry in self.entries(dictionary)}
        return tuple(entry for entry in self.entries(dictionary) if entry.key not in groups)

    def label(self, dictionary: str, key: str) -> str:
        """Return a word in the language in force, or the key itself when the pack does not know it."""
        entry = self.dictionaries[dictionary].get(key)
        return entry.label if entry else key

    @cached_property
    def _spoken(self) -> Mapping[str, Mapping[str, str]]:
        return {
            name: {
                word.strip().lower(): entry.key
                for entry in reversed(tuple(entries.values()))
                for word in (entry.key, entry.zh, entry.en)
            }
            for name, entries in self.dictionaries.items()
        }

    def key_of(self, dictionary: str, word: str) -> str | None:
        """Return the key that `word` means: a key, or a label in either language; None when there is none."""
        return self._spoken[dictionary].get(word.strip().lower())

    def level_label(self, level: int) -> str:
        """Return a level's name, or a dash for a record that has no level."""
        found = self.levels.get(level)
        return found.label if found else "-"
