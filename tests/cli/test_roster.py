"""Units and people: listed, changed in a file, handed in whole or not at all."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def tables(cli):
    """Return the two tables as `--json` writes them."""
    return {name: cli(name, "--json").json for name in ("units", "staff")}


def handed_in(cli, tmp_path, name, table):
    path = tmp_path / "in.json"
    path.write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
    return cli(name, "--replace", str(path))


def test_a_unit_and_a_person_are_added_by_file(cli, tables, tmp_path):
    tables["units"]["units"].append({"code": "B99", "kind": "branch", "zh": "新设分行", "parent": "HO"})
    assert handed_in(cli, tmp_path, "units", tables["units"]).code == 0
    new = {"id": "T900", "name": "新人", "unit": "B99", "roles": ["branch"]}
    me = next(one for one in tables["staff"]["staff"] if one["id"] == cli.by)
    me["roles"] = sorted({*me["roles"], "admin"})
    tables["staff"]["staff"].append(new)
    assert handed_in(cli, tmp_path, "staff", tables["staff"]).code == 0
    assert "T900" in {one["id"] for one in cli("staff", "--json").json["staff"]}


@pytest.mark.parametrize(
    ("table", "change", "field"),
    [
        ("units", {"code": "B98", "kind": "shop", "zh": "x"}, "kind"),
        ("units", {"code": "B98", "kind": "branch", "zh": "x", "parent": "B77"}, "parent"),
        ("units", {"code": "B98", "kind": "branch"}, "zh"),
        ("units", {"code": "B98", "kind": "branch", "zh": "x", "colour": "red"}, "colour"),
        ("staff", {"id": "T901", "name": "x", "unit": "B77", "roles": ["agent"]}, "unit"),
        ("staff", {"id": "T901", "name": "x", "unit": "KF", "roles": ["king"]}, "roles"),
        ("staff", {"id": "T901", "name": "x", "unit": "KF", "roles": []}, "roles"),
    ],
)
def test_a_wrong_record_is_named_and_nothing_is_changed(cli, tables, tmp_path, table, change, field):
    tables[table][table].append(change)
    answer = handed_in(cli, tmp_path, table, tables[table])
    assert answer.code == 3
    assert f"{len(tables[table][table])}.{field}" in answer.err
    assert len(cli(table, "--json").json[table]) == len(tables[table][table]) - 1


def test_nobody_locks_himself_out(cli, tables, tmp_path):
    others = [one for one in tables["staff"]["staff"] if one["id"] != cli.by]
    others.append({"id": "T902", "name": "x", "unit": "KF", "roles": ["agent"]})
    assert handed_in(cli, tmp_path, "staff", {"staff": others}).code == 1
