"""`desk init`: make the data folder, with an invented bank or with the least that work can start from."""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from shutil import rmtree
from typing import Any, Final

from desk.cli.common import Common
from desk.cli.compose import clock, home_path, open_folder
from desk.cli.output import say
from desk.cli.progress import Progress
from desk.cli.usage import Parser, count
from desk.errors import ExitCode
from desk.i18n import _
from desk.pack_file import load_pack
from desk.ports import Documents
from desk.units import Staff, Unit

SEED: Final = 2026
TICKETS: Final = 600
FIRST_ROLES: Final = frozenset({"agent", "supervisor", "channel", "admin"})
"""Whoever makes a data folder may do all of it until the staff are entered."""

UNITS: Final = (
    Unit("HO", "head_office", "总行", "Head Office"),
    Unit("HO-QD", "head_office", "渠道运营部", "Channel Operations", "HO"),
    Unit("KF", "call_centre", "客户服务中心", "Call Centre", "HO"),
)


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser("desk init", _("Make the data folder."))
    add = made.options.add_argument
    add("--pack", default="kunlun", metavar="PACK", help=_("The rule pack; kunlun unless told otherwise."))
    add(
        "--practice",
        action="store_true",
        help=_("A folder for practice: marked everywhere, and DESK_NOW works."),
    )
    add(
        "--sample",
        action="store_true",
        help=_("For practice, filled with an invented bank and tickets of four quarters."),
    )
    add("--tickets", type=count, default=TICKETS, metavar="N", help=_("How many invented tickets."))
    add("--seed", type=int, default=SEED, metavar="S", help=_("The same seed gives the same tickets."))
    return made


def run(words: Sequence[str], common: Common) -> int:
    """Make the folder and say what to do next; UsageError when something stands there already."""
    args = parser().parse_args(words)
    path = home_path(common)
    load_pack(args.pack)
    practice = args.practice or args.sample
    clock(practice=practice)
    if args.sample:
        make_sample(path, args.pack, seed=args.seed, tickets=args.tickets)
    else:
        make_least(path, args.pack, practice=args.practice, operator=common.by or login_name())
    say(_("The data folder is ready: {path}").format(path=path))
    say(_next_step(sample=args.sample))
    return ExitCode.DONE


def login_name() -> str:
    """Return the name of the account that runs the program."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return f"uid{os.getuid()}"


def make_least(path: Path, pack: str, *, practice: bool, operator: str) -> None:
    """Make a folder with head office, its channel department, the call centre and one person."""
    from storage import create_home  # noqa: PLC0415 - help needs no storage

    home = create_home(path, pack=pack, practice=practice, operator=operator)
    documents = home.documents()
    write_table(documents, "units", [unit.to_json() for unit in UNITS])
    write_table(documents, "staff", [Staff(operator, operator, "KF", FIRST_ROLES).to_json()])


def write_table(documents: Documents, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put the first content into a shared table."""
    documents.write(table, rows, expected_rev=documents.read(table)[0])


def make_sample(path: Path, pack: str, *, seed: int, tickets: int) -> None:
    """Make a folder with the invented bank and its tickets, or none when it is broken off."""
    from sample_data.bank import OPERATOR  # noqa: PLC0415 - only a sample needs it
    from sample_data.make import fill  # noqa: PLC0415 - the same
    from storage import create_home  # noqa: PLC0415 - help needs no storage

    create_home(path, pack=pack, practice=True, operator=OPERATOR)
    progress = Progress(_("Sample records"))
    with ExitStack() as undo:
        undo.callback(rmtree, path)
        undo.callback(progress.close)
        fill(open_folder(path, quiet=True).desk, seed=seed, tickets=tickets, progress=progress)
        undo.pop_all()
    progress.close()


def _next_step(*, sample: bool) -> str:
    if sample:
        return _("Next: 'desk' opens it, 'desk tickets' lists it.")
    return _(
        "Next: 'desk' opens it; before others start, add your units and people with "
        "'desk units --replace FILE' and 'desk staff --replace FILE'."
    )
