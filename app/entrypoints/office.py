"""`python main.py office`: the office client over the center's database.

Exit codes: 0 closed, 1 refused (the reason is on standard error), 2 wrong use.
"""

import argparse
import logging
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import platformdirs
import uuid_utils

from app import log
from app.center.alerts import AlertsDesk
from app.center.office_center import OfficeCenter
from app.center.overview import OverviewDesk
from app.config import ConfigError
from app.entrypoints.office_labels import label_desk
from app.i18n import LANGUAGES
from app.store.engine import Store, open_store
from app.store.errors import StoreError
from app.ui import office_application
from app.ui.office_application import OfficeSettings
from app.ui.style import THEMES

_LOG = logging.getLogger(__name__)
_FORMATS = (".png", ".jpg", ".jpeg", ".webp")


def main(arguments: list[str]) -> int:
    """Open the office; returns when its window is closed."""
    options = _parser().parse_args(arguments)
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen" and not options.offscreen:
        sys.stderr.write("There is no display to open the office on; try `make screenshots`.\n")
        return 1
    home: Path = options.home
    home.mkdir(parents=True, exist_ok=True)
    log.set_up(home / "logs", "office", verbose=options.verbose)
    place = options.database or home / "center.db"
    stores: list[Store] = []
    try:
        for _each in range(2):  # pages and commands; the watch
            stores.append(open_store(place, warehouse=options.warehouse))  # noqa: PERF401
        return _run(options, stores)
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except StoreError as error:
        sys.stderr.write(f"{error.advice}\n{error}\n")
        _LOG.exception("the office could not start")
        return 1
    finally:
        for store in stores:
            store.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="main.py office", description=__doc__)
    home = Path(platformdirs.user_data_dir("SecondPass", appauthor=False))
    parser.add_argument("--home", type=Path, default=home, help="data folder")
    parser.add_argument("--database", default="", help="path of a file, or postgresql://...")
    parser.add_argument("--warehouse", default="W1")
    parser.add_argument("--as", dest="me", default="", help="operator id of who signs in here")
    parser.add_argument("--idle", type=int, default=10, help="minutes until it locks; 0: never")
    parser.add_argument("--wall", action="store_true", help="errors and clocks on the whole screen")
    parser.add_argument("--language", choices=tuple(LANGUAGES), default="")
    parser.add_argument("--theme", choices=THEMES, default="")
    parser.add_argument("--shifts", default="8,20", help="hours at which a shift begins")
    parser.add_argument("--expected", type=int, default=50, help="parcels a bench and hour")
    parser.add_argument("--pictures", type=Path, help="folder with the items' pictures")
    parser.add_argument("--exports", type=Path, default=Path.home(), help="folder for exports")
    parser.add_argument("--verbose", action="store_true", help="log to the terminal too")
    parser.add_argument("--offscreen", action="store_true", help=argparse.SUPPRESS)
    return parser


def _run(options: argparse.Namespace, stores: list[Store]) -> int:
    pages, watched = stores
    pictures: Path = options.pictures or options.home / "pictures"
    settings = OfficeSettings(
        kept=options.home / "office.json",
        exports=options.exports,
        pictures_kept=pictures,
        place=options.warehouse,
        language=options.language,
        theme=options.theme,
        me=options.me,
        wall=options.wall,
        expected_hour=options.expected,
        idle_s=options.idle * 60,
        shifts=tuple(int(hour) for hour in options.shifts.split(",")),
        find_picture=_finder(pictures),
        labels=label_desk(options.home),
    )
    ui = office_application.build(
        settings,
        AlertsDesk(pages, _now, _new_id),
        AlertsDesk(watched, _now, _new_id),
        OverviewDesk(watched, _now, expected_hour=options.expected),
        _now,
        OfficeCenter(pages, _now, _new_id),
    )
    office_application.show(ui, wall=settings.wall)
    return ui.run()


def _finder(folder: Path | None) -> Callable[[str], Path | None]:
    def find(name: str) -> Path | None:
        """The picture file of an item, by its name with or without an ending."""
        if folder is None or not name:
            return None
        tried = (folder / name, *(folder / f"{name}{ending}" for ending in _FORMATS))
        return next((path for path in tried if path.is_file()), None)

    return find


def _new_id() -> str:
    return str(uuid_utils.uuid7())


def _now() -> datetime:
    return datetime.now(UTC)
