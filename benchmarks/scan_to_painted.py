"""From the scanner's first byte to the painted verdict, while the sync copies and delivers."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from benchmarks import cache, rig, stock
from benchmarks.feeder import Feeder
from benchmarks.figures import Figure, spread
from benchmarks.packer import Packer
from benchmarks.scan_to_snapshot import check_counts
from benchmarks.screen import SIZE, ScreenWatch, run_window
from benchmarks.world import World

SCANS = 2_400
QUICK = 200
NAME = "scan_to_painted_ms"
XVFB_NAME = "scan_to_painted_xvfb_ms"


def measure(*, quick: bool, xvfb: bool) -> list[Figure]:
    found = [_measure(NAME, QUICK if quick else SCANS)]
    if xvfb and (shown := _under_xvfb(quick=quick)):
        found.append(shown)
    return found


def _measure(name: str, wanted: int) -> Figure:
    watch = ScreenWatch()
    with rig.home() as home, World(home) as world:
        center = cache.copy_to(home / rig.CENTER)
        packer = Packer(world, watch)

        def work() -> None:
            packer.sign_in()
            number = 0
            while len(packer.times.get("item", ())) < wanted:
                order = stock.order(number)
                packer.open(order)
                packer.check(stock.scan_codes(order))
                packer.cancel()
                number += 1

        with Feeder(center) as feeder:
            run_window(rig.settings(home, world, center=True), home, watch, work)
        check_counts(rig.facts(home)["ItemChecked"], len(packer.times["item"]))
        rate = rig.copied(home) / feeder.seconds
    times = packer.times["item"] + packer.times["open"]
    note = f"{len(times)} scans, none lost; the sync copied {rate:.0f} orders a second beside it"
    return spread(name, times, note=note)


def _under_xvfb(*, quick: bool) -> Figure | None:
    """The same in a window of a real X server, in a process of its own; None without one."""
    if shutil.which("xvfb-run") is None:
        sys.stderr.write("there is no xvfb-run on this computer\n")
        return None
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "figure.json"
        screen = f"-screen 0 {SIZE[0]}x{SIZE[1]}x24"
        done = subprocess.run(
            ["xvfb-run", "-a", "-s", screen, sys.executable, "-m", __name__, str(result)]
            + (["--quick"] if quick else []),
            check=False,
            env=os.environ | {"QT_QPA_PLATFORM": "xcb"},
        )
        if done.returncode:
            sys.stderr.write("no window could be opened under xvfb\n")
            return None
        return msgspec.json.decode(result.read_bytes(), type=Figure)


if __name__ == "__main__":
    measured = _measure(XVFB_NAME, QUICK if "--quick" in sys.argv else SCANS)
    Path(sys.argv[1]).write_bytes(msgspec.json.encode(measured))
