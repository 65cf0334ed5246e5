"""`desk units`: the bank's tree."""

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
from desk.roster import read_units
from desk.units import UNIT_KINDS


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser("desk units", _("List the units of the bank."))
    made.options.add_argument("--json", action="store_true", help=_("As JSON."))
    add_option(made)
    return made


def run(words: Sequence[str], common: Common) -> int:
    """List the units on stdout."""
    args = parser().parse_args(words)
    opened = open_folder(home_path(common))
    actor = acting(opened, common)
    if args.replace:
        replace(opened, actor, "units", args.replace, read_units)
    units = tuple(opened.desk.organisation.units.values())
    if args.json:
        emit_json({"units": [unit.to_json() for unit in units]})
    else:
        table(
            [
                [unit.code, _(UNIT_KINDS.get(unit.kind, unit.kind)), unit.parent or "-", unit.label]
                for unit in units
            ]
        )
    say(_("{n} units.").format(n=len(units)))
    return ExitCode.DONE
