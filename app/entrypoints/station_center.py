"""`python main.py station enrol | quarantine | give-back`: a bench and its center, no window."""

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import platformdirs

from app.config import FILE_NAME, CenterSettings, ConfigError, Settings, load
from app.entrypoints.center_link import sql_transport
from app.entrypoints.gateway_link import enrol, http_transport
from app.entrypoints.station_token import TokenPlace
from app.remote.center_http import CenterHttp, UnsafeUrlError
from app.store.engine import Store, open_store
from app.store.errors import StoreError
from app.sync import numbers
from app.sync.transport import CenterAwayError, CenterRefusedError, CenterTransport

DATABASE = "bench.db"
Connect = Callable[[str, str, str], CenterTransport]


def connection(center: CenterSettings, home: Path) -> Connect | None:
    """How a bench reaches its center; None: it has none. It travels to the sync process."""
    if center.url:
        return partial(http_transport, home=str(home), ca_file=center.ca_file)
    return sql_transport if center.database else None


def main(arguments: list[str]) -> int:
    """Run one command. Exit codes: 0 done, 1 refused (the reason is on standard error)."""
    options = _parser().parse_args(arguments)
    try:
        settings = load(options.config or options.home / FILE_NAME)
        return int(options.run(settings, options))
    except (CenterAwayError, CenterRefusedError, ConfigError, UnsafeUrlError, OSError) as error:
        sys.stderr.write(f"{error}\n")
    except StoreError as error:
        sys.stderr.write(f"{error.advice}\n{error}\n")
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="main.py station", description=__doc__)
    place = argparse.ArgumentParser(add_help=False)
    home = Path(platformdirs.user_data_dir("SecondPass", appauthor=False))
    place.add_argument("--home", type=Path, default=home, help="data folder (default: %(default)s)")
    place.add_argument("--config", type=Path, help=f"settings file (default: HOME/{FILE_NAME})")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    enrolling = commands.add_parser("enrol", parents=[place], help="get this bench's token")
    enrolling.add_argument("--center", default="", metavar="URL", help="default: of the settings")
    enrolling.add_argument("--ca-file", default="", metavar="PEM", help="default: of the settings")
    enrolling.add_argument("--code", required=True, help="what `center enrol STATION` printed")
    enrolling.set_defaults(run=_enrol)
    aside = commands.add_parser("quarantine", parents=[place], help="facts the center did not take")
    aside.add_argument("--offer-again", action="store_true", help="put them back in the queue")
    aside.set_defaults(run=_quarantine)
    back = commands.add_parser("give-back", parents=[place], help="return unused waybill numbers")
    back.set_defaults(run=_give_back)
    return parser


COMMANDS = ("enrol", "quarantine", "give-back")


def _enrol(settings: Settings, options: argparse.Namespace) -> int:
    station = settings.bench.station
    url = options.center or settings.center.url
    options.home.mkdir(parents=True, exist_ok=True)
    with CenterHttp(url, ca_file=options.ca_file or settings.center.ca_file) as http:
        token, said = enrol(http, station, options.code)
    place = TokenPlace(options.home, url, station).put(token)
    print(
        f"station {said.station} of warehouse {said.warehouse} is enrolled; its token is in {place}"
    )
    if said.warehouse != settings.bench.warehouse:
        print(f"note: the settings name warehouse {settings.bench.warehouse}: correct them")
    if not settings.center.url:
        print(f'write into {options.home / FILE_NAME}:\n[center]\nurl = "{url}"')
    return 0


def _opened(settings: Settings, options: argparse.Namespace) -> Store:
    bench = settings.bench
    return open_store(options.home / DATABASE, warehouse=bench.warehouse, station=bench.station)


def _quarantine(settings: Settings, options: argparse.Namespace) -> int:
    store = _opened(settings, options)
    try:
        with store.write() as tx:
            aside = tx.outbox.quarantined()
            for one in aside:
                print(f"{one.n}\t{one.at:%Y-%m-%d %H:%M}\t{one.kind}\t{one.order_id}\t{one.reason}")
            again = tx.outbox.release() if options.offer_again else 0
    finally:
        store.close()
    print(f"{len(aside)} facts set aside, {again} offered again")
    return 0


def _give_back(settings: Settings, options: argparse.Namespace) -> int:
    """For a bench that rests: what it did not use others may. The bench must be closed."""
    connect = connection(settings.center, options.home)
    if connect is None:
        raise CenterRefusedError("this bench has no center")
    store = _opened(settings, options)
    bench = settings.bench
    transport = connect(
        settings.center.url or settings.center.database, bench.warehouse, bench.station
    )
    try:
        with store.read() as tx:
            waiting = tx.outbox.count()["waiting"]
        if waiting:
            raise CenterRefusedError(f"{waiting} facts wait for the center: let them arrive first")
        count = numbers.begin_giving_back(store, bench.station)
        numbers.finish_giving_back(store, transport, bench.station)
    finally:
        transport.close()
        store.close()
    print(f"{count} numbers given back")
    return 0
