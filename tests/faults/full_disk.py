"""Class 10: the disk fills up under a working bench, becomes read-only, refuses single writes."""

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.domain.control_code import Control, code_of
from app.domain.verdict import Verdict
from app.store.engine import open_store
from tests.faults.after import compare
from tests.faults.host import Host, open_shop
from tests.faults.power_cut import make_disk, mounted
from tests.faults.report import FaultReport, NotHereError, Tally, memory
from tests.sync.rig import WAREHOUSE, empty_database

NAME = "10 disk full, read-only"
ORDERS = 24


def run(seed: int, *, long: bool) -> FaultReport:
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        raise NotHereError("a disk that fills up needs root on Linux (tmpfs)")
    tally = Tally()
    for again in range(10 if long else 1):
        _shift(tally, random.Random(seed + again))
        _broken_disk(tally)
    return tally.report("tmpfs filled and freed; ext4 gone read-only by an error")


@contextmanager
def _small_disk() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="secondpass-full-"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    done = subprocess.run(mount, check=False, capture_output=True, text=True)
    if done.returncode:
        folder.rmdir()
        raise NotHereError(f"no tmpfs mounts here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


def _shift(tally: Tally, rng: random.Random) -> None:
    other = Path(tempfile.mkdtemp(prefix="secondpass-full-center-", dir=memory()))
    with _small_disk() as disk:
        empty_database(disk / "b1.db")
        empty_database(other / "center.db")
        center = open_store(other / "center.db", warehouse=WAREHOUSE)
        open_shop(center, ORDERS)
        host = Host(disk, "b1", str(other / "center.db"), busy_ms=200)
        host.deliver()
        for n in range(ORDERS):
            if n % 3 == 1:
                _trouble(tally, host, disk, rng, n)
            tally.expect(host.pack(f"SO-{n}"), f"SO-{n} was not packed: {host.snap.face}")
            if n % 10 == 9:
                tally.expect(host.deliver(), "not delivered")
        tally.expect(host.deliver(), "not delivered at the end")
        compare(tally, center, [("b1", host.store)])
        host.store.check()
        host.close()
        center.close()
    shutil.rmtree(other)


def _trouble(tally: Tally, host: Host, disk: Path, rng: random.Random, n: int) -> None:
    """Start an order, and let the disk refuse in the middle of it."""
    host.scan(f"SO-{n}")
    for _ in range(rng.randrange(0, 3)):
        host.scan("TEA")
    with _filled(disk):
        for _ in range(200):  # the log still has the room that it had before
            host.scan("MUG")
            if _says(host):
                break
            host.scan(code_of(Control.ACKNOWLEDGE))
        else:
            return  # all of it still went into the log that is there
        before = host.bench.state
        host.scan("MUG")  # as large as what was refused; a smaller one may still find room
        tally.injected += 1
        tally.expect(_says(host) == "disk_full", f"the screen says {_says(host)}")
        tally.expect(host.bench.state == before, "the state moved without being stored")
    host.scan(code_of(Control.ACKNOWLEDGE))


def _says(host: Host) -> str | None:
    """The store's problem on the screen."""
    stop = host.snap.stop.stop if host.snap.stop else None
    return stop.details.get("problem") if stop and stop.verdict is Verdict.STORE else None


def _broken_disk(tally: Tally) -> None:
    """The file system finds an error and goes read-only; the bench is started again after it."""
    base = Path(tempfile.mkdtemp(prefix="secondpass-broken-", dir=memory()))
    disk = base / "mounted"
    disk.mkdir()
    make_disk(base / "disk", 16)
    empty_database(base / "center.db")
    center = open_store(base / "center.db", warehouse=WAREHOUSE)
    open_shop(center, 2)
    with mounted(base / "disk", disk, "errors=remount-ro"):
        empty_database(disk / "b1.db")
        os.sync()  # the copy of an empty database is no fact
        host = Host(disk, "b1", str(base / "center.db"), busy_ms=200)
        host.deliver()
        host.scan_all("ZB-P01", "SO-0", "TEA")
        state = host.bench.state
        device = Path(os.path.realpath(_device_of(disk))).name
        Path(f"/sys/fs/ext4/{device}/trigger_fs_error").write_text("a test")
        host.scan("CUP")
        tally.injected += 1
        tally.expect(_says(host) in {"read_only", "disk_failed"}, f"it says {_says(host)}")
        tally.expect(host.bench.state == state, "the state moved without being stored")
        host.close()
    with mounted(base / "disk", disk):
        host = Host(disk, "b1", str(base / "center.db"), run=2)
        tally.expect(host.bench.state == state, "another state after the restart")
        tally.expect(host.pack("SO-0") and host.pack("SO-1"), "not packed afterwards")
        host.deliver()
        compare(tally, center, [("b1", host.store)])
        host.close()
    center.close()
    shutil.rmtree(base)


def _device_of(folder: Path) -> str:
    lines = [line.split() for line in Path("/proc/mounts").read_text().splitlines()]
    return next(words[0] for words in lines if words[1] == str(folder))


@contextmanager
def _filled(disk: Path) -> Iterator[None]:
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError:
                continue
    try:
        yield
    finally:
        ballast.unlink()
