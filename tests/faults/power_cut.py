"""Class 2: the power goes while a bench writes, again and again, at any instant.

A bench writes to a file system inside a disk image. The image lies on a second file system that
is frozen (FIFREEZE) at the instant of the cut: the kernel lets no further write of the inner
disk through, so what the image holds then is what had reached the disk. A copy of it is mounted
(which replays the file system's own log) and judged: every fact told before the cut is there.
"""

import fcntl
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.store.engine import open_store
from app.store.errors import StoreError
from tests.faults.power_writer import STATION
from tests.faults.report import FaultReport, NotHereError, Tally, memory

NAME = "2 power cut"
ROOT = Path(__file__).parents[2]
FREEZE, THAW = 0xC0045877, 0xC0045878
DISK_MB = 40
CUTS = 20


def why_not() -> str:
    """What is missing here; empty where power can be cut."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return "cutting power needs root on Linux (loop devices)"
    missing = [one for one in ("mkfs.ext4", "mount", "umount") if shutil.which(one) is None]
    return f"not installed: {', '.join(missing)}" if missing else ""


def run(seed: int, *, long: bool) -> FaultReport:
    found = cuts(seed, CUTS * (20 if long else 1), "full")
    tally = Tally()
    tally.started -= found.seconds
    tally.injected, tally.lost, tally.broken = found.injected, found.lost, list(found.broken)
    return tally.report(found.note)


def cuts(seed: int, how_many: int, mode: str) -> FaultReport:
    """Cut so many times. ``mode`` is SQLite's ``synchronous``: full, normal, off."""
    if missing := why_not():
        raise NotHereError(missing)
    rng, tally = random.Random(seed), Tally()
    told = 0
    with _disk() as (folder, image, outer), _writing(folder / "bench.db", mode) as said:
        for _ in range(how_many):
            said.more(rng.randrange(5, 60))
            time.sleep(rng.random() * 0.02)  # anywhere inside the next transactions
            told = said.last
            _cut(tally, image, outer, told)
    return tally.report(f"{told} facts told, synchronous={mode}")


def _cut(tally: Tally, image: Path, outer: Path, told: int) -> None:
    copy = Path(tempfile.mkdtemp(prefix="secondpass-cut-", dir=memory()))
    handle = os.open(outer, os.O_RDONLY)
    try:
        fcntl.ioctl(handle, FREEZE, 0)
        try:
            shutil.copyfile(image, copy / "disk")
        finally:
            fcntl.ioctl(handle, THAW, 0)
        tally.injected += 1
        (copy / "mounted").mkdir()
        with mounted(copy / "disk", copy / "mounted"):
            _judge(tally, copy / "mounted" / "bench.db", told)
    finally:
        os.close(handle)
        shutil.rmtree(copy, ignore_errors=True)


def _judge(tally: Tally, path: Path, told: int) -> None:
    """Start the bench's store on what was left."""
    try:
        store = open_store(path, warehouse="w1", station=STATION)
    except StoreError as error:
        tally.lost += told
        tally.broken.append(f"not readable after a cut: {error}")
        return
    store.check()
    with store.read() as tx:
        last = tx.journal.last(STATION)[0]
        tally.lost += max(0, told - last)
        tally.expect(tx.journal.verify_chain(STATION) is None, "the chain is broken")
        tally.expect(tx.outbox.count()["waiting"] == last, "the outbox is not the journal's")
        kept = tx.checkpoint.get("bench")
        tally.expect(kept == (str(last).encode() if last else None), f"checkpoint {kept!r}")
    store.close()


@contextmanager
def _disk() -> Iterator[tuple[Path, Path, Path]]:
    """A disk on a disk: the folder of the inner one, its image, the folder of the outer one."""
    base = Path(tempfile.mkdtemp(prefix="secondpass-power-", dir=memory()))
    outer, inner = base / "outer", base / "inner"
    outer.mkdir()
    inner.mkdir()
    try:
        make_disk(base / "disk", DISK_MB + 24)
        with mounted(base / "disk", outer):
            make_disk(outer / "image", DISK_MB)
            with mounted(outer / "image", inner):
                store = open_store(inner / "bench.db", warehouse="w1", station=STATION)
                store.close()
                os.sync()
                yield inner, outer / "image", outer
    finally:
        shutil.rmtree(base, ignore_errors=True)


def make_disk(path: Path, megabytes: int) -> None:
    """An ext4 file system in a file that has all its blocks."""
    with path.open("wb") as file:
        for _ in range(megabytes):
            file.write(bytes(1 << 20))
    subprocess.run(["mkfs.ext4", "-q", "-F", str(path)], check=True, capture_output=True)


@contextmanager
def mounted(image: Path, folder: Path, options: str = "noatime") -> Iterator[None]:
    mount = ["mount", "-o", f"loop,{options}", str(image), str(folder)]
    done = subprocess.run(mount, check=False, capture_output=True, text=True)
    if done.returncode:
        raise NotHereError(f"no loop mounts here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True, capture_output=True)


class _Said:
    """What the writer told; ``last`` grows in a thread of its own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.last = 0
        self._grew = threading.Condition()
        self._thread = threading.Thread(target=self._listen, name="power-writer")
        self._thread.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.endswith("\n"):
                with self._grew:
                    self.last = int(line)
                    self._grew.notify_all()

    def more(self, facts: int) -> None:
        """Wait until so many further facts were told."""
        with self._grew:
            until = self.last + facts
            if not self._grew.wait_for(lambda: self.last >= until, timeout=60):
                raise TimeoutError("the writer writes no more")

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._thread.join()
        assert self._process.stdout is not None
        self._process.stdout.close()


@contextmanager
def _writing(path: Path, mode: str) -> Iterator[_Said]:
    command = [sys.executable, "-m", "tests.faults.power_writer", str(path), mode]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    said = _Said(process)
    try:
        yield said
    finally:
        said.end()
