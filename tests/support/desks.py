"""A small bank and a desk over a real data folder, for tests of the core and its front ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from desk.calendar import load_calendars
from desk.moments import from_iso
from desk.pack_file import load_pack
from desk.registration import Rules
from desk.service import Desk
from desk.units import Actor, Staff, Unit
from storage import create_home, open_home

UNITS = (
    Unit("HO", "head_office", "总行", "Head office"),
    Unit("HO-QD", "head_office", "渠道运营部", "Channel department", "HO"),
    Unit("KF", "call_centre", "客服中心", "Call centre", "HO"),
    Unit("B01", "branch", "云州分行", "Yunzhou branch", "HO"),
    Unit("B0101", "sub_branch", "云州城东支行", "Yunzhou East sub-branch", "B01"),
    Unit("B0102", "sub_branch", "云州城西支行", "Yunzhou West sub-branch", "B01"),
    Unit("B02", "branch", "岭南分行", "Lingnan branch", "HO"),
    Unit("B0201", "sub_branch", "岭南中心支行", "Lingnan Centre sub-branch", "B02"),
)
STAFF = (
    Staff("T001", "陈晓", "KF", frozenset({"agent"})),
    Staff("T002", "林静", "KF", frozenset({"agent", "supervisor"})),
    Staff("T101", "周强", "B0101", frozenset({"sub_branch"})),
    Staff("T102", "吴敏", "B01", frozenset({"branch"})),
    Staff("T201", "郑浩", "B0201", frozenset({"sub_branch"})),
    Staff("T202", "孙岚", "B02", frozenset({"branch"})),
    Staff("T301", "何平", "HO-QD", frozenset({"channel"})),
    Staff("T401", "高远", "HO", frozenset({"auditor"})),
)


@dataclass
class Clock:
    """A clock that tests turn by hand."""

    at: datetime = field(default_factory=lambda: from_iso("2026-03-02T10:30:00+08:00"))

    def __call__(self) -> datetime:
        """Return the moment the clock shows."""
        return self.at

    def set(self, text: str) -> None:
        """Turn the clock to a local time such as `2026-03-02 10:00`."""
        self.at = from_iso(f"{text.replace(' ', 'T')}:00+08:00")


@dataclass
class Bench:
    """A desk, its clock, and its people."""

    desk: Desk
    clock: Clock
    path: Path

    def who(self, person: str, via: str = "command") -> Actor:
        """Return a member of staff as an actor."""
        return self.desk.actor(person, via)

    def new(self, person: str = "T001", **fields: Any) -> Any:
        """Register a ticket from `call` with some fields changed."""
        return self.desk.register({**call(), **fields}, self.who(person))

    def does(
        self, number: str, verb: str, person: str = "T002", rev: int | None = None, **fields: Any
    ) -> Any:
        """Do one action."""
        return self.desk.act(number, verb, fields, self.who(person), rev)

    def clock_of(self, ticket: Any, name: str) -> Any:
        """Return one clock of a ticket."""
        return next(clock for clock in self.desk.clocks(ticket) if clock.name == name)

    def answered(self, number: str) -> Any:
        """Take a registered ticket to its reply."""
        self.does(number, "dispatch", lead="B0101", category="staff.attitude")
        self.does(number, "sign-for", "T101")
        self.does(number, "contact", "T101", note="已致歉，正在核实")
        return self.does(number, "reply", "T101", text="已核实并道歉，当事人已接受培训")


def call() -> dict[str, Any]:
    """Return the fields of an ordinary hotline call at 10:00 on Monday 2 March 2026."""
    return {
        "channel": "hotline",
        "received_at": "2026-03-02 10:00",
        "customer": {"name": "张丽华", "mobile": "13800001234"},
        "content": "在城东支行排队两个小时，柜员态度冷淡，问话不答。",
        "unit": "B0101",
    }


def make_bench(folder: Path) -> Bench:
    """Make a data folder with the small bank and open a desk on it."""
    home = create_home(folder, pack="kunlun", practice=True)
    documents = home.documents()
    documents.write("units", [unit.to_json() for unit in UNITS], expected_rev=0)
    documents.write("staff", [person.to_json() for person in STAFF], expected_rev=0)
    return open_bench(folder)


def open_bench(folder: Path) -> Bench:
    """Open a further desk on a data folder, as another process would."""
    home = open_home(folder)
    clock = Clock()
    rules = Rules(load_pack(), load_calendars())
    desk = Desk(home.ledger(), home.documents(), home.drafts(), rules, clock, practice=True)
    return Bench(desk, clock, folder)
