"""Class 2, from the other side: every disk that a power cut may leave, built from the writes.

The bench's own writes and syncs are recorded with strace. Then disks are built: all that was
synced before an instant, and of what was not, any subset of 512-byte sectors, as a drive with a
cache may leave it. On each of them the bench must start and have every fact told by then.
"""

import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.store.engine import open_store
from app.store.errors import StoreError
from tests.faults.power_writer import STATION
from tests.faults.report import FaultReport, NotHereError, Tally, memory

NAME = "2 power cut, sector by sector"
ROOT = Path(__file__).parents[2]
SECTOR = 512
STATES, FACTS = 400, 160
CALLS = "trace=openat,pwrite64,write,fdatasync,fsync,ftruncate,close"
LINE = re.compile(r"^(?:\d+\s+)?(\w+)\((.*)\)\s+= (-?\d+)")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')


@dataclass(frozen=True, slots=True)
class Step:
    """One call: ``kind`` is write, sync, cut (truncate) or told."""

    kind: str
    file: str = ""
    at: int = 0
    data: bytes = b""


@dataclass(slots=True)
class Disk:
    """One file: what is safe, and what may be lost, newest last."""

    safe: bytearray = field(default_factory=bytearray)
    loose: list[tuple[int, bytes | None]] = field(default_factory=list)

    def sync(self) -> None:
        for at, data in self.loose:
            _put(self.safe, at, data)
        self.loose.clear()

    def left_by_a_cut(self, rng: random.Random, keep: float) -> bytearray:
        """The safe bytes and any of the sectors that were written since."""
        found = bytearray(self.safe)
        for at, data in self.loose:
            if data is None:
                if rng.random() < keep:
                    _put(found, at, None)
                continue
            for start in range(0, len(data), SECTOR):
                if rng.random() < keep:
                    _put(found, at + start, data[start : start + SECTOR])
        return found


def _put(found: bytearray, at: int, data: bytes | None) -> None:
    if data is None:
        del found[at:]
        return
    if len(found) < at + len(data):
        found.extend(bytes(at + len(data) - len(found)))
    found[at : at + len(data)] = data


def why_not() -> str:
    return "" if shutil.which("strace") else "not installed: strace"


def run(seed: int, *, long: bool) -> FaultReport:
    return states(seed, STATES * (20 if long else 1), "full")


def states(seed: int, how_many: int, mode: str) -> FaultReport:
    """So many disks of one recorded run. ``mode`` is SQLite's ``synchronous``."""
    if missing := why_not():
        raise NotHereError(missing)
    rng, tally = random.Random(seed), Tally()
    with tempfile.TemporaryDirectory(prefix="secondpass-sectors-", dir=memory()) as name:
        folder = Path(name)
        path = folder / "bench.db"
        open_store(path, warehouse="w1", station=STATION).close()
        start = path.read_bytes()
        steps = _recorded(folder, path, mode)
        cuts = sorted(rng.randrange(len(steps)) for _ in range(how_many))
        for told, disks in _cut_at(steps, cuts, start):
            tally.injected += 1
            _judge(tally, folder / "left", disks, told, rng)
    return tally.report(f"{FACTS} facts, {len(steps)} calls, synchronous={mode}")


def _recorded(folder: Path, path: Path, mode: str) -> list[Step]:
    log = folder / "calls"
    writer = [sys.executable, "-m", "tests.faults.power_writer", str(path), mode, str(FACTS)]
    command = ["strace", "-f", "-xx", "-s", "70000", "-e", CALLS, "-o", str(log), *writer]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotHereError(f"strace cannot trace here: {done.stderr[-300:]}")
    with log.open() as lines:
        return list(_steps(lines, str(path)))


def _steps(lines: Iterator[str], path: str) -> Iterator[Step]:
    names: dict[str, str] = {"1": "told"}
    for line in lines:
        found = LINE.match(line)
        if found is None:
            continue
        call, words, result = found.groups()
        handle = words.split(",")[0]
        if call == "openat":
            named = TEXT.search(words)
            opened = _bytes(named[1]).decode("utf-8", "replace") if named else ""
            names.pop(result, None)
            if opened in {path, f"{path}-wal"}:
                names[result] = opened.removeprefix(path)
        elif handle in names:
            yield from _step(call, names[handle], words, result)
            if call == "close":
                names.pop(handle)


def _step(call: str, file: str, words: str, result: str) -> Iterator[Step]:
    if file == "told":
        if call == "write":
            yield Step("told")
        return
    match call:
        case "pwrite64":
            text = TEXT.search(words)
            assert text is not None
            assert not text[2], "strace cut a write short"
            yield Step("write", file, int(words.rsplit(",", 1)[1]), _bytes(text[1])[: int(result)])
        case "fdatasync" | "fsync":
            yield Step("sync", file)
        case "ftruncate":
            yield Step("cut", file, int(words.rsplit(",", 1)[1]))
        case _:
            pass


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _cut_at(
    steps: list[Step], cuts: list[int], start: bytes
) -> Iterator[tuple[int, dict[str, Disk]]]:
    """The disk at each of these instants, with the number of facts told by then."""
    disks = {"": Disk(bytearray(start)), "-wal": Disk()}
    told, waiting = 0, list(cuts)
    for number, step in enumerate(steps):
        while waiting and waiting[0] == number:
            waiting.pop(0)
            yield told, disks
        match step.kind:
            case "write":
                disks[step.file].loose.append((step.at, step.data))
            case "cut":
                disks[step.file].loose.append((step.at, None))
            case "sync":
                disks[step.file].sync()
            case _:
                told += 1


def _judge(
    tally: Tally, folder: Path, disks: dict[str, Disk], told: int, rng: random.Random
) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    keep = rng.choice((0.0, 0.2, 0.5, 0.8, 1.0))
    for suffix, disk in disks.items():
        (folder / f"bench.db{suffix}").write_bytes(disk.left_by_a_cut(rng, keep))
    try:
        store = open_store(folder / "bench.db", warehouse="w1", station=STATION)
    except StoreError as error:
        tally.lost += told
        tally.broken.append(f"not readable: {error}")
        return
    try:
        store.check()
        with store.read() as tx:
            last = tx.journal.last(STATION)[0]
            tally.lost += max(0, told - last)
            tally.expect(tx.journal.verify_chain(STATION) is None, "the chain is broken")
            tally.expect(tx.outbox.count()["waiting"] == last, "the outbox is not the journal's")
    except StoreError as error:
        tally.lost += told
        tally.broken.append(f"damaged: {error}")
    finally:
        store.close()
