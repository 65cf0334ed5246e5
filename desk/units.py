"""The bank's units and people, and who reaches which tickets (articles 5 to 8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from desk.i18n import N_, _, pick

UNIT_KINDS: Final[Mapping[str, str]] = {
    "head_office": N_("Head office department"),
    "call_centre": N_("Call centre"),
    "branch": N_("Branch"),
    "sub_branch": N_("Sub-branch"),
}
ROLES: Final[Mapping[str, str]] = {
    "agent": N_("Hotline agent"),
    "sub_branch": N_("Sub-branch handler"),
    "branch": N_("Branch handler"),
    "department": N_("Head office department"),
    "channel": N_("Channel department"),
    "office": N_("Head office's general office"),
    "supervisor": N_("Supervisor"),
    "auditor": N_("Auditor"),
    "admin": N_("Administrator"),
}
BANK_WIDE: Final = frozenset({"agent", "channel", "office", "supervisor", "auditor", "admin", "department"})
"""Roles that see the whole bank; a branch sees its own tree, a sub-branch itself (K-6.0)."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One node of the bank's tree."""

    code: str
    kind: str
    zh: str
    en: str
    parent: str = ""
    outlets: int = 1

    @property
    def label(self) -> str:
        """The unit's name in the language in force."""
        return pick(self.zh, self.en)

    def to_json(self) -> dict[str, Any]:
        """Return the unit as stored."""
        return {
            "code": self.code,
            "kind": self.kind,
            "zh": self.zh,
            "en": self.en,
            "parent": self.parent,
            "outlets": self.outlets,
        }


@dataclass(frozen=True, slots=True)
class Staff:
    """One person of the bank."""

    id: str
    name: str
    unit: str
    roles: frozenset[str]
    phone: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the person as stored."""
        return {
            "id": self.id,
            "name": self.name,
            "unit": self.unit,
            "roles": sorted(self.roles),
            "phone": self.phone,
        }


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for which unit, with which roles, and through which front end."""

    id: str
    name: str
    unit: str
    roles: frozenset[str] = field(default_factory=frozenset)
    via: str = "command"

    @classmethod
    def of(cls, person: Staff, via: str) -> Actor:
        """Return the actor that a member of staff is at a front end."""
        return cls(person.id, person.name, person.unit, person.roles, via)


@dataclass(frozen=True)
class Organisation:
    """All units and staff as they stand now."""

    units: Mapping[str, Unit]
    staff: Mapping[str, Staff]

    @classmethod
    def from_json(
        cls, units: Iterable[Mapping[str, Any]], staff: Iterable[Mapping[str, Any]]
    ) -> Organisation:
        """Read the stored tables; KeyError or TypeError when one is not what `to_json` wrote."""
        return cls(
            units={raw["code"]: Unit(**raw) for raw in units},
            staff={raw["id"]: Staff(**{**raw, "roles": frozenset(raw["roles"])}) for raw in staff},
        )

    @cached_property
    def call_centre(self) -> str:
        """The code of the call centre, the main acceptor of off-site complaints (K-10.2.1)."""
        return next((unit.code for unit in self.units.values() if unit.kind == "call_centre"), "")

    @cached_property
    def _children(self) -> Mapping[str, tuple[str, ...]]:
        children: dict[str, list[str]] = {}
        for unit in self.units.values():
            children.setdefault(unit.parent, []).append(unit.code)
        return {parent: tuple(codes) for parent, codes in children.items()}

    def subtree(self, code: str) -> frozenset[str]:
        """Return the unit and everything below it."""
        found = {code}
        waiting = [code]
        while waiting:
            below = [child for child in self._children.get(waiting.pop(), ()) if child not in found]
            found.update(below)
            waiting.extend(below)
        return frozenset(found)

    def branch_of(self, code: str) -> str:
        """Return the branch that a unit belongs to (itself for a branch), or nothing."""
        unit = self.units.get(code)
        while unit and unit.kind != "branch":
            unit = self.units.get(unit.parent)
        return unit.code if unit else ""

    def reach(self, actor: Actor) -> frozenset[str] | None:
        """Return the units whose tickets the actor may see; None means the whole bank (K-6.0)."""
        return None if actor.roles & BANK_WIDE else self.subtree(actor.unit)

    def unit_label(self, code: str) -> str:
        """Return a unit's name, or its code when it is not known."""
        unit = self.units.get(code)
        return unit.label if unit else code

    def staff_name(self, person: str) -> str:
        """Return a person's name, or the id when it is not known."""
        found = self.staff.get(person)
        return found.name if found else person

    def unit_code(self, word: str) -> str | None:
        """Return the code that `word` means: a code, or a name in either language."""
        wanted = word.strip().lower()
        for unit in self.units.values():
            if wanted in (unit.code.lower(), unit.zh.lower(), unit.en.lower()):
                return unit.code
        return None

    def staff_id(self, word: str) -> str | None:
        """Return the id that `word` means: an id, or a name that only one person has."""
        wanted = word.strip()
        if wanted in self.staff:
            return wanted
        named = [person.id for person in self.staff.values() if person.name == wanted]
        return named[0] if len(named) == 1 else None


def role_labels(roles: Iterable[str]) -> str:
    """Return roles as words in the language in force."""
    return "、".join(_(ROLES[role]) for role in sorted(roles) if role in ROLES)
