"""What every engine does with closed tickets; an engine's tests inherit this and give `make_home`.

After `checkpoint` closed tickets stand in the archive; nothing but `rows` and `search` may tell.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.errors import Conflict
from desk.ports import ArchiveQuery, Change, Ledger
from tests.storage.contract import ANY_ENGINE, AWKWARD, MakeHome, event, write
from tests.support.memory_ledger import MemoryHome

CONTENT = "客户称在城东支行排队两小时，柜员态度冷淡，要求道歉。"


def ticket(number: str, seen: int = 0, *, content: str = CONTENT, **row: Any) -> Change:
    """A closed ticket, or another event of one."""
    full = {
        "number": number,
        "state": "closed",
        "level": 3,
        "unit": "B0101",
        "lead": "",
        "helpers": [],
        "accepting_unit": "KF",
        "follower": "T101",
        "customer": "张**",
        "customer_key": "c1",
        "received_at": "2026-02-09T09:00:00+08:00",
        "closed_at": "2026-02-10T09:00:00+08:00",
        **row,
    }
    return Change(number, seen, (event(seen + 1, content=content),), full)


def numbers(ledger: Ledger, **wanted: Any) -> list[str]:
    """The numbers that a query finds, in order; all of them, and the total agrees."""
    page = ledger.search(ArchiveQuery(**{"limit": None, **wanted}))
    assert page.total == len(page.rows)
    return [row["number"] for row in page.rows]


class ArchiveContract:
    """The port `Ledger` once tickets are closed."""

    @pytest.fixture
    def home(self, make_home: MakeHome) -> Any:
        return make_home()

    @pytest.fixture
    def ledger(self, home: Any) -> Any:
        return home.ledger()

    @pytest.fixture
    def other(self, home: Any) -> Any:
        return home.ledger()

    def test_without_archived_tickets_nothing_is_found(self, ledger):
        write(ledger, ticket("K1", state="handling"))
        ledger.checkpoint()
        assert numbers(ledger) == []
        assert ledger.row("K9") is None
        assert ledger.row("K1")["state"] == "handling"

    def test_a_checkpoint_moves_closed_tickets_only(self, home, ledger, other):
        write(
            ledger, ticket("K1", source="s1"), ticket("K2", state="archived"), ticket("K3", state="replied")
        )
        ledger.checkpoint()
        assert ledger.refresh() == other.refresh() == {"K1", "K2", "K3"}
        for handle in (ledger, other, home.ledger()):
            assert set(handle.rows()) == {"K3"}
            assert numbers(handle) == ["K1", "K2"]
            assert handle.events("K1") == (event(1, content=CONTENT),)
            assert handle.row("K1")["source"] == "s1"
            assert handle.number_of("s1") == "K1"
            assert handle.refresh() == frozenset()

    def test_the_revision_of_an_archived_ticket_still_counts(self, ledger):
        write(ledger, ticket("K1"))
        ledger.checkpoint()
        with pytest.raises(Conflict) as refused:
            write(ledger, ticket("K1"))
        assert refused.value.found == 1
        with ledger.transaction() as transaction:
            assert transaction.events("K1") == (event(1, content=CONTENT),)

    def test_a_transaction_knows_the_source_keys_of_archived_tickets(self, ledger):
        write(ledger, ticket("K1", source="登记 1"))
        ledger.checkpoint()
        with ledger.transaction() as transaction:
            assert transaction.number_of("登记 1") == "K1"
            assert transaction.number_of("登记") is None

    def test_an_archived_ticket_that_changes_is_live_again_with_its_whole_history(self, home, ledger, other):
        write(ledger, ticket("K1", source="a"), ticket("K2"))
        ledger.checkpoint()
        other.refresh()
        write(ledger, ticket("K1", 1, state="reworking", source="b"))
        assert other.refresh() == {"K1"}
        for handle in (ledger, other, home.ledger()):
            assert [one.rev for one in handle.events("K1")] == [1, 2]
            assert set(handle.rows()) == {"K1"}
            assert numbers(handle) == ["K2"]
            assert (handle.number_of("a"), handle.number_of("b")) == (None, "K1")
        other.checkpoint()
        assert [one.rev for one in home.ledger().events("K1")] == [1, 2]
        assert numbers(home.ledger()) == ["K2"]

    def test_a_ticket_may_be_archived_again_and_is_found_once_as_it_is_now(self, home, ledger):
        write(ledger, ticket("K1", level=3))
        ledger.checkpoint()
        write(ledger, ticket("K1", 1, level=2))
        write(ledger, ticket("K1", 2, level=1))
        ledger.checkpoint()
        for handle in (ledger, home.ledger()):
            assert numbers(handle) == ["K1"]
            assert (numbers(handle, level=1), numbers(handle, level=3)) == (["K1"], [])
            assert [one.rev for one in handle.events("K1")] == [1, 2, 3]

    def test_who_slept_is_told_what_changed_and_not_what_only_moved(self, ledger, other):
        write(ledger, ticket("K1"), ticket("K2", state="replied"), ticket("K3", state="replied"))
        other.refresh()
        for i in range(4):
            write(ledger, ticket(f"N{i}"))
            ledger.checkpoint()
        write(ledger, ticket("K2", 1))
        ledger.checkpoint()
        assert other.refresh() == {"K2", "N0", "N1", "N2", "N3"}
        assert set(other.rows()) == {"K3"}
        assert other.refresh() == frozenset()

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("态", True),
            ("态度", True),
            ("柜员态度冷淡", True),
            ("。", True),
            ("度态", False),
            ("柜员冷淡", False),
        ],
    )
    def test_any_piece_of_the_text_is_found_and_nothing_else(self, ledger, text, found):
        write(ledger, ticket("K1"), ticket("K2", content="理财产品未说明风险"))
        ledger.checkpoint()
        assert numbers(ledger, text=text) == (["K1"] if found else [])

    def test_number_and_masked_name_are_part_of_the_text_and_telephone_numbers_are_not(self, ledger):
        write(ledger, ticket("KL77", content="请回电13800001234，谢谢"))
        ledger.checkpoint()
        assert [numbers(ledger, text=text) for text in ("kl77", "张*", "谢谢")] == [["KL77"]] * 3
        assert numbers(ledger, text="13800001234") == []
        assert numbers(ledger, text="0000") == []

    def test_what_a_text_names_is_found_too(self, ledger):
        write(
            ledger,
            ticket("K1"),
            ticket("K2", unit="B02", follower="T2"),
            ticket("K3", lead="B02", follower=""),
        )
        ledger.checkpoint()
        assert numbers(ledger, text="岭南", named_units=frozenset({"B02"})) == ["K2", "K3"]
        assert numbers(ledger, text="周强", named_people=frozenset({"T101"})) == ["K1"]

    def test_units_levels_customers_and_periods_narrow_what_is_found(self, ledger):
        write(
            ledger,
            ticket("K1", level=1, helpers=["B0102"], closed_at="2026-01-31T23:59:59+08:00"),
            ticket("K2", unit="B02", customer_key="c2", received_at="2026-03-01T08:00:00+08:00"),
            ticket("K3", lead="B02", accepting_unit="B0102", customer_key=""),
        )
        ledger.checkpoint()
        assert numbers(ledger, level=1) == ["K1"]
        assert numbers(ledger, unit="B02") == ["K2", "K3"]
        assert numbers(ledger, unit="B0102") == ["K1"]
        assert numbers(ledger, reach=frozenset({"B0102"})) == ["K3", "K1"]
        assert numbers(ledger, reach=frozenset()) == []
        assert numbers(ledger, customer_key="c2") == ["K2"]
        assert numbers(ledger, closed=("2026-02-01", "")) == ["K2", "K3"]
        assert numbers(ledger, closed=("", "2026-02-01")) == ["K1"]
        assert numbers(ledger, received=("2026-03-01", "2026-04-01")) == ["K2"]
        assert numbers(ledger, unit="B02", text="态度", level=3, reach=frozenset({"KF"})) == ["K2"]

    def test_pages_go_from_the_newest_on_and_the_total_is_that_of_all(self, ledger):
        for day in (10, 12, 11):
            write(
                ledger, *(ticket(f"K{day}{i}", closed_at=f"2026-02-{day}T09:00:00+08:00") for i in range(3))
            )
            ledger.checkpoint()
        pages = [ledger.search(ArchiveQuery(limit=4, offset=offset)) for offset in (0, 4, 8, 12)]
        assert [page.total for page in pages] == [9] * 4
        assert [row["number"] for page in pages for row in page.rows] == [
            f"K{day}{i}" for day in (12, 11, 10) for i in range(3)
        ]
        assert ledger.search(ArchiveQuery(limit=0)).rows == ()

    def test_awkward_text_is_archived_as_it_was(self, home, ledger):
        write(ledger, ticket("编号 1", content=AWKWARD, source=AWKWARD))
        ledger.checkpoint()
        again = home.ledger()
        assert again.events("编号 1")[0].data["content"] == AWKWARD
        assert again.number_of(AWKWARD) == "编号 1"
        assert numbers(again, text="😀") == ["编号 1"]

    @ANY_ENGINE
    @given(data=st.data())
    def test_an_archive_answers_like_the_model(self, make_home, data):
        home, model = make_home(), MemoryHome()
        handles, told = [home.ledger(), home.ledger()], model.ledger()
        for who, act in data.draw(st.lists(st.tuples(st.integers(0, 1), _acts), max_size=10)):
            for ledger in (handles[who], told):
                if act is None:
                    ledger.checkpoint()
                else:
                    write(ledger, ticket(act[0], len(told.events(act[0])), **act[1]))
            if act is not None:
                continue
            query = data.draw(_queries)
            for ledger in (*handles, home.ledger()):
                ledger.refresh()
                every = {*ledger.rows(), *(row["number"] for row in ledger.search(query).rows)}
                assert ledger.search(query) == _shown(model, ledger, query)
                assert {n: ledger.events(n) for n in every} == {n: told.events(n) for n in every}


_acts = st.one_of(
    st.none(),
    st.tuples(
        st.sampled_from(["K1", "K2", "工单三"]),
        st.fixed_dictionaries(
            {
                "state": st.sampled_from(["closed", "archived", "replied"]),
                "level": st.integers(1, 3),
                "unit": st.sampled_from(["B01", "B02"]),
                "content": st.text("态度冷淡 a\n", max_size=6),
            }
        ),
    ),
)
_queries = st.builds(
    ArchiveQuery,
    text=st.text("态度冷淡 A", max_size=3),
    level=st.sampled_from([None, 1]),
    unit=st.sampled_from(["", "B01"]),
    reach=st.sampled_from([None, frozenset({"B02"})]),
    limit=st.sampled_from([None, 1]),
)


def _shown(model: MemoryHome, ledger: Ledger, query: ArchiveQuery) -> Any:
    """What the model finds among the tickets that this ledger has archived, live closed ones aside."""
    assert {n for n, row in model.state.rows.items() if row["state"] == "replied"} <= set(ledger.rows())
    return model.state.search(query)
