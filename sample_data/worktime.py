"""When people of the bank work: office hours on working days; a year without a table goes by its weekdays."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from desk.calendar import Calendars
from desk.moments import ZONE, start_of

ONE_DAY: Final = timedelta(days=1)
OPENS: Final = time(8, 30)
SHUTS: Final = time(17, 30)
_SATURDAY: Final = 5


class WorkTime:
    """The bank's office hours under some calendars; every answer is a moment to the second."""

    def __init__(self, calendars: Calendars) -> None:
        self._calendars = calendars

    def counts(self, day: date) -> bool:
        """Return whether people work on a day."""
        kind = self._calendars.kind(day)
        return kind.counts if kind.why != "unknown" else day.weekday() < _SATURDAY

    def later(self, day: date, n: int) -> date:
        """Return the nth working day after a day; with 0 the day itself, or the next working one."""
        while n or not self.counts(day):
            day += ONE_DAY
            n -= 1 if n and self.counts(day) else 0
        return day

    def push(self, moment: datetime, rng: Random) -> datetime:
        """Return the moment itself inside office hours, else one soon after they begin again."""
        local = moment.astimezone(ZONE)
        if self.counts(local.date()) and OPENS <= local.time() < SHUTS:
            return moment
        day = local.date() if local.time() < OPENS else local.date() + ONE_DAY
        return self.at(self.later(day, 0), rng, first=OPENS, minutes=50)

    def on(self, moment: datetime, n: int, rng: Random) -> datetime:
        """Return some office hour of the nth working day after the moment, always later than it."""
        day = self.later(moment.astimezone(ZONE).date(), n)
        found = self.at(day, rng)
        return found if found > moment else self.push(moment + timedelta(minutes=rng.randint(6, 90)), rng)

    def at(self, day: date, rng: Random, *, first: time = OPENS, minutes: int = 530) -> datetime:
        """Return a moment of a day, at most so many minutes after `first`."""
        begin = datetime.combine(day, first, ZONE)
        return begin + timedelta(seconds=rng.randint(60, minutes * 60))

    def end_after(self, moment: datetime, n: int) -> datetime:
        """Return the end (24:00) of the nth working day after the moment's day, the day not counted."""
        day = moment.astimezone(ZONE).date()
        for _n in range(n):
            day = self.later(day, 1)
        return start_of(day + ONE_DAY)
