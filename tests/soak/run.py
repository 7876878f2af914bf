"""Many benches at once, each with its own scale and protocol; what they found, added up."""

import logging
import multiprocessing
import os
import random
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.events import ParcelWeighed
from app.domain.order import Order
from tests.builders import a_line, an_item, an_order
from tests.faults.report import memory
from tests.soak.bench import SoakBench
from tests.soak.packer import GaveUpError, SoakPacker
from tests.soak.truth import Findings, count

PROTOCOLS = (
    "st_gs", "yaohua_a9", "mt_sics", "toledo_8217", "cas_22", "nci_scp01", "sma", "ohaus",
    "soh_stx", "radwag", "yaohua_a12", "mt_continuous", "and_std", "nci_ecr", "kern_old", "gng",
    "fairbanks_pennsylvania", "dibal", "ff_bcd", "yaohua_a12e", "yaohua_eq_forward", "dollar_cr",
    "yaohua_eq_reversed", "generic_ascii", "sartorius_sbi", "sterling_7600", "massa_k_j",
    "yaohua_command",
)  # fmt: skip
"""All that a simulated scale speaks on a line, but ``adam``: it says nothing while its pan is
empty, so that no bench can see that the parcel before is gone."""
_GOODS = {"TEA": 120, "CUP": 260, "POT": 410, "JAR": 1500}
_BADGES = "SECONDPASS_KEYS"


@dataclass(slots=True)
class Outcome:
    """What came of one bench or of many."""

    found: Findings = field(default_factory=Findings)
    by_protocol: Counter[str] = field(default_factory=Counter)
    spells: Counter[str] = field(default_factory=Counter)
    frames: int = 0
    refused: int = 0
    reconnects: int = 0
    stops: int = 0
    cleared: int = 0
    rescans: int = 0
    words: list[str] = field(default_factory=list)

    def add(self, other: "Outcome") -> None:
        self.found += other.found
        self.by_protocol += other.by_protocol
        self.spells += other.spells
        for name in ("frames", "refused", "reconnects", "stops", "cleared", "rescans"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.words += other.words


@dataclass(frozen=True, slots=True)
class Shift:
    """The work of one bench."""

    number: int
    parcels: int
    seed: int

    @property
    def protocol(self) -> str:
        return PROTOCOLS[self.number % len(PROTOCOLS)]


def work(shift: Shift, folder: Path) -> Outcome:
    """One bench from its first badge to its last parcel."""
    rng = random.Random(f"{shift.seed}-{shift.number}")
    orders = [_order(rng, n) for n in range(shift.parcels)]
    outcome = Outcome()
    with SoakBench(
        folder, f"B{shift.number:02d}", shift.protocol, orders, over_tcp=shift.number % 2 == 0
    ) as bench:
        packer = SoakPacker(bench, rng)
        try:
            packer.sign_in()
            for order in orders:
                packer.pack(order)
        except GaveUpError as error:
            outcome.words.append(f"{shift.protocol}: {error}, after {packer.spells.total()}")
        health = bench.hardware.readers["scale"].health()
        outcome.frames, outcome.refused = health.frames, health.refused
        outcome.reconnects = health.reconnects
        weighed = _weighed(bench)
        names = [order.number for order in orders]
        labels = [label.decode() for label in bench.printer.printed]
        outcome.found, words = count(bench.pan, names, bench.witness.taken, weighed, labels)
    outcome.words += [f"{shift.protocol}: {each}" for each in words]
    outcome.by_protocol[shift.protocol] = outcome.found.parcels
    outcome.spells, outcome.rescans = packer.spells, packer.rescans
    outcome.stops, outcome.cleared = packer.stops, packer.cleared
    return outcome


def _weighed(bench: SoakBench) -> list[tuple[str, int]]:
    """Order number and grams of each weight in the journal."""
    with bench.store.read() as tx:
        return [
            (row.order_id.removeprefix("id-"), int(row.fact.weighing.grams))
            for row in tx.journal.read(bench.station)
            if isinstance(row.fact, ParcelWeighed)
        ]


def _order(rng: random.Random, number: int) -> Order:
    """One to three different goods: no code comes twice in a row, and twins are frequent."""
    chosen = rng.sample(sorted(_GOODS), rng.randrange(1, 4))
    lines = tuple(a_line(n, an_item(sku, grams=_GOODS[sku])) for n, sku in enumerate(chosen, 1))
    return an_order(lines, number=f"SO-{number}")


def in_one_process(shifts: list[Shift]) -> Outcome:
    """Benches side by side in this process."""
    logging.disable(logging.CRITICAL)  # what is broken on purpose is logged thousands of times
    whole, lock = Outcome(), threading.Lock()
    with tempfile.TemporaryDirectory(prefix="secondpass-soak-", dir=memory()) as name:
        os.environ.setdefault(_BADGES, name)

        def one(shift: Shift) -> None:
            try:
                outcome = work(shift, Path(name))
            except Exception as error:  # noqa: BLE001 - a bench that fell over is a finding
                outcome = Outcome(Findings(lost=shift.parcels), words=[f"{shift}: {error!r}"])
            with lock:
                whole.add(outcome)

        threads = [threading.Thread(target=one, args=(shift,)) for shift in shifts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return whole


def soak(parcels: int, benches: int, processes: int, seed: int) -> tuple[Outcome, float]:
    """All of it, and how many seconds it took."""
    began = time.monotonic()
    share, more = divmod(parcels, benches)
    shifts = [Shift(n, share + (n < more), seed) for n in range(benches)]
    parts = [shifts[n::processes] for n in range(processes)]
    whole = Outcome()
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes) as pool:
        for outcome in pool.imap_unordered(in_one_process, parts):
            whole.add(outcome)
    return whole, time.monotonic() - began
