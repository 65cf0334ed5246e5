"""Replace the bank's units or people by those of a JSON file: an administrator's act, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from desk.cli.compose import Opened
from desk.cli.given import read_object
from desk.errors import Refused
from desk.i18n import _
from desk.permissions import require
from desk.units import Actor


class Stored(Protocol):
    """A record that says how it is stored."""

    def to_json(self) -> dict[str, Any]:
        """Return the record as stored."""


def replace(
    opened: Opened, actor: Actor, table: str, word: str, read: Callable[[Any], Sequence[Stored]]
) -> int:
    """Replace a table by that of the file `word`, written as `--json` shows it; return how many it has."""
    desk = opened.desk
    require("organisation", actor, practice=desk.practice)
    records = read(read_object(word).get(table))
    rows = [record.to_json() for record in records]
    if table == "staff" and not any(actor.id == row["id"] and "admin" in row["roles"] for row in rows):
        raise Refused(_("Stay on the list as an administrator yourself; else nobody could change it again."))
    desk.documents.write(table, rows, expected_rev=desk.documents.read(table)[0])
    return len(rows)
