"""Personal data at the commands: drafts and lists show them masked."""

from __future__ import annotations

from tests.support.commands import open_drafts


def test_drafts_of_both_shapes_show_a_masked_customer_and_what_happened(cli):
    fields = {"customer.name": "赵敏", "content": "赵敏说等了四十分钟", "unit": "B0101"}
    drafts = open_drafts(cli.home)
    drafts.save("T002", "intake-1", fields)
    drafts.save("T002", "intake-2", {"fields": fields, "number": "", "verb": "", "rev": 0})
    listed = cli("tickets", "--queue", "drafts", "--json").json["tickets"]
    assert {one["number"] for one in listed} == {"intake-1", "intake-2"}
    assert {(one["customer"], one["summary"]) for one in listed} == {("赵**", "赵**说等了四十分钟")}
