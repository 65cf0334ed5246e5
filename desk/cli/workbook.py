"""`desk workbook`: the quarterly workbook of a branch, made empty, checked, handed in (article 22)."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desk.cli.common import Common
from desk.cli.compose import Opened, home_path, open_folder
from desk.cli.identity import acting
from desk.cli.output import emit, emit_json, say, table
from desk.cli.usage import Overview, Parser
from desk.errors import ExitCode, UsageError
from desk.i18n import N_, _
from desk.text import nearest

if TYPE_CHECKING:
    from importers.workbook.findings import CheckReport

ACTS: Final[Mapping[str, str]] = {
    "template": N_("Write the empty workbook of a branch for a quarter."),
    "check": N_("Check a filled workbook and store nothing."),
    "submit": N_("Check a filled workbook and hand it in."),
}
SHOWN: Final = 40


def parser() -> Parser:
    """Return the parser of the words before an act; it only answers --help."""
    made = Parser(
        "desk workbook",
        _("Make, check and hand in a branch's quarterly workbook."),
        usage="desk workbook template --unit UNIT --quarter 2026Q3 -o FILE\n"
        "       desk workbook check FILE [-o MARKED.xlsx] [--json]\n"
        "       desk workbook submit FILE [--json]",
    )
    made.formatter_class = Overview
    made.epilog = "\n".join([_("Acts:"), *(f"  {act:10}{_(summary)}" for act, summary in ACTS.items())])
    return made


def parsers() -> tuple[Parser, ...]:
    """Return the parser of each act."""
    return tuple(_act_parser(act) for act in ACTS)


def run(words: Sequence[str], common: Common) -> int:
    """Do one act with a workbook; one that is not accepted ends with the code of a refusal."""
    if not words or words[0].startswith("-"):
        parser().parse_args(words)
        parser().error(_("Say what to do: {acts}.").format(acts=", ".join(ACTS)))
    act = words[0]
    if act not in ACTS:
        near = nearest(act, ACTS)
        hint = _("did you mean {near}?").format(near=near) if near else _("there are: ") + ", ".join(ACTS)
        raise UsageError(_("There is no action {verb}; {hint}").format(verb=act[:40], hint=hint))
    args = _act_parser(act).parse_args(words[1:])
    return DOERS[act](open_folder(home_path(common)), args, common)


def _act_parser(act: str) -> Parser:
    made = Parser(f"desk workbook {act}", _(ACTS[act]))
    add = made.options.add_argument
    if act == "template":
        add("--unit", required=True, metavar="UNIT", help=_("The branch: its code or name."))
        add("--quarter", required=True, metavar="QUARTER", help=_("Such as 2026Q3."))
        add("-o", dest="out", metavar="FILE", help=_("Where to write it; else under its own name here."))
        return made
    made.arguments.add_argument("file", metavar="FILE", help=_("The filled workbook."))
    if act == "check":
        add(
            "-o", dest="out", metavar="MARKED.xlsx", help=_("Also write a copy with every wrong cell marked.")
        )
    add("--json", action="store_true", help=_("As JSON."))
    return made


def _template(opened: Opened, args: argparse.Namespace, common: Common) -> int:
    from importers.workbook.template import template  # noqa: PLC0415 - only this act writes one

    acting(opened, common)
    desk = opened.desk
    unit = desk.organisation.unit_code(args.unit) or args.unit
    out = Path(args.out) if args.out else None
    path = template(
        unit,
        args.quarter,
        desk.organisation,
        desk.pack,
        out,
        calendars=desk.calendars,
        practice=desk.practice,
    )
    emit(str(path))
    return ExitCode.DONE


def _check(opened: Opened, args: argparse.Namespace, common: Common) -> int:
    from importers.workbook.check import check  # noqa: PLC0415 - the readers of spreadsheets are slow to load
    from importers.workbook.outlets import check_right  # noqa: PLC0415 - kept with the check

    actor, desk = acting(opened, common), opened.desk
    path = Path(args.file)
    report = check(path, desk.organisation, desk.pack, desk.calendars, desk.now(), ledger=desk.ledger)
    check_right(report.unit, desk.organisation, actor)
    if args.out:
        say(_("The marked copy is {path}.").format(path=_marked(path, report, Path(args.out))))
    return _tell(report, as_json=args.json)


def _marked(path: Path, report: CheckReport, out: Path) -> Path:
    from importers.workbook.mark import mark  # noqa: PLC0415 - only a marked copy pays for it

    if out.resolve() == path.resolve():
        raise UsageError(
            _("The marked copy needs a name of its own; {path} is the file itself.").format(path=out)
        )
    return mark(path, report, out)


def _tell(report: CheckReport, *, as_json: bool) -> int:
    if as_json:
        emit_json(report.to_json())
    else:
        table([[f"{f.sheet}!{f.cell}", f.rule, f.severity.label, f.message] for f in report.findings[:SHOWN]])
        if len(report.findings) > SHOWN:
            emit(_("... and {n} more; --json lists them all.").format(n=len(report.findings) - SHOWN))
    for warning in report.warnings:
        say(warning)
    say(report.summary)
    return ExitCode.DONE if report.accepted else ExitCode.REFUSED


def _submit(opened: Opened, args: argparse.Namespace, common: Common) -> int:
    from importers.workbook.submit import submit  # noqa: PLC0415 - as for a check

    desk = opened.desk
    done = submit(Path(args.file), desk, acting(opened, common), ledger=desk.ledger)
    if args.json:
        emit_json({**done.version.to_json(), "again": done.again})
    else:
        emit(f"{done.version.unit} {done.version.quarter} v{done.version.version}")
    for warning in done.report.warnings:
        say(warning)
    say(done.message)
    return ExitCode.DONE


Doer = Callable[[Opened, argparse.Namespace, Common], int]
DOERS: Final[Mapping[str, Doer]] = {"template": _template, "check": _check, "submit": _submit}
