"""Calls that arrive while a practice desk is open, from a process of its own.

    python -m sample_data.arrivals --home FOLDER --seed N --parent PID

It ends by itself when the parent process is gone or its standard input closes.
"""

from __future__ import annotations

import argparse
import os
import select
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from desk.calendar import load_calendars
from desk.errors import Conflict, DeskError, NotPermitted, Refused, StorageError
from desk.i18n import _
from desk.moments import from_iso, system_now
from desk.pack_file import load_pack
from desk.registration import Rules
from desk.service import Desk
from desk.ticket import Ticket
from sample_data import bank, texts
from sample_data.cases import Case, Slot, in_cluster, intake, make_case
from sample_data.plan import CLUSTER_BRANCH, CLUSTER_UNIT
from storage import open_home

VIA: Final = "sample"
SHORTEST: Final = 4.0
LONGEST: Final = 11.0
"""Seconds between two arrivals."""

STEP: Final = 0.5
"""Seconds after which the process looks again whether it is still wanted."""

_HOTLINE: Final = 0.85

Stop = Callable[[], bool]
Pause = Callable[[float], None]


@dataclass(slots=True)
class Caller:
    """Makes things happen on a desk, one at a time: a call, now and then a colleague's act."""

    desk: Desk
    agents: Sequence[str]
    rng: Random
    made: int = 0

    def next(self) -> None:
        """Let one thing happen; whatever the desk refuses, or somebody else did first, is left alone."""
        choice = self.rng.choices(
            (self._call, self._one_of_many, self._sign_for, self._contact), (60, 12, 14, 14)
        )
        with suppress(Conflict, NotPermitted, Refused):
            choice[0]()

    def _call(self) -> None:
        """Take a call; half of them are passed on at once by whoever took them."""
        self._take(self._case(self.rng.choice(bank.branches())))

    def _one_of_many(self) -> None:
        """Take another call on the matter that several customers complain of."""
        self._take(in_cluster(self._case(CLUSTER_BRANCH, level=1), CLUSTER_UNIT))

    def _case(self, branch: str, level: int | None = None) -> Case:
        self.made += 1
        received = self.desk.now() - timedelta(seconds=self.rng.randint(40, 240))
        place = "offsite" if level or self.rng.random() < _HOTLINE else "onsite"
        return make_case(Slot(received, branch, place, level), f"{self.rng.random()}/{self.made}", ())

    def _take(self, case: Case) -> None:
        at_outlet = case.place == "onsite"
        taker = self.rng.choice(bank.people(case.unit) if at_outlet else self.agents)
        actor = self.desk.actor(taker, VIA)
        ticket = self.desk.register(intake(replace(case, taker=taker)), actor)
        if self.rng.random() < 0.5:
            lead = case.unit if ticket.level < 2 else bank.organisation().branch_of(case.unit)
            self._do(ticket, "dispatch", taker, {"lead": lead, "follower": bank.people(lead)[0]})

    def _sign_for(self) -> None:
        ticket = self._some("dispatched")
        if ticket and ticket.follower:
            self._do(ticket, "sign-for", ticket.follower, {})

    def _contact(self) -> None:
        ticket = self._some("signed_for")
        if ticket and ticket.follower:
            note = self.rng.choice(texts.phrases()["contacts"])
            words = {"note": note.format(title="客户", subject="所反映事项")}
            self._do(ticket, "contact", ticket.follower, words)

    def _some(self, state: str) -> Ticket | None:
        self.desk.refresh()
        numbers = sorted(row["number"] for row in self.desk.ledger.rows().values() if row["state"] == state)
        return self.desk.ticket(self.rng.choice(numbers)) if numbers else None

    def _do(self, ticket: Ticket, verb: str, person: str, fields: Mapping[str, Any]) -> None:
        self.desk.act(ticket.number, verb, fields, self.desk.actor(person, VIA), ticket.rev)


def run(
    desk: Desk, actor_ids: Sequence[str] = (), *, rng: Random, stop: Stop, pause: Pause = time.sleep
) -> int:
    """Let calls arrive until `stop` says so; return how many calls there were.

    `actor_ids` are the agents who take them, by default the hotline's. Ends quietly when the data folder
    is gone. Refused on a desk that is not for practice.
    """
    if not desk.practice:
        raise Refused(_("Invented calls arrive at a practice desk only; this one is real."))
    caller = Caller(desk, actor_ids or bank.people(bank.CALL_CENTRE)[: bank.AGENTS], rng)
    with suppress(StorageError):
        while not stop():
            pause(rng.uniform(SHORTEST, LONGEST))
            if not stop():
                caller.next()
    return caller.made


class Wanted:
    """Watches the process that asked for the calls: its life, and the end of standard input."""

    def __init__(self, parent: int, stdin: int) -> None:
        self._parent = parent
        self._stdin = stdin
        self._child = os.getppid() == parent
        self._ended = False

    def stop(self) -> bool:
        """Return whether nobody wants more calls."""
        return self._ended or not self._parent_lives()

    def pause(self, seconds: float) -> None:
        """Wait so long, or until nobody wants more calls."""
        until = time.monotonic() + seconds
        while not self.stop() and (left := until - time.monotonic()) > 0:
            ready, _write, _error = select.select([self._stdin], [], [], min(STEP, left))
            self._ended = bool(ready) and not os.read(self._stdin, 4096)

    def _parent_lives(self) -> bool:
        if self._child:
            return os.getppid() == self._parent
        try:
            os.kill(self._parent, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True


def open_desk(folder: Path) -> Desk:
    """Open the practice desk of a data folder; StorageError when there is none."""
    home = open_home(folder)
    own = home.path / "documents"
    rules = Rules(load_pack(home.pack, own / "packs"), load_calendars(own / "calendars"))
    return Desk(home.ledger(), home.documents(), home.drafts(), rules, _clock(), practice=home.practice)


def _clock() -> Callable[[], datetime]:
    """Return the present moment's source, which a practice desk may have stopped."""
    stopped = os.environ.get("DESK_NOW")
    return (lambda: from_iso(stopped)) if stopped else system_now


def main(words: Sequence[str] | None = None) -> int:
    """Run the process of its own; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m sample_data.arrivals")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--parent", type=int, default=os.getppid())
    args = parser.parse_args(words)
    wanted = Wanted(args.parent, sys.stdin.fileno())
    try:
        run(open_desk(args.home), rng=Random(args.seed), stop=wanted.stop, pause=wanted.pause)
    except DeskError as error:
        sys.stderr.write(f"{error.message}\n")
        return int(error.exit_code)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
