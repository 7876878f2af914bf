"""Class 13: a scale that is unplugged, babbles, drifts, jumps, sticks or sends half frames.

The frames are those of the simulated scale, spoilt byte by byte on the way to the product's own
decoder, conversation and bench. Time is simulated: thousands of frames in seconds.
"""

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.devices.conversation import ScaleConversation
from app.devices.scales.registry import scale_protocol
from app.devices.simulators.load import Load
from app.devices.simulators.wire import WIRES
from app.domain.control_code import Control, code_of
from app.domain.events import ParcelWeighed
from app.domain.readings import DeviceKind, DeviceState, DeviceStatus, WeightReading
from app.station.snapshot import Face
from app.store.engine import open_store
from app.store.journal import recorded
from tests.faults.after import facts
from tests.faults.host import Host, open_shop
from tests.faults.report import FaultReport, Tally, memory
from tests.sync.rig import WAREHOUSE, empty_database

NAME = "13 scale"
PROTOCOLS = ("st_gs", "yaohua_a9", "yaohua_a12", "mt_sics")
SPOILT = ("flip", "cut", "drop", "noise", "unplug", "lift", "bump", "twice")
PARCELS = 12
EXPECTED_G = 300
FRAME_MS = 100


def run(seed: int, *, long: bool) -> FaultReport:
    tally = Tally()
    parcels = 0
    for protocol in PROTOCOLS:
        for again in range(20 if long else 1):
            parcels += _day(tally, random.Random(f"{protocol}-{seed}-{again}"), protocol)
    return tally.report(f"{parcels} parcels weighed, each with its own weight")


def _day(tally: Tally, rng: random.Random, protocol: str) -> int:
    with tempfile.TemporaryDirectory(prefix="secondpass-scale-", dir=memory()) as name:
        folder = Path(name)
        for file in ("b1.db", "center.db"):
            empty_database(folder / file)
        center = open_store(folder / "center.db", warehouse=WAREHOUSE)
        open_shop(center, PARCELS)
        host = Host(folder, "b1", str(folder / "center.db"))
        host.deliver()
        host.scan("ZB-P01")
        scale = _Scale(host, protocol, rng)
        for n in range(PARCELS):
            _parcel(tally, host, scale, rng, n)
        rows = [recorded(row).fact for row in facts(host.store, "b1")]
        weighed = [int(fact.weighing.grams) for fact in rows if isinstance(fact, ParcelWeighed)]
        tally.doubled += max(0, len(weighed) - PARCELS)
        tally.lost += max(0, PARCELS - len(weighed))
        wrong = [(is_, said) for is_, said in zip(scale.truth, weighed, strict=False)
                 if abs(is_ - said) > 1]  # fmt: skip
        tally.expect(not wrong, f"{protocol}: weighed wrongly {wrong}")
        host.close()
        center.close()
    return len(weighed)


class _Scale:
    """One cable: frames go out every 100 ms, some of them spoilt."""

    def __init__(self, host: Host, protocol: str, rng: random.Random) -> None:
        self._host = host
        self._wire = WIRES[protocol]
        self._talk = ScaleConversation("scale", scale_protocol(protocol), unit="kg")
        self._rng = rng
        self._talk.start(host.mono_ms)
        self.load = Load(settle_ms=300)
        self.truth: list[int] = []  # what lay on the pan when a weight was taken

    def put(self, grams: int) -> None:
        self.load.put(grams, self._host.mono_ms)

    def frames(self, how_many: int, spoil: str = "") -> None:
        for _ in range(how_many):
            self._host.mono_ms += FRAME_MS
            now = self._host.mono_ms
            data = self._wire.write(self.load.shown(now))
            for piece in self._spoilt(data, spoil):
                self._hear(piece, now)

    def _hear(self, data: bytes, now: int) -> None:
        for each in (*self._talk.received(data, now), *self._talk.quiet(now)):
            if isinstance(each, WeightReading):
                self._host.post(each)

    def _spoilt(self, data: bytes, how: str) -> Iterator[bytes]:
        rng = self._rng
        match how:
            case "flip":
                wrong = bytearray(data)
                wrong[rng.randrange(len(wrong))] ^= 1 << rng.randrange(8)
                yield bytes(wrong)
            case "cut":
                yield data[: rng.randrange(len(data))]
            case "drop":
                at = rng.randrange(len(data))
                yield data[:at] + data[at + 1 :]
            case "noise":
                yield rng.randbytes(rng.randrange(1, 30))
                yield data
            case "twice":
                yield data
                yield data
            case "bump":
                self.load.put(rng.randrange(100, 900), self._host.mono_ms)
                yield data
            case _:
                yield data


def _parcel(tally: Tally, host: Host, scale: _Scale, rng: random.Random, n: int) -> None:
    """One order to its packed parcel; the scale misbehaves while the parcel lies on it."""
    scale.put(0)
    scale.frames(6)
    host.scan_all(f"SO-{n}", "TEA", "TEA", "CUP")
    spoil = rng.choice(SPOILT)
    grams = EXPECTED_G + rng.randrange(-9, 10)
    scale.put(grams)
    for _ in range(rng.randrange(3, 12)):
        scale.frames(1, spoil if rng.random() < 0.7 else "")
        tally.injected += 1
    if spoil == "unplug":
        at = host.mono_ms
        host.post(DeviceStatus(DeviceKind.SCALE, "scale", DeviceState.LOST, at))
        host.mono_ms += 2_000
    if spoil in {"bump", "lift"}:
        scale.put(0)
        scale.frames(8)
    scale.put(grams)
    for _ in range(40):
        if host.snap.face is Face.STICK_LABEL:
            break
        if host.snap.face is Face.STOP:
            scale.put(0)
            scale.frames(8)
            host.scan(code_of(Control.REWEIGH))
            scale.put(grams)
        if host.snap.face is Face.CLEAR_SCALE:
            scale.put(0)
            scale.frames(8)
            scale.put(grams)
        scale.frames(2)
    scale.truth.append(grams)
    tally.expect(host.snap.face is Face.STICK_LABEL, f"{spoil}: it ended at {host.snap.face}")
    if host.snap.shipping:
        host.scan(host.snap.shipping.waybill)
