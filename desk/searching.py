"""What of a ticket can be found once it is archived, and a list's filter as a question to the archive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from desk.masked import customer_of
from desk.own_data import mask_text
from desk.ports import ArchiveQuery, Row
from desk.queues import Filter
from desk.rows import customer_key
from desk.text import fold_width, one_line
from desk.ticket import Customer
from desk.units import Organisation

DIALLED: Final = 7
"""The fewest digits of a whole number to dial."""


def searched_text(row: Row, first: Mapping[str, Any]) -> str:
    """Return what a text is looked for in; `first` is the data of the first event.

    Personal numbers and the customer's own data are masked before, so that no index holds them. Lines part
    the fields: no text that was made by `folded` reaches over them.
    """
    customer = customer_of(first)
    told = (mask_text(str(first.get(field) or ""), customer) for field in ("content", "demand"))
    shown = (str(row.get(field) or "") for field in ("number", "customer"))
    return "\n".join(filter(None, map(folded, (*shown, *told))))


def matcher(
    wanted: str, names: Organisation, content_of: Callable[[str], Mapping[str, Any]]
) -> Callable[[Row], bool]:
    """Return whether a text is found in what the desk shows of a row's ticket; an empty one always is.

    `content_of` gives the data of a ticket's first event. What is masked when shown is not found (K-3.3a).
    """
    text = folded(wanted)
    caller = caller_key(wanted)

    def matches(row: Row) -> bool:
        if caller and row["customer_key"] == caller:
            return True
        labels = (names.unit_label(row["unit"]), names.unit_label(row["lead"]))
        people = names.staff_name(row["follower"])
        line = " ".join((row["number"], row["summary"], row["customer"], row["unit"], *labels, people))
        return text in line.lower() or _told(text, row, content_of(row["number"]))

    return matches if text else lambda _row: True


def _told(text: str, row: Row, first: Mapping[str, Any]) -> bool:
    """Whether the text stands in the masked content; few do in the plain one, and only these are masked."""
    plain = folded(f"{first.get('content') or ''} {first.get('demand') or ''}")
    return (text in plain or "*" in text) and text in searched_text(row, first)


def caller_key(wanted: str) -> str:
    """Return the customer's key when the text is a whole number to dial, so that a caller is found by it."""
    digits = "".join(filter(str.isdigit, fold_width(wanted)))
    dialled = set(fold_width(wanted)) <= set("0123456789+-() ") and len(digits) >= DIALLED
    return customer_key(Customer(mobile=wanted)) if dialled else ""


def folded(text: str) -> str:
    """Return a text as it is compared: one line, small letters."""
    return one_line(text).lower()


def archive_query(wanted: Filter, reach: frozenset[str] | None, names: Organisation) -> ArchiveQuery:
    """Return a list's filter as a question to the archive; a text finds units and staff by name too."""
    if caller := caller_key(wanted.text):
        return ArchiveQuery(
            customer_key=caller, reach=reach, level=wanted.level, unit=wanted.unit, limit=wanted.newest
        )
    text = folded(wanted.text)
    units = frozenset(code for code in names.units if text and text in names.unit_label(code).lower())
    codes = frozenset(code for code in names.units if text and text in code.lower())
    people = frozenset(one for one in names.staff if text and text in names.staff_name(one).lower())
    return ArchiveQuery(
        text=text,
        named_units=units | codes,
        named_people=people,
        reach=reach,
        level=wanted.level,
        unit=wanted.unit,
        limit=wanted.newest,
    )
