"""The center's counter on a real store, and benches that bring their facts to it."""

from datetime import timedelta
from pathlib import Path

from app.center.desk import CenterDesk
from app.center.pool import PoolPolicy
from app.domain import events as e
from app.domain.order import OrderState
from app.domain.recorded import Recorded
from app.domain.values import Grams, Moment
from app.domain.verdict import Stop, Verdict
from app.store.engine import Store, open_store
from app.store.records import Envelope, Reception
from tests.builders import NOON, an_item, an_operator, an_order


class Desk:
    """The counter, and benches that bring their facts to it."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.now = NOON
        self.desk = CenterDesk(store, lambda: self.now, PoolPolicy(low=2, block=4))
        self.order = an_order({"TEA": 2}, number="SO-1", courier="SF", picker="picker 02")
        self.benches: dict[str, Store] = {}
        self.folder = folder
        with store.write() as tx:
            tx.catalogue.put([an_item("TEA")])
            tx.orders.upsert([self.order], NOON)
            tx.operators.put([an_operator("P01")])

    def seal(self, *facts: e.Fact, station: str = "b1", order_id: str = "") -> list[Envelope]:
        if station not in self.benches:
            self.benches[station] = open_store(self.folder / f"{station}.db", warehouse="W1")
        with self.benches[station].write() as tx:
            n = tx.journal.next_n(station)
            moment = Moment(NOON + timedelta(seconds=n), n)
            about = order_id or self.order.id
            return [
                tx.journal.append(
                    Recorded(at, f"{station}-{at}", station, "boot", moment, "P01", about, fact)
                )
                for at, fact in enumerate(facts, start=n)
            ]

    def bring(self, *facts: e.Fact, station: str = "b1", order_id: str = "") -> list[Reception]:
        answers = self.desk.push(tuple(self.seal(*facts, station=station, order_id=order_id)))
        return [answer.reception for answer in answers]

    def packed(self, station: str = "b1", number: str = "SF1") -> list[Reception]:
        parcel = f"parcel-{station}"
        return self.bring(
            e.WaybillAssigned(parcel, "SF", number),
            e.LabelPrinted(parcel, "job"),
            e.LabelProven(parcel, number),
            e.ParcelPacked(
                parcel, self.order.id, "SO-1", 1, 1, "SF", number, Grams(640), "F1", {"TEA": 2},
                charge_minor=650, currency="CNY", card_hash="h", zone="1",
            ),
            e.OrderPacked(self.order.id, 1),
            station=station,
        )  # fmt: skip

    def state(self) -> OrderState:
        with self.store.read() as tx:
            stored = tx.orders.get(self.order.id)
        assert stored is not None
        return stored.order.state

    def tasks(self) -> list[str]:
        with self.store.read() as tx:
            return sorted(task.kind for task in tx.tasks.in_state("open"))


def mismatch(code: str = "CUP") -> e.Stopped:
    return e.Stopped(Stop(Verdict.WRONG_ITEM, code, an_item("CUP"), an_item("TEA")))
