"""Class 15: one read seen twice, codes cut or glued, two scans within 10 ms, a cable pulled.

Bytes as a serial scanner sends them, spoilt, through the product's own decoder to the bench.
"""

import random
import tempfile
from pathlib import Path

from app.devices.conversation import ScanConversation
from app.domain.control_code import Control, code_of
from app.domain.events import ItemChecked
from app.domain.readings import Scan
from app.station.snapshot import Face
from app.store.engine import open_store
from app.store.journal import recorded
from tests.faults.after import facts
from tests.faults.host import Host, open_shop
from tests.faults.report import FaultReport, Tally, memory
from tests.sync.rig import WAREHOUSE, empty_database

NAME = "15 scanner"
ORDERS = 30
KINDS = ("echo", "cut head", "cut tail", "glued", "fast pair", "noise", "reopened")
GOODS = ("TEA", "TEA", "CUP")


def run(seed: int, *, long: bool) -> FaultReport:
    rng, tally = random.Random(seed), Tally()
    orders = ORDERS * (30 if long else 1)
    with tempfile.TemporaryDirectory(prefix="secondpass-scanner-", dir=memory()) as name:
        folder = Path(name)
        for file in ("b1.db", "center.db"):
            empty_database(folder / file)
        center = open_store(folder / "center.db", warehouse=WAREHOUSE)
        open_shop(center, orders)
        host = Host(folder, "b1", str(folder / "center.db"))
        host.deliver()
        host.scan("ZB-P01")
        scanner = _Scanner(host, rng)
        for n in range(orders):
            host.scan(f"SO-{n}")
            for code in GOODS:
                _one(tally, host, scanner, rng, code)
            tally.expect(host.pack(f"SO-{n}"), f"SO-{n} was not packed: {host.snap.face}")
        checked = [
            fact
            for row in facts(host.store, "b1")
            if isinstance(fact := recorded(row).fact, ItemChecked)
        ]
        tally.lost += max(0, orders * len(GOODS) - len(checked))
        tally.doubled += max(0, len(checked) - orders * len(GOODS))
        host.close()
        center.close()
    return tally.report(f"{orders * len(GOODS)} pieces scanned, each counted once")


class _Scanner:
    def __init__(self, host: Host, rng: random.Random) -> None:
        self._host = host
        self._rng = rng
        self.talk = ScanConversation("scanner", "serial", {"suffix": "CR"})
        self.talk.start(host.mono_ms)

    def send(self, data: bytes, after_ms: int) -> None:
        """Bytes on the line, in pieces; silence afterwards ends what is half."""
        self._host.mono_ms += after_ms
        at = self._rng.randrange(len(data) + 1)
        for piece in (data[:at], data[at:]):
            self._hear(self.talk.received(piece, self._host.mono_ms) if piece else [])

    def silence(self, ms: int) -> None:
        self._host.mono_ms += ms
        self._hear(self.talk.quiet(self._host.mono_ms))

    def _hear(self, posts: list[object]) -> None:
        for each in posts:
            if isinstance(each, Scan):
                self._host.mono_ms -= 100  # ``post`` lets a tenth of a second pass
                self._host.post(each)


def _one(tally: Tally, host: Host, scanner: _Scanner, rng: random.Random, code: str) -> None:
    """One piece is held before the scanner; something goes wrong with the reading of it."""
    kind = rng.choice(KINDS)
    tally.injected += 1
    line = f"{code}\r".encode()
    before = host.snap.scanned
    scanner.silence(1_000)
    match kind:
        case "echo":  # one read, sent twice
            scanner.send(line, 0)
            scanner.send(line, rng.randrange(1, 250))
        case "cut head":
            scanner.send(line[rng.randrange(1, len(line) - 1) :], 0)
        case "cut tail":
            scanner.send(line[: rng.randrange(1, len(line) - 1)], 0)
            scanner.silence(2_000)
        case "glued":  # the end of the first code is lost
            scanner.send(line[:-1] + line, 0)
        case "fast pair":  # the shelf's label is read within 10 ms
            scanner.send(line, 0)
            scanner.send(b"SHELF-7\r", 10)
        case "noise":
            scanner.send(bytes([0xFF, 0x00]) + line, 0)
        case _:
            scanner.send(line[:1], 0)
            scanner.talk.start(host.mono_ms)  # the cable was pulled and put in again
    scanner.silence(1_000)
    _until_counted(host, scanner, line, before)


def _until_counted(host: Host, scanner: _Scanner, line: bytes, before: int) -> None:
    """The packer sees the screen: acknowledges a stop, scans again what was not counted."""
    for _ in range(6):
        if host.snap.face is Face.STOP:
            host.scan(code_of(Control.ACKNOWLEDGE))
        elif host.snap.scanned > before:
            return
        else:
            scanner.silence(1_000)
            scanner.send(line, 0)
