"""What a bench weighs in memory after 1,000 parcels packed through its window, sync and all."""

from dataclasses import dataclass

import psutil

from benchmarks import cache, rig, stock
from benchmarks.feeder import Feeder
from benchmarks.figures import Figure
from benchmarks.packer import Packer
from benchmarks.screen import ScreenWatch, run_window
from benchmarks.world import World

PARCELS = 1_000
QUICK = 20
FRAME_S = 0.02
SETTLE_MS = 20


@dataclass(frozen=True, slots=True)
class _Memory:
    """Megabytes: the bench's own process, and all of its processes together."""

    rss: float
    pss: float
    rss_total: float
    pss_total: float


def measure(*, quick: bool, xvfb: bool) -> list[Figure]:  # noqa: ARG001 - one shape for all
    parcels = QUICK if quick else PARCELS
    watch = ScreenWatch()
    found: list[_Memory] = []
    with rig.home() as home, World(home, frame_s=FRAME_S, settle_ms=SETTLE_MS) as world:
        center = cache.copy_to(home / rig.CENTER)
        with Feeder(center) as feeder:
            packer = Packer(world, watch)
            others = {world.pid, feeder.pid}

            def work() -> None:
                packer.sign_in()
                found.append(_memory(others))
                for number in range(parcels):
                    packer.pack(stock.order(stock.LONG_ORDERS + number))
                found.append(_memory(others))

            run_window(rig.settings(home, world, center=True), home, watch, work)
    return _figures(found[0], found[-1], parcels)


def _figures(before: _Memory, after: _Memory, parcels: int) -> list[Figure]:
    note = f"after {parcels} parcels; the window's process"
    total = "window, sync, label drawing and Python's resource tracker"
    return [
        Figure("rss_after_1000_parcels_mb", "MB", after.rss, note=note),
        Figure("pss_after_1000_parcels_mb", "MB", after.pss, note="shared pages counted in part"),
        Figure("rss_total_after_1000_parcels_mb", "MB", after.rss_total, note=total),
        Figure("pss_total_after_1000_parcels_mb", "MB", after.pss_total, note=total),
        Figure("rss_before_first_parcel_mb", "MB", before.rss),
    ]


def _memory(others: set[int]) -> _Memory:
    own = psutil.Process()
    children = [one for one in own.children(recursive=True) if one.pid not in others]
    rss, pss = [], []
    for one in (own, *children):
        full = one.memory_full_info()
        rss.append(full.rss / 2**20)
        pss.append(getattr(full, "pss", full.uss) / 2**20)
    return _Memory(rss[0], pss[0], sum(rss), sum(pss))
