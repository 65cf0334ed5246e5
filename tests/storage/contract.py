"""What every engine behind `desk.ports` must do; an engine's tests inherit these and give `make_home`.

A home's handles stand for processes: two ledgers of one home see each other's acknowledged writes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.errors import BadInput, Conflict, Refused, StorageError
from desk.events import Event
from desk.moments import ZONE
from desk.ports import Change, Ledger

MakeHome = Callable[[], Any]
ANY_ENGINE = settings(  # a home for every example, and one test for several engines, on purpose
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
)
AWKWARD = '客户称“多扣￥30.50”，\n要求退还\t\u2028 \\ " , "events": [] 😀 \ud800 \x7f'


def event(rev: int, text: str = "note", **data: Any) -> Event:
    """An event of the morning of 9 February 2026, one minute for each revision."""
    at = datetime(2026, 2, 9, 9, tzinfo=ZONE) + timedelta(minutes=rev)
    return Event(rev, "note", at, "wang", "callcentre", "test", {"text": text, **data}, "K-1")


def change(number: str, seen: int = 0, *, events: int = 1, text: str = "note", **row: Any) -> Change:
    """A change of one ticket from the revision that was seen."""
    added = tuple(event(seen + i + 1, text) for i in range(events))
    return Change(number, seen, added, {"number": number, "rev": seen + events, **row})


def write(ledger: Ledger, *changes: Change) -> None:
    """One transaction of these changes."""
    with ledger.transaction() as transaction:
        for one in changes:
            transaction.add(one)


class AbandonedError(Exception):
    """Why a transaction of a test ends without being kept."""


def abandon(ledger: Ledger, *changes: Change, serial: str = "") -> None:
    """One transaction of these changes that fails at its end."""
    with ledger.transaction() as transaction:
        for one in changes:
            transaction.add(one)
        if serial:
            transaction.serial(serial)
        raise AbandonedError


class LedgerContract:
    """The port `Ledger`."""

    @pytest.fixture
    def home(self, make_home: MakeHome) -> Any:
        return make_home()

    @pytest.fixture
    def ledger(self, home: Any) -> Ledger:
        return home.ledger()

    @pytest.fixture
    def other(self, home: Any) -> Ledger:
        return home.ledger()

    def test_a_new_record_is_empty(self, ledger):
        assert dict(ledger.rows()) == {}
        assert ledger.refresh() == frozenset()
        assert ledger.events("K1") == ()
        assert ledger.number_of("s1") is None

    def test_an_own_write_is_there_at_once(self, ledger):
        write(ledger, change("K1", source="s1", level=2))
        assert dict(ledger.rows()) == {"K1": {"number": "K1", "rev": 1, "source": "s1", "level": 2}}
        assert ledger.events("K1") == (event(1),)
        assert ledger.number_of("s1") == "K1"

    def test_an_own_write_is_reported_once(self, ledger):
        write(ledger, change("K1"))
        assert ledger.refresh() == {"K1"}
        assert ledger.refresh() == frozenset()

    def test_another_process_sees_a_write_at_its_refresh_and_is_told_once(self, ledger, other):
        write(ledger, change("K1", source="s1"), change("K2"))
        assert other.events("K1") == ()
        assert other.refresh() == {"K1", "K2"}
        assert other.events("K1") == (event(1),)
        assert other.number_of("s1") == "K1"
        assert dict(other.rows()) == dict(ledger.rows())
        assert other.refresh() == frozenset()

    def test_a_reopened_record_is_the_same_and_reports_no_change(self, home, ledger):
        write(ledger, change("K1"), change("K2", source="二"))
        write(ledger, change("K1", 1, events=2))
        ledger.close()
        again = home.ledger()
        assert again.refresh() == frozenset()
        assert again.events("K1") == (event(1), event(2), event(3))
        assert again.rows()["K1"]["rev"] == 3
        assert again.number_of("二") == "K2"

    def test_a_failed_transaction_leaves_nothing(self, ledger, other):
        write(ledger, change("K1"))
        ledger.refresh()
        with pytest.raises(AbandonedError):
            abandon(ledger, change("K1", 1, source="s1"), change("K2"))
        assert ledger.refresh() == frozenset()
        assert ledger.events("K1") == (event(1),)
        assert ledger.number_of("s1") is None
        assert other.refresh() == {"K1"}
        assert set(other.rows()) == {"K1"}

    def test_an_empty_transaction_tells_nobody(self, ledger, other):
        with ledger.transaction() as transaction:
            assert transaction.events("K1") == ()
        assert other.refresh() == frozenset()

    def test_a_transaction_reads_what_it_wrote(self, ledger):
        write(ledger, change("K1"))
        with ledger.transaction() as transaction:
            transaction.add(change("K1", 1, events=2, source="s1"))
            transaction.add(change("K2", source="s2"))
            assert transaction.events("K1") == (event(1), event(2), event(3))
            assert transaction.events("K2") == (event(1),)
            assert [transaction.number_of(s) for s in ("s1", "s2", "s3")] == ["K1", "K2", None]

    def test_a_transaction_reads_what_others_acknowledged_without_a_refresh(self, ledger, other):
        write(other, change("K1", source="s1"))
        with ledger.transaction() as transaction:
            assert transaction.events("K1") == (event(1),)
            assert transaction.number_of("s1") == "K1"
        assert ledger.refresh() == {"K1"}

    def test_one_transaction_may_change_a_ticket_twice(self, ledger, other):
        write(ledger, change("K1"), change("K1", 1, level=3))
        other.refresh()
        assert other.events("K1") == (event(1), event(2))
        assert other.rows()["K1"]["level"] == 3

    def test_a_row_may_change_without_an_event(self, ledger, other):
        write(ledger, change("K1"))
        other.refresh()
        write(ledger, Change("K1", 1, (), {"due": "2026-02-15"}))
        assert other.refresh() == {"K1"}
        assert other.rows()["K1"] == {"due": "2026-02-15"}
        assert other.events("K1") == (event(1),)

    def test_a_later_revision_is_a_conflict_that_names_ticket_and_both_revisions(self, ledger, other):
        write(other, change("K17", events=4))
        with pytest.raises(Conflict) as refused, ledger.transaction() as transaction:
            transaction.add(change("K17", 2))
        assert refused.value.found == 4
        assert all(word in refused.value.message for word in ("K17", "4", "2"))
        ledger.refresh()
        assert ledger.events("K17") == tuple(event(i) for i in (1, 2, 3, 4))

    def test_a_ticket_that_does_not_exist_is_at_revision_0(self, ledger):
        with pytest.raises(Conflict) as refused, ledger.transaction() as transaction:
            transaction.add(change("K1", 3))
        assert refused.value.found == 0

    def test_a_conflict_inside_a_transaction_counts_what_it_added(self, ledger):
        with pytest.raises(Conflict) as refused:
            write(ledger, change("K1"), change("K1"))
        assert refused.value.found == 1
        assert dict(ledger.rows()) == {}

    def test_events_that_skip_a_revision_are_a_mistake_of_the_program(self, ledger):
        with pytest.raises(ValueError), ledger.transaction() as transaction:
            transaction.add(Change("K1", 0, (event(2),), {}))
        assert dict(ledger.rows()) == {}

    def test_serials_count_by_prefix_across_processes(self, home, ledger, other):
        taken = []
        for handle in (ledger, other, ledger, home.ledger()):
            with handle.transaction() as transaction:
                taken += [transaction.serial("KL20260209"), transaction.serial("KL20260209")]
                assert transaction.serial(f"own{len(taken)}") == 1
                transaction.add(change(f"K{len(taken)}"))
        assert taken == [1, 2, 3, 4, 5, 6, 7, 8]

    def test_a_serial_that_was_kept_is_never_given_again(self, ledger, other):
        with ledger.transaction() as transaction:
            kept = transaction.serial("KL")
        with pytest.raises(AbandonedError):
            abandon(other, serial="KL")
        with other.transaction() as transaction:
            assert transaction.serial("KL") > kept

    def test_rows_that_were_handed_out_do_not_change_any_more(self, ledger):
        write(ledger, change("K1"))
        seen = ledger.rows()
        write(ledger, change("K1", 1), change("K2"))
        assert {number: row["rev"] for number, row in seen.items()} == {"K1": 1}
        assert {number: row["rev"] for number, row in ledger.rows().items()} == {"K1": 2, "K2": 1}

    def test_a_row_changed_by_its_maker_afterwards_is_kept_as_it_was(self, ledger):
        row = {"flags": ["media"]}
        with ledger.transaction() as transaction:
            transaction.add(Change("K1", 0, (event(1),), row))
            row["flags"].append("public")
        assert ledger.rows()["K1"] == {"flags": ["media"]}

    def test_a_source_key_follows_the_last_row(self, ledger, other):
        write(ledger, change("K1", source="a"))
        write(ledger, change("K1", 1, source="b"))
        other.refresh()
        for handle in (ledger, other):
            assert handle.number_of("a") is None
            assert handle.number_of("b") == "K1"

    def test_tickets_without_a_source_are_not_found_by_an_empty_one(self, ledger):
        write(ledger, change("K1", source=""), change("K2", source=None))
        assert ledger.number_of("") is None

    def test_awkward_text_comes_back_as_it_was(self, home, ledger):
        write(ledger, change("编号 1", text=AWKWARD, summary=AWKWARD, source=AWKWARD))
        again = home.ledger()
        assert again.events("编号 1")[0].data["text"] == AWKWARD
        assert again.rows()["编号 1"]["summary"] == AWKWARD
        assert again.number_of(AWKWARD) == "编号 1"

    def test_a_value_that_json_cannot_hold_fails_before_anything_is_written(self, ledger, other):
        with pytest.raises(ValueError):
            write(ledger, change("K1"), change("K2", loss=float("nan")))
        assert other.refresh() == frozenset()

    def test_a_source_key_that_is_no_text_is_a_mistake_of_the_program(self, ledger, other):
        with pytest.raises(TypeError):
            write(ledger, change("K1", source=["s1"]))
        assert other.refresh() == frozenset()

    def test_five_hundred_new_tickets_are_one_action(self, ledger, other):
        write(ledger, *(change(f"K{i}", source=f"s{i}") for i in range(500)))
        assert len(other.refresh()) == 500
        assert other.number_of("s499") == "K499"

    def test_a_transaction_inside_a_transaction_is_refused_at_once(self, ledger):
        with pytest.raises(RuntimeError), ledger.transaction(), ledger.transaction():
            pass
        write(ledger, change("K1"))
        assert set(ledger.rows()) == {"K1"}

    def test_threads_of_one_process_take_turns(self, ledger):
        def work() -> None:
            for _ in range(10):
                with ledger.transaction() as transaction:
                    number = f"K{transaction.serial('K')}"
                    transaction.add(change(number))

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert set(ledger.rows()) == {f"K{i}" for i in range(1, 41)}

    @ANY_ENGINE
    @given(data=st.data())
    def test_what_was_appended_is_what_is_read_back(self, make_home, data):
        home = make_home()
        handles = [home.ledger(), home.ledger()]
        histories: dict[str, tuple[Event, ...]] = {}
        changed: list[set[str]] = [set(), set()]
        steps = data.draw(st.lists(st.tuples(st.integers(0, 1), _actions, st.booleans()), max_size=12))
        for who, action, kept in steps:
            after = _perform(handles[who], histories, action, kept)
            for waiting in changed:
                waiting |= {n for n in after if after[n] != histories.get(n)}
            histories = after
            if data.draw(st.booleans()):
                assert handles[who].refresh() == changed[who]
                changed[who].clear()
        for handle in (*handles, home.ledger()):
            handle.refresh()
            assert {n: handle.events(n) for n in handle.rows()} == histories


_actions = st.lists(
    st.tuples(st.sampled_from(["K1", "K2", "工单三"]), st.integers(1, 3), st.text(max_size=8)),
    min_size=1,
    max_size=3,
)


def _perform(
    ledger: Ledger, histories: dict[str, tuple[Event, ...]], action: list[tuple[str, int, str]], kept: bool
) -> dict[str, tuple[Event, ...]]:
    """Do one action through the port and return the model's histories after it."""
    after = dict(histories)
    changes = []
    for number, count, text in action:
        changes.append(change(number, len(after.get(number, ())), events=count, text=text))
        after[number] = (*after.get(number, ()), *changes[-1].events)
    if kept:
        write(ledger, *changes)
        return after
    with pytest.raises(AbandonedError):
        abandon(ledger, *changes)
    return dict(histories)


class DocumentsContract:
    """The port `Documents`."""

    @pytest.fixture
    def home(self, make_home: MakeHome) -> Any:
        return make_home()

    def test_a_table_that_does_not_exist_is_empty_at_revision_0(self, home):
        assert home.documents().read("units") == (0, [])

    def test_a_table_comes_back_in_order_with_its_revision(self, home):
        units = [{"code": "b2", "zh": "二支行"}, {"code": "b1", "zh": AWKWARD, "under": {"a": [1, None]}}]
        assert home.documents().write("units", units, expected_rev=0) == 1
        assert home.documents().read("units") == (1, units)

    def test_a_table_is_replaced_whole(self, home):
        documents = home.documents()
        documents.write("units", [{"a": 1}, {"b": 2}], expected_rev=0)
        documents.write("staff", [{"c": 3}], expected_rev=0)
        assert documents.write("units", [{"d": 4}], expected_rev=1) == 2
        assert documents.read("units") == (2, [{"d": 4}])
        assert documents.read("staff") == (1, [{"c": 3}])

    def test_a_table_may_become_empty_and_keeps_its_revision(self, home):
        documents = home.documents()
        documents.write("units", [{"a": 1}], expected_rev=0)
        documents.write("units", [], expected_rev=1)
        assert documents.read("units") == (2, [])

    def test_a_change_in_between_is_a_conflict_and_changes_nothing(self, home):
        documents = home.documents()
        documents.write("units", [{"a": 1}], expected_rev=0)
        with pytest.raises(Conflict) as refused:
            home.documents().write("units", [{"b": 2}], expected_rev=0)
        assert refused.value.found == 1
        assert "units" in refused.value.message
        assert documents.read("units") == (1, [{"a": 1}])

    def test_a_file_comes_back(self, home):
        home.documents().put_file("workbooks/2026Q1/城东支行 报表.xlsx", b"\x00PK")
        assert home.documents().get_file("workbooks/2026Q1/城东支行 报表.xlsx") == b"\x00PK"

    def test_the_same_file_again_is_fine_and_another_under_its_name_is_refused(self, home):
        documents = home.documents()
        documents.put_file("a.xlsx", b"one")
        documents.put_file("a.xlsx", b"one")
        with pytest.raises(Refused, match=r"a\.xlsx"):
            documents.put_file("a.xlsx", b"two")
        assert documents.get_file("a.xlsx") == b"one"

    def test_a_missing_file_is_named(self, home):
        with pytest.raises(StorageError, match=r"b\.xlsx"):
            home.documents().get_file("b.xlsx")

    @pytest.mark.parametrize("name", ["../a", "a/../../b", "/etc/passwd", "", "a//b", "..\\a", "a/.."])
    def test_a_name_that_leads_out_of_the_folder_is_refused(self, home, name):
        with pytest.raises(BadInput):
            home.documents().put_file(name, b"x")


class DraftsContract:
    """The port `Drafts`."""

    @pytest.fixture
    def drafts(self, make_home: MakeHome) -> Any:
        return make_home().drafts()

    def test_a_draft_comes_back_until_it_is_dropped(self, drafts):
        drafts.save("wang", "new", {"content": AWKWARD})
        assert drafts.load("wang", "new") == {"content": AWKWARD}
        drafts.drop("wang", "new")
        drafts.drop("wang", "new")
        assert drafts.load("wang", "new") is None

    def test_a_draft_replaces_the_older_of_its_key(self, drafts):
        drafts.save("wang", "new", {"content": "a"})
        drafts.save("wang", "new", {"demand": "b"})
        assert drafts.load("wang", "new") == {"demand": "b"}

    def test_drafts_are_listed_newest_first_and_only_the_persons_own(self, drafts):
        for person, key in [("王芳", "reply:K1"), ("李四", "new"), ("王芳", "new"), ("王芳", "../../x")]:
            drafts.save(person, key, {"by": person})
        drafts.save("王芳", "reply:K1", {"by": "again"})
        assert [key for key, _ in drafts.list("王芳")] == ["reply:K1", "../../x", "new"]
        assert next(drafts.list("王芳"))[1] == {"by": "again"}
        assert list(drafts.list("nobody")) == []

    @ANY_ENGINE
    @given(names=st.sets(st.tuples(st.text(max_size=300), st.text(max_size=300)), max_size=4))
    def test_any_two_names_are_two_drafts(self, make_home, names):
        drafts = make_home().drafts()
        for person, key in names:
            drafts.save(person, key, {"of": [person, key]})
        for person, key in names:
            assert drafts.load(person, key) == {"of": [person, key]}
            assert key in [kept for kept, _ in drafts.list(person)]
