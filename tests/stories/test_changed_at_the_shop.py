# mypy: disable-error-code="comparison-overlap, unreachable"
# (it believes that what an assert found on the bench stays so after the next scan)
"""What a buyer changes at the shop stops the bench that packs it: shop, center, sync, scanner."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.verdict import Verdict
from app.station.snapshot import Face
from app.store.engine import open_store
from tests.builders import NOON, an_item, an_operator
from tests.center.shop_rig import PDD, Shops, two_shops
from tests.station.harness import Station, a_rate_card
from tests.stories.copying_bench import CopyingBench, copying_bench
from tests.sync.rig import empty_database

WITHIN_S = 3


@dataclass
class Floor:
    """A shop on loopback, a center, and a bench that copies from it."""

    shops: Shops
    copying: CopyingBench

    @property
    def bench(self) -> Station:
        return self.copying.bench

    def change(self, **changes: object) -> None:
        """The buyer or the shop changes the order; the center reads the shop at its next look."""
        (one,) = self.shops.pdd.sold.values()
        one.updated = self.shops.now
        body = one.body

        def changed() -> dict[str, object]:
            return {**body(), **changes}

        one.body = changed  # type: ignore[method-assign]
        self.shops.pass_by(5)
        self.shops.work()
        self.shops.now += timedelta(seconds=WITHIN_S)
        self.copying.copy()


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    empty_database(tmp_path / "center.db")
    center = open_store(tmp_path / "center.db", warehouse="W1")
    with center.write() as tx:
        tx.center.begin_epoch("epoch-1", NOON)
        tx.operators.put([an_operator()])
        tx.rates.put([replace(a_rate_card(), courier="sf")])
        tx.waybills.add("sf", [f"sf{n:012d}" for n in range(1, 40)])
    files = (tmp_path / "center.db", tmp_path / "bench.db")
    with two_shops(center) as shops, copying_bench(*files, lambda: shops.now) as copying:
        with center.write() as tx:
            shop = tx.shops.get(PDD)
            assert shop is not None
            options = {**shop.options, "our.new_courier": "sf"}
            tx.shops.put(replace(shop, options=options), NOON)
            tx.catalogue.put([an_item("TS-BLK-L")])
        shops.pdd.add(1, minutes_ago=5)
        shops.work()
        copying.copy()
        copying.bench.stock([])
        copying.bench.sign_in()
        yield Floor(shops, copying)
    center.close()


def number(floor: Floor) -> str:
    return next(iter(floor.shops.pdd.sold))


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"receiver_name": "~AgAAAAKx~another~1~~"}, Verdict.ON_HOLD),
        ({"buyer_memo": "please wait"}, Verdict.ON_HOLD),
        ({"remark": "call first"}, Verdict.ON_HOLD),
        ({"refund_status": 2}, Verdict.ON_HOLD),
        ({"refund_status": 4}, Verdict.REFUNDED),
    ],
)
def test_a_change_stops_the_bench_that_packs_it(
    floor: Floor, changes: dict[str, object], verdict: Verdict
) -> None:
    floor.bench.scan(number(floor))
    assert floor.bench.face is Face.WAIT_ITEM
    floor.change(**changes)
    assert (floor.bench.face, floor.bench.verdict) == (Face.STOP, verdict)


def test_and_it_stops_at_the_first_scan_elsewhere(floor: Floor) -> None:
    floor.change(receiver_name="~AgAAAAKx~another~1~~")
    floor.bench.scan(number(floor))
    assert floor.bench.verdict is Verdict.ON_HOLD
    with floor.shops.store.read() as tx:
        stored = floor.shops.order(number(floor))
        assert tx.orders.note(stored.order.id).reason == "address_changed"


def test_the_same_word_again_does_not_take_the_hold_away(floor: Floor) -> None:
    floor.change(remark="call first")
    (one,) = floor.shops.pdd.sold.values()
    one.updated = floor.shops.now
    floor.shops.pass_by(5)
    floor.shops.work()
    floor.copying.copy()
    floor.bench.scan(number(floor))
    assert floor.bench.verdict is Verdict.ON_HOLD
