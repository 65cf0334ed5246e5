"""A ticket of the desk as it stood at the end of a quarter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import chain, takewhile

from desk.events import Event
from desk.fold import fold
from desk.moments import from_iso
from desk.ticket import Ticket


def stood(history: Sequence[Event], end: datetime) -> Ticket | None:
    """Return the ticket as it stood before `end`; None when it was not accepted by then.

    The registration counts even when it was written down later: a call of the last minutes of a quarter
    belongs to that quarter.
    """
    if not history or from_iso(history[0].data["received_at"]) >= end:
        return None
    return fold(chain(history[:1], takewhile(lambda event: event.at < end, history[1:])))
