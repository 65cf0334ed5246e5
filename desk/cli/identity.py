"""Who acts: --by, else DESK_BY, else what the input says, else the operator of the data folder."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from desk.cli.common import Common
from desk.errors import NotPermitted
from desk.i18n import _
from desk.units import Actor

if TYPE_CHECKING:
    from desk.cli.compose import Opened


def acting(opened: Opened, common: Common, given: object = None, via: str = "command") -> Actor:
    """Return the actor; NotPermitted when nobody is named or the name is not on the staff."""
    words = (common.by, os.environ.get("DESK_BY"), given, opened.home.settings.get("operator"))
    word = next((word for word in words if word), None)
    if word is None:
        raise NotPermitted(
            _("Say who acts: add --by STAFF, set DESK_BY, or set operator in {path}.").format(
                path=opened.home.path / "desk.toml"
            )
        )
    return opened.desk.actor(str(word), via)
