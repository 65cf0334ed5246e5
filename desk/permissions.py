"""Who may do what, with a ticket as it stands or with the desk as a whole, and if not, why.

The front ends ask before they offer a key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desk.actions import Action
from desk.errors import NotPermitted
from desk.i18n import N_, _
from desk.states import STATES
from desk.ticket import Ticket
from desk.units import ROLES, Actor, Organisation


@dataclass(frozen=True, slots=True)
class Right:
    """An act on no single ticket: what it is called, and the roles that may do it."""

    label: str
    roles: frozenset[str]


_ALL_BUT_AUDITORS: Final = frozenset(ROLES) - {"auditor"}

RIGHTS: Final[Mapping[str, Right]] = {
    "register": Right(N_("Register a ticket"), _ALL_BUT_AUDITORS),
    "submit": Right(N_("Hand in a workbook"), _ALL_BUT_AUDITORS),
    "load": Right(N_("Load a register"), frozenset({"agent", "channel", "supervisor", "admin"})),
    "verify": Right(N_("Check the record"), frozenset({"auditor", "supervisor", "admin"})),
    "backup": Right(N_("Back up the record"), frozenset({"admin"})),
    "organisation": Right(N_("Change units and staff"), frozenset({"admin"})),
    "restore": Right(N_("Restore the record"), frozenset({"admin"})),
    "checkpoint": Right(N_("Write the record anew"), frozenset({"admin"})),
}
"""Who may do what is done with no single ticket (K-6.0)."""

IN_PRACTICE: Final = frozenset({"supervisor"})
"""Roles that may do all of it in a practice folder, where nothing is real."""


def require(act: str, actor: Actor, *, practice: bool) -> None:
    """Let those pass who may do an act of `RIGHTS`; NotPermitted for all others."""
    right = RIGHTS[act]
    if not actor.roles & (right.roles | IN_PRACTICE if practice else right.roles):
        raise NotPermitted(_no_role(actor, right.label), clause="K-6.0")


def _no_role(actor: Actor, label: str) -> str:
    return _("{name} has no role that may do this: {action}.").format(name=actor.name, action=_(label))


def reaches(actor: Actor, ticket: Ticket, organisation: Organisation) -> bool:
    """Whether the ticket lies within the actor's reach (K-6.0)."""
    reach = organisation.reach(actor)
    units = {ticket.unit, ticket.lead, ticket.accepting_unit, *ticket.helpers}
    return reach is None or bool(reach & units)


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether an action may be used now, and if not, why, in one sentence with its clause."""

    action: Action
    allowed: bool
    reason: str = ""
    clause: str = ""
    not_permitted: bool = False


def permission(action: Action, ticket: Ticket, actor: Actor, organisation: Organisation) -> Permission:
    """Say whether `actor` may use `action` on the ticket as it stands."""
    if not actor.roles & action.roles:
        return Permission(
            action,
            allowed=False,
            reason=_no_role(actor, action.label),
            clause="K-6.0",
            not_permitted=True,
        )
    if not reaches(actor, ticket, organisation):
        return Permission(
            action,
            allowed=False,
            reason=_("Ticket {number} belongs to another unit.").format(number=ticket.number),
            clause="K-6.0",
            not_permitted=True,
        )
    if ticket.state not in action.states:
        wanted = "、".join(_(STATES[state]) for state in STATES if state in action.states)
        return Permission(
            action,
            allowed=False,
            reason=_("{action} is not possible while the ticket is: {state}. It is in: {wanted}.").format(
                action=_(action.label), state=_(STATES[ticket.state]), wanted=wanted
            ),
            clause=action.clause,
        )
    return _closing_right(action, ticket, actor, organisation)


def _closing_right(action: Action, ticket: Ticket, actor: Actor, organisation: Organisation) -> Permission:
    """Only the accepting unit closes, the call centre for off-site tickets (K-3.4a)."""
    closes_for = organisation.unit_label(ticket.accepting_unit)
    if (
        action.verb == "close"
        and actor.unit != ticket.accepting_unit
        and not actor.roles & {"supervisor", "admin"}
    ):
        return Permission(
            action,
            allowed=False,
            reason=_("Only the accepting unit {unit} closes this ticket.").format(unit=closes_for),
            clause="K-3.4a",
            not_permitted=True,
        )
    return Permission(action, allowed=True)
