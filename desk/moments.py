"""Points in time: aware, in the bank's zone, written as ISO 8601."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Asia/Shanghai")


def in_zone(moment: datetime) -> datetime:
    """Return `moment` in the bank's zone; a naive one is taken as the bank's local time."""
    return moment.replace(tzinfo=ZONE) if moment.tzinfo is None else moment.astimezone(ZONE)


def iso(moment: datetime) -> str:
    """Write a moment as stored and shown to programs: `2026-02-15T00:00:00+08:00`."""
    return in_zone(moment).isoformat(timespec="seconds")


def from_iso(text: str) -> datetime:
    """Read back what `iso` wrote; ValueError for anything else."""
    return in_zone(datetime.fromisoformat(text))


def start_of(day: date) -> datetime:
    """Return 00:00 of a day in the bank's zone, which is also 24:00 of the day before."""
    return datetime.combine(day, time.min, ZONE)


def end_of(day: date) -> datetime:
    """Return the exclusive end of a day: 24:00, written as 00:00 of the next one."""
    return start_of(day + timedelta(days=1))


def system_now() -> datetime:
    """Return the present moment in the bank's zone, to the second."""
    return datetime.now(UTC).astimezone(ZONE).replace(microsecond=0)


def parse_moment(text: str) -> datetime:
    """Read a moment that a person or another program wrote; ValueError when it is none.

    A date alone means 00:00 of that day. Without a zone the bank's zone is meant.
    """
    import pendulum  # noqa: PLC0415 - 30 ms that only typed input has to pay

    cleaned = text.strip().replace("/", "-")
    try:
        parsed = pendulum.parse(cleaned, tz="Asia/Shanghai", strict=True)
    except (ValueError, TypeError, OverflowError) as error:
        raise ValueError(text) from error
    if not isinstance(parsed, datetime):
        raise ValueError(text)  # noqa: TRY004 - a duration is a wrong value, not a wrong type
    return datetime.fromtimestamp(parsed.timestamp(), ZONE).replace(microsecond=0)
