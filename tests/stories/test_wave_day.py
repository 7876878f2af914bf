# mypy: disable-error-code="comparison-overlap, unreachable"
# (it believes that what an assert found on the bench stays so after the next scan)
"""From approval to the parcel: rules release orders, a wave goes out, slips open them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.center import wave_desk, wave_papers, waving
from app.center.approval import approve_waiting
from app.center.wave_desk import Trouble, WaveDetail
from app.domain.control_code import Control
from app.domain.verdict import Verdict
from app.domain.waving import WavePolicy
from app.i18n import Words
from app.remote.channels.incoming import IncomingLine, IncomingOrder
from app.station.snapshot import Face
from app.store.engine import Store, open_store
from tests.builders import NOON, an_operator
from tests.center.review_rig import ALL, an_act, found, new_id, save, take, told
from tests.center.wave_rig import codes_of
from tests.station.harness import Station, a_rate_card
from tests.stories.copying_bench import CopyingBench, copying_bench
from tests.sync.rig import empty_database


@dataclass
class Warehouse:
    """A center and a bench that copies from it."""

    center: Store
    copying: CopyingBench
    folder: Path

    @property
    def bench(self) -> Station:
        return self.copying.bench

    def print_slips(self, number: str) -> list[str]:
        path = wave_papers.print_slips(
            self.center, an_act(), number=number, folder=self.folder, words=Words("zh_Hant")
        )
        self.copying.copy()
        return codes_of(path)

    def wave(self, number: str) -> WaveDetail:
        with self.center.read() as tx:
            seen = wave_desk.detail(tx, number=number, now=NOON)
        assert seen is not None
        return seen

    def pack(self, slip: str, *codes: str) -> None:
        self.bench.pack(slip, *codes)
        assert self.bench.face is Face.DONE
        self.copying.copy()


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    place = tmp_path / "center.db"
    empty_database(place)
    center = open_store(str(place), warehouse="W1")
    with center.write() as tx:
        tx.center.begin_epoch("epoch-1", NOON)
        tx.operators.put([an_operator()])
        tx.rates.put([replace(a_rate_card(province="四川省"), courier="sf")])
        tx.waybills.add("sf", [f"sf{n:012d}" for n in range(1, 40)])
        tx.waybills.lease("sf", "B01", 20)
    save(center, ALL)
    with copying_bench(place, tmp_path / "bench.db", lambda: NOON) as copying:
        copying.copy()
        copying.bench.stock([])
        copying.bench.sign_in()
        yield Warehouse(center, copying, tmp_path)
    center.close()


def bought(number: str, teas: int, minutes: int = 0) -> IncomingOrder:
    return told(
        number,
        lines=(IncomingLine("TEA", "tea", teas), IncomingLine("CUP", "cup", 1)),
        courier="sf",
        revision_at=NOON + timedelta(minutes=minutes),
    )


def test_from_approval_to_the_parcel(warehouse: Warehouse) -> None:
    center, bench = warehouse.center, warehouse.bench
    take(center, bought("1", 2), bought("2", 1))
    approve_waiting(center, NOON, new_id)
    with center.read() as tx:
        wanted = waving.plan(tx, WavePolicy(), NOON)
    assert waving.release_all(center, an_act(), wanted=wanted) == {"waves": 1, "orders": 2}
    number = found(center).wave
    assert warehouse.wave(number).row.state == "released"

    first, second = warehouse.print_slips(number)
    slip_of = {found(center, one).slip: one for one in ("1", "2")}
    assert set(slip_of) == {first, second}
    slips = {order: slip for slip, order in slip_of.items()}
    warehouse.pack(slips["1"], "TEA", "TEA", "CUP")
    row = warehouse.wave(number).row
    assert (row.state, row.packed, row.packed_pieces, row.slips) == ("picking", 1, 3, 2)

    take(center, bought("2", 3, minutes=5))
    warehouse.copying.copy()
    (changed,) = [one for one in warehouse.wave(number).orders if one.trouble]
    assert (changed.number, changed.trouble) == ("2", Trouble.CHANGED)
    bench.scan(slips["2"])
    assert bench.verdict is Verdict.CHANGED
    bench.press(Control.ACKNOWLEDGE)

    (again,) = warehouse.print_slips(number)
    bench.scan(slips["2"])
    assert bench.verdict is Verdict.ORDER_UNKNOWN
    bench.press(Control.ACKNOWLEDGE)
    warehouse.pack(again, "TEA", "TEA", "TEA", "CUP")
    done = warehouse.wave(number)
    assert (done.row.state, done.row.packed, done.row.troubles) == ("packed", 2, 0)
    assert [one.state for one in done.orders] == ["packed", "packed"]
