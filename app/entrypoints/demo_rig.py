"""What stands around the demo's bench: a center, and devices that are not there on real ports."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from app.clock import mono_ms
from app.config import Settings
from app.devices.printer_simulator import PrinterSimulator
from app.devices.simulators.links import Link, PtyLink, TcpLink
from app.devices.simulators.scale import SimulatedScale
from app.devices.simulators.scanner import SimulatedScanner
from app.entrypoints import center
from app.entrypoints.sample_bench import SampleBench
from app.store.engine import open_store

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "resources" / "seeds"


class Rig:
    """Started and stopped as one. ``home`` is the bench's data folder, wiped of nothing."""

    def __init__(self, home: Path, language: str) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.home = home
        self.language = language
        self.center_db = home / "center.db"
        self.scanner = SimulatedScanner(_link(home / "scanner-port"))
        self.scale = SimulatedScale("st_gs", TcpLink(), mono_ms)
        self.labels = home / "printer"
        self.labels.mkdir(exist_ok=True)
        self.printer = PrinterSimulator("zpl", folder=self.labels)
        self._serving: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Fill the center through its own commands, then bring everything to life."""
        self.run_center("init")
        self.run_center("import-orders", *_seed_files())
        self.run_center("import-cards", str(SEEDS / "cards"))
        command = [sys.executable, str(ROOT / "main.py"), "center", "serve", *self._center_words()]
        self._serving = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT
        )
        self.scale.start()
        self.printer.__enter__()

    def stop(self) -> None:
        self.scale.stop()
        self.scanner.unplug()
        self.printer.stop()
        if self._serving:
            self._serving.terminate()
            self._serving.wait(10)

    def run_center(self, command: str, *words: str) -> None:
        """One `python main.py center ...`, in this process, with its words kept off the screen."""
        with (self.home / "center.log").open("a", encoding="utf-8") as out:
            code = _quietly(out, [command, *words, *self._center_words()])
        if code:
            raise RuntimeError(f"center {command} ended with {code}; see {self.home}/center.log")

    def settings(self, *, on_mismatch: str) -> Settings:
        """Write the bench's settings file as a person would, and load it."""
        bench = SampleBench(
            scanner=self.scanner.url,
            scale=self.scale.url,
            printer=f"127.0.0.1:{self.printer.port}",
            center=str(self.center_db),
            name="打包臺 07" if self.language.startswith("zh") else "Bench 07",
            language=self.language,
            on_mismatch=on_mismatch,
        )
        return bench.write(self.home)

    @contextlib.contextmanager
    def center_away(self) -> Iterator[None]:
        """Nobody can reach the center's database while this lasts."""
        store = open_store(self.center_db, warehouse="W1")
        try:
            with store.write():  # SQLite gives the write lock to nobody else
                yield
        finally:
            store.close()

    def _center_words(self) -> tuple[str, ...]:
        return ("--database", str(self.center_db), "--warehouse", "W1")


def _quietly(out: TextIO, words: list[str]) -> int:
    with contextlib.redirect_stdout(out):
        return center.main(words)


def _seed_files() -> list[str]:
    return [str(path) for path in sorted(SEEDS.glob("*.csv"))]


def _link(name: Path) -> Link:
    """A pseudo terminal where the system has them, else a TCP port: both real ports."""
    return PtyLink(name) if os.name == "posix" else TcpLink()
