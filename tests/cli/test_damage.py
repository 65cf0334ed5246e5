"""A damaged record is said to everybody who reads it, not only to who writes."""

from __future__ import annotations

import json

from tests.support.commands import complaint


def test_a_reader_of_a_damaged_record_is_told_so(cli):
    for _ in range(3):
        cli("ticket", "new", "--json", "-", stdin=json.dumps(complaint()))
    assert "damaged" not in cli("tickets").err
    journal = next(cli.home.glob("journal-*.jl"))
    lines = journal.read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b"counter", b"countar", 1)
    journal.write_bytes(b"".join(lines))
    answer = cli("tickets", "--json")
    assert "damaged" in answer.err
    assert journal.name in answer.err
    assert cli("ticket", "new", "--json", "-", stdin=json.dumps(complaint())).code == 4
