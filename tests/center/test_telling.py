"""Shops hear of shipments once, whatever breaks when; merged and split orders each by itself."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.center import telling
from app.center.merging import merge, split
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.center.regrouping import close_packed
from app.center.staff import CENTER
from app.domain.order import OrderState
from app.domain.trade import Trade, TradeLine
from app.store.engine import Store
from app.store.notices import Notice
from app.store.refunds import Refund
from tests.builders import NOON, a_line
from tests.center.shop_rig import PDD, TAOBAO, Shops, packed, two_shops
from tests.remote.servers.pdd_platform import Sold

KINDS = ("orders", "shipments")


@pytest.fixture
def shops(store: Store) -> Iterator[Shops]:
    with two_shops(store, KINDS) as made:
        yield made


@pytest.fixture
def alone(local: Store) -> Iterator[Shops]:
    with two_shops(local, KINDS) as made:
        yield made


def act(shops: Shops) -> Act:
    return Act(CENTER, shops.now, shops.new_id)


def notices(shops: Shops, order_id: str) -> list[tuple[str, str, bool]]:
    with shops.store.read() as tx:
        return [(one.waybill, one.state, one.last) for one in tx.notices.of_order(order_id)]


def sold(shops: Shops, number: int = 1) -> str:
    """An order of Pinduoduo that came in."""
    one = shops.pdd.add(number, minutes_ago=0)
    shops.pass_by(5)
    shops.work()
    return one.number


def test_what_is_packed_is_told_once(shops: Shops) -> None:
    number = sold(shops)
    trade = shops.trades.add(1, minutes_ago=0)
    shops.pass_by(5)
    shops.work()
    packed(shops, shops.order(number), "SF1")
    packed(shops, shops.order(trade.tid, TAOBAO), "SF2")
    shops.pass_by(2)
    shops.work()
    assert (shops.pdd.sold[number].waybill, trade.waybill) == ("SF1", "SF2")
    assert notices(shops, shops.order(number).order.id) == [("SF1", "told", True)]
    calls = shops.taobao.calls.count("taobao.logistics.offline.send")
    shops.pass_by(30)
    shops.work()
    assert shops.taobao.calls.count("taobao.logistics.offline.send") == calls == 1


@pytest.mark.parametrize("plan", ["cut", "cut after"])
def test_an_answer_that_is_lost_is_asked_for(alone: Shops, plan: str) -> None:
    number = sold(alone)
    packed(alone, alone.order(number), "SF1")
    alone.pass_by(2)
    with alone.store.write() as tx:
        tx.job_rows.pause(f"orders:{PDD}", paused=True)
    alone.pdd.plans.append(plan)
    alone.work()
    assert notices(alone, alone.order(number).order.id) == [("SF1", "queued", True)]
    alone.pass_by(5)
    alone.work()
    assert notices(alone, alone.order(number).order.id) == [("SF1", "told", True)]
    assert alone.pdd.sold[number].waybill == "SF1"


def test_a_worker_that_died_in_the_middle_asks_first(alone: Shops) -> None:
    number = sold(alone)
    packed(alone, alone.order(number), "SF1")
    alone.pass_by(2)
    alone.pdd.sold[number].waybill = "SF1"  # it was told,
    with alone.store.write() as tx:  # and the worker died before it could say so
        order_id = alone.order(number).order.id
        notice = Notice(f"parcel-SF1/{order_id}", PDD, order_id, number, "parcel-SF1", "sf", "SF1")
        tx.notices.add([notice], alone.now)
        (queued,) = tx.notices.due(PDD, alone.now)
        assert tx.notices.take(queued, alone.now, alone.now) is not None
    alone.pass_by(1)
    alone.work()
    assert notices(alone, order_id) == [("SF1", "told", True)]


class Garbled(Sold):
    """Its answer cannot be read: a text where a list was promised."""

    def body(self) -> dict[str, Any]:
        return {**super().body(), "extra_delivery_list": "none"}


def test_an_answer_nobody_can_read_holds_up_no_other_order(alone: Shops) -> None:
    bad, good = sold(alone), sold(alone, 2)
    stored = alone.order(bad).order.id
    packed(alone, alone.order(bad), "SF1")
    with alone.store.write() as tx:
        tx.job_rows.pause(f"orders:{PDD}", paused=True)
        notice = Notice(f"parcel-SF1/{stored}", PDD, stored, bad, "parcel-SF1", "sf", "SF1")
        tx.notices.add([notice], alone.now)
        (queued,) = tx.notices.due(PDD, alone.now)
        assert tx.notices.take(queued, alone.now, alone.now) is not None  # so the shop is asked
    plain = alone.pdd.sold[bad]
    alone.pdd.sold[bad] = Garbled(bad, plain.updated)
    packed(alone, alone.order(good), "SF2")
    alone.pass_by(2)
    alone.work()
    assert alone.pdd.sold[good].waybill == "SF2"
    assert notices(alone, stored) == [("SF1", "queued", True)]
    with alone.store.read() as tx:
        assert [task.kind for task in tx.tasks.in_state("open")] == ["shipment_refused"]
    alone.pdd.sold[bad] = plain
    alone.pass_by(40)
    alone.work()
    assert notices(alone, stored) == [("SF1", "told", True)]
    assert plain.waybill == "SF1"


def test_what_is_paid_at_the_door_is_told_by_its_own_call(alone: Shops) -> None:
    trade = alone.trades.add(1, minutes_ago=0)
    trade.type = "cod"
    alone.pass_by(5)
    alone.work()
    packed(alone, alone.order(trade.tid, TAOBAO), "SF1")
    alone.pass_by(2)
    alone.work()
    assert trade.waybill == "SF1"  # the platform takes it by no other


def test_a_shop_whose_job_began_late_hears_of_all_that_was_packed(alone: Shops) -> None:
    with alone.store.write() as tx:
        tx.job_rows.pause(f"shipments:{PDD}", paused=True)
    number = sold(alone)
    packed(alone, alone.order(number), "SF1")
    alone.pass_by(60)
    with alone.store.write() as tx:
        tx.job_rows.pause(f"shipments:{PDD}", paused=False)
    alone.work()
    assert alone.pdd.sold[number].waybill == "SF1"


def test_a_refusal_waits_for_a_person(alone: Shops) -> None:
    number = sold(alone)
    packed(alone, alone.order(number), "SF1")
    alone.pdd.sold[number].waybill = "OTHER"
    alone.pass_by(2)
    alone.work()
    stored = alone.order(number)
    assert notices(alone, stored.order.id) == [("SF1", "refused", True)]
    with alone.store.read() as tx:
        assert [task.kind for task in tx.tasks.in_state("open")] == ["shipment_refused"]
    assert tell_again(alone, stored.order.id) == 1
    alone.pass_by(2)
    alone.work()
    with alone.store.write() as tx:  # refused once more: the task that is open stands for it
        (task,) = tx.tasks.in_state("open")
        assert tx.tasks.close(task.id, CENTER, "seen", alone.now)
    assert tell_again(alone, stored.order.id) == 1
    alone.pass_by(2)
    alone.work()
    with alone.store.read() as tx:  # a closed one does not
        assert [task.kind for task in tx.tasks.in_state("open")] == ["shipment_refused"]
    alone.pdd.sold[number].waybill = ""
    assert tell_again(alone, stored.order.id) == 1
    alone.pass_by(2)
    alone.work()
    assert alone.pdd.sold[number].waybill == "SF1"
    with pytest.raises(NotDoneError):
        tell_again(alone, stored.order.id)


def tell_again(alone: Shops, order_id: str) -> int:
    return alone.store.transact(lambda tx: telling.tell_again(tx, act(alone), order_id=order_id))


def test_a_refund_that_is_open_is_not_shipped_over(alone: Shops) -> None:
    number = sold(alone)
    packed(alone, alone.order(number), "SF1")
    with alone.store.write() as tx:
        tx.refunds.put([Refund("pdd", PDD, number, "r1", "open", revision_at=NOON)])
    alone.pass_by(2)
    alone.work()
    assert alone.pdd.sold[number].waybill == ""
    with alone.store.write() as tx:
        assert "refund_after_packing" in [task.kind for task in tx.tasks.in_state("open")]
        tx.refunds.put([Refund("pdd", PDD, number, "r1", "closed", revision_at=alone.now)])
    alone.pass_by(2)
    alone.work()
    assert alone.pdd.sold[number].waybill == "SF1"


def test_a_shop_may_hear_only_of_what_was_handed_over(alone: Shops) -> None:
    number = sold(alone)
    with alone.store.write() as tx:
        shop = tx.shops.get(PDD)
        assert shop is not None
        tx.shops.put(replace(shop, options={**shop.options, "our.tell": "handed"}), NOON)
    packed(alone, alone.order(number), "SF1")
    alone.pass_by(2)
    alone.work()
    assert alone.pdd.sold[number].waybill == ""
    with alone.store.read() as tx:
        (notice,) = tx.notices.of_order(alone.order(number).order.id)
    assert (notice.state, notice.reason, notice.tries) == ("queued", "not_handed_over", 0)


def test_merged_orders_are_told_the_same_number(alone: Shops) -> None:
    numbers = [sold(alone, n) for n in (1, 2)]
    ids = [alone.order(number).order.id for number in numbers]
    with alone.store.write() as tx:
        made = merge(tx, act(alone), order_ids=ids, sure=True)
        whole = tx.orders.get(made)
    assert whole is not None
    packed(alone, whole, "SF9")
    alone.pass_by(2)
    with alone.store.write() as tx:
        assert close_packed(tx, alone.now) == 2
    alone.work()
    assert [alone.pdd.sold[number].waybill for number in numbers] == ["SF9", "SF9"]
    assert {alone.order(number).order.state for number in numbers} == {OrderState.PACKED}


def test_parts_of_an_order_are_told_by_their_lines(alone: Shops) -> None:
    number = sold(alone)
    stored = alone.order(number)
    order = replace(stored.order, lines=(a_line(1, quantity=2), a_line(2, "CUP")), revision=2)
    lines = (TradeLine(1, "L1", quantity=2), TradeLine(2, "L2", quantity=1))
    with alone.store.write() as tx:
        tx.orders.upsert([order], NOON)
        tx.trades.put([(order, Trade(lines=lines))])
        first, second = split(tx, act(alone), order_id=order.id, parts=[{1: 1}, {1: 1, 2: 1}])
        parts = [tx.orders.get(one) for one in (first, second)]
    for part, waybill in zip(parts, ("SF1", "SF2"), strict=True):
        assert part is not None
        packed(alone, part, waybill)
        alone.pass_by(2)
        with alone.store.write() as tx:
            tx.job_rows.pause(f"orders:{PDD}", paused=True)
        alone.work()
    with alone.store.read() as tx:
        told = [(one.waybill, one.lines, one.last) for one in tx.notices.of_order(order.id)]
    assert told == [("SF1", (("L1", 1),), False), ("SF2", (("L1", 1), ("L2", 1)), True)]


def test_nothing_is_sent_for_a_digital_order_and_the_shop_hears_so(alone: Shops) -> None:
    trade = alone.trades.add(1, minutes_ago=10)
    alone.taobao.handlers = {
        **alone.taobao.handlers,
        "taobao.trade.fullinfo.get": lambda sent: _virtual(alone, sent["tid"]),
    }
    with alone.store.write() as tx:
        tx.job_rows.pause(f"shipments:{TAOBAO}", paused=True)
    alone.work()
    stored = alone.order(trade.tid, TAOBAO)
    assert stored.order.state is OrderState.HELD  # no bench may pack it
    with alone.store.write() as tx:
        tx.job_rows.pause(f"shipments:{TAOBAO}", paused=False)
    alone.work()
    assert alone.taobao.calls.count("taobao.logistics.dummy.send") == 1
    assert alone.order(trade.tid, TAOBAO).order.state is OrderState.PACKED


def _virtual(shops: Shops, number: str) -> dict[str, object]:
    return {"trade": shops.trades.trades[number].body(whole=True) | {"shipping_type": "virtual"}}
