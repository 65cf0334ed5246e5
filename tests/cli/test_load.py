"""A register of another system becomes tickets: once, whole, and stopped between batches."""

from __future__ import annotations

import csv
import os
import signal
from pathlib import Path

import pytest

from desk.service import Desk

HEADER = [
    "Date received", "Product", "Sub-product", "Issue", "Sub-issue", "Consumer complaint narrative",
    "Company public response", "Company", "State", "ZIP code", "Tags", "Consumer consent provided?",
    "Submitted via", "Date sent to company", "Company response to consumer", "Timely response?",
    "Consumer disputed?", "Complaint ID",
]  # fmt: skip


@pytest.fixture
def register(tmp_path) -> Path:
    path = tmp_path / "register.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        for n in range(450):
            writer.writerow(
                {
                    "Date received": "2026-01-05",
                    "Product": "Mortgage",
                    "Issue": f"Issue {n}",
                    "Submitted via": "Phone",
                    "Date sent to company": "2026-01-06",
                    "Company response to consumer": "Closed with explanation",
                    "Complaint ID": str(n),
                }
            )
        writer.writerow({"Date received": "someday", "Submitted via": "Phone", "Complaint ID": "x"})
    return path


def test_a_dry_run_counts_and_takes_nothing(cli, register):
    answer = cli("load", str(register), "--dry-run", "--json").json
    assert (answer["read"], answer["would_take"], answer["refused"]) == (451, 450, 1)
    assert cli("tickets", "--queue", "all", "--json").json["total"] == 0


def test_rows_are_taken_once_and_the_refused_ones_named(cli, register):
    first = cli("load", str(register))
    assert first.code == 0
    assert "450 taken" in first.err
    assert first.out.splitlines()[-1] == "450 of 451"
    assert "Row 452" in first.out
    again = cli("load", str(register), "--json").json
    assert (again["taken"], again["already"], again["refused"]) == (0, 450, 1)
    assert cli("tickets", "--queue", "all", "--json").json["total"] == 450


def test_a_dry_run_after_a_load_knows_what_stands_already(cli, register):
    cli("load", str(register))
    answer = cli("load", str(register), "--dry-run", "--json").json
    assert (answer["would_take"], answer["already"], answer["refused"]) == (0, 450, 1)


def test_ctrl_c_stops_between_batches_and_says_how_many_were_taken(cli, register, monkeypatch):
    take = Desk.load_batch

    def pressed(self, records, actor):
        os.kill(os.getpid(), signal.SIGINT)
        return take(self, records, actor)

    with monkeypatch.context() as patch:
        patch.setattr(Desk, "load_batch", pressed)
        stopped = cli("load", str(register))
    assert stopped.code == 130
    taken = cli("tickets", "--queue", "all", "--json").json["total"]
    assert 0 < taken < 450
    assert f"{taken} taken" in stopped.err
    rest = cli("load", str(register), "--json").json
    assert (rest["taken"], rest["already"]) == (450 - taken, taken)


def test_a_file_that_is_no_register_is_a_bad_input(cli, tmp_path):
    foreign = tmp_path / "foreign.csv"
    foreign.write_text("a,b\n1,2\n")
    for place in (foreign, tmp_path / "none.csv", tmp_path):
        answer = cli("load", str(place))
        assert answer.code == 3, place
        assert "Traceback" not in answer.err
    assert cli("tickets", "--queue", "all", "--json").json["total"] == 0
