"""`desk staff`: the people of the desk."""

from __future__ import annotations

from collections.abc import Sequence

from desk.cli.common import Common
from desk.cli.compose import home_path, open_folder
from desk.cli.identity import acting
from desk.cli.output import emit_json, say, table
from desk.cli.replace import add_option, replace
from desk.cli.usage import Parser
from desk.errors import ExitCode
from desk.i18n import _
from desk.roster import read_staff
from desk.units import role_labels


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser("desk staff", _("List the people of the desk."))
    made.options.add_argument("--json", action="store_true", help=_("As JSON."))
    add_option(made)
    return made


def run(words: Sequence[str], common: Common) -> int:
    """List the staff on stdout."""
    args = parser().parse_args(words)
    opened = open_folder(home_path(common))
    actor = acting(opened, common)
    if args.replace:
        units = opened.desk.organisation.units
        replace(opened, actor, "staff", args.replace, lambda raw: read_staff(raw, units))
    organisation = opened.desk.organisation
    people = tuple(organisation.staff.values())
    if args.json:
        emit_json({"staff": [person.to_json() for person in people]})
    else:
        table([[p.id, p.name, organisation.unit_label(p.unit), role_labels(p.roles)] for p in people])
    say(_("{n} people.").format(n=len(people)))
    return ExitCode.DONE
