"""The form of labels that the office sets for a courier is the one the benches print in."""

from collections.abc import Callable
from itertools import count

from app.center import courier_desk
from app.center.office_center import Act
from app.center.staff import CENTER
from app.config import BenchSettings, Settings
from app.domain.contract import Contract, Courier
from app.domain.policy import BenchPolicy
from app.entrypoints.label_print import parcel_label
from app.labels.page import LABEL_76x130, LABEL_100x150
from app.station.effects import PrintLabel
from app.store.engine import Store
from tests.builders import NOON, an_order
from tests.sync.rig import Bench

SETTINGS = Settings(bench=BenchSettings(), policy=BenchPolicy())


def test_the_form_reaches_the_bench(new_bench: Callable[..., Bench], center: Store) -> None:
    bench, order, ids = new_bench("b1"), an_order({"TEA": 2}, courier="sf"), count()
    with center.write() as tx:
        tx.orders.upsert([order], NOON)
    bench.run(steps=1)
    effect = PrintLabel("job", order, "SF1", "sf", 1, 1, 500, 1)
    assert parcel_label(effect, bench.store, SETTINGS, NOON)[1] == LABEL_100x150
    with center.write() as tx:
        courier_desk.save(
            tx,
            Act(CENTER, NOON, lambda: f"id-{next(ids)}"),
            courier=Courier("sf", "SF", label_template="76x130"),
            contract=Contract("", "sf"),
            people=(),
            new=True,
        )
    bench.run(steps=2)
    assert parcel_label(effect, bench.store, SETTINGS, NOON)[1] == LABEL_76x130
