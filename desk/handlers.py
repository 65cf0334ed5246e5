"""What each action records: from checked fields to the events, or a refusal with its clause."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desk.errors import Problem, Refused
from desk.i18n import _
from desk.pack import Pack
from desk.ticket import Ticket
from desk.units import Actor, Organisation, Unit

Draft = tuple[str, dict[str, Any], str]
"""What a handler wants recorded: the event's kind, its data and the clause it serves."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a handler may look at beside the ticket and the fields."""

    pack: Pack
    organisation: Organisation
    actor: Actor
    now: datetime


Handler = Callable[[Ticket, Mapping[str, Any], Context], list[Draft]]


def _at(field: str, message: str, clause: str) -> Refused:
    """Return a refusal that names the field at fault, so that a form can mark it."""
    return Refused(message, clause=clause, problems=(Problem(field, message, clause),))


def dispatch(ticket: Ticket, fields: Mapping[str, Any], context: Context) -> list[Draft]:
    """Pass the ticket to a lead unit; passing it on again needs a reason (K-3.2c, K-6.4.1, K-17.1)."""
    if not (fields.get("category") or ticket.category):
        raise _at("category", _("Give the category before the ticket is dispatched."), "K-6.4.1")
    if ticket.lead and not fields.get("reason"):
        message = _("A ticket that was dispatched before needs a reason to be passed on.")
        raise _at("reason", message, "K-3.2c")
    if fields["lead"] in fields.get("helpers", ()):
        raise Refused(_("A unit cannot be lead and helper of one ticket."), clause="K-17.1")
    if fields.get("follower"):
        may_follow(fields["follower"], ticket.level, fields["lead"], context)
    return [("dispatched", dict(fields), "K-6.4.1")]


def sign_for(ticket: Ticket, fields: Mapping[str, Any], context: Context) -> list[Draft]:
    """Sign for the ticket; whoever signs follows it unless another is named (K-6.5.2, K-11.1c, K-11.2e)."""
    organisation, actor = context.organisation, context.actor
    if actor.unit not in organisation.subtree(ticket.lead) and not actor.roles & {"supervisor", "admin"}:
        raise Refused(
            _("Only the lead unit {unit} signs for this ticket.").format(
                unit=organisation.unit_label(ticket.lead)
            ),
            clause="K-6.5.2",
        )
    follower = fields.get("follower") or ticket.follower or actor.id
    may_follow(follower, ticket.level, ticket.lead, context)
    return [("signed_for", {"follower": follower}, "K-6.5.2")]


def may_follow(person: str, level: int, lead: str, context: Context) -> None:
    """Refuse a follower of another branch, or of a sub-branch where the pack wants the branch (K-11.2e)."""
    unit = _unit_of(person, context)
    name = context.organisation.staff_name(person)
    branch = context.organisation.branch_of(lead)
    if unit and branch and unit.kind in ("branch", "sub_branch"):
        if unit.code not in context.organisation.subtree(branch):
            raise Refused(
                _("{name} works at {unit}, which has no part in this ticket.").format(
                    name=name, unit=unit.label
                ),
                clause="K-11.1c",
            )
        if not _fits(unit, level, context):
            raise Refused(
                _("{level} needs a follower of the branch; {name} works at {unit}.").format(
                    level=context.pack.level_label(level), name=name, unit=unit.label
                ),
                clause="K-11.2e",
            )


def _unit_of(person: str, context: Context) -> Unit | None:
    staff = context.organisation.staff.get(person)
    return context.organisation.units.get(staff.unit) if staff else None


def _fits(unit: Unit | None, level: int, context: Context) -> bool:
    rule = context.pack.levels.get(level)
    return not (rule and rule.follower == "branch" and unit and unit.kind == "sub_branch")


def _raised(ticket: Ticket, level: int, data: dict[str, Any], context: Context) -> dict[str, Any]:
    """Return the data of a change of level; a follower who may not follow the new level is dropped."""
    keeps = not ticket.follower or _fits(_unit_of(ticket.follower, context), level, context)
    return {**data, "level": level} if keeps else {**data, "level": level, "follower": ""}


def contact(_ticket: Ticket, fields: Mapping[str, Any], _context: Context) -> list[Draft]:
    """Record an attempt to reach the customer (K-12.1a, K-15.5)."""
    return [("contacted", dict(fields), "K-12.1a")]


def reply(ticket: Ticket, fields: Mapping[str, Any], context: Context) -> list[Draft]:
    """Record the answer; another way than agreed, or no solution, needs a reason (K-19.1, K-12.2c)."""
    if ticket.reply_by and fields["way"] != ticket.reply_by and not fields.get("way_reason"):
        message = _("The customer was promised a reply by {agreed}; give the reason for replying by {way}.")
        ways = {
            "agreed": context.pack.label("reply_ways", ticket.reply_by),
            "way": context.pack.label("reply_ways", fields["way"]),
        }
        raise _at("way_reason", message.format(**ways), "K-19.1")
    if fields.get("mode") == "indirect" and context.actor.unit != context.organisation.call_centre:
        raise Refused(_("An indirect reply is given by the call centre."), clause="K-19.2")
    if not fields.get("solved", True) and not fields.get("unsolved_reason"):
        raise _at("unsolved_reason", _("Say why it could not be solved."), "K-12.2c")
    if not fields.get("solved", True) and ticket.level == 3 and not fields.get("next_reply"):
        raise _at("next_reply", _("Say when the customer gets the next reply."), "K-15.5")
    clause = "K-6.6.3" if fields.get("solved", True) else "K-12.2c"
    return [("replied", dict(fields), clause)]


def revisit(ticket: Ticket, fields: Mapping[str, Any], context: Context) -> list[Draft]:
    """Record the call-back; it may open a new round or raise the level (K-20.2, K-13.5)."""
    reply = ticket.last_reply
    if reply and reply.by == context.actor.id and "supervisor" not in context.actor.roles:
        raise Refused(_("Somebody other than the person who replied makes the revisit."), clause="K-20.1")
    rule = next(
        (
            rule
            for rule in context.pack.escalations
            if (rule.satisfaction, rule.from_level) == (fields["satisfaction"], ticket.level)
        ),
        None,
    )
    proper = fields.get("proper", True) and rule is None
    drafts: list[Draft] = [
        ("revisited", {**fields, "proper": proper}, "K-20.1" if proper else "K-20.2"),
    ]
    if rule:
        owner = context.organisation.branch_of(ticket.lead or ticket.unit) if rule.owner == "branch" else ""
        data = {"lead": owner, "reason": context.pack.dictionaries["satisfactions"][rule.satisfaction].zh}
        drafts.append(("levelled", _raised(ticket, rule.to_level, data, context), rule.clause))
    return drafts


def report_up(_ticket: Ticket, fields: Mapping[str, Any], _context: Context) -> list[Draft]:
    """Record the report to the superior unit (K-15.2, K-13.3)."""
    return [("reported_up", dict(fields), "K-15.2")]


def relevel(ticket: Ticket, fields: Mapping[str, Any], context: Context) -> list[Draft]:
    """Raise the level, or lower it for head office (K-11.0)."""
    if ticket.type != "complaint":
        raise Refused(_("Only a complaint has a level."), clause="K-2.1")
    if fields["level"] == ticket.level:
        raise Refused(
            _("The ticket stands at {level} already.").format(level=context.pack.level_label(ticket.level)),
            clause="K-11.0",
        )
    if fields["level"] < ticket.level and not context.actor.roles & {"channel", "admin"}:
        raise Refused(
            _("A level only rises; head office's channel department may lower it."), clause="K-11.0"
        )
    return [("levelled", _raised(ticket, fields["level"], dict(fields), context), "K-11.0")]


def link(ticket: Ticket, fields: Mapping[str, Any], _context: Context) -> list[Draft]:
    """Link a ticket on the same matter (K-14.6)."""
    if fields["other"] == ticket.number:
        raise Refused(_("A ticket cannot be linked to itself."), clause="K-14.6")
    return [("linked", dict(fields), "K-14.6")]


def note(_ticket: Ticket, fields: Mapping[str, Any], _context: Context) -> list[Draft]:
    """Add a note (K-10.2.3)."""
    return [("noted", dict(fields), "K-10.2.3")]


def reveal(_ticket: Ticket, fields: Mapping[str, Any], _context: Context) -> list[Draft]:
    """Record that somebody looks at the customer's data, and why (K-3.3a)."""
    return [("revealed", dict(fields), "K-3.3a")]


def judge(ticket: Ticket, fields: Mapping[str, Any], context: Context) -> list[Draft]:
    """Give the verdict with its reason (K-23.1, annex 3)."""
    if not ticket.is_open and ticket.verdict != "undetermined":
        raise Refused(_("The verdict of a closed ticket stands."), clause="K-23.4")
    verdict = fields["verdict"]
    if verdict == "effective" and fields["truth"] != "true":
        raise Refused(_("An effective complaint must be verified as true."), clause="K-A3.1.1.0")
    if verdict == "quasi":
        raise Refused(_("A quasi complaint needs a verified withdrawal first."), clause="K-A3.1.5b")
    reason = fields.get("reason", "")
    if verdict == "undetermined" and reason:
        raise _at("reason", _("An undetermined verdict has no reason yet."), "K-A3.1.4")
    entry = context.pack.dictionaries["verdict_reasons"].get(reason)
    if verdict != "undetermined" and (entry is None or entry.more["verdict"] != verdict):
        known = ", ".join(
            e.key for e in context.pack.entries("verdict_reasons") if e.more["verdict"] == verdict
        )
        message = _("This verdict needs one of the reasons {known}.").format(known=known)
        raise _at("reason", message, "K-A3.1.1.0")
    return [("judged", dict(fields), entry.clause if entry else "K-A3.1.4")]


def close(ticket: Ticket, fields: Mapping[str, Any], _context: Context) -> list[Draft]:
    """End a ticket that was answered (K-3.1, K-3.4a)."""
    if ticket.last_reply is None:
        raise Refused(_("Reply to the customer before the ticket is closed."), clause="K-3.1")
    return [("closed", dict(fields), "K-3.4a")]


def file(_ticket: Ticket, fields: Mapping[str, Any], _context: Context) -> list[Draft]:
    """Record that the case was filed with the superior unit (K-14.4)."""
    return [("filed", dict(fields), "K-14.4")]
