"""The journal, its chain, and the outbox."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import text

from app.domain.events import Stopped
from app.domain.verdict import Stop, Verdict
from app.store.engine import Store
from app.store.errors import OutOfStep
from app.store.records import Answer, Reception
from tests.store.samples import NOW, TEA, a_fact


def _record(store: Store, count: int, station: str = "b1") -> None:
    with store.write() as tx:
        for n in range(1, count + 1):
            tx.journal.append(a_fact(n, station))
            if station == "b1":
                tx.outbox.add(n)


def test_facts_come_back_as_they_were(store: Store) -> None:
    stopped = Stopped(Stop(Verdict.WRONG_ITEM, "茶", found=TEA, details={"by": "x"}))
    with store.write() as tx:
        tx.journal.append_all((a_fact(1), a_fact(2, fact=stopped)))
    with store.read() as tx:
        assert tuple(tx.journal.read("b1")) == (a_fact(1), a_fact(2, fact=stopped))
        assert tuple(tx.journal.read("b1", after_n=1)) == (a_fact(2, fact=stopped),)
        assert tx.journal.next_n("b1") == 3
        assert tx.journal.next_n("b2") == 1


def test_the_story_of_an_order(store: Store) -> None:
    with store.write() as tx:
        for n, order in enumerate(("o1", "o2", "o1"), 1):
            tx.journal.append(a_fact(n, order=order))
    with store.read() as tx:
        assert [record.n for record in tx.journal.read_order("o1")] == [1, 3]


@pytest.mark.parametrize("n", [1, 3])
def test_a_number_out_of_step_is_refused_and_nothing_stays(store: Store, n: int) -> None:
    _record(store, 1)

    def _append() -> None:
        with store.write() as tx:
            tx.checkpoint.put("bench", b"{}")
            tx.journal.append(a_fact(n))

    with pytest.raises(OutOfStep):
        _append()
    with store.read() as tx:
        assert tx.checkpoint.get("bench") is None
        assert tx.journal.next_n("b1") == 2


def test_a_sound_chain(store: Store) -> None:
    _record(store, 1_100)
    with store.read() as tx:
        assert tx.journal.verify_chain("b1") is None
        assert tx.journal.verify_chain("nobody") is None


@pytest.mark.parametrize(
    "change",
    [
        "payload = replace(payload, 'TEA', 'TEB')",
        "operator_id = 'op2'",
        "mono_ms = mono_ms + 1",
        "order_id = 'o9'",
        "sha256 = replace(sha256, '0', '1')",
        "kind = 'ItemTakenOut'",
        "boot_id = ''",
    ],
)
def test_a_changed_row_breaks_the_chain(store: Store, change: str) -> None:
    _record(store, 5)
    with store._writing.begin() as connection:
        connection.execute(text(f"UPDATE journal SET {change} WHERE n = 3"))
    with store.read() as tx:
        assert tx.journal.verify_chain("b1") in {3, 4}


def test_a_row_cut_out_breaks_the_chain(store: Store) -> None:
    _record(store, 5, "b2")
    with store._writing.begin() as connection:
        connection.execute(text("DELETE FROM journal WHERE n = 2"))
    with store.read() as tx:
        assert tx.journal.verify_chain("b2") == 2


def test_checkpoint(store: Store) -> None:
    for document in (b'{"n":1}', '{"名":2}'.encode()):
        with store.write() as tx:
            tx.checkpoint.put("bench", document)
        with store.read() as tx:
            assert tx.checkpoint.get("bench") == document
    with store.write() as tx:
        tx.checkpoint.drop("bench")
        assert tx.checkpoint.get("bench") is None


def test_the_outbox_leaves_only_by_an_answer(store: Store) -> None:
    _record(store, 4)
    with store.read() as tx:
        waiting = tx.outbox.waiting(limit=3)
    assert [one.n for one in waiting] == [1, 2, 3]
    answers = (
        Answer(waiting[0].id, "b1", 1, Reception.ACCEPTED),
        Answer(waiting[1].id, "b1", 2, Reception.DUPLICATE),
        Answer(waiting[2].id, "b1", 3, Reception.REFUSED, "poison"),
    )
    with store.write() as tx:
        tx.outbox.answer(answers, NOW)
        assert [one.n for one in tx.outbox.waiting()] == [4]
        assert tx.outbox.count() == {
            "accepted": 1,
            "duplicate": 1,
            "quarantined": 1,
            "waiting": 1,
        }


def test_failed_deliveries_wait_then_stand_aside(store: Store) -> None:
    _record(store, 2)
    with store.write() as tx:
        tx.outbox.failed([1], "no answer", give_up_after=2)
        assert tx.outbox.count()["waiting"] == 2
        tx.outbox.failed([1], "no answer", give_up_after=2)
        assert tx.outbox.count()["quarantined"] == 1
        assert tx.outbox.offer_again() == 1
        assert len(tx.outbox.waiting()) == 2


def test_answered_facts_are_kept_and_offered_again(store: Store) -> None:
    _record(store, 2)
    with store.write() as tx:
        for n, when in ((1, NOW - timedelta(days=20)), (2, NOW)):
            tx.outbox.answer([Answer("", "b1", n, Reception.ACCEPTED)], when)
        assert tx.outbox.forget(NOW - timedelta(days=14)) == 1
        assert tx.outbox.offer_again(since=NOW) == 1
        assert [one.n for one in tx.outbox.waiting()] == [2]


def _delivered(store: Store) -> list[dict[str, Any]]:
    with store.read() as tx:
        return [msgspec.to_builtins(one) for one in tx.outbox.waiting()]


def test_the_center_keeps_each_fact_once(store: Store, second: Store) -> None:
    _record(second, 3)
    envelopes = _delivered(second)
    with store.write() as tx:
        first = tx.journal.receive([*envelopes[:2], envelopes[0]], NOW)
        again = tx.journal.receive(envelopes, NOW)
    accepted, duplicate = Reception.ACCEPTED, Reception.DUPLICATE
    assert [one.reception for one in first] == [accepted, accepted, duplicate]
    assert [one.reception for one in again] == [duplicate, duplicate, accepted]
    with store.read() as tx:
        assert tx.journal.verify_chain("b1") is None
        assert len(tuple(tx.journal.read("b1"))) == 3


def test_poison_is_answered_and_blocks_nothing(store: Store, second: Store) -> None:
    _record(second, 3)
    one, two, three = _delivered(second)
    poison: list[dict[str, Any]] = [
        {"id": "x", "n": "many"},
        {},
        {**two, "payload": '{"sku":"CUP"}'},
        {**one, "sha256": "0" * 64},
    ]
    with store.write() as tx:
        answers = tx.journal.receive([*poison, three], NOW)
        tx.journal.judge(three["id"], "kept: the order is unknown")
    assert [answer.reception for answer in answers] == [
        Reception.REFUSED,
        Reception.REFUSED,
        Reception.REFUSED,
        Reception.REFUSED,
        Reception.ACCEPTED,
    ]
    assert all(answer.reason for answer in answers[:4])


def test_two_computers_with_one_station_id_are_found(store: Store, second: Store) -> None:
    _record(second, 1)
    with store.write() as tx:
        tx.journal.append(replace(a_fact(1), id="clone"))
        answers = tx.journal.receive(_delivered(second), NOW)
    assert answers[0].reception is Reception.REFUSED
    assert "number" in answers[0].reason


def test_when_a_station_recorded_a_kind(store: Store) -> None:
    _record(store, 3)
    with store.read() as tx:
        assert len(tx.journal.moments("b1", "ItemChecked", NOW - timedelta(hours=1))) == 3
        assert tx.journal.moments("b1", "ItemChecked", NOW) == ()
        assert tx.journal.moments("b1", "ParcelPacked", NOW - timedelta(hours=1)) == ()


def test_orders_that_a_code_was_scanned_for(store: Store) -> None:
    _record(store, 1)
    with store.read() as tx:
        assert tx.journal.orders_about("06901234567892") == ("o1",)
        assert tx.journal.orders_about("%") == ()


def test_whether_one_fact_still_waits(store: Store) -> None:
    _record(store, 2)
    with store.write() as tx:
        tx.outbox.answer([Answer("", "b1", 1, Reception.ACCEPTED)], NOW)
        assert [tx.outbox.is_waiting(n) for n in (1, 2, 3)] == [False, True, False]
