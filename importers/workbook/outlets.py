"""Which units a branch reports for."""

from __future__ import annotations

from desk.errors import Refused
from desk.i18n import _
from desk.units import Organisation, Unit


def reporting_branch(organisation: Organisation, code: str) -> Unit:
    """Return the branch of that code; `Refused` when there is none or the unit is no branch."""
    unit = organisation.units.get(organisation.unit_code(code) or code)
    if unit is None or unit.kind != "branch":
        known = ", ".join(sorted(u.code for u in organisation.units.values() if u.kind == "branch"))
        raise Refused(
            _("{code} is no branch; there are {known}.").format(code=code, known=known), clause="K-22.1"
        )
    return unit


def outlets_of(organisation: Organisation, branch: str) -> tuple[Unit, ...]:
    """Return the branch itself and all its outlets, by code."""
    below = sorted(organisation.subtree(branch) - {branch})
    return tuple(organisation.units[code] for code in (branch, *below) if code in organisation.units)
