"""The feedback form of a ticket as a file."""

from __future__ import annotations

import openpyxl
import pytest


def texts(path) -> str:
    book = openpyxl.load_workbook(path)
    return "\n".join(str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value)


@pytest.mark.clause("K-A1.1")
def test_a_form_carries_its_number_and_masks_the_customer(cli, tmp_path):
    number = cli.new()
    out = tmp_path / "form.xlsx"
    answer = cli("form", number, "-o", str(out))
    assert (answer.code, answer.out.strip()) == (0, str(out))
    written = texts(out)
    assert "FK-B0101-2026-00001" in written
    assert "Practice" in written
    assert "13800001234" not in written
    assert "赵敏" not in written
    assert cli("form", cli.new(), "-o", str(out)).code == 0
    assert "FK-B0101-2026-00002" in texts(out)


@pytest.mark.clause("K-3.3a")
def test_a_form_in_full_leaves_its_reason_in_the_history(cli, tmp_path):
    number = cli.new()
    out = tmp_path / "form.xlsx"
    assert cli("form", number, "-o", str(out), "--reveal", "signed copy for the file").code == 0
    assert "13800001234" in texts(out)
    last = cli("ticket", number, "--json").json["history"][-1]
    assert (last["kind"], last["data"]["reason"]) == ("revealed", "signed copy for the file")


def test_a_place_that_cannot_be_written_is_told_in_one_sentence(cli, tmp_path):
    answer = cli("form", cli.new(), "-o", str(tmp_path / "none" / "form.xlsx"))
    assert answer.code == 3
    assert "Traceback" not in answer.err


@pytest.mark.clause("K-A1.0")
def test_a_blank_form_names_no_ticket_and_leaves_room_for_a_pen(cli, tmp_path):
    number = cli.new()
    out = tmp_path / "blank.xlsx"
    answer = cli("form", "--blank", "-o", str(out))
    assert (answer.code, answer.out.strip()) == (0, str(out))
    written = texts(out)
    assert "Practice" in written
    assert "FK-" not in written
    assert number not in written
    assert "☑" not in written
    assert "□" in written


@pytest.mark.parametrize(
    "words", [(), ("--blank", "HX20260302000001"), ("--blank", "--reveal", "signed copy")]
)
def test_a_form_is_of_one_ticket_or_blank(cli, tmp_path, words):
    out = tmp_path / "form.xlsx"
    assert cli("form", *words, "-o", str(out)).code == 2
    assert not out.exists()
