"""`desk ticket NUMBER VERB`: one action, with its fields as options or as JSON."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from desk.actions import BY_VERB, Action
from desk.cli.common import Common
from desk.cli.compose import Opened, home_path, open_folder
from desk.cli.given import read_object
from desk.cli.identity import acting
from desk.cli.output import emit_json, say
from desk.cli.show import emit_customer, state_of
from desk.cli.usage import Parser
from desk.errors import ExitCode, UsageError
from desk.fields import Field
from desk.i18n import _
from desk.states import STATES
from desk.ticket import Ticket


def parser(action: Action) -> Parser:
    """Return the parser of a verb; its options are made from the action's fields."""
    made = Parser(f"desk ticket NUMBER {action.verb}", _(action.tooltip) + f" [{action.clause}]")
    for field in action.fields:
        made.options.add_argument(_option(field), dest=field.name, metavar=_metavar(field), help=_help(field))
    made.options.add_argument(
        "--json", metavar="FILE", help=_("The fields as JSON: a file, or - for standard input.")
    )
    made.options.add_argument(
        "--rev", metavar="N", help=_("The revision that you saw; a later one is refused.")
    )
    return made


def _option(field: Field) -> str:
    return f"--{field.name.replace('_', '-')}"


def _metavar(field: Field) -> str:
    return {
        "bool": "yes|no",
        "int": "N",
        "level": "1|2|3",
        "moment": "TIME",
        "money": "YUAN",
        "unit": "UNIT",
        "units": "UNIT,..",
        "staff": "STAFF",
        "choice": "WORD",
        "choices": "WORD,..",
    }.get(field.kind, "TEXT")


def _help(field: Field) -> str:
    must = " " + _("(must be given)") if field.required_for else ""
    clause = f" [{field.clause}]" if field.clause else ""
    return f"{_(field.label)}{must}{clause}".replace("%", "%%")


def run(number: str, verb: str, words: Sequence[str], common: Common) -> int:
    """Do the action and say how the ticket then stands."""
    action = BY_VERB[verb]
    args = parser(action).parse_args(words)
    raw = _raw(action, args)
    opened = open_folder(home_path(common))
    actor = acting(opened, common, raw.pop("by", None))
    rev = _revision(args.rev if args.rev is not None else raw.pop("rev", None))
    ticket = opened.desk.act(number, verb, raw, actor, rev)
    _tell(opened, action, ticket, as_json=args.json is not None)
    return ExitCode.DONE


def _raw(action: Action, args: argparse.Namespace) -> dict[str, Any]:
    typed = {field.name: value for field in action.fields if (value := getattr(args, field.name)) is not None}
    if args.json is None:
        return typed
    if typed:
        name = _option(next(field for field in action.fields if field.name in typed))
        raise UsageError(
            _("Give the fields either as --json or as options such as {option}.").format(option=name)
        )
    return read_object(args.json)


def _revision(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not str(value).isascii() or not str(value).isdigit():
        raise UsageError(
            _("--rev is {value}, which is not a revision such as 3.").format(value=str(value)[:20])
        )
    return int(str(value))


def _tell(opened: Opened, action: Action, ticket: Ticket, *, as_json: bool) -> None:
    if action.verb == "reveal":
        emit_customer(ticket, as_json=as_json)
    elif as_json:
        emit_json(state_of(ticket))
    say(
        _("{number}: {action} is recorded; it is now: {state}, {level}, revision {rev}.").format(
            number=ticket.number,
            action=_(action.label),
            state=_(STATES[ticket.state]),
            level=opened.desk.pack.level_label(ticket.level),
            rev=ticket.rev,
        )
    )
