"""`python main.py station`: the packing bench, with its window."""

import argparse
import faulthandler
import logging
import multiprocessing
import os
import sys
from pathlib import Path

import platformdirs

from app import log
from app.config import FILE_NAME, ConfigError, Settings, load
from app.entrypoints import station_center
from app.entrypoints.bench_program import BenchProgram
from app.entrypoints.support import bundle_of
from app.i18n import LANGUAGES, mark
from app.store.errors import StoreError
from app.ui import application

_LOG = logging.getLogger(__name__)


def main(arguments: list[str]) -> int:
    """Open the bench; returns when its window is closed."""
    multiprocessing.freeze_support()
    if arguments and arguments[0] in station_center.COMMANDS:
        return station_center.main(arguments)
    options = _parser().parse_args(arguments)
    home: Path = options.home
    if options.support_bundle:
        return bundle_of(home, options.config or home / FILE_NAME, options.support_bundle)
    home.mkdir(parents=True, exist_ok=True)
    log.set_up(home / "logs", "station", verbose=options.verbose)
    with (home / "logs" / "crash.log").open("a", encoding="utf-8") as crash:
        faulthandler.enable(crash)
        try:
            return _run(options, load(options.config or home / FILE_NAME))
        except ConfigError as error:
            advice = mark("The settings file has a mistake. Correct it, then start again.")
            _refuse(options, advice, str(error))
        except StoreError as error:
            _LOG.exception("the bench could not start")
            _refuse(options, error.advice, str(error))
        finally:
            faulthandler.disable()
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="main.py station", description=__doc__)
    home = Path(platformdirs.user_data_dir("SecondPass", appauthor=False))
    parser.add_argument(
        "--home", type=Path, default=home, help="data folder (default: %(default)s)"
    )
    parser.add_argument("--config", type=Path, help=f"settings file (default: HOME/{FILE_NAME})")
    parser.add_argument("--windowed", action="store_true", help="a window, not the full screen")
    parser.add_argument(
        "--language", default="zh_Hant", choices=LANGUAGES, help="of messages before the settings"
    )
    parser.add_argument("--support-bundle", type=Path, metavar="ZIP", help="write one, and end")
    parser.add_argument("--verbose", action="store_true", help="log to the terminal too")
    return parser


def _refuse(options: argparse.Namespace, advice: str, detail: str) -> None:
    """On the terminal for whoever started it there, and on the screen for the packer."""
    sys.stderr.write(f"{advice}\n{detail}\n" if advice else f"{detail}\n")
    if os.environ.get("QT_QPA_PLATFORM") != "offscreen":
        application.show_trouble(options.language, advice, detail)


def _run(options: argparse.Namespace, settings: Settings) -> int:
    held = application.lock(options.home / "bench.lock")
    if held is None:
        _refuse(options, mark("This bench is open already, in another window."), str(options.home))
        return 3
    bench = BenchProgram(settings, options.home, file=options.config)
    bench.show(full_screen=settings.bench.full_screen and not options.windowed)
    try:
        return bench.run()
    finally:
        held.unlock()
