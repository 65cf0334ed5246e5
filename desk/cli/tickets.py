"""`desk tickets`: the tickets of a queue, as a table, JSON or CSV."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import Any, Final

from desk.cli.common import Common
from desk.cli.compose import Opened, home_path, open_folder
from desk.cli.identity import acting
from desk.cli.output import emit_csv, emit_json, say, table
from desk.cli.progress import index_archive
from desk.cli.usage import Parser, count
from desk.cli.words import until
from desk.errors import ExitCode, UsageError
from desk.i18n import _
from desk.masked import customer_of, summary
from desk.moments import from_iso
from desk.ports import Row
from desk.queues import BY_NAME, DRAFTS, WITH_ARCHIVE, Filter
from desk.rows import is_open, is_overdue
from desk.states import STATES
from desk.text import mask_name, nearest, truncate
from desk.units import Actor

COLUMNS: Final = (
    "number",
    "level",
    "state",
    "received_at",
    "unit",
    "lead",
    "follower",
    "due_at",
    "clock",
    "overdue",
    "customer",
    "summary",
    "rev",
)
"""The fields of a ticket in a list; other programs rely on them."""

SCREENFUL: Final = 50
SUMMARY_CELLS: Final = 40


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser("desk tickets", _("List the tickets of a queue."))
    add = made.options.add_argument
    names = ", ".join((*BY_NAME, DRAFTS))
    add("--queue", default="open", metavar="QUEUE", help=_("One of {names}.").format(names=names))
    add("--level", metavar="N", help=_("Only tickets of this level."))
    add("--unit", metavar="UNIT", help=_("Only tickets of this unit: a code or a name."))
    add("--text", default="", metavar="TEXT", help=_("Only tickets in which this text occurs."))
    add(
        "--limit", type=count, metavar="N", help=_("At most so many; a table shows 50 unless told otherwise.")
    )
    forms = made.options.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_true", help=_("As JSON."))
    forms.add_argument("--csv", action="store_true", help=_("As CSV for a spreadsheet."))
    return made


def run(words: Sequence[str], common: Common) -> int:
    """List tickets on stdout and say on stderr how many of how many."""
    args = parser().parse_args(words)
    opened = open_folder(home_path(common))
    actor = acting(opened, common)
    limit = args.limit or (None if args.json or args.csv else SCREENFUL)
    total, found = _found(opened, args, actor, limit)
    shown = found[:limit]
    if args.json:
        emit_json({"total": total, "shown": len(shown), "tickets": shown})
    elif args.csv:
        emit_csv(COLUMNS, shown)
    else:
        table([_head(), *(_line(row, opened) for row in shown)])
    say(_("{shown} of {total} tickets.").format(shown=len(shown), total=total))
    return ExitCode.DONE


def _found(
    opened: Opened, args: argparse.Namespace, actor: Actor, limit: int | None
) -> tuple[int, list[dict[str, Any]]]:
    """Return how many tickets fit and, in order, at least the first `limit` of them."""
    desk = opened.desk
    if args.queue == DRAFTS:
        drafts = [_draft(key, fields) for key, fields in desk.drafts.list(actor.id)]
        return len(drafts), drafts
    if args.queue not in BY_NAME:
        names = (*BY_NAME, DRAFTS)
        near = nearest(args.queue, names)
        hint = _("did you mean {near}?").format(near=near) if near else _("there are: ") + ", ".join(names)
        raise UsageError(_("There is no queue {name}; {hint}").format(name=args.queue[:40], hint=hint))
    wanted = Filter(args.queue, _level(opened, args.level), _unit(opened, args.unit), args.text, limit)
    if wanted.queue in WITH_ARCHIVE:
        index_archive(desk.ledger)
    page = desk.tickets(wanted, actor)
    return page.total, [listed(row, opened) for row in page.rows]


def _level(opened: Opened, word: str | None) -> int | None:
    if word is None:
        return None
    levels = [str(level) for level in opened.desk.pack.levels]
    if word not in levels:
        raise UsageError(
            _("There is no level {level}; there are {levels}.").format(
                level=word[:20], levels=", ".join(levels)
            )
        )
    return int(word)


def _unit(opened: Opened, word: str | None) -> str:
    organisation = opened.desk.organisation
    code = organisation.unit_code(word) if word else ""
    if code is None:
        known = (*organisation.units, *(unit.label for unit in organisation.units.values()))
        near = nearest(word or "", known)
        hint = _("did you mean {near}?").format(near=near) if near else _("'desk units' lists them all.")
        raise UsageError(_("There is no unit {unit}; {hint}").format(unit=(word or "")[:40], hint=hint))
    return code


def listed(row: Row, opened: Opened) -> dict[str, Any]:
    """Return a queue's row as programs get it; the customer is masked already."""
    overdue = is_open(row) and is_overdue(row, opened.desk.now())
    full: Mapping[str, Any] = {**row, "overdue": overdue}
    return {column: full[column] for column in COLUMNS}


def _draft(key: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return a draft in a ticket's shape: its key as the number, and what was typed so far.

    The screens keep the fields beside what the form is for; a draft may also be the fields alone.
    """
    fields = kept["fields"] if isinstance(kept.get("fields"), Mapping) else kept
    customer = customer_of(fields)
    empty: dict[str, Any] = dict.fromkeys(COLUMNS, "")
    return {
        **empty,
        "number": key,
        "level": 0,
        "state": "draft",
        "due_at": None,
        "overdue": False,
        "rev": 0,
        "customer": mask_name(customer.name),
        "summary": summary(_typed(fields), customer),
    }


def _typed(fields: Mapping[str, Any]) -> str:
    """Return the first free text of a form, what happened before all else."""
    return next((str(fields[name]) for name in ("content", "text", "note", "reason") if fields.get(name)), "")


def _head() -> list[str]:
    return [
        _("Number"),
        _("Level"),
        _("Due"),
        _("State"),
        _("Unit"),
        _("Follower"),
        _("Customer"),
        _("Summary"),
    ]


def _line(row: Mapping[str, Any], opened: Opened) -> list[str]:
    names = opened.desk.organisation
    due = until(from_iso(row["due_at"])) if row["due_at"] else "-"
    return [
        row["number"],
        opened.desk.pack.level_label(row["level"]),
        f"{due} {_('overdue')}" if row["overdue"] else due,
        _(STATES.get(row["state"], row["state"])),
        names.unit_label(row["lead"] or row["unit"]),
        names.staff_name(row["follower"]) or "-",
        row["customer"],
        truncate(row["summary"], SUMMARY_CELLS),
    ]
