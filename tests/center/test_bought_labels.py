"""Labels of bought numbers that were printed before the check: the number counts as the waybill."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.control_code import Control
from app.domain.events import ParcelPacked, WaybillAssigned
from app.domain.order import OrderState
from app.domain.purchase import PurchaseState as P
from app.domain.verdict import Verdict
from app.domain.waybill_number import NumberState as N
from app.station.snapshot import Face
from app.store.engine import Store
from tests.center.ahead_rig import ORDER, Ahead, an_ahead


@pytest.fixture
def rig(local: Store, tmp_path: Path, empty_center: Path) -> Iterator[Ahead]:
    """One number is bought, and the bench has heard of it; who packs has signed in."""
    with an_ahead(local, tmp_path, empty_center) as made:
        made.round()
        made.down()
        made.bench.sign_in()
        yield made


def number_of(rig: Ahead) -> str:
    (number,) = rig.sold()
    return number


def test_weighed_only_by_the_label_of_a_bought_number(rig: Ahead) -> None:
    bench, number = rig.bench, number_of(rig)
    bench.press(Control.MODE_WEIGH)
    bench.scan("SO-1")
    assert bench.stop.details["reason"] == "waybill"
    bench.press(Control.ACKNOWLEDGE)
    bench.scan(number)
    bench.weigh(100)
    assert (bench.face, bench.labels) == (Face.DONE, [])
    (packed,) = bench.facts(ParcelPacked)
    assert isinstance(packed, ParcelPacked)
    assert packed.waybill == number
    rig.up()
    assert rig.purchases() == [(P.DONE, N.PROVEN)]
    rig.round()
    assert rig.purchases() == [(P.USED, N.PROVEN)]
    bench.press(Control.MODE_HAND_OVER)
    bench.scan(number)
    bench.press(Control.CLOSE_LIST)
    rig.up()
    assert rig.purchases() == [(P.USED, N.HANDED_OVER)]
    assert bench.state == bench.folded()


def test_printed_before_the_check_it_is_proven_and_not_printed_again(rig: Ahead) -> None:
    bench, number = rig.bench, number_of(rig)
    bench.scan_all(number, "TEA")
    bench.weigh(100)
    assert (bench.face, bench.labels) == (Face.STICK_LABEL, [])
    bench.restart()
    bench.scan(number)
    assert bench.face is Face.DONE
    assert len(bench.facts(WaybillAssigned)) == 1
    rig.up()
    rig.round()
    assert rig.purchases() == [(P.USED, N.PROVEN)]


def test_the_label_scanned_says_which_of_two_numbers(rig: Ahead) -> None:
    rig.sign(replace(rig.account, ahead=2))
    rig.round()
    rig.down()
    first, second = rig.sold()
    rig.bench.press(Control.MODE_WEIGH)
    rig.bench.scan(second)
    rig.bench.weigh(100)
    rig.up()
    rig.round()
    assert rig.purchases() == [(P.CANCELLED, N.VOIDED), (P.USED, N.PROVEN)]
    assert rig.sold()[first] == "cancelled"


def test_put_aside_before_the_scale_the_label_still_counts(rig: Ahead) -> None:
    bench, number = rig.bench, number_of(rig)
    bench.scan(number)
    bench.press(Control.PARK)
    rig.up()
    rig.round()
    assert rig.purchases() == [(P.DONE, N.ASSIGNED)]
    bench.scan_all(number, "TEA")
    bench.weigh(100)
    bench.scan(number)
    assert bench.face is Face.DONE


def test_put_aside_after_the_scale_the_label_is_void_on_both_sides(rig: Ahead) -> None:
    bench, number = rig.bench, number_of(rig)
    bench.scan_all(number, "TEA")
    bench.weigh(100)
    bench.press(Control.PARK)
    rig.up()
    rig.round()
    assert rig.purchases()[0] == (P.CANCELLED, N.VOIDED)
    with bench.store.read() as tx:
        entry = tx.waybills.get("SF", number)
    assert entry is not None
    assert entry.state is N.VOIDED


def test_a_number_that_went_back_is_no_waybill_any_more(rig: Ahead) -> None:
    bench, number = rig.bench, number_of(rig)
    bench.scan_all(number, "TEA")
    with bench.store.write() as tx:
        assert tx.purchases.join(ORDER.id, ())
    bench.weigh(100)
    assert (bench.verdict, bench.stop.details["reason"]) == (Verdict.VOID_COPY, "given_back")
    bench.press(Control.ACKNOWLEDGE)
    bench.press(Control.CANCEL)
    bench.scan(number)
    assert bench.verdict is not None  # its code opens nothing now


def test_an_ended_order_is_not_opened_by_its_number(rig: Ahead) -> None:
    number = number_of(rig)
    rig.end(OrderState.CANCELLED)
    rig.down()
    rig.bench.scan(number)
    assert rig.bench.verdict is Verdict.CANCELLED
