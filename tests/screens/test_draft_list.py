"""The list of one's half-written forms: enough to tell them apart, and nothing of the customer (K-3.3a)."""

from __future__ import annotations

from typing import Any

import pytest

from screens.drafts import Draft, drafts_of, save
from screens.session import Session


@pytest.mark.clause("K-3.3a")
def test_a_draft_in_the_list_shows_what_happened_and_masks_the_customer(office: Any) -> None:
    desk = office.desk()
    session = Session(desk, desk.actor("T002", "screen"))
    fields = {"customer.name": "张丽华", "unit": "B0101", "content": "张丽华说等了很久，电话13800001234"}
    save(session, Draft("intake-1", "", fields))
    (draft,) = drafts_of(session)
    shown = draft.option(session)
    assert shown.note == "张**说等了很久，电话138****1234"
    assert "云州城东支行" in shown.label
    assert "丽华" not in shown.words
