"""A mapping: how the columns of one kind of register become tickets with their history.

A mapping is a TOML file. `source` names the record's own key and the prefix that keeps keys of different
registers apart; `intake` gives the fields of a new ticket by rules (`importers.rules`); the stages
`dispatched`, `reply` and `closed` give what came after, each for the rows that its `when` names; `optional`
lists columns that a file may lack.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from desk.i18n import _, pick
from desk.intake import SCHEMA
from desk.text import nearest
from importers.cells import as_key
from importers.faults import Fault, refuse
from importers.rules import BadRule, Rule, rule_of

FOLDER: Final = Path(__file__).parent / "maps"
STAGES: Final[Mapping[str, frozenset[str]]] = {
    "dispatched": frozenset({"at"}),
    "reply": frozenset({"at", "text", "way"}),
    "closed": frozenset({"at", "satisfaction"}),
}
"""What may be known of each stage after a record came in."""

_PLACE: Final = re.compile(r"line (\d+), column (\d+)")
_NEEDED: Final = ("channel", "received_at", "content")
_SECTIONS: Final = frozenset({"name", "zh", "en", "optional", "source", "intake", *STAGES})


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds for a row whose cell in `column` is one of `words`, compared by `as_key`."""

    column: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Stage:
    """What came after: a rule for each thing known, for the rows of the condition (all without one)."""

    rules: Mapping[str, Rule]
    when: Condition | None = None

    def columns(self) -> Iterator[str]:
        """Yield the columns that the stage reads."""
        for rule in self.rules.values():
            yield from rule.columns()
        if self.when:
            yield self.when.column


@dataclass(frozen=True, slots=True)
class RegisterMap:
    """One kind of register: its titles, where a record's key stands, and a rule for each field."""

    name: str
    zh: str
    en: str
    prefix: str
    key: str
    intake: Mapping[str, Rule]
    stages: Mapping[str, Stage]
    optional: frozenset[str] = frozenset()

    @property
    def title(self) -> str:
        """The register's title in the language in force."""
        return pick(self.zh, self.en)

    def columns(self) -> tuple[str, ...]:
        """Return every column that a rule reads, once, in the order of the rules."""
        return tuple(dict.fromkeys(self._columns()))

    def required(self) -> tuple[str, ...]:
        """Return the columns that a file must have."""
        return tuple(column for column in self.columns() if column not in self.optional)

    def missing(self, header: frozenset[str]) -> tuple[str, ...]:
        """Return the required columns that a header (a set of `as_key`) lacks."""
        return tuple(column for column in self.required() if as_key(column) not in header)

    def _columns(self) -> Iterator[str]:
        yield self.key
        parts: tuple[Rule | Stage, ...] = (*self.intake.values(), *self.stages.values())
        for part in parts:
            yield from part.columns()


def shipped() -> tuple[RegisterMap, ...]:
    """Return the mappings that come with the desk, by name."""
    return tuple(read_map(path) for path in sorted(FOLDER.glob("*.toml")))


def read_map(path: Path) -> RegisterMap:
    """Read a mapping file; `desk.errors.BadInput` says what is wrong with it."""
    try:
        return _built(tomllib.loads(path.read_text(encoding="utf-8")), path.stem)
    except FileNotFoundError as error:
        raise refuse(Fault.NO_FILE, name=path.name) from error
    except OSError as error:
        raise refuse(Fault.UNREADABLE, name=path.name) from error
    except tomllib.TOMLDecodeError as error:
        raise refuse(Fault.BAD_MAPPING, name=path.name, reason=_not_toml(error)) from error
    except UnicodeDecodeError as error:
        raise refuse(Fault.BAD_MAPPING, name=path.name, reason=_("it is not written in UTF-8")) from error
    except BadRule as error:
        raise refuse(Fault.BAD_MAPPING, name=path.name, reason=error) from error
    except (TypeError, AttributeError, KeyError) as error:
        reason = _("a part of it is a text where a table belongs, or the other way round")
        raise refuse(Fault.BAD_MAPPING, name=path.name, reason=reason) from error


def _not_toml(error: tomllib.TOMLDecodeError) -> str:
    """Say where the file stops being TOML, which the parser tells at the end of its message."""
    place = _PLACE.search(str(error))
    if place is None:
        return _("it breaks off; a bracket or a quotation mark is not closed")
    return _(
        "line {line}, column {column} is not TOML; names that are not plain English need quotation marks"
    ).format(line=place[1], column=place[2])


def _built(raw: Mapping[str, Any], stem: str) -> RegisterMap:
    _known(raw, _SECTIONS)
    source = raw.get("source", {})
    if not isinstance(source.get("column"), str):
        raise BadRule(_("source.column does not say where a record's own key stands"))
    intake = {name: rule_of(rule) for name, rule in raw.get("intake", {}).items()}
    _check_fields(intake)
    name = str(raw.get("name", stem))
    return RegisterMap(
        name=name,
        zh=str(raw.get("zh", name)),
        en=str(raw.get("en", name)),
        prefix=str(source.get("prefix", name)),
        key=source["column"],
        intake=intake,
        stages={name: _stage(raw[name], known) for name, known in STAGES.items() if name in raw},
        optional=frozenset(raw.get("optional", ())),
    )


def _check_fields(intake: Mapping[str, Rule]) -> None:
    _known(intake, frozenset(field.name for field in SCHEMA))
    for name in _NEEDED:
        if name not in intake:
            raise BadRule(_("intake.{field} is missing").format(field=name))


def _stage(raw: Mapping[str, Any], known: frozenset[str]) -> Stage:
    _known(raw, known | {"when"})
    when = raw.get("when")
    condition = Condition(str(when["column"]), frozenset(map(as_key, when["is"]))) if when else None
    return Stage({name: rule_of(rule) for name, rule in raw.items() if name != "when"}, condition)


def _known(given: Mapping[str, Any], known: frozenset[str]) -> None:
    for name in given:
        if name not in known:
            near = nearest(name, known)
            hint = _("did you mean {near}?").format(near=near) if near else ", ".join(sorted(known))
            raise BadRule(_("there is no {name}; {hint}").format(name=name, hint=hint))
