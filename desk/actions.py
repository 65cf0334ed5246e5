"""The table of actions: what may be done with a ticket, in which state, by whom, with which fields.

The front ends ask this table to grey a key and to say why; the commands and forms are made from it. Each
handler turns checked fields into the events that the act records, or refuses with the clause.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from desk.errors import Refused
from desk.fields import Field
from desk.i18n import N_, _
from desk.pack import Pack
from desk.ticket import Ticket
from desk.units import Actor, Organisation

STATES: Final[Mapping[str, str]] = {
    "registered": N_("Registered"),
    "dispatched": N_("Dispatched"),
    "signed_for": N_("Signed for"),
    "handling": N_("In handling"),
    "in_review": N_("In review"),
    "replied": N_("Replied"),
    "revisit_due": N_("Revisit due"),
    "verdict_due": N_("Verdict due"),
    "closed": N_("Closed"),
    "archived": N_("Archived"),
    "asking": N_("Asking for instructions"),
    "verifying_withdrawal": N_("Verifying withdrawal"),
    "reworking": N_("Reworking"),
    "with_office": N_("With the general office"),
}
OPEN_STATES: Final = frozenset(STATES) - {"closed", "archived"}
WORKING: Final = frozenset({"signed_for", "handling", "reworking"})

Draft = tuple[str, dict[str, Any], str]
"""What a handler wants recorded: the event's kind, its data and the clause it serves."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a handler may look at beside the ticket and the fields."""

    pack: Pack
    organisation: Organisation
    actor: Actor
    now: datetime


Handler = Callable[[Ticket, Mapping[str, Any], Setting], list[Draft]]


@dataclass(frozen=True, slots=True)
class Action:
    """One verb: where and by whom it may be used, what it asks for, and what it records."""

    verb: str
    label: str
    tooltip: str
    clause: str
    states: frozenset[str]
    roles: frozenset[str]
    fields: tuple[Field, ...]
    handle: Handler


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
            reason=_("{name} has no role that may do this: {action}.").format(name=actor.name, action=_(action.label)),
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
    if action.verb == "close" and actor.unit != ticket.accepting_unit and not actor.roles & {"supervisor", "admin"}:
        return Permission(
            action,
            allowed=False,
            reason=_("Only the accepting unit {unit} closes this ticket.").format(unit=closes_for),
            clause="K-3.4a",
            not_permitted=True,
        )
    return Permission(action, allowed=True)


def _dispatch(ticket: Ticket, fields: Mapping[str, Any], setting: Setting) -> list[Draft]:
    if not (fields.get("category") or ticket.category):
        raise Refused(_("Give the category before the ticket is dispatched."), clause="K-6.4.1")
    if ticket.lead and not fields.get("reason"):
        raise Refused(_("A ticket that was dispatched before needs a reason to be passed on."), clause="K-3.2c")
    if fields["lead"] in fields.get("helpers", ()):
        raise Refused(_("A unit cannot be lead and helper of one ticket."), clause="K-17.1")
    return [("dispatched", dict(fields), "K-6.4.1")]


def _sign_for(ticket: Ticket, fields: Mapping[str, Any], _setting: Setting) -> list[Draft]:
    if not (fields.get("follower") or ticket.follower):
        raise Refused(_("Name the person who follows the ticket."), clause=_follower_clause(ticket))
    return [("signed_for", dict(fields), "K-6.5.2")]


def _follower_clause(ticket: Ticket) -> str:
    return {1: "K-11.1c", 2: "K-11.2e", 3: "K-11.3d"}.get(ticket.level, "K-11.1c")


def _contact(_ticket: Ticket, fields: Mapping[str, Any], _setting: Setting) -> list[Draft]:
    return [("contacted", dict(fields), "K-12.1a")]


def _reply(ticket: Ticket, fields: Mapping[str, Any], setting: Setting) -> list[Draft]:
    if ticket.reply_by and fields["way"] != ticket.reply_by and not fields.get("way_reason"):
        raise Refused(
            _("The customer was promised a reply by {agreed}; give the reason for replying by {way}.").format(
                agreed=setting.pack.label("reply_ways", ticket.reply_by),
                way=setting.pack.label("reply_ways", fields["way"]),
            ),
            clause="K-19.1",
        )
    if fields.get("mode") == "indirect" and setting.actor.unit != setting.organisation.call_centre:
        raise Refused(_("An indirect reply is given by the call centre."), clause="K-19.2")
    if not fields.get("solved", True) and not fields.get("unsolved_reason"):
        raise Refused(_("Say why it could not be solved."), clause="K-12.2c")
    clause = "K-6.6.3" if fields.get("solved", True) else "K-12.2c"
    return [("replied", dict(fields), clause)]


def _revisit(ticket: Ticket, fields: Mapping[str, Any], setting: Setting) -> list[Draft]:
    reply = ticket.last_reply
    if reply and reply.by == setting.actor.id and "supervisor" not in setting.actor.roles:
        raise Refused(_("Somebody other than the person who replied makes the revisit."), clause="K-20.1")
    drafts: list[Draft] = [("revisited", dict(fields), "K-20.1" if fields.get("proper", True) else "K-20.2")]
    if fields["satisfaction"] == "very_dissatisfied" and ticket.level == 1:
        branch = setting.organisation.branch_of(ticket.lead or ticket.unit)
        drafts.append(("levelled", {"level": 2, "lead": branch, "reason": _("very dissatisfied")}, "K-13.5"))
    return drafts


def _report_up(_ticket: Ticket, fields: Mapping[str, Any], _setting: Setting) -> list[Draft]:
    return [("reported_up", dict(fields), "K-15.2")]


def _relevel(ticket: Ticket, fields: Mapping[str, Any], setting: Setting) -> list[Draft]:
    if fields["level"] == ticket.level:
        raise Refused(
            _("The ticket stands at {level} already.").format(level=setting.pack.level_label(ticket.level)), clause="K-11.0"
        )
    if fields["level"] < ticket.level and not setting.actor.roles & {"channel", "admin"}:
        raise Refused(_("A level only rises; head office's channel department may lower it."), clause="K-11.0")
    return [("levelled", dict(fields), "K-11.0")]


def _link(ticket: Ticket, fields: Mapping[str, Any], _setting: Setting) -> list[Draft]:
    if fields["other"] == ticket.number:
        raise Refused(_("A ticket cannot be linked to itself."), clause="K-14.6")
    return [("linked", dict(fields), "K-14.6")]


def _note(_ticket: Ticket, fields: Mapping[str, Any], _setting: Setting) -> list[Draft]:
    return [("noted", dict(fields), "K-10.2.3")]


def _reveal(_ticket: Ticket, fields: Mapping[str, Any], _setting: Setting) -> list[Draft]:
    return [("revealed", dict(fields), "K-3.3a")]


def _judge(ticket: Ticket, fields: Mapping[str, Any], setting: Setting) -> list[Draft]:
    verdict = fields["verdict"]
    if verdict == "effective" and fields["truth"] != "true":
        raise Refused(_("An effective complaint must be verified as true."), clause="K-A3.1.1.0")
    if verdict == "quasi":
        raise Refused(_("A quasi complaint needs a verified withdrawal first."), clause="K-A3.1.5b")
    reason = fields.get("reason", "")
    entry = setting.pack.dictionaries["verdict_reasons"].get(reason)
    if verdict != "undetermined" and (entry is None or entry.more["verdict"] != verdict):
        known = ", ".join(e.key for e in setting.pack.entries("verdict_reasons") if e.more["verdict"] == verdict)
        raise Refused(_("This verdict needs one of the reasons {known}.").format(known=known), clause="K-A3.1.1.0")
    return [("judged", dict(fields), entry.clause if entry else "K-A3.1.4")]


def _close(ticket: Ticket, fields: Mapping[str, Any], _setting: Setting) -> list[Draft]:
    if ticket.last_reply is None:
        raise Refused(_("Reply to the customer before the ticket is closed."), clause="K-3.1")
    return [("closed", dict(fields), "K-3.4a")]


_NEED: Final = frozenset({"act"})
_HANDLERS_ROLES: Final = frozenset({"agent", "sub_branch", "branch", "department", "channel", "supervisor", "admin"})
_CENTRE: Final = frozenset({"agent", "supervisor", "admin", "branch", "sub_branch", "channel"})
_LEADERS: Final = frozenset({"supervisor", "channel", "branch", "admin"})

_WAY = Field("way", N_("Way"), "choice", "reply_ways", clause="K-19.1", default="phone")

ACTIONS: Final[tuple[Action, ...]] = (
    Action(
        "dispatch",
        N_("Dispatch"),
        N_("Send the ticket to the unit that handles it."),
        "K-6.4.1",
        frozenset({"registered", "dispatched", "signed_for", "handling", "reworking"}),
        _CENTRE,
        (
            Field("lead", N_("Lead unit"), "unit", "", _NEED, "K-17.1"),
            Field("helpers", N_("Helper units"), "units", clause="K-17.1"),
            Field("follower", N_("Follower"), "staff", clause="K-11.1c"),
            Field("category", N_("Category"), "choice", "categories", clause="K-6.4.1"),
            Field("reason", N_("Reason"), "text", clause="K-3.2c"),
        ),
        _dispatch,
    ),
    Action(
        "sign-for",
        N_("Sign for"),
        N_("Confirm that the unit has the ticket, and name who follows it."),
        "K-6.5.2",
        frozenset({"dispatched"}),
        _HANDLERS_ROLES,
        (Field("follower", N_("Follower"), "staff", clause="K-11.1c"),),
        _sign_for,
    ),
    Action(
        "contact",
        N_("Contact"),
        N_("Record a call to the customer."),
        "K-12.1a",
        OPEN_STATES,
        _HANDLERS_ROLES,
        (
            _WAY,
            Field("reached", N_("Customer reached"), "bool", clause="K-14.3", default=True),
            Field("note", N_("What was said"), "text", "", _NEED, "K-10.2.3"),
            Field("next_reply", N_("Next reply promised for"), "moment", clause="K-15.5"),
            Field("agreed", N_("Customer agrees"), "bool", clause="K-14.3", default=False),
        ),
        _contact,
    ),
    Action(
        "reply",
        N_("Reply"),
        N_("Record the answer given to the customer; it stops the main clock."),
        "K-6.6.3",
        WORKING,
        _HANDLERS_ROLES,
        (
            Field("mode", N_("Reply mode"), "choice", "reply_modes", clause="K-19.1", default="direct"),
            _WAY,
            Field("way_reason", N_("Reason for another way"), "text", clause="K-19.1"),
            Field("text", N_("The answer"), "text", "", _NEED, "K-3.1"),
            Field("solved", N_("Solved"), "bool", clause="K-12.2c", default=True),
            Field("unsolved_reason", N_("Why it is not solved"), "text", clause="K-12.2c"),
            Field("agreed", N_("Customer agrees"), "bool", clause="K-14.3", default=False),
            Field("next_reply", N_("Next reply promised for"), "moment", clause="K-15.5"),
        ),
        _reply,
    ),
    Action(
        "revisit",
        N_("Revisit"),
        N_("Call the customer back and record the satisfaction."),
        "K-20.1",
        frozenset({"revisit_due", "replied"}),
        _CENTRE,
        (
            Field("way", N_("Way"), "choice", "revisit_ways", clause="F2-4", default="phone"),
            Field("satisfaction", N_("Satisfaction"), "choice", "satisfactions", _NEED, "K-A1.10"),
            Field("proper", N_("Handled properly"), "bool", clause="K-20.2", default=True),
            Field("note", N_("What was said"), "text", clause="K-20.1"),
        ),
        _revisit,
    ),
    Action(
        "verdict",
        N_("Verdict"),
        N_("Judge whether the complaint was justified."),
        "K-23.1",
        frozenset({"verdict_due", "revisit_due"}),
        _LEADERS,
        (
            Field("truth", N_("True or not"), "choice", "truths", _NEED, "K-23.1"),
            Field("verdict", N_("Verdict"), "choice", "verdicts", _NEED, "K-A3.1.1.0"),
            Field("reason", N_("Reason"), "choice", "verdict_reasons", clause="K-A3.1.1.1"),
        ),
        _judge,
    ),
    Action(
        "close",
        N_("Close"),
        N_("End the ticket; this cannot be undone."),
        "K-3.4a",
        frozenset({"verdict_due"}),
        _CENTRE,
        (
            Field("cause_check", N_("Cause found and remedy"), "text", "", _NEED, "K-3.1"),
            Field("summing_up", N_("Summing-up"), "text", clause="K-F1.8"),
        ),
        _close,
    ),
    Action(
        "report-up",
        N_("Report up"),
        N_("Report the ticket to the direct superior."),
        "K-15.2",
        OPEN_STATES,
        _HANDLERS_ROLES,
        (Field("note", N_("What was reported"), "text", "", _NEED, "K-13.3"),),
        _report_up,
    ),
    Action(
        "relevel",
        N_("Change the level"),
        N_("Raise the level, with the reason."),
        "K-11.0",
        OPEN_STATES,
        _HANDLERS_ROLES,
        (
            Field("level", N_("Level"), "level", "", _NEED, "K-11.0"),
            Field("reason", N_("Reason"), "text", "", _NEED, "K-11.0"),
        ),
        _relevel,
    ),
    Action(
        "link",
        N_("Link"),
        N_("Link a ticket on the same matter."),
        "K-14.6",
        frozenset(STATES),
        _HANDLERS_ROLES,
        (Field("other", N_("Other ticket"), "line", "", _NEED, "K-14.6"),),
        _link,
    ),
    Action(
        "note",
        N_("Note"),
        N_("Add a note to the history."),
        "K-10.2.3",
        frozenset(STATES),
        _HANDLERS_ROLES | {"office"},
        (Field("note", N_("Note"), "text", "", _NEED, "K-10.2.3"),),
        _note,
    ),
    Action(
        "reveal",
        N_("Reveal"),
        N_("See the customer's data in full; the reason is recorded."),
        "K-3.3a",
        frozenset(STATES),
        _HANDLERS_ROLES | {"office", "auditor"},
        (Field("reason", N_("Reason"), "text", "", _NEED, "K-3.3a"),),
        _reveal,
    ),
)
BY_VERB: Final[Mapping[str, Action]] = {action.verb: action for action in ACTIONS}
