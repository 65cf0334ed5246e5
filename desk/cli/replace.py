"""Replace the bank's units or people by those of a JSON file: an administrator's act, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from desk.cli.compose import Opened
from desk.cli.given import read_object
from desk.cli.usage import Parser
from desk.errors import Refused
from desk.i18n import _
from desk.permissions import require
from desk.units import Actor


class Stored(Protocol):
    """A record that says how it is stored."""

    def to_json(self) -> dict[str, Any]:
        """Return the record as stored."""


def add_option(made: Parser) -> None:
    """Give a list's command the option that replaces the list."""
    made.options.add_argument(
        "--replace", metavar="FILE", help=_("Replace them all by those of a file as --json writes it.")
    )


def replace(
    opened: Opened, actor: Actor, table: str, word: str, read: Callable[[Any], Sequence[Stored]]
) -> None:
    """Replace a table by that of the file `word`, written as `--json` shows it, and read it anew."""
    desk = opened.desk
    require("organisation", actor, practice=desk.practice)
    records = read(read_object(word).get(table))
    rows = [record.to_json() for record in records]
    if table == "staff" and not any(actor.id == row["id"] and "admin" in row["roles"] for row in rows):
        raise Refused(_("Stay on the list as an administrator yourself; else nobody could change it again."))
    desk.documents.write(table, rows, expected_rev=desk.documents.read(table)[0])
    desk.refresh_organisation()
