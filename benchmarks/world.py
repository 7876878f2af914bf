"""What stands around a bench: scanner, scale and printer, in a process of their own.

So that they take nothing from the process that is measured. The clock is CLOCK_MONOTONIC, which
all processes of a computer share. One JSON line in, one JSON line out.
"""

import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Self

from app.clock import mono_ms
from app.devices.printer_simulator import PrinterSimulator
from app.devices.simulators.links import PtyLink, TcpLink
from app.devices.simulators.load import Load
from app.devices.simulators.scale import SimulatedScale

FRAME_S = 0.05
SETTLE_MS = 100
_PATIENCE_S = 30.0


class World:
    """The other end: starts the process and asks it."""

    def __init__(
        self, folder: Path, *, frame_s: float = FRAME_S, settle_ms: int = SETTLE_MS
    ) -> None:
        words = [str(folder), str(frame_s), str(settle_ms)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.world", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.pid = self._process.pid
        self._lock = threading.Lock()
        self.scanner, self.scale, self.printer = self._answer()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)

    def scan(self, text: str) -> int:
        """Send a code; the time in nanoseconds just before its bytes were written."""
        return int(self._ask("scan", text))

    def put(self, grams: int) -> None:
        """Lay grams on the scale."""
        self._ask("put", grams)

    def label_at(self, number: int) -> int:
        """When the label of this number (1 is the first) was completely received, in ns."""
        return int(self._ask("label", number))

    def _ask(self, what: str, value: object) -> Any:
        with self._lock:
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps([what, value]) + "\n")
            self._process.stdin.flush()
            return self._answer()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the simulated devices ended")
        return json.loads(line)


class _Labels:
    """Notes when each label has come in."""

    def __init__(self, printer: PrinterSimulator) -> None:
        self._printer = printer
        self._times: list[int] = []
        self._changed = threading.Condition()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="labels")
        self._thread.start()

    def at(self, number: int) -> int:
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._times) >= number, _PATIENCE_S):
                raise RuntimeError(f"label {number} did not come")
            return self._times[number - 1]

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.is_set():
            if self._printer.wait_for_prints(len(self._times) + 1, 0.2):
                now = time.monotonic_ns()
                with self._changed:
                    self._times.append(now)
                    self._changed.notify_all()


def _serve(folder: Path, frame_s: float, settle_ms: int) -> None:
    wire = PtyLink(folder / "scanner-port")
    load = Load(settle_ms=settle_ms)
    scale = SimulatedScale("st_gs", TcpLink(), mono_ms, load=load, frame_s=frame_s)
    scale.start()
    with PrinterSimulator("zpl") as printer:
        labels = _Labels(printer)
        _say([wire.url, scale.url, f"127.0.0.1:{printer.port}"])
        try:
            for line in sys.stdin:
                what, value = json.loads(line)
                if what == "scan":
                    at = time.monotonic_ns()
                    wire.send(f"{value}\r".encode())
                    _say(at)
                elif what == "put":
                    scale.put(value)
                    _say(None)
                else:
                    _say(labels.at(value))
        finally:
            labels.stop()
            scale.stop()
            wire.unplug()


def _say(value: object) -> None:
    print(json.dumps(value), flush=True)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
