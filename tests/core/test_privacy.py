"""What nobody sees without asking: the customer's data in lines, pages and what a search finds (K-3.3a)."""

from __future__ import annotations

import json

import pytest

from desk.masked import ticket_json
from tests.support.desks import Bench

CUSTOMER = {
    "name": "张丽华",
    "mobile": "13800001234",
    "phone": "0991-5551234",
    "address": "云州市东街1号2单元301",
}


@pytest.mark.clause("K-3.3a")
def test_a_line_shows_neither_the_customers_name_nor_any_number(bench: Bench) -> None:
    content = "张丽华来电：住东街1号2单元，打5551234、138.0000.1234或010-65551234，"
    number = bench.new(customer=CUSTOMER, content=content + "等候过久").number
    row = bench.desk.ledger.rows()[number]
    assert row["summary"] == "张**来电：住东街1**，打****34、138****1234或010-****234，等候过久"


@pytest.mark.clause("K-3.3a")
def test_a_number_where_the_line_is_cut_is_masked_too(bench: Bench) -> None:
    content = "排" * 34 + "卡6222021234567894128"
    number = bench.new(content=content).number
    assert bench.desk.ledger.rows()[number]["summary"].startswith("排" * 34 + "卡6222****")


@pytest.mark.clause("K-3.3a")
def test_only_free_text_is_masked_and_keys_stay_what_they_are(bench: Bench) -> None:
    number = bench.new(customer={"name": "hotline", "mobile": "13800001234", "account": "2026"}).number
    bench.does(number, "note", note="hotline打来，13800001234")
    shown = ticket_json(bench.desk.ticket(number))
    assert (shown["number"], shown["channel"], shown["received_at"][:4]) == (number, "hotline", "2026")
    assert shown["history"][0]["data"]["channel"] == "hotline"
    assert shown["notes"] == ["h**打来，138****1234"]
    assert "13800001234" not in json.dumps(shown, ensure_ascii=False)
