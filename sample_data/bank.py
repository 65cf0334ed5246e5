"""The invented bank as the desk keeps it: units and staff, the same for every seed.

Seven head office departments, the call centre, four branches, twenty-four sub-branches, and the people
who work complaints there. The names stand in `bank.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

from desk.units import Organisation, Staff, Unit

CALL_CENTRE: Final = "KF"
CHANNEL: Final = "HO-QD"
OFFICE: Final = "HO-BG"
OPERATOR: Final = "T013"
"""The person a practice desk opens as: a shift supervisor who also takes calls."""

AGENTS: Final = 12
AREA_CODE: Final = "0400"
"""A dialling code that no place has."""

_FILE: Final = Path(__file__).parent / "bank.toml"


@cache
def words() -> Mapping[str, Any]:
    """Return the bank's names: of itself, its units, its cities and streets, and what people are called."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def person_name(rng: Random) -> str:
    """Return an invented Chinese name of two or three characters."""
    surnames: str = words()["surnames"]
    return rng.choice(surnames) + rng.choice(_given())


@cache
def _given() -> tuple[str, ...]:
    return tuple(words()["given"].split())


@cache
def units() -> tuple[Unit, ...]:
    """Return every unit of the bank, parents before children."""
    return (*_head_office(), *_branch_units())


def _head_office() -> Iterator[Unit]:
    for department in words()["departments"]:
        yield Unit(department["code"], "head_office", department["zh"], department["en"])
    yield Unit(CALL_CENTRE, "call_centre", "客户服务中心", "Call Centre")


def _branch_units() -> Iterator[Unit]:
    for branch in words()["branches"]:
        code, outlets = branch["code"], branch["outlets"]
        yield Unit(code, "branch", f"{branch['zh']}分行", f"{branch['en']} Branch", outlets=len(outlets))
        for n, outlet in enumerate(outlets, 1):
            zh, en = f"{branch['zh']}{outlet['zh']}支行", f"{branch['en']} {outlet['en']} Sub-branch"
            yield Unit(f"{code}{n:02d}", "sub_branch", zh, en, code)


@cache
def staff() -> tuple[Staff, ...]:
    """Return everybody who works with complaints, the hotline first."""
    rng = Random("the people of the invented bank")
    names: dict[str, None] = {}
    posts = list(_posts())
    while len(names) < len(posts):
        names[person_name(rng)] = None
    return tuple(
        Staff(f"T{n:03d}", name, unit, frozenset(roles), f"{AREA_CODE}-6600{n:03d}")
        for n, (name, (unit, roles)) in enumerate(zip(names, posts, strict=True), 1)
    )


def _posts() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield a unit and the roles held there for each person, in the order of their ids."""
    yield from ((CALL_CENTRE, ("agent",)) for _n in range(AGENTS))
    yield from ((CALL_CENTRE, ("agent", "supervisor")) for _n in range(2))
    yield from ((CHANNEL, ("channel",)) for _n in range(2))
    yield from ((OFFICE, ("office",)) for _n in range(2))
    yield from ((unit.code, ("department",)) for unit in _head_office() if unit.code not in _OTHERWISE)
    yield "HO-FX", ("auditor",)
    yield "HO-KJ", ("admin",)
    for unit in _branch_units():
        if unit.kind == "branch":
            yield from ((unit.code, ("branch",)) for _n in range(2))
        else:
            yield from ((unit.code, ("sub_branch",)) for _n in range(1 + int(unit.code[-1]) % 2))


_OTHERWISE: Final = frozenset({CHANNEL, OFFICE, CALL_CENTRE})


@cache
def organisation() -> Organisation:
    """Return the bank as the desk sees it."""
    return Organisation({unit.code: unit for unit in units()}, {person.id: person for person in staff()})


@cache
def people(unit: str, role: str = "") -> tuple[str, ...]:
    """Return the ids of a unit's people, of one role only when it is given."""
    return tuple(p.id for p in staff() if p.unit == unit and (not role or role in p.roles))


@cache
def branches() -> tuple[str, ...]:
    """Return the codes of the branches."""
    return tuple(unit.code for unit in units() if unit.kind == "branch")


@cache
def sub_branches(branch: str) -> tuple[str, ...]:
    """Return the codes of a branch's sub-branches."""
    return tuple(unit.code for unit in units() if unit.parent == branch)
