"""Who may do what with a ticket as it stands, and if not, why; the front ends ask before they offer a key."""

from __future__ import annotations

from dataclasses import dataclass

from desk.actions import Action
from desk.i18n import _
from desk.states import STATES
from desk.ticket import Ticket
from desk.units import Actor, Organisation


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
            reason=_("{name} has no role that may do this: {action}.").format(
                name=actor.name, action=_(action.label)
            ),
            clause="K-6.0",
            not_permitted=True,
        )
    reach = organisation.reach(actor)
    if reach is not None and not reach & {ticket.unit, ticket.lead, ticket.accepting_unit, *ticket.helpers}:
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
