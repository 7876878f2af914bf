"""From the last scan to the whole label in the printer: ZPL, drawn by the label process, port 9100.

The goods lie still on the scale before the last item is scanned, so nothing but the program is
waited for. A second figure lays the goods down after the last scan: from the moment at which the
bench took the weight.
"""

from pathlib import Path

from app.domain.events import ParcelWeighed
from app.entrypoints.station_host import DATABASE, StationHost
from app.store.engine import open_store
from benchmarks import rig, stock
from benchmarks.figures import Figure, spread
from benchmarks.packer import Packer, Watch
from benchmarks.world import World

PARCELS = 220
LATER = 60
QUICK = 12


def measure(*, quick: bool, xvfb: bool) -> list[Figure]:  # noqa: ARG001 - one shape for all
    parcels, later = (QUICK, QUICK) if quick else (PARCELS, LATER)
    watch = Watch()
    with rig.home() as home, World(home) as world:
        host = StationHost(rig.settings(home, world, center=False), home, watch.see)
        host.start()
        try:
            packer = Packer(world, watch)
            packer.sign_in()
            waits = []
            for number in range(parcels):
                sent = packer.pack(stock.order(number))
                waits.append((world.label_at(number + 1) - sent) / 1e6)
            arrived = [
                _weighed_later(packer, number) / 1e6 for number in range(parcels, parcels + later)
            ]
        finally:
            host.stop()
        taken = _weighed_at(home)[parcels:]
    after_weight = [at - ms for at, ms in zip(arrived, taken, strict=True)]
    return [
        spread("last_scan_to_label_ms", waits, note="twelve lines, the goods lie still before"),
        spread("last_scan_to_complete_ms", packer.times["last"]),
        spread("weight_to_label_ms", after_weight, note="from the moment the weight is taken"),
    ]


def _weighed_later(packer: Packer, number: int) -> int:
    """Pack an order whose goods come onto the scale last; when its label was in the printer."""
    order = stock.order(number)
    packer.clear_pan()
    packer.open(order)
    packer.check(stock.scan_codes(order))
    packer.world.put(stock.weight_g(order))
    at = packer.world.label_at(number + 1)
    packer.stick()
    return at


def _weighed_at(home: Path) -> list[int]:
    """When the bench took each weight, in milliseconds of the monotonic clock."""
    store = open_store(home / DATABASE, warehouse=stock.WAREHOUSE, station=stock.STATION)
    try:
        with store.read() as tx:
            return [
                one.moment.mono_ms
                for one in tx.journal.read(stock.STATION)
                if isinstance(one.fact, ParcelWeighed)
            ]
    finally:
        store.close()
