"""The invented bank is whole, and nothing in it is real."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest

import sample_data
from desk.personal import personal_numbers
from desk.units import ROLES
from sample_data import bank, customers

FILES = sorted(Path(sample_data.__file__).parent.rglob("*.toml")) + sorted(
    Path(sample_data.__file__).parent.rglob("*.py")
)
REAL = (
    "工商银行", "农业银行", "中国银行", "建设银行", "交通银行", "邮储", "招商", "浦发", "兴业", "民生", "光大", "中信",
    "华夏银行", "平安银行", "广发", "昆仑", "富滇", "北京银行", "上海银行", "宁波银行", "微信支付", "支付宝", "95588",
    "95533", "12378", "12345",
)  # fmt: skip


def test_there_are_four_branches_with_twenty_four_sub_branches_and_a_call_centre():
    kinds = [unit.kind for unit in bank.units()]
    assert (kinds.count("branch"), kinds.count("sub_branch"), kinds.count("call_centre")) == (4, 24, 1)
    assert all(bank.organisation().branch_of(code) == branch for branch in bank.branches()
               for code in bank.sub_branches(branch))  # fmt: skip


def test_every_unit_has_a_name_in_both_languages_and_no_two_share_one():
    for names in ([u.zh for u in bank.units()], [u.en for u in bank.units()], [p.name for p in bank.staff()]):
        assert len(set(names)) == len(names)
    assert all(re.search("[一-鿿]", u.zh) and u.en.isascii() for u in bank.units())


def test_everybody_works_at_a_unit_in_a_known_role_and_every_role_is_held():
    codes = {unit.code for unit in bank.units()}
    assert all(person.unit in codes for person in bank.staff())
    assert {role for person in bank.staff() for role in person.roles} == set(ROLES)


def test_every_sub_branch_has_one_or_two_handlers():
    for branch in bank.branches():
        assert all(1 <= len(bank.people(code)) <= 2 for code in bank.sub_branches(branch))


def test_the_operator_is_a_supervisor_who_also_takes_calls():
    assert bank.organisation().staff[bank.OPERATOR].roles == {"agent", "supervisor"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_real_bank_hotline_or_payment_brand_is_named(path: Path):
    text = path.read_text(encoding="utf-8")
    assert [name for name in REAL if name in text] == []


def test_customers_have_numbers_of_ranges_that_nobody_holds():
    rng = Random(5)
    drawn = [customers.draw(rng).to_json() for _n in range(400)]
    assert all(fields["mobile"].startswith(customers.MOBILE_RANGES) for fields in drawn)
    assert all(f.get("id_number", "99").startswith("99") for f in drawn)
    assert all(f.get("phone", "0400").startswith("0400") for f in drawn)


def test_an_invented_identity_number_is_seen_as_personal_all_the_same():
    rng = Random(6)
    numbers = [
        f["id_number"] for f in (customers.draw(rng).to_json() for _n in range(60)) if "id_number" in f
    ]
    assert numbers
    assert all([found.kind for found in personal_numbers(number)] == ["id"] for number in numbers)
