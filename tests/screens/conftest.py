from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from screens.app import prepare

prepare()

from desk.calendar import load_calendars  # noqa: E402 - the settings come before Textual
from desk.i18n import set_language  # noqa: E402
from desk.pack_file import load_pack  # noqa: E402
from desk.registration import Rules  # noqa: E402
from desk.service import Desk  # noqa: E402
from desk.ticket import Ticket  # noqa: E402
from screens.desk_app import DeskApp  # noqa: E402
from tests.support.desks import STAFF, UNITS, Clock, call  # noqa: E402
from tests.support.memory_ledger import MemoryHome  # noqa: E402


@dataclass
class Office:
    """A small bank in memory; every desk that it gives is another process on the same record."""

    practice: bool = True
    home: MemoryHome = field(default_factory=MemoryHome)
    clock: Clock = field(default_factory=Clock)
    rules: Rules = field(default_factory=lambda: Rules(load_pack(), load_calendars()))

    def __post_init__(self) -> None:
        documents = self.home.documents()
        documents.write("units", [unit.to_json() for unit in UNITS], expected_rev=0)
        documents.write("staff", [person.to_json() for person in STAFF], expected_rev=0)

    def desk(self) -> Desk:
        home = self.home
        return Desk(
            home.ledger(), home.documents(), home.drafts(), self.rules, self.clock, practice=self.practice
        )

    def app(self, person: str = "T002", notice: str = "") -> DeskApp:
        desk = self.desk()
        return DeskApp(desk, desk.actor(person, "screen"), notice=notice)

    def new(self, **fields: Any) -> Ticket:
        desk = self.desk()
        return desk.register({**call(), **fields}, desk.actor("T001", "command"))

    def does(self, number: str, verb: str, person: str = "T002", **fields: Any) -> Ticket:
        desk = self.desk()
        return desk.act(number, verb, fields, desk.actor(person, "command"))

    def ticket(self, number: str) -> Ticket:
        return self.desk().ticket(number)


@pytest.fixture
def office() -> Iterator[Office]:
    set_language("zh_CN")
    yield Office()
    set_language("zh_CN")
