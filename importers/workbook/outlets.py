"""Which units a branch reports for, and who may do it."""

from __future__ import annotations

from desk.errors import NotPermitted, Refused
from desk.i18n import _
from desk.units import Actor, Organisation, Unit


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


def check_right(unit: str, organisation: Organisation, actor: Actor) -> None:
    """Refuse who may not report for the branch: `NotPermitted` unless the branch is within reach (K-6.0).

    What a check finds names the branch's own tickets, so that checking needs the right as handing in does.
    """
    reach = organisation.reach(actor)
    if reach is not None and unit not in reach:
        raise NotPermitted(
            _("This is the workbook of {unit}; {name} may check and hand in only that of {own}.").format(
                unit=organisation.unit_label(unit), name=actor.name, own=organisation.unit_label(actor.unit)
            ),
            clause="K-22.1",
        )
