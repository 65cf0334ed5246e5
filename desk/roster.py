"""The bank's units and people as an administrator hands them in: checked whole before anything is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from desk.errors import BadInput, Problem
from desk.i18n import _
from desk.text import one_line
from desk.units import ROLES, UNIT_KINDS, Staff, Unit

UNIT_FIELDS = frozenset({"code", "kind", "zh", "en", "parent", "outlets"})
STAFF_FIELDS = frozenset({"id", "name", "unit", "roles", "phone"})


def read_units(raw: Any) -> tuple[Unit, ...]:
    """Return the units of a list of objects; `BadInput` names every fault with its place, from 1."""
    rows, problems = _rows(raw, UNIT_FIELDS, ("code", "kind", "zh"))
    codes = {str(row.get("code")) for row in rows}
    for place, row in enumerate(rows, 1):
        problems += _among(place, "kind", row.get("kind"), UNIT_KINDS)
        if row.get("parent"):
            problems += _among(place, "parent", row["parent"], codes)
    problems += _twice(rows, "code")
    _refuse(problems)
    return tuple(
        Unit(
            one_line(row["code"]), row["kind"], one_line(row["zh"]), one_line(row.get("en") or row["zh"]),
            row.get("parent", ""), int(row.get("outlets", 1)),
        )
        for row in rows
    )  # fmt: skip


def read_staff(raw: Any, units: Mapping[str, Unit]) -> tuple[Staff, ...]:
    """Return the people of a list of objects; `BadInput` names every fault with its place, from 1."""
    rows, problems = _rows(raw, STAFF_FIELDS, ("id", "name", "unit", "roles"))
    for place, row in enumerate(rows, 1):
        problems += _among(place, "unit", row.get("unit"), units)
        roles = row.get("roles")
        for role in roles if isinstance(roles, list) else [roles]:
            problems += _among(place, "roles", role, ROLES)
    problems += _twice(rows, "id")
    _refuse(problems)
    return tuple(
        Staff(
            one_line(row["id"]),
            one_line(row["name"]),
            row["unit"],
            frozenset(row["roles"]),
            row.get("phone", ""),
        )
        for row in rows
    )


def _rows(
    raw: Any, known: frozenset[str], needed: Sequence[str]
) -> tuple[list[Mapping[str, Any]], list[Problem]]:
    if not isinstance(raw, list) or not raw or not all(isinstance(row, dict) for row in raw):
        raise BadInput(_("Hand in a list of objects, at least one."))
    problems = [
        Problem(f"{place}.{name}", _("There is no field {name}.").format(name=name))
        for place, row in enumerate(raw, 1)
        for name in row.keys() - known
    ]
    problems += [
        Problem(f"{place}.{name}", _("{field} is missing; fill it in.").format(field=name))
        for place, row in enumerate(raw, 1)
        for name in needed
        if not row.get(name)
    ]
    return raw, problems


def _among(place: int, name: str, value: Any, known: Iterable[str]) -> list[Problem]:
    words = sorted(known)
    if value is None or (isinstance(value, str) and value in words):
        return []
    message = _("{value} is not known; there are: {known}.")
    shown = one_line(str(value))[:40]
    return [Problem(f"{place}.{name}", message.format(value=shown, known=", ".join(words[:12])))]


def _twice(rows: Sequence[Mapping[str, Any]], name: str) -> list[Problem]:
    seen: set[str] = set()
    problems = []
    for place, row in enumerate(rows, 1):
        key = str(row.get(name))
        if key in seen:
            problems.append(Problem(f"{place}.{name}", _("{value} stands there twice.").format(value=key)))
        seen.add(key)
    return problems


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        first = problems[0]
        message = f"{first.field}: {first.message}"
        raise BadInput(message, problems=tuple(problems))
