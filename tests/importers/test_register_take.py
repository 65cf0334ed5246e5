"""Taking a register into the desk: in batches, with its history, once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from desk.errors import StorageError
from desk.i18n import set_language
from desk.loading import LoadedRecord
from desk.moments import from_iso, iso
from desk.units import Actor
from importers.register import LoadPlan, LoadResult, plan_load, rehearse, take
from tests.support.desks import Bench, make_bench

NOW = from_iso("2026-03-02T10:30:00+08:00")
HEADER = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间")


class Taker:
    """Keeps every batch; fails in the one whose number is `fails_in`, and refuses what `refuses` names."""

    def __init__(self, *, fails_in: int = 0, refuses: frozenset[str] = frozenset()) -> None:
        self.batches: list[tuple[str, ...]] = []
        self.known: set[str] = set()
        self.fails_in = fails_in
        self.refuses = refuses

    def load_batch(
        self, records: Sequence[LoadedRecord], actor: Actor
    ) -> tuple[int, int, list[tuple[str, str]]]:
        assert actor.unit == records[0].intake["unit"]
        self.batches.append(tuple(record.source for record in records))
        if len(self.batches) == self.fails_in:
            raise StorageError("full")
        refused = [(r.source, "no") for r in records if r.source in self.refuses]
        fresh = {r.source for r in records} - self.known - self.refuses
        self.known |= fresh
        return len(fresh), len(records) - len(fresh) - len(refused), refused


@pytest.fixture(autouse=True)
def _chinese() -> None:
    set_language("zh_CN")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return make_bench(tmp_path / "desk")


def register(folder: Path, count: int, *, bad: int = 0) -> LoadPlan:
    """Return the plan of a register of so many messages, and so many without a time."""
    path = folder / "留言.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for n in range(1, count + bad + 1):
            when = "2025/9/1 9:00:00" if n <= count else ""
            sheet.write_row(n, 0, (n, f"A{n}", f"事项 {n}", when, "详情", "已处理", "2025/9/3 15:00:00"))
    return plan_load(path, now=NOW)


def run(plan: LoadPlan, desk: object, **changed: object) -> LoadResult:
    given = {
        "actor": Actor("T001", "陈晓", "KF"),
        "progress": lambda _done, _all: None,
        "cancelled": lambda: False,
        **changed,
    }
    return take(plan, desk, **given)  # type: ignore[arg-type]


def test_records_go_in_batches_and_progress_is_told(tmp_path: Path):
    desk, told = Taker(), []
    result = run(register(tmp_path, 7, bad=2), desk, batch=3, progress=lambda *at: told.append(at))

    assert [len(batch) for batch in desk.batches] == [3, 3, 1]
    assert told == [(3, 7), (6, 7), (7, 7)]
    assert (result.read, result.taken, result.already, len(result.refused)) == (9, 7, 0, 2)


def test_a_second_load_adds_nothing(tmp_path: Path):
    desk, plan = Taker(), register(tmp_path, 7)
    run(plan, desk)
    again = run(plan, desk)

    assert (again.taken, again.already) == (0, 7)


def test_a_load_stops_between_batches_and_goes_on_later(tmp_path: Path):
    desk, plan = Taker(), register(tmp_path, 7)
    stopped = run(plan, desk, batch=3, cancelled=lambda: len(desk.batches) == 1)
    rest = run(plan, desk, batch=3)

    assert (stopped.taken, stopped.cancelled) == (3, True)
    assert (rest.taken, rest.already, rest.cancelled) == (4, 3, False)


def test_a_batch_that_fails_leaves_the_ones_before_it(tmp_path: Path):
    desk, plan = Taker(fails_in=2), register(tmp_path, 7)

    with pytest.raises(StorageError):
        run(plan, desk, batch=3)
    assert desk.known == {"messages:1", "messages:2", "messages:3"}


def test_what_the_desk_refuses_is_told_by_its_row(tmp_path: Path):
    result = run(register(tmp_path, 3), Taker(refuses=frozenset({"messages:2"})))

    assert result.taken == 2
    assert [(row.row, row.reason) for row in result.refused] == [(3, "no")]


def test_loaded_tickets_carry_their_own_times_and_replies(tmp_path: Path, bench: Bench):
    result = run(register(tmp_path, 3), bench.desk, actor=bench.who("T001"))
    ticket = bench.desk.ticket(bench.desk.ledger.number_of("messages:1") or "")

    assert result.taken == 3
    assert ticket.state == "closed"
    assert iso(ticket.received_at) == "2025-09-01T09:00:00+08:00"
    assert [(reply.text, iso(reply.at)) for reply in ticket.replies] == [
        ("已处理", "2025-09-03T15:00:00+08:00")
    ]
    assert iso(ticket.closed_at or NOW) == "2025-09-03T15:00:00+08:00"
    assert (ticket.unit, ticket.channel, ticket.source) == ("KF", "web", "messages:1")
    assert [event.kind for event in ticket.history] == ["registered", "replied", "closed"]


def test_the_real_desk_takes_a_register_once(tmp_path: Path, bench: Bench):
    plan = register(tmp_path, 5)
    first = run(plan, bench.desk, actor=bench.who("T001"), batch=2)
    second = run(plan, bench.desk, actor=bench.who("T001"), batch=2)

    assert (first.taken, first.already) == (5, 0)
    assert (second.taken, second.already) == (0, 5)
    assert len(bench.desk.ledger.rows()) == 5


def test_a_rehearsal_says_what_a_load_then_does(tmp_path: Path, bench: Bench):
    actor = bench.who("T001")
    run(register(tmp_path, 2), bench.desk, actor=actor)
    plan = register(tmp_path, 5, bad=1)
    foreseen = rehearse(plan, bench.desk, actor=actor)

    assert len(bench.desk.ledger.rows()) == 2
    assert (foreseen.taken, foreseen.already, len(foreseen.refused)) == (3, 2, 1)
    assert run(plan, bench.desk, actor=actor) == foreseen
