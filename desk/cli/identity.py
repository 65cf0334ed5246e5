"""Who acts: --by, else DESK_BY, else what the input says, else the operator of the data folder.

Where DESK_BY says whose session it is, nobody else may be named but in a practice folder.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from desk.cli.common import Common
from desk.errors import NotPermitted
from desk.i18n import _
from desk.people import named
from desk.permissions import require
from desk.units import Actor, Organisation

if TYPE_CHECKING:
    from desk.cli.compose import Opened
    from storage import Home


def acting(
    opened: Opened, common: Common, given: object = None, via: str = "command", *, last: object = None
) -> Actor:
    """Return the actor; NotPermitted when nobody is named or the name is not on the staff.

    `given` is who the input says acts; `last` counts when nothing else names anybody.
    """
    organisation = opened.desk.organisation
    return _actor(opened.home, organisation, (common.by, given), via, last)


def acting_on_record(home: Home, common: Common, act: str) -> Actor:
    """Return who does an act on the record as a whole; NotPermitted for whoever has no right to it."""
    documents = home.documents()
    organisation = Organisation.from_json(documents.read("units")[1], documents.read("staff")[1])
    actor = _actor(home, organisation, (common.by,), "command", None)
    require(act, actor, practice=home.practice)
    return actor


def _actor(
    home: Home, organisation: Organisation, typed: tuple[object, ...], via: str, last: object
) -> Actor:
    session = os.environ.get("DESK_BY", "")
    if session and not home.practice:
        _check_session(session, typed, organisation)
    words = (typed[0], session, *typed[1:], home.settings.get("operator"), last)
    word = next((word for word in words if word), None)
    if word is None:
        raise NotPermitted(
            _("Say who acts: add --by STAFF, set DESK_BY, or set operator in {path}.").format(
                path=home.path / "desk.toml"
            )
        )
    return named(str(word), via, organisation)


def _check_session(session: str, typed: tuple[object, ...], organisation: Organisation) -> None:
    owner = organisation.staff_id(session) or session
    for word in filter(None, typed):
        if (organisation.staff_id(str(word)) or word) != owner:
            message = _(
                "This session belongs to {session}; somebody else may be named in a practice folder only."
            )
            raise NotPermitted(message.format(session=session), clause="K-6.0")
