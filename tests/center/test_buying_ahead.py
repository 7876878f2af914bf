"""A number for every open order, before it is packed; and back with it when nobody will use it."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from app.center.buying_ahead import BuyAhead, pause
from app.domain.control_code import Control
from app.domain.events import ParcelPacked, WaybillAssigned
from app.domain.order import OrderState
from app.domain.purchase import PurchaseState as P
from app.domain.verdict import Verdict
from app.domain.waybill_number import NumberState as N
from app.station.snapshot import Face
from app.store.engine import Store
from tests.builders import NOON, a_recipient, an_order
from tests.center.ahead_rig import ORDER, Ahead, an_ahead
from tests.center.dying import DiedError, DyingStore, Points
from tests.remote.servers.loopback import CUT, CUT_AFTER
from tests.remote.servers.sf_platform import BROKEN, CHECK_WORD
from tests.station.harness import Station


@pytest.fixture
def rig(store: Store, tmp_path: Path, empty_center: Path) -> Iterator[Ahead]:
    with an_ahead(store, tmp_path, empty_center) as made:
        yield made


@pytest.fixture
def small(local: Store, tmp_path: Path, empty_center: Path) -> Iterator[Ahead]:
    """For what does not ask about engines."""
    with an_ahead(local, tmp_path, empty_center) as made:
        yield made


def _weighed(rig: Ahead) -> Station:
    """A bench that heard what the center has; the order is checked, and on the scale."""
    rig.down()
    rig.bench.sign_in()
    rig.bench.scan_all("SO-1", "TEA")
    rig.bench.weigh(100)
    return rig.bench


def test_bought_ahead_packed_without_a_line_proven(rig: Ahead) -> None:
    assert rig.round() == {"bought": 1}
    rig.down()
    bench = rig.bench
    bench.sign_in()
    bench.pack("SO-1", "TEA")  # the center hears nothing of it yet
    (number,) = rig.sold()
    (label,) = bench.labels
    assert (label.waybill, label.sorting_code) == (number, "028GK-021")
    assert bench.face is Face.DONE
    assert rig.purchases() == [(P.DONE, N.ASSIGNED)]
    rig.up()
    assert rig.purchases() == [(P.DONE, N.PROVEN)]
    with rig.store.read() as tx:
        assert tx.tasks.in_state("open") == ()
        (parcel,) = tx.parcels.of_order(ORDER.id)
        entry = tx.waybills.get("SF", parcel.waybill)
    assert entry is not None
    assert (entry.parcel_id, entry.station_id) == (parcel.id, "B01")
    rig.round()
    assert rig.purchases() == [(P.USED, N.PROVEN)]
    assert rig.round() == {}
    assert rig.sold() == {number: "new"}


def test_the_label_prints_by_itself_when_the_number_comes(small: Ahead) -> None:
    bench = _weighed(small)
    assert bench.verdict is Verdict.NO_NUMBER
    assert bench.stop.details == {"courier": "SF", "bought_from": "SF"}
    small.round()
    small.down()
    (number,) = small.sold()
    assert bench.waybill == number
    bench.prove()
    assert len(bench.facts(ParcelPacked)) == 1


def test_or_the_parcel_waits_in_a_slot(small: Ahead) -> None:
    bench = _weighed(small)
    bench.press(Control.ACKNOWLEDGE)
    assert (bench.face, bench.snap.details["note"]) == (Face.PARKED, "no_number")
    small.up()
    assert small.round() == {"bought": 1}  # a parked order is open, too
    small.down()
    bench.scan("SO-1")
    bench.weigh(100)
    bench.prove()
    assert bench.face is Face.DONE


def test_the_bench_dies_between_number_and_label(small: Ahead) -> None:
    small.round()
    small.bench.prints = False
    bench = _weighed(small)
    bench.restart()
    (number,) = small.sold()
    assert bench.waybill == number
    assert len(bench.facts(WaybillAssigned)) == 1
    bench.label_unclear()
    bench.prove()  # the packer looked: it is there
    small.up()
    small.round()
    assert small.purchases() == [(P.USED, N.PROVEN)]


def test_a_courier_that_breaks_after_its_work_sells_one_number(rig: Ahead) -> None:
    _sells_one_number(rig, CUT_AFTER)


@pytest.mark.parametrize("plan", [CUT, BROKEN])
def test_a_courier_that_breaks_sells_one_number(small: Ahead, plan: str) -> None:
    _sells_one_number(small, plan)


def _sells_one_number(rig: Ahead, plan: str) -> None:
    rig.sf.plans.append(plan)
    assert rig.round() == {"silent": 1}
    assert rig.round() == {"settled": 1}
    assert len(rig.sold()) == 1
    rig.down()
    assert rig.bought(rig.bench.store) == list(rig.sold())


def test_an_order_that_ends_gives_its_number_back(rig: Ahead) -> None:
    rig.round()
    rig.end(OrderState.CANCELLED)
    rig.sf.plans.append(CUT_AFTER)
    assert rig.round() == {"given back": 1}
    assert rig.purchases() == [(P.CANCELLING, N.VOIDED)]
    assert rig.round() == {"settled": 1}
    assert rig.purchases() == [(P.CANCELLED, N.VOIDED)]
    assert list(rig.sold().values()) == ["cancelled"]
    rig.down()
    assert rig.bought(rig.bench.store) == []


def test_a_refund_gives_the_number_back(small: Ahead) -> None:
    small.round()
    small.end(OrderState.REFUNDED)
    assert small.round() == {"given back": 1, "settled": 1}
    assert small.purchases() == [(P.CANCELLED, N.VOIDED)]


def test_another_address_is_another_number(rig: Ahead) -> None:
    rig.round()
    rig.change(recipient=a_recipient(address="2 Other Road"))
    assert rig.round() == {"given back": 1, "settled": 1, "bought": 1}
    assert rig.purchases() == [(P.CANCELLED, N.VOIDED), (P.DONE, N.ASSIGNED)]
    first, second = rig.sf.orders.values()
    assert (first["state"], second["state"]) == ("cancelled", "new")
    assert second["told"]["contactInfoList"][1]["address"] == "2 Other Road"


def test_what_does_not_concern_the_courier_changes_no_number(small: Ahead) -> None:
    small.round()
    small.change(seller_note="gift wrap", bought=())  # told again, by a shop
    assert small.round() == {"looked at": 1}
    assert small.bought(small.store) == list(small.sold())


def test_another_courier_takes_the_order(small: Ahead) -> None:
    small.round()
    small.change(courier="ZTO")
    assert small.round() == {"given back": 1, "settled": 1}
    assert small.purchases() == [(P.CANCELLED, N.VOIDED)]


def test_a_label_that_was_made_void_is_bought_anew(small: Ahead) -> None:
    small.round()
    bench = _weighed(small)
    bench.press(Control.PARK)  # the label came out, and is thrown away
    bench.scan_all("SO-1")
    bench.weigh(100)
    assert bench.verdict is Verdict.NO_NUMBER  # never the same number again
    small.up()
    small.round()
    states = small.purchases()
    assert [state for state, _ in states] == [P.CANCELLED, P.DONE]
    small.down()
    bench.prove()
    assert bench.face is Face.DONE


def test_a_second_number_that_no_parcel_needed_goes_back(small: Ahead) -> None:
    small.sign(replace(small.account, ahead=2))
    small.round()
    assert small.round() == {"looked at": 1, "bought": 1}
    small.down()
    small.bench.sign_in()
    small.bench.pack("SO-1", "TEA")
    small.up()
    small.round()
    assert small.purchases() == [(P.USED, N.PROVEN), (P.CANCELLED, N.VOIDED)]


def test_the_weight_is_told_where_the_courier_wants_it(small: Ahead) -> None:
    small.sign(replace(small.account, tell_weight=True))
    small.round()
    small.down()
    small.bench.sign_in()
    small.bench.pack("SO-1", "TEA")
    small.up()
    small.sf.plans.append(CUT)
    small.round()
    assert small.purchases() == [(P.DONE, N.PROVEN)]
    small.round()
    (order,) = small.sf.orders.values()
    assert order["weight"] == 0.1
    assert small.purchases() == [(P.USED, N.PROVEN)]


def test_a_refusal_waits_until_the_order_changes(small: Ahead) -> None:
    small.change(recipient=a_recipient(address=""))
    assert small.round() == {"refused": 1}
    assert small.round() == {"looked at": 1}
    small.change(recipient=a_recipient())
    assert small.round() == {"looked at": 1, "bought": 1}
    assert [state for state, _ in small.purchases()] == [P.CANCELLED, P.DONE]


def test_an_order_that_ends_before_it_is_asked_about_buys_nothing(small: Ahead) -> None:
    small.sf.plans.append(CUT)
    small.round()
    small.end(OrderState.CANCELLED)
    assert small.round() == {"settled": 1}
    assert small.purchases() == [(P.CANCELLED, None)]
    assert small.sold() == {}


def test_without_keys_nothing_is_bought_and_nothing_is_told(
    small: Ahead, caplog: pytest.LogCaptureFixture
) -> None:
    del small.keys["check_word"]
    assert small.round() == {"accounts without keys": 1}
    small.keys["check_word"] = CHECK_WORD
    small.round()
    with caplog.at_level(logging.DEBUG):
        small.round()
    assert CHECK_WORD not in caplog.text
    assert "Recipient" not in caplog.text
    small.sign(None)
    assert small.round() == {}


def test_a_number_sold_to_the_pool_is_used_where_none_was_bought(small: Ahead) -> None:
    small.down()
    with small.bench.store.write() as tx:
        tx.waybills.add("SF", ["SF1"])
        tx.waybills.lease("SF", "B01", 1)
    small.bench.sign_in()
    small.bench.pack("SO-1", "TEA")
    assert small.bench.labels[-1].waybill == "SF1"


def test_many_orders_one_after_the_other(small: Ahead) -> None:
    with small.store.write() as tx:
        tx.orders.upsert([an_order(number=f"N-{n}", courier="SF") for n in range(5)], NOON)
    buy = BuyAhead(small.store, small.open, lambda: small.now, limit=4)
    assert buy.step()["bought"] == 4
    assert buy.step()["bought"] == 2


def test_a_center_that_dies_anywhere_has_one_number_an_order(small: Ahead) -> None:
    """Bought, given back and bought anew: each time it dies one step later."""
    at = 0
    while True:
        at += 1
        points = Points(at)
        dying = cast("Store", DyingStore(small.store, points))
        small.change(recipient=a_recipient(address=f"{at} Road"))
        small.now += timedelta(minutes=6)
        try:
            BuyAhead(dying, small.open, lambda: small.now).step()
        except DiedError:
            small.round()
            small.round()
        going = [number for number, state in small.sold().items() if state == "new"]
        assert small.bought(small.store) == going, points.names
        assert len(going) == 1, points.names
        if points.passed < at:
            break
    assert at > len(("looked at", "given back", "bought")) * 3


def test_a_silent_courier_is_left_alone_longer_each_time() -> None:
    assert [pause(n).total_seconds() for n in (0, 1, 2, 3, 99)] == [5, 5, 10, 20, 300]
