"""`python main.py practice`: a bench with simulated devices and a panel for them."""

import argparse
import multiprocessing
import os
import queue
import sys
import threading
from pathlib import Path

from app import log
from app.devices.printer_simulator import Fault
from app.entrypoints.bench_program import BenchProgram
from app.entrypoints.demo_report import fresh, orders_and_codes
from app.entrypoints.demo_rig import Rig
from app.i18n import LANGUAGES, Words
from app.store.engine import open_store
from app.ui.practice_window import PracticeWindow


class PracticeHands:
    """Works the simulated devices from a thread of its own: a scan may have to wait for a cable."""

    def __init__(self, rig: Rig) -> None:
        self._rig = rig
        self._codes: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="practice")
        self._thread.start()

    def stop(self) -> None:
        self._codes.put(None)
        self._thread.join()

    def scan(self, code: str) -> None:
        self._codes.put(code)

    def put(self, grams: int) -> None:
        self._rig.scale.put(grams)

    def paper(self, *, loaded: bool) -> None:
        self._rig.printer.set_fault(Fault.NONE if loaded else Fault.OUT_OF_PAPER)

    def scale_cable(self, *, plugged: bool) -> None:
        (self._rig.scale.plug if plugged else self._rig.scale.unplug)()

    def _run(self) -> None:
        while (code := self._codes.get()) is not None:
            self._rig.scanner.send(code)


def main(arguments: list[str]) -> int:
    """Open the practice bench on fresh sample data; returns when its window is closed."""
    multiprocessing.freeze_support()
    parser = argparse.ArgumentParser(prog="main.py practice", description=__doc__)
    parser.add_argument("--home", type=Path, default=Path("build/practice"))
    parser.add_argument("--language", default="zh_Hant", choices=LANGUAGES)
    options = parser.parse_args(arguments)
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        sys.stderr.write("There is no display to open the bench on; try `make demo`.\n")
        return 1
    home: Path = options.home.resolve()
    home.mkdir(parents=True, exist_ok=True)
    log.set_up(home / "logs", "practice")
    return run(home, options.language)


def run(home: Path, language: str) -> int:
    """The practice bench, its devices and its center, on a fresh data folder."""
    rig = Rig(fresh(home / "data"), language)
    rig.start()
    hands = PracticeHands(rig)
    try:
        return _run(rig, hands, language)
    finally:
        hands.stop()
        rig.stop()


def _run(rig: Rig, hands: PracticeHands, language: str) -> int:
    orders, codes = orders_and_codes(rig.center_db)
    titles = tuple((tote, f"{tote}   {order.number}") for tote, order in orders.items())
    program = BenchProgram(rig.settings(on_mismatch="correct"), rig.home)
    panel = PracticeWindow(
        Words(language), hands, _badges(rig), titles, lambda sku: _code_for(codes, sku)
    )
    program.ui.bridge.snapshot.connect(panel.show_snapshot)
    program.ui.window.move(0, 0)
    program.show(full_screen=False)
    panel.resize(540, 900)
    panel.move(program.ui.window.width() + 8, 0)
    panel.show()
    return program.run()


def _badges(rig: Rig) -> tuple[tuple[str, str], ...]:
    store = open_store(rig.center_db, warehouse="W1")
    try:
        with store.read() as tx:
            return tuple((who.badge, who.name) for who in tx.operators.every())
    finally:
        store.close()


def _code_for(codes: dict[str, tuple[str, str, int]], sku: str) -> str:
    """The barcode of an item; of any other item when none is named."""
    return codes[sku][0] if sku in codes else next(iter(codes.values()))[0]
