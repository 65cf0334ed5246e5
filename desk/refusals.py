"""What the desk says when it refuses: one sentence each, with what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from desk.actions import BY_VERB
from desk.errors import Problem, Refused
from desk.events import KINDS
from desk.i18n import _
from desk.text import nearest, one_line
from desk.ticket import Ticket
from desk.units import Organisation


def refuse(problems: Sequence[Problem]) -> None:
    """Raise `Refused` with the first problem as its sentence and all attached; nothing without problems."""
    if problems:
        first = problems[0]
        more = _(" ({n} more)").format(n=len(problems) - 1) if len(problems) > 1 else ""
        raise Refused(first.message + more, clause=first.clause, problems=tuple(problems))


def no_ticket(number: str, known: Iterable[str]) -> Refused:
    """Return the refusal for a number without a ticket; `known` are those that may be suggested."""
    near = nearest(number, known)
    hint = _(" Did you mean {near}?").format(near=near) if near else ""
    return Refused(_("There is no ticket {number}.").format(number=one_line(number)[:40]) + hint)


def no_action(verb: str) -> Refused:
    """Return the refusal for a verb that is none."""
    near = nearest(verb, BY_VERB)
    hint = _("did you mean {near}?").format(near=near) if near else _("there are: ") + ", ".join(BY_VERB)
    return Refused(_("There is no action {verb}; {hint}").format(verb=verb, hint=hint))


def overtaken(ticket: Ticket, rev: int, organisation: Organisation) -> str:
    """Return who did what with the ticket since revision `rev`."""
    since = [event for event in ticket.history if event.rev > rev]
    done = "; ".join(
        f"{event.at:%m-%d %H:%M} {organisation.staff_name(event.by)} {_(KINDS[event.kind])}"
        for event in since
    )
    return _("Ticket {number} was changed since you opened it (revision {rev}, now {found}): {done}.").format(
        number=ticket.number, rev=rev, found=ticket.rev, done=done or "-"
    )
