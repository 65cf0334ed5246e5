"""The sample register of another system loads with the mapping that is written beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk.errors import UsageError
from desk.moments import from_iso
from importers.register import plan_load, take
from sample_data import bank, registers
from sample_data.make import fill
from tests.support.sampled import NOW, MakeDesk, rows_of

UNTIL = from_iso(NOW)


@pytest.mark.parametrize("name", ["register.csv", "register.xlsx"])
def test_every_row_can_be_taken(make_desk: MakeDesk, tmp_path: Path, name: str):
    desk = make_desk("home")
    fill(desk, tickets=0)
    mapping = registers.register(tmp_path / name, UNTIL, rows=60)
    plan = plan_load(tmp_path / name, mapping, now=UNTIL)
    actor = desk.actor(bank.OPERATOR, "command")
    result = take(plan, desk, actor=actor, progress=lambda _done, _all: None, cancelled=lambda: False)
    assert (result.read, result.taken, result.refused) == (60, 60, ())
    assert {"closed", "registered"} <= {row["state"] for row in rows_of(desk).values()}


def test_both_forms_hold_the_same_records(tmp_path: Path):
    plans = []
    for name in ("a.csv", "b.xlsx"):
        mapping = registers.register(tmp_path / name, UNTIL, rows=40)
        plans.append(plan_load(tmp_path / name, mapping, now=UNTIL))
    first, second = (
        [(r.source, r.received_at, r.intake, r.reply, r.closed_at) for r in plan.records] for plan in plans
    )
    assert first == second


def test_the_csv_is_written_as_chinese_spreadsheet_programs_write_it(tmp_path: Path):
    registers.register(tmp_path / "register.csv", UNTIL, rows=3)
    text = (tmp_path / "register.csv").read_bytes().decode("gb18030")
    assert text.splitlines()[0].split(",") == list(registers.HEADERS)


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path):
    for name in ("a.csv", "b.csv"):
        registers.register(tmp_path / name, UNTIL, seed=5, rows=20)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_another_ending_is_refused_by_name(tmp_path: Path):
    with pytest.raises(UsageError, match=r"register\.txt"):
        registers.register(tmp_path / "register.txt", UNTIL)
