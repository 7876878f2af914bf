"""SIGKILL in the middle of anything, twenty times in one shift: nothing lost, nothing doubled."""

import multiprocessing
import os
import random
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from app.domain.control_code import Control, code_of
from app.domain.events import ItemChecked, ItemTakenOut, OrderPacked, ParcelPacked
from app.domain.order import Order
from app.domain.readings import Scan, WeightReading
from app.domain.values import Grams
from app.domain.verdict import Verdict
from app.station.snapshot import BenchSnapshot, Face, LineView
from tests.builders import a_kit, a_line, an_item, an_order
from tests.station.harness import PACKER, Station
from tests.stories.bench_process import SENT, Shown, Timed, serve

KILLS = 20
ORDERS = 30
NEXT_ORDER = {Face.WAIT_ORDER, Face.DONE, Face.PARKED, Face.RETURNED}
ON_SCALE = {Face.COMPLETE, Face.PUT_ON_SCALE, Face.CLEAR_SCALE, Face.SETTLING}
GREEN = {Face.ACCEPTED, *ON_SCALE, Face.STICK_LABEL}

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL is what is tested")


class PowerCut(Exception):  # noqa: N818 - the name says what happened
    """The bench is gone."""


@dataclass
class Packer:
    """Knows the orders of the shift, sees only the screen, and works on after every cut."""

    folder: Path
    orders: list[Order]
    chance: random.Random
    ms: int = 0
    sent: int = 0
    until_cut: int = 0
    cuts: int = 0
    done: set[str] = field(default_factory=set)
    green: tuple[str, int] = ("", 0)
    taking_out: bool = False
    snap: BenchSnapshot | None = None
    process: ForkServerProcess | None = None
    pipe: Connection | None = None

    def switch_on(self) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([serve.__module__])  # a start is a fork, not a second
        ours, theirs = context.Pipe()
        database = str(self.folder / "bench.db")
        self.process = context.Process(
            target=serve, args=(theirs, database, str(self.folder), self.ms), daemon=True
        )
        self.process.start()
        theirs.close()
        self.pipe, self.sent = ours, 0
        self.until_cut = self.chance.randint(1, 25)
        self.look(0)
        self.still_there()

    def switch_off(self) -> None:
        assert self.process
        assert self.pipe
        self.pipe.close()
        self.process.join(10)
        assert self.process.exitcode == 0

    def kill(self) -> None:
        assert self.process
        assert self.pipe
        self.process.kill()
        self.process.join(10)
        self.pipe.close()

    def cut_power(self) -> None:
        self.kill()
        self.cuts += 1
        raise PowerCut

    def still_there(self) -> None:
        """Every scan that was green before the cut is still counted."""
        assert self.snap
        number, scanned = self.green
        if self.snap.order and self.snap.order.number == number:
            assert self.snap.scanned >= scanned, (number, scanned)

    def look(self, number: int) -> BenchSnapshot:
        """The screen after the event with this number."""
        assert self.pipe
        while True:
            assert self.pipe.poll(10), f"the bench is silent after event {number}"
            shown: Shown = self.pipe.recv()
            self.snap = shown.snapshot
            if shown.number >= number:
                self.remember()
                return self.snap

    def remember(self) -> None:
        assert self.snap
        if self.snap.face is Face.DONE and "number" in self.snap.details:
            self.done.add(self.snap.details["number"])
        if self.snap.face in GREEN and self.snap.order and not self.taking_out:
            self.green = (self.snap.order.number, self.snap.scanned)

    def send(self, event: object) -> BenchSnapshot:
        assert self.pipe
        self.sent += 1
        self.until_cut -= 1
        self.pipe.send(Timed(self.sent, self.ms, event))
        if self.until_cut == 0 and self.cuts < KILLS:
            threading.Event().wait(self.chance.uniform(0, 0.012))  # somewhere inside of it
            self.cut_power()
        return self.look(self.sent)

    def scan(self, code: str) -> BenchSnapshot:
        self.ms += 400
        return self.send(Scan(code, "scanner", self.ms))

    def weigh(self, grams: int) -> None:
        for shown in (0, 0, grams, grams, grams, grams):
            self.ms += 150
            raw = f"ST,GS,{shown:+07d} g\r\n".encode()
            weight = Grams(shown), Decimal(shown), "g", True
            self.send(WeightReading(*weight, self.ms, "scale", raw, zero=shown == 0))

    def work(self) -> bool:
        """Do what the screen asks for; False when the shift is over."""
        snap = self.snap
        assert snap
        match snap.face:
            case Face.SIGN_IN | Face.LOCKED:
                self.scan(PACKER.badge)
            case Face.STOP:
                self.answer_stop(snap)
            case Face.LABEL_DOUBT:
                raise AssertionError("a folder always knows what it has")
            case Face.PRINTING:
                self.look(self.sent)
            case Face.STICK_LABEL:
                assert snap.shipping
                self.scan(snap.shipping.waybill)
            case face if face in ON_SCALE:
                assert snap.weight.expected_g is not None
                self.weigh(snap.weight.expected_g)
            case face if face in NEXT_ORDER:
                left = [order for order in self.orders if order.number not in self.done]
                if not left:
                    return False
                self.scan(self.chance.choice(left[:3]).number)
            case _:
                self.check(snap)
        return True

    def answer_stop(self, snap: BenchSnapshot) -> None:
        assert snap.stop
        stop = snap.stop.stop
        if stop.verdict is Verdict.ALREADY_PACKED:
            self.done.add(stop.details["number"])
        assert stop.verdict in {Verdict.ALREADY_PACKED, Verdict.WRONG_ITEM}, stop
        self.scan(code_of(Control.ACKNOWLEDGE))

    def check(self, snap: BenchSnapshot) -> None:
        """Mostly the next item; now and then a mistake, a next box, a break, a second thought."""
        self.taking_out = snap.face is Face.TAKE_OUT
        if self.taking_out:
            code = next(code for code, line in codes(snap.lines) if line.scanned)
        else:
            code = next(code for code, line in codes(snap.lines) if not line.complete)
            if (luck := self.chance.random()) < 0.05:
                code = "FOREIGN"
            elif luck < 0.1:
                code = code_of(Control.PARK)
            elif luck < 0.15 and snap.scanned:
                self.taking_out, self.green = True, ("", 0)  # from here on fewer may be right
                code = code_of(Control.TAKE_OUT)
        self.scan(code)


def codes(lines: tuple[LineView, ...]) -> Iterator[tuple[str, LineView]]:
    for line in lines:
        if line.parts:
            yield from codes(line.parts)
        else:
            yield line.code, line


def the_orders() -> list[Order]:
    carton = an_item("TEA", codes={"TEA": 1, "CARTON": 6})
    kinds = (
        (a_line(1, carton, 2), a_line(2, "CUP", 1)),
        (a_kit(1, "SET", {"CUP": 2, "POT": 1}), a_line(2, "CARD", gift=True)),
        (a_line(1, "POT", 3),),
    )
    return [an_order(kinds[n % 3], number=f"SO-{n:03d}") for n in range(ORDERS)]


def test_killed_at_any_moment_twenty_times(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)
    orders = the_orders()
    stock = Station(tmp_path / "bench.db")
    stock.stock(orders, numbers=200, extra_items=[an_item("FOREIGN")])
    stock.close()
    packer = Packer(tmp_path, orders, random.Random(seed))
    going = True
    while going:
        try:
            packer.switch_on()
            while packer.work():
                pass
            packer.switch_off()
            going = False
        except PowerCut:
            continue
        except AssertionError as error:
            packer.kill()
            raise AssertionError(f"seed {seed}: {error}") from error
    assert packer.cuts == KILLS, f"seed {seed}"
    everything_is_right(tmp_path, orders, seed)


def everything_is_right(folder: Path, orders: list[Order], seed: int) -> None:
    station = Station(folder / "bench.db")
    facts = station.facts()
    folded, state = station.folded(), station.state
    with station.store.read() as tx:
        assert tx.journal.verify_chain("B01") is None
    station.close()
    packed = [one for one in facts if isinstance(one, ParcelPacked)]
    assert folded == state
    assert sorted(one.order_number for one in packed) == [o.number for o in orders], seed
    assert len([one for one in facts if isinstance(one, OrderPacked)]) == len(orders)
    assert len({one.waybill for one in packed}) == len(packed), seed
    sent = (folder / SENT).read_text(encoding="utf-8").split("\n")
    assert not [line for line in sent if line.endswith("AGAIN")], seed
    labels = sorted(path.stem for path in folder.glob("*.pdf"))
    wanted = sorted(f"{one.order_number}-1-{one.waybill}-c1" for one in packed)
    assert labels == wanted, seed
    net = Counter[str]()
    for fact in facts:
        if isinstance(fact, ItemChecked | ItemTakenOut):
            sign = 1 if isinstance(fact, ItemChecked) else -1
            net.update({fact.sku: sign * sum(fact.counted.values())})
    contents = Counter[str]()
    for one in packed:
        contents.update(one.contents)
    assert net == contents, seed
