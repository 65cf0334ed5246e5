"""The rule pack: levels, clocks, proposals and dictionaries as data, each entry with its clause.

A pack is a TOML file under `desk/packs/`. The engine knows no number of the bank; it reads them here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from desk.due import Limit
from desk.errors import BadInput
from desk.i18n import _, pick

PACKS_DIR: Final = Path(__file__).parent / "packs"
UNITS_OF_TIME: Final = ("minutes", "hours", "working_days", "calendar_days")
CLOCK_KINDS: Final = ("plain", "daily", "promise")
MOMENTS: Final = frozenset(
    {
        "accepted", "levelled", "dispatched", "first_contact", "reported_up", "replied", "answered", "agreed",
        "revisited", "closed", "filed",
    }
)  # fmt: skip
"""The moments of a ticket at which a clock may start or stop."""
FACTS: Final = frozenset({"none", "loss", "persons", "flag", "channel"})
"""The facts that may propose a level."""


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


def load_pack(name: str = "kunlun", *extra_dirs: Path) -> Pack:
    """Read the pack `name`, an own one of `extra_dirs` before the shipped one.

    Raises `BadInput` that names the file and the entry at fault.
    """
    for folder in (*extra_dirs, PACKS_DIR):
        path = folder / f"{name}.toml"
        if path.is_file():
            return read_pack(path)
    known = sorted({path.stem for folder in (*extra_dirs, PACKS_DIR) for path in folder.glob("*.toml")})
    message = _("There is no rule pack {name}; there are: {known}.")
    raise BadInput(message.format(name=name, known=", ".join(known)))


def read_pack(path: Path) -> Pack:
    """Read one pack file; `BadInput` names the file and what is wrong in it."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        return _pack(raw)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(_("{path} is not TOML: {fault}").format(path=path, fault=error)) from error
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(
            _("{path}: an entry is missing or wrong: {fault}").format(path=path, fault=error)
        ) from error


def _pack(raw: Mapping[str, Any]) -> Pack:
    head = raw["pack"]
    settings = {
        key: Setting(value=item["value"], clause=item["clause"], assumed=item.get("assumed", False))
        for table in ("thresholds", "reporting")
        for key, item in raw.get(table, {}).items()
    }
    return Pack(
        name=head["name"],
        version=str(head["version"]),
        holds_from=head["holds_from"],
        zh=head["zh"],
        en=head["en"],
        form_minimum=head["form_minimum"],
        form_maximum=head["form_maximum"],
        levels={item["id"]: Level(**item) for item in raw["levels"]},
        clocks=tuple(_clock(item) for item in raw["clocks"]),
        proposals=tuple(_proposal(item, settings) for item in raw["proposals"]),
        escalations=tuple(_escalation(item) for item in raw.get("escalations", ())),
        settings=settings,
        dictionaries={name: _dictionary(items) for name, items in raw["dictionaries"].items()},
    )


def _clock(raw: Mapping[str, Any]) -> ClockRule:
    _among(raw, "unit", UNITS_OF_TIME)
    _among({"kind": "plain", **raw}, "kind", CLOCK_KINDS)
    for moment in (raw["start"], *raw["stop"]) if "start" in raw else raw["stop"]:
        _among({**raw, "moment": moment}, "moment", MOMENTS)
    return ClockRule(
        name=raw["name"],
        limit=Limit(raw["amount"], raw["unit"]),
        clause=raw["clause"],
        kind=raw.get("kind", "plain"),
        start=raw.get("start", ""),
        after=raw.get("after", ""),
        stop=tuple(raw["stop"]),
        modes=frozenset(raw.get("modes", ())),
        levels=frozenset(raw.get("levels", ())),
        types=frozenset(raw.get("types", ("complaint",))),
        opens=raw.get("opens", 0),
        attempts=raw.get("attempts", 0),
        queue=raw.get("queue", False),
        each_round=raw.get("each_round", False),
        assumed=raw.get("assumed", False),
    )


def _among(raw: Mapping[str, Any], key: str, known: Collection[str]) -> None:
    if raw[key] not in known:
        raise ValueError(f"{raw['clause']}: {key} = {raw[key]}")


def _escalation(raw: Mapping[str, Any]) -> Escalation:
    return Escalation(raw["satisfaction"], raw["from"], raw["to"], raw["owner"], raw["clause"])


def _proposal(raw: Mapping[str, Any], settings: Mapping[str, Setting]) -> ProposalRule:
    _among(raw, "fact", FACTS)
    at_least = raw.get("at_least")
    return ProposalRule(
        fact=raw["fact"],
        level=raw["level"],
        zh=raw["zh"],
        en=raw["en"],
        clause=raw["clause"],
        any=frozenset(raw.get("any", ())),
        over=raw.get("over"),
        at_least=settings[at_least].value if isinstance(at_least, str) else at_least,
    )


def _dictionary(items: list[dict[str, Any]]) -> dict[str, Entry]:
    named = ("key", "zh", "en", "clause")
    return {
        item["key"]: Entry(
            key=item["key"],
            zh=item["zh"],
            en=item["en"],
            clause=item.get("clause", ""),
            more={key: value for key, value in item.items() if key not in named},
        )
        for item in items
    }
