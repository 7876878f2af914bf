"""From a fresh process to a bench that can be used: painted, scanner and scale open.

`python main.py station` with a store of 100,000 orders and a center; the first run warms the
file cache and does not count. Run as a module it is the started program itself, with a probe.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable

from app.domain.readings import DeviceKind, DeviceState
from app.entrypoints import bench_program, station
from app.station.snapshot import BenchSnapshot
from benchmarks import cache, rig
from benchmarks.figures import Figure, spread
from benchmarks.screen import PaintProbe
from benchmarks.world import World

RUNS = 5
QUICK = 2


def measure(*, quick: bool, xvfb: bool) -> list[Figure]:  # noqa: ARG001 - one shape for all
    ready, painted = [], []
    with rig.home() as home, World(home) as world:
        cache.copy_to(home / rig.CENTER)
        rig.settings(home, world, center=True)
        for _ in range(1 + (QUICK if quick else RUNS)):
            started = time.monotonic_ns()
            done = subprocess.run(
                [sys.executable, "-m", __name__, "--windowed", "--home", str(home)],
                check=True,
                capture_output=True,
                env=_environment(),
            )
            at = json.loads(done.stdout)
            painted.append((at["painted"] - started) / 1e9)
            ready.append((at["ready"] - started) / 1e9)
    middle = sorted(painted[1:])[len(painted[1:]) // 2]
    note = f"{len(ready) - 1} starts; the window stands painted after {middle:.2f} s (median)"
    return [spread("cold_start_s", ready[1:], "s", note)]


def _environment() -> dict[str, str]:
    """As on a packing bench: the compiled modules of an installed program are kept."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"QT_QPA_PLATFORM": "offscreen"}


class ProbedProgram(bench_program.BenchProgram):
    """The program as it is; tells when its window was painted and its devices open, and ends."""

    def run(self) -> int:
        window = self.ui.window
        probe = PaintProbe(window, (window, window.bench.verdict, window.login))
        probe.flushed = self._flushed(self.ui.app.quit)
        return super().run()

    @staticmethod
    def _flushed(end: Callable[[], None]) -> Callable[[BenchSnapshot, int], None]:
        seen: dict[str, int] = {}

        def flushed(snapshot: BenchSnapshot, now: int) -> None:
            seen.setdefault("painted", now)
            ready = {pill.kind for pill in snapshot.pills if pill.state is DeviceState.READY}
            if {DeviceKind.SCANNER, DeviceKind.SCALE} <= ready and "ready" not in seen:
                seen["ready"] = now
                print(json.dumps(seen), flush=True)
                end()

        return flushed


def _run() -> int:
    vars(station)["BenchProgram"] = ProbedProgram
    return station.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(_run())
