"""All jobs of a center as `center serve` makes them, done when a test says so."""

import argparse
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from app.center import erp_desk
from app.center.office_center import Act
from app.center.scheduler import Scheduler
from app.center.service import CenterService
from app.center.staff import CENTER
from app.center.turns import Did, Kind, Turn
from app.domain.order import Order
from app.entrypoints.center_jobs import scheduler
from app.entrypoints.center_keeping import keeper
from app.store.engine import Store
from app.store.erps import ErpRow

T = TypeVar("T")
OPTIONS = argparse.Namespace(workers=1, backup=None, feed_days=30, months=2, hand_days=90)


@dataclass
class Jobs:
    store: Store
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    made: Scheduler = field(init=False)
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        service = CenterService(self.store, self.clock, lambda _line: None)
        parts = (service, keeper(self.store, OPTIONS))
        self.made = scheduler(self.store, "", OPTIONS, parts, self.clock, self.new_id)
        self.made.kinds = {name: self._counted(work) for name, work in self.made.kinds.items()}

    def _counted(self, work: Kind) -> Kind:
        def counted(turn: Turn) -> Did:
            did = work(turn)
            self.counts.update(did.counts)
            return did

        return counted

    def run(self, *kinds: str, fails: bool = False) -> Counter[str]:
        """Each job of these kinds now, kind after kind; what they counted, all together."""
        self.counts = Counter()
        for kind in kinds:
            with self.store.write() as tx:
                mine = [one.id for one in tx.job_rows.every() if one.kind == kind]
                for job_id in mine:
                    tx.job_rows.ask(job_id, self.clock())
            assert mine, f"there is no job {kind}"
            for _job in mine:
                assert self.made.step("jobs", frozenset({kind}))
            with self.store.read() as tx:
                ended = [row for job_id in mine if (row := tx.job_rows.get(job_id))]
            bad = [(row.id, row.state, row.reason) for row in ended if row.state != "idle"]
            assert fails or not bad, bad
        return self.counts

    def has_an_erp(self, folder: Path, **on_hand: int) -> None:
        """One of files in this folder, that was read once: in ``in``, its documents in ``out``."""
        for name in ("in", "out"):
            (folder / name).mkdir()
        rows = "".join(f"{sku},{pieces}\n" for sku, pieces in on_hand.items())
        (folder / "in" / "stock.csv").write_text(f"sku,on_hand\n{rows}", encoding="utf-8")
        options = {"inbox": str(folder / "in"), "outbox": str(folder / "out")}
        self.change(erp_desk.put, row=ErpRow("files", options=options))
        self.run(erp_desk.READ)

    def act(self, who: str = CENTER) -> Act:
        return Act(who, self.clock(), self.new_id)

    def change(self, work: Callable[..., T], who: str = CENTER, **more: Any) -> T:
        """What a person does in the office."""
        return self.store.transact(lambda tx: work(tx, self.act(who), **more))

    def order(self, number: str) -> Order:
        with self.store.read() as tx:
            (order_id,) = tx.orders.by_code(number)
            stored = tx.orders.get(order_id)
        assert stored is not None
        return stored.order

    def reason(self, number: str) -> str:
        """Why the order waits."""
        order_id = self.order(number).id
        with self.store.read() as tx:
            return tx.orders.note(order_id).reason
