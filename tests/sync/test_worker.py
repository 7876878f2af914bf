"""The link between one bench and the center, undisturbed and disturbed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain import events as e
from app.domain.order import OrderState
from app.store.engine import Store
from app.store.journal import digest
from app.store.records import Answer, Envelope
from app.store.session import ORDERS
from app.sync.delivery import SILENT
from app.sync.messages import ClaimAnswered, LinkState, OrdersChanged, Synced
from app.sync.worker import SyncPolicy
from tests.builders import NOON, an_order
from tests.sync.rig import Bench, a_center, center_state, some_orders


def last(bench: Bench, kind: type) -> object:
    return [message for message in bench.heard if isinstance(message, kind)][-1]


def test_new_bench_gets_a_full_copy(bench: Bench) -> None:
    assert bench.worker.step()
    with bench.store.read() as tx:
        assert tx.orders.by_code("SO-3") == ("id-SO-3",)
        assert [match.item.sku for match in tx.catalogue.by_barcode("TEA")] == ["TEA"]
    changed = last(bench, OrdersChanged)
    assert isinstance(changed, OrdersChanged)
    assert len(changed.order_ids) == 5


def test_facts_reach_the_center_and_are_answered(bench: Bench, center: Store) -> None:
    bench.pack(some_orders(5)[0])
    bench.run(steps=2)
    assert center_state(center)["orders"]["id-SO-0"][:2] == (OrderState.PACKED, "b1")
    assert last(bench, Synced) == Synced(7)
    assert bench.state()["outbox"]["accepted"] == 7


def test_nothing_new_takes_no_row(bench: Bench) -> None:
    bench.run(steps=2)
    bench.heard.clear()
    bench.run(steps=2)
    assert {type(message) for message in bench.heard} == {LinkState}


def test_a_change_at_the_center_reaches_the_bench(bench: Bench, center: Store) -> None:
    bench.run(steps=1)
    with center.write() as tx:
        tx.orders.set_state("id-SO-1", OrderState.REFUNDED, NOON)
    bench.run(steps=1)
    assert bench.state()["orders"]["id-SO-1"][0] is OrderState.REFUNDED


def test_link_says_how_old_the_copy_is(bench: Bench) -> None:
    bench.run(steps=1)
    bench.transport.away = True
    bench.now += timedelta(seconds=90)
    assert not bench.worker.step()
    state = last(bench, LinkState)
    assert isinstance(state, LinkState)
    assert (state.reachable, state.data_age_s) == (False, 90)


def test_age_survives_a_restart(bench: Bench) -> None:
    bench.run(steps=1)
    bench.transport.away = True
    bench.now += timedelta(seconds=60)
    bench.restart()
    bench.worker.step()
    state = last(bench, LinkState)
    assert isinstance(state, LinkState)
    assert state.data_age_s == 60


def test_never_synced_has_no_age(bench: Bench) -> None:
    bench.transport.away = True
    bench.worker.step()
    state = last(bench, LinkState)
    assert isinstance(state, LinkState)
    assert state.data_age_s is None


def test_claim_is_asked_and_answered(bench: Bench) -> None:
    bench.worker.ask_claim("id-SO-2")
    bench.run(steps=1)
    answer = last(bench, ClaimAnswered)
    assert isinstance(answer, ClaimAnswered)
    assert (answer.order_id, answer.granted, answer.holder_station) == ("id-SO-2", True, "b1")


def test_claim_of_another_bench(new_bench: Callable[..., Bench], center: Store) -> None:
    first, second = new_bench("b1"), new_bench("b2")
    for bench in (first, second):
        bench.worker.ask_claim("id-SO-2")
        bench.run(steps=1)
    answer = last(second, ClaimAnswered)
    assert isinstance(answer, ClaimAnswered)
    assert (answer.granted, answer.holder_station, answer.state) == (False, "b1", "approved")


def test_claim_of_a_packed_order_says_who(new_bench: Callable[..., Bench], center: Store) -> None:
    first, second = new_bench("b1"), new_bench("b2")
    first.pack(some_orders(5)[2])
    first.run(steps=1)
    second.worker.ask_claim("id-SO-2")
    second.run(steps=1)
    answer = last(second, ClaimAnswered)
    assert isinstance(answer, ClaimAnswered)
    assert (answer.granted, answer.state, answer.packed_by) == (False, "packed", "b1")


def test_claim_waits_while_the_center_is_away(bench: Bench) -> None:
    bench.transport.away = True
    bench.worker.ask_claim("id-SO-2")
    bench.run(steps=2)
    bench.transport.away = False
    bench.run(steps=1)
    assert isinstance(last(bench, ClaimAnswered), ClaimAnswered)


def test_long_absence_loses_nothing(bench: Bench, center: Store) -> None:
    bench.run(steps=1)
    bench.transport.away = True
    for order in some_orders(5):
        bench.pack(order)
        bench.run(steps=1)
    bench.transport.away = False
    bench.run(steps=2)
    packed = center_state(center)
    assert len(packed["parcels"]) == 5
    assert all(state is OrderState.PACKED for state, _, _ in packed["orders"].values())


def test_batches_and_pages_are_small(bench: Bench, center: Store) -> None:
    with center.write() as tx:
        tx.orders.upsert([an_order(number=f"M-{n}") for n in range(30)], NOON)
    bench.restart(SyncPolicy(batch_up=3, rows_down=4, pages_a_feed=3))
    for order in some_orders(5):
        bench.pack(order)
    behind = []
    for _ in range(5):
        bench.run(steps=1)
        behind.append(bench.worker.behind)
    assert (behind[0], behind[-1]) == (True, False)
    assert len(bench.state()["orders"]) == 35
    assert bench.state()["outbox"]["waiting"] == 0


def test_poison_row_is_set_aside(bench: Bench, center: Store) -> None:
    """A damaged fact is refused by itself; the ones around it arrive."""
    bench.pack(some_orders(5)[0])
    with bench.store.write() as tx:
        tx._session.connection.exec_driver_sql(
            "UPDATE journal SET payload = '{}' WHERE n = 3"  # bit rot
        )
    bench.run(steps=2)
    counts = bench.state()["outbox"]
    assert (counts["accepted"], counts["quarantined"], counts["waiting"]) == (6, 1, 0)
    assert len(center_state(center)["parcels"]) == 1


def test_silence_is_borne_longer_than_a_refusal(bench: Bench) -> None:
    """A wire may lose a part of an answer several times; without any, it is set aside at last."""
    bench.restart(SyncPolicy(give_up_after=2))
    push = bench.transport.push

    def deaf(batch: tuple[Envelope, ...]) -> tuple[Answer, ...]:
        return tuple(answer for answer in push(batch) if answer.n != 1)

    bench.transport.push = deaf  # type: ignore[method-assign]
    bench.record("", e.SignedOut("card"))
    for delivery in range(1, 10):
        bench.record("", e.SignedOut("card"))
        bench.run(steps=1)
        counts = bench.state()["outbox"]
        aside = int(delivery >= 2 * SILENT)
        assert (counts["waiting"], counts["quarantined"]) == (1 - aside, aside)


def test_old_answers_are_kept_fourteen_days(bench: Bench) -> None:
    bench.pack(some_orders(5)[0])
    bench.run(steps=1)
    bench.now += timedelta(days=13)
    bench.run(steps=1)
    assert bench.state()["outbox"]["accepted"] == 7
    bench.now += timedelta(days=2)
    bench.run(steps=1)
    assert bench.state()["outbox"]["accepted"] == 0


def test_newer_kind_of_fact_is_kept(bench: Bench, center: Store) -> None:
    """A bench that was updated first sends what this center does not know yet."""
    bench.record("", e.ModeChosen("check"))
    with bench.store.write() as tx:
        row = tx.journal.envelopes("b1")[0]
        from_the_future = _renamed(row, "DroneLanded")
        tx._session.connection.exec_driver_sql(
            "UPDATE journal SET kind = ?, sha256 = ? WHERE n = 1",
            (from_the_future.kind, from_the_future.sha256),
        )
    bench.run(steps=1)
    assert bench.state()["outbox"]["accepted"] == 1
    with center.read() as tx:
        assert [row.kind for row in tx.journal.envelopes("b1")] == ["DroneLanded"]


def _renamed(row: Envelope, kind: str) -> Envelope:
    changed = replace(row, kind=kind)
    return replace(changed, sha256=digest("W1", changed))


def test_restored_center_gets_everything_again(
    new_place: Callable[[], str], new_bench: Callable[..., Bench], center: Store
) -> None:
    """The center comes back from a copy that knows nothing of today, under a new epoch."""
    bench = new_bench()
    for order in some_orders(3):
        bench.pack(order)
    bench.run(steps=2)
    before = center_state(center)
    place = new_place()
    older = a_center(place)
    with older.write() as tx:
        tx.center.begin_epoch("epoch-2", NOON)
    bench.move_to(place)
    bench.run(steps=3)
    assert center_state(older) == before
    assert bench.state()["outbox"]["waiting"] == 0
    with bench.store.read() as tx:
        assert tx.feed.cursor(ORDERS).epoch == "epoch-2"
    older.close()


def test_restore_that_nobody_announced(
    new_place: Callable[[], str], new_bench: Callable[..., Bench], center: Store
) -> None:
    """The same epoch, but the center counts from less: the bench takes all again."""
    bench = new_bench()
    for order in some_orders(3):
        bench.pack(order)
    bench.run(steps=2)
    before = center_state(center)
    place = new_place()
    older = a_center(place)
    bench.move_to(place)
    bench.run(steps=4)
    assert center_state(older) == before
    older.close()


@pytest.mark.parametrize("seed", range(3))
def test_packed_twice_while_apart(
    seed: int, new_bench: Callable[..., Bench], center: Store
) -> None:
    """Two benches pack one order without the center: one counts, one is a task for a person."""
    first, second = new_bench("b1"), new_bench("b2")
    order = some_orders(5)[seed]
    for bench in (first, second):
        bench.run(steps=1)
        bench.pack(order)
    first.run(steps=2)
    second.run(steps=2)
    first.heard.clear()
    first.run(steps=1)
    state = center_state(center)
    assert [(accepted, reason) for _, accepted, reason in state["parcels"]] == [
        (True, ""),
        (False, "double_pack"),
    ]
    assert [kind for _, kind in state["tasks"]] == ["double_pack"]
    assert state["orders"][order.id][:2] == (OrderState.PACKED, "b1")
    assert last(first, OrdersChanged) == OrdersChanged((order.id,))
    for bench in (first, second):
        assert bench.state()["orders"][order.id] == (OrderState.PACKED, "b1")
