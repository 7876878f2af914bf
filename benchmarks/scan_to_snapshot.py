"""From the scanner's first byte to the bench's answer, without a window and without a sync."""

from app.entrypoints.station_host import StationHost
from benchmarks import rig, stock
from benchmarks.figures import Figure, spread
from benchmarks.packer import Packer, Watch
from benchmarks.world import World

SCANS = 2_400
QUICK = 200


def measure(*, quick: bool, xvfb: bool) -> list[Figure]:  # noqa: ARG001 - one shape for all
    wanted = QUICK if quick else SCANS
    watch = Watch()
    with rig.home() as home, World(home) as world:
        host = StationHost(rig.settings(home, world, center=False), home, watch.see)
        host.start()
        try:
            packer = Packer(world, watch)
            packer.sign_in()
            number = 0
            while len(packer.times.get("item", ())) < wanted:
                order = stock.order(number)
                packer.open(order)
                packer.check(stock.scan_codes(order))
                packer.cancel()
                number += 1
        finally:
            host.stop()
        check_counts(rig.facts(home)["ItemChecked"], len(packer.times["item"]))
    every = packer.times["item"] + packer.times["open"]
    return [spread("scan_to_snapshot_ms", every, note=f"{len(every)} scans, none lost")]


def check_counts(found: int, sent: int) -> None:
    """A lost or doubled scan makes every other figure worthless."""
    if found != sent:
        raise RuntimeError(f"{sent} item scans were sent, {found} are in the journal")
