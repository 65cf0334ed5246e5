"""What each action records: from checked fields to the events, or a refusal with its clause."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desk.errors import Refused
from desk.i18n import _
from desk.pack import Pack
from desk.ticket import Ticket
from desk.units import Actor, Organisation

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


def dispatch(ticket: Ticket, fields: Mapping[str, Any], _context: Context) -> list[Draft]:
    """Pass the ticket to a lead unit; passing it on again needs a reason (K-3.2c, K-6.4.1, K-17.1)."""
    if not (fields.get("category") or ticket.category):
        raise Refused(_("Give the category before the ticket is dispatched."), clause="K-6.4.1")
    if ticket.lead and not fields.get("reason"):
        raise Refused(
            _("A ticket that was dispatched before needs a reason to be passed on."), clause="K-3.2c"
        )
    if fields["lead"] in fields.get("helpers", ()):
        raise Refused(_("A unit cannot be lead and helper of one ticket."), clause="K-17.1")
    return [("dispatched", dict(fields), "K-6.4.1")]


def sign_for(ticket: Ticket, fields: Mapping[str, Any], context: Context) -> list[Draft]:
    """Sign for the ticket; whoever signs follows it unless another is named (K-6.5.2, K-11.1c, K-11.2e)."""
    follower = fields.get("follower") or ticket.follower or context.actor.id
    _may_follow(follower, ticket, context)
    return [("signed_for", {"follower": follower}, "K-6.5.2")]


def _may_follow(person: str, ticket: Ticket, context: Context) -> None:
    """Refuse a sub-branch follower where the pack wants one of the branch (K-11.2e)."""
    level = context.pack.levels.get(ticket.level)
    staff = context.organisation.staff.get(person)
    unit = context.organisation.units.get(staff.unit) if staff else None
    if level and level.follower == "branch" and unit and unit.kind == "sub_branch":
        raise Refused(
            _("{level} needs a follower of the branch; {name} works at {unit}.").format(
                level=level.label, name=context.organisation.staff_name(person), unit=unit.label
            ),
            clause="K-11.2e",
        )


def contact(_ticket: Ticket, fields: Mapping[str, Any], _context: Context) -> list[Draft]:
    """Record an attempt to reach the customer (K-12.1a, K-15.5)."""
    return [("contacted", dict(fields), "K-12.1a")]


def reply(ticket: Ticket, fields: Mapping[str, Any], context: Context) -> list[Draft]:
    """Record the answer; another way than agreed, or no solution, needs a reason (K-19.1, K-12.2c)."""
    if ticket.reply_by and fields["way"] != ticket.reply_by and not fields.get("way_reason"):
        raise Refused(
            _("The customer was promised a reply by {agreed}; give the reason for replying by {way}.").format(
                agreed=context.pack.label("reply_ways", ticket.reply_by),
                way=context.pack.label("reply_ways", fields["way"]),
            ),
            clause="K-19.1",
        )
    if fields.get("mode") == "indirect" and context.actor.unit != context.organisation.call_centre:
        raise Refused(_("An indirect reply is given by the call centre."), clause="K-19.2")
    if not fields.get("solved", True) and not fields.get("unsolved_reason"):
        raise Refused(_("Say why it could not be solved."), clause="K-12.2c")
    clause = "K-6.6.3" if fields.get("solved", True) else "K-12.2c"
    return [("replied", dict(fields), clause)]


def revisit(ticket: Ticket, fields: Mapping[str, Any], context: Context) -> list[Draft]:
    """Record the call-back; it may open a new round or raise the level (K-20.2, K-13.5)."""
    reply = ticket.last_reply
    if reply and reply.by == context.actor.id and "supervisor" not in context.actor.roles:
        raise Refused(_("Somebody other than the person who replied makes the revisit."), clause="K-20.1")
    drafts: list[Draft] = [("revisited", dict(fields), "K-20.1" if fields.get("proper", True) else "K-20.2")]
    if fields["satisfaction"] == "very_dissatisfied" and ticket.level == 1:
        branch = context.organisation.branch_of(ticket.lead or ticket.unit)
        drafts.append(("levelled", {"level": 2, "lead": branch, "reason": "very_dissatisfied"}, "K-13.5"))
    return drafts


def report_up(_ticket: Ticket, fields: Mapping[str, Any], _context: Context) -> list[Draft]:
    """Record the report to the superior unit (K-15.2, K-13.3)."""
    return [("reported_up", dict(fields), "K-15.2")]


def relevel(ticket: Ticket, fields: Mapping[str, Any], context: Context) -> list[Draft]:
    """Raise the level, or lower it for head office (K-11.0)."""
    if fields["level"] == ticket.level:
        raise Refused(
            _("The ticket stands at {level} already.").format(level=context.pack.level_label(ticket.level)),
            clause="K-11.0",
        )
    if fields["level"] < ticket.level and not context.actor.roles & {"channel", "admin"}:
        raise Refused(
            _("A level only rises; head office's channel department may lower it."), clause="K-11.0"
        )
    return [("levelled", dict(fields), "K-11.0")]


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


def judge(_ticket: Ticket, fields: Mapping[str, Any], context: Context) -> list[Draft]:
    """Give the verdict with its reason (K-23.1, annex 3)."""
    verdict = fields["verdict"]
    if verdict == "effective" and fields["truth"] != "true":
        raise Refused(_("An effective complaint must be verified as true."), clause="K-A3.1.1.0")
    if verdict == "quasi":
        raise Refused(_("A quasi complaint needs a verified withdrawal first."), clause="K-A3.1.5b")
    reason = fields.get("reason", "")
    entry = context.pack.dictionaries["verdict_reasons"].get(reason)
    if verdict != "undetermined" and (entry is None or entry.more["verdict"] != verdict):
        known = ", ".join(
            e.key for e in context.pack.entries("verdict_reasons") if e.more["verdict"] == verdict
        )
        raise Refused(
            _("This verdict needs one of the reasons {known}.").format(known=known), clause="K-A3.1.1.0"
        )
    return [("judged", dict(fields), entry.clause if entry else "K-A3.1.4")]


def close(ticket: Ticket, fields: Mapping[str, Any], _context: Context) -> list[Draft]:
    """End a ticket that was answered (K-3.1, K-3.4a)."""
    if ticket.last_reply is None:
        raise Refused(_("Reply to the customer before the ticket is closed."), clause="K-3.1")
    return [("closed", dict(fields), "K-3.4a")]
