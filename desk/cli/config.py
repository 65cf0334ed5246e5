"""`desk config`: where the settings are, what they say, whether they hold."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from desk.cli.common import Common
from desk.cli.compose import Opened, home_path, open_folder
from desk.cli.output import emit, emit_json, say, table
from desk.cli.usage import Parser
from desk.errors import BadInput, ExitCode
from desk.i18n import _, language
from desk.moments import iso
from desk.units import Organisation

SETTINGS = "desk.toml"


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser("desk config", _("Show and check the settings."))
    made.arguments.add_argument(
        "act",
        choices=("path", "show", "validate"),
        metavar="path|show|validate",
        help=_("Where the settings are, what is in force, whether all of it can be read."),
    )
    made.options.add_argument("--json", action="store_true", help=_("As JSON."))
    return made


def run(words: Sequence[str], common: Common) -> int:
    """Answer on stdout."""
    args = parser().parse_args(words)
    if args.act == "path":
        path = str(home_path(common) / SETTINGS)
        if args.json:
            emit_json({"path": path})
        else:
            emit(path)
        return ExitCode.DONE
    opened = open_folder(home_path(common))
    values = _effective(opened) if args.act == "show" else _validated(opened)
    if args.json:
        emit_json(values)
    else:
        table([[name, str(value)] for name, value in values.items()])
    return ExitCode.DONE


def _effective(opened: Opened) -> dict[str, Any]:
    desk = opened.desk
    return {
        "path": str(opened.home.path / SETTINGS),
        **opened.home.settings,
        "pack_version": desk.pack.stamp,
        "calendars": desk.calendars.version,
        "language": language(),
        "acting": os.environ.get("DESK_BY") or opened.home.settings.get("operator", ""),
        "now": iso(desk.now()),
    }


def _validated(opened: Opened) -> dict[str, Any]:
    """Check what opening alone does not; BadInput names the first thing that does not fit."""
    organisation = opened.desk.organisation
    _check_places(organisation)
    operator = opened.home.settings.get("operator")
    if operator and organisation.staff_id(str(operator)) is None:
        message = _("{path}: the operator {name} is not on the staff; 'desk staff' lists them all.")
        raise BadInput(message.format(path=opened.home.path / SETTINGS, name=operator))
    say(_("The settings hold."))
    return {
        "pack": opened.desk.pack.stamp,
        "calendars": opened.desk.calendars.version,
        "units": len(organisation.units),
        "staff": len(organisation.staff),
    }


def _check_places(organisation: Organisation) -> None:
    for unit in organisation.units.values():
        if unit.parent and unit.parent not in organisation.units:
            raise BadInput(
                _("The unit {unit} stands below {parent}, which is no unit.").format(
                    unit=unit.code, parent=unit.parent
                )
            )
    for person in organisation.staff.values():
        if person.unit not in organisation.units:
            raise BadInput(
                _("{person} belongs to {unit}, which is no unit.").format(person=person.id, unit=person.unit)
            )
