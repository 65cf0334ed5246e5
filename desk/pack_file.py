"""The file of a rule pack: TOML, read whole and checked, so that a wrong entry is named and never used."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

from desk.due import Limit
from desk.errors import BadInput
from desk.i18n import _
from desk.pack import MOMENTS, ClockRule, Entry, Escalation, Level, Pack, ProposalRule, Setting

PACKS_DIR: Final = Path(__file__).parent / "packs"
UNITS_OF_TIME: Final = ("minutes", "hours", "working_days", "calendar_days")
CLOCK_KINDS: Final = ("plain", "daily", "promise")
FACTS: Final = frozenset({"none", "loss", "persons", "flag", "channel"})
"""The facts that may propose a level."""


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
