"""`python main.py demo`: a packing bench packs real orders, with everything that goes wrong.

Simulated devices on real ports, the real entry points, the embedded database. Leaves labels, the
control card, the result sheet, screenshots and a summary in one folder, which it names.
"""

import argparse
import multiprocessing
import queue
import sys
import threading
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from app import log
from app.entrypoints import demo_report
from app.entrypoints.bench_program import BenchProgram
from app.entrypoints.demo_packer import Codes, DemoFailedError, Packer, Screen
from app.entrypoints.demo_rig import Rig
from app.entrypoints.demo_script import Script
from app.entrypoints.demo_stage import Stage
from app.ui import application

_POLL_MS = 20


def main(arguments: list[str]) -> int:
    """Run the demo; 0 when everything came out as it must."""
    multiprocessing.freeze_support()
    options = _parser().parse_args(arguments)
    out: Path = options.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    home = demo_report.fresh(out / "data")
    log.set_up(home / "logs", "demo")
    rig = Rig(home, options.language)
    demo = Demo(rig, out, options.language)
    rig.start()
    try:
        return demo.run()
    finally:
        rig.stop()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="main.py demo", description=__doc__)
    parser.add_argument(
        "--out", type=Path, default=Path("build/demo"), help="folder for the results"
    )
    parser.add_argument("--language", default="zh_Hant", choices=("zh_Hant", "zh_Hans", "en"))
    return parser


@dataclass(slots=True)
class _Shot:
    """A picture that the day asks the window for."""

    name: str
    taken: threading.Event = field(default_factory=threading.Event)


class Demo:
    """The window in the main thread, the packer's day in another."""

    def __init__(self, rig: Rig, out: Path, language: str) -> None:
        self._rig = rig
        self._out = out
        self._language = language
        self._screen = Screen()
        self._shots: queue.SimpleQueue[_Shot] = queue.SimpleQueue()
        self._pictures = demo_report.fresh(out / "screens")
        self._count = 0
        self._failure = ""
        self._ended = threading.Event()

    def run(self) -> int:
        """The whole demo, window and all."""
        settings = self._rig.settings(on_mismatch="correct")
        program = BenchProgram(settings, self._rig.home, also=self._screen.show)
        program.ui.window.resize(1920, 1080)
        program.ui.window.show()
        program.ui.every(_POLL_MS, lambda: self._serve(program))
        day = threading.Thread(target=self._day, args=(program,), name="demo-day")
        day.start()
        program.run()
        self._ended.set()
        day.join()
        if self._failure:
            sys.stderr.write(f"\nThe demo failed: {self._failure}\n")
            return 1
        return 0

    def _serve(self, program: BenchProgram) -> None:
        """In the thread of the screen: take the pictures that were asked for; close at the end."""
        while not self._shots.empty():
            shot = self._shots.get()
            self._count += 1
            window = program.ui.window
            pages = {"devices": window.open_devices, "settings": window.open_settings}
            pages.get(shot.name, window.close_page)()
            window.grab().save(str(self._pictures / f"{self._count:02d}-{shot.name}.png"))
            window.close_page()
            shot.taken.set()
        if self._ended.is_set():
            application.application().quit()

    def _day(self, program: BenchProgram) -> None:
        try:
            self._work(program)
        except DemoFailedError as error:
            self._failure = str(error)
        except Exception as error:  # noqa: BLE001 - the top of a thread: the window must close
            self._failure = f"{error}\n{traceback.format_exc()}"
        finally:
            self._ended.set()

    def _work(self, program: BenchProgram) -> None:
        orders, codes = demo_report.orders_and_codes(self._rig.center_db)
        packer = Packer(self._rig, self._screen, {sku: Codes(*code) for sku, code in codes.items()})
        stage = Stage(self._rig, packer, self._shoot, _say)
        script = Script(stage, orders)
        script.sign_in()
        script.first_half()
        _say("        bench restarted, now under the strict policy")
        program.restart(self._rig.settings(on_mismatch="return"), stopped=self._screen.forget)
        script.second_half()
        self._screen.wait(
            "everything to be at the center", lambda s: s.center.reachable and not s.center.waiting
        )
        report = demo_report.Report(self._rig, self._out, self._language, stage.day)
        _say(report.write())

    def _shoot(self, name: str) -> None:
        """A picture of the screen as it stands; waits until it is taken."""
        shot = _Shot(name)
        self._shots.put(shot)
        while not shot.taken.wait(0.1):
            if self._ended.is_set():
                raise DemoFailedError("the window was closed")


def _say(text: str) -> None:
    print(text, flush=True)
