"""One row of a register as a record that the desk can take, or the reason why it cannot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from desk.i18n import _
from desk.moments import iso
from importers.book import Value
from importers.cells import as_key, as_text, digits_lost
from importers.header import Line
from importers.mapping import RegisterMap, Stage
from importers.rules import Unfit


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer that the register tells of."""

    at: datetime
    text: str
    way: str


@dataclass(frozen=True, slots=True)
class Record:
    """One row that can be taken: its row in the file (from 1), its key, and the fields of a new ticket.

    Later moments never lie before earlier ones; a stage that the register does not tell of is None.
    """

    row: int
    source: str
    received_at: datetime
    intake: Mapping[str, Any]
    dispatched_at: datetime | None = None
    reply: Reply | None = None
    closed_at: datetime | None = None
    satisfaction: str = ""


def record_of(line: Line, mapping: RegisterMap, now: datetime) -> Record:
    """Return the record of a row; `Unfit` with the reason when it cannot be taken."""
    if found := line.error():
        raise Unfit(
            _("Cell {cell} is the error value {value}; correct it.").format(cell=found[0], value=found[1])
        )
    source = _source(line, mapping)
    values = {name: rule.take(line.cell) for name, rule in mapping.intake.items()}
    received = _moment(values["received_at"], None, now)
    if received is None:
        raise Unfit(_("The time of receipt is missing; fill it in."))
    if not as_text(values["content"]):
        raise Unfit(_("The content is missing; fill it in."))
    return _with_history(Record(line.number, source, received, _intake(values)), line, mapping, now)


def _source(line: Line, mapping: RegisterMap) -> str:
    value = line.cell(mapping.key)
    key = as_text(value)
    if not key:
        raise Unfit(
            _("The record's number in column {column} is missing; fill it in.").format(column=mapping.key)
        )
    if digits_lost(value):
        raise Unfit(
            _("The number {key} in column {column} is too long to be exact; keep it as text.").format(
                key=key, column=mapping.key
            )
        )
    return f"{mapping.prefix}:{key}"


def _intake(values: Mapping[str, Value]) -> dict[str, Any]:
    """Return the fields of a new ticket as JSON: nested, without blanks, moments as ISO text."""
    intake: dict[str, Any] = {}
    for name, value in values.items():
        if value is None:
            continue
        group, _dot, field = name.rpartition(".")
        place = intake.setdefault(group, {}) if group else intake
        place[field] = iso(value) if isinstance(value, datetime) else value
    return intake


def _with_history(record: Record, line: Line, mapping: RegisterMap, now: datetime) -> Record:
    floor = record.received_at
    dispatched = _stage(line, mapping.stages.get("dispatched"))
    dispatched_at = _moment(dispatched.get("at"), floor, now)
    reply = _reply(_stage(line, mapping.stages.get("reply")), dispatched_at or floor, now)
    closed = _stage(line, mapping.stages.get("closed"))
    closed_at = _moment(closed.get("at"), reply.at if reply else dispatched_at or floor, now)
    return Record(
        record.row,
        record.source,
        record.received_at,
        record.intake,
        dispatched_at,
        reply,
        closed_at,
        as_text(closed.get("satisfaction")) if closed_at else "",
    )


def _stage(line: Line, stage: Stage | None) -> dict[str, Value]:
    """Return what the register tells of a stage of this row, nothing when the condition does not hold."""
    if stage is None or (stage.when and as_key(line.cell(stage.when.column)) not in stage.when.words):
        return {}
    return {name: rule.take(line.cell) for name, rule in stage.rules.items()}


def _reply(told: Mapping[str, Value], floor: datetime, now: datetime) -> Reply | None:
    text = as_text(told.get("text"))
    at = _moment(told.get("at"), floor, now)
    if text and at is None:
        raise Unfit(_("There is a reply but no time of it; fill it in."))
    return Reply(at, text, as_text(told.get("way")) or "letter") if text and at else None


def _moment(value: Value, floor: datetime | None, now: datetime) -> datetime | None:
    """Return a moment from the one before it up to the present; a day alone may be that same day."""
    if not isinstance(value, datetime):
        return None
    if value > now:
        raise Unfit(_("{moment} lies in the future; correct it.").format(moment=f"{value:%Y-%m-%d %H:%M}"))
    if floor is None or value >= floor:
        return value
    if value.date() == floor.date() and value.time() == time.min:
        return floor
    raise Unfit(
        _("{moment} lies before {earlier}, which must come first; correct one of them.").format(
            moment=f"{value:%Y-%m-%d %H:%M}", earlier=f"{floor:%Y-%m-%d %H:%M}"
        )
    )
