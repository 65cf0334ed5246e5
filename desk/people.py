"""Who somebody is just now: the organisation decides at each act, not what was known before."""

from __future__ import annotations

from desk.errors import NotPermitted
from desk.i18n import _
from desk.text import nearest, one_line
from desk.units import Actor, Organisation


def named(word: str, via: str, organisation: Organisation) -> Actor:
    """Return the member of staff that `word` (id or name) means; NotPermitted when there is none."""
    person = organisation.staff_id(word)
    if person is None:
        known = [*organisation.staff, *(one.name for one in organisation.staff.values())]
        near = nearest(word, known)
        hint = _(" Did you mean {near}?").format(near=near) if near else ""
        raise NotPermitted(
            _("{word} is not on the staff of this desk.").format(word=one_line(word)[:40]) + hint
        )
    return Actor.of(organisation.staff[person], via)


def present(actor: Actor, organisation: Organisation) -> Actor:
    """Return the actor with the unit and roles of this moment; NotPermitted for somebody who has left."""
    person = organisation.staff.get(actor.id)
    if person is None:
        raise NotPermitted(
            _("{name} is no longer on the staff of this desk; ask the administrator.").format(name=actor.name)
        )
    return Actor.of(person, actor.via)


def check_first_contact(person: str, actor: Actor, organisation: Organisation) -> None:
    """Refuse a first-contact person whom the actor does not reach (K-3.2a, K-6.0)."""
    reach = organisation.reach(actor)
    if reach is not None and organisation.staff[person].unit not in reach:
        raise NotPermitted(
            _("{name} works for another unit; name somebody of your own as the first-contact person.").format(
                name=organisation.staff_name(person)
            ),
            clause="K-3.2a",
        )
