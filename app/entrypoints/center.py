"""`python main.py center COMMAND`: the order center without a screen.

Exit codes: 0 done, 1 refused (the reason is on standard error), 2 wrong use.
"""

import argparse
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event

import platformdirs
import uuid_utils

from app.center import restoring
from app.center.actions import Action, ActionRefusedError, act
from app.center.card_words import tell
from app.center.cards import import_cards, preview_cards
from app.center.export import export
from app.center.imports import ImportReport, import_files
from app.center.jobs_run import INTAKE, Jobs
from app.center.problems import ImportRefusedError
from app.center.service import CenterService
from app.center.status import lines, status
from app.entrypoints import gateway
from app.entrypoints.center_erp import add_erp
from app.entrypoints.center_jobs import add_jobs_options, scheduler
from app.entrypoints.center_keeping import add_keeping, add_policy, keeper
from app.entrypoints.center_numbers import add_numbers
from app.entrypoints.center_operations import add_metrics, add_operations, metrics
from app.entrypoints.center_payments import add_payments
from app.entrypoints.center_security import add_security
from app.entrypoints.center_shops import add_shops
from app.i18n import Words
from app.remote.channels.incoming import REASONS
from app.store.engine import Store, open_store
from app.store.errors import StoreError

DATABASE = "center.db"
MONTH = timedelta(days=30)
"""Of so many days the parcels are priced anew before a rate card takes effect."""

Command = Callable[[Store, argparse.Namespace], int]


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    if alone := getattr(options, "alone", None):
        return int(alone(options))
    try:
        place = _place(options)
        store = open_store(place, warehouse=options.warehouse, upgrade=options.run is _init)
    except StoreError as error:
        return _refuse(f"{error.advice}\n{error}")
    except OSError as error:
        return _refuse(str(error))
    try:
        if options.run is not _init and not _is_set_up(store):
            return _refuse(f"{store.place} is no center yet: run `center init` first")
        return int(options.run(store, options))
    except (ImportRefusedError, ActionRefusedError, ValueError, OSError) as error:
        return _refuse(str(error))
    except StoreError as error:
        return _refuse(f"{error.advice}\n{error}")
    finally:
        store.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="main.py center", description=__doc__)
    place = argparse.ArgumentParser(add_help=False)
    place.add_argument("--home", type=Path, help="data folder (default: the user's own)")
    place.add_argument("--database", default="", help="path of a file, or postgresql://...")
    place.add_argument("--warehouse", default="W1")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Command, about: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=about, parents=[place])
        command.set_defaults(run=run)
        return command

    add("init", _init, "make or upgrade the center's database").add_argument(
        "--new-epoch", action="store_true", help="after a restore: benches offer everything again"
    )
    _add_orders(add)
    _add_cards(add)
    serve = add("serve", _serve, "run until stopped")
    add_metrics(serve)
    add_policy(serve)
    add_jobs_options(serve)
    serve.add_argument("--once", action="store_true", help="one round, then end")
    add("status", _status, "orders, stations, numbers, open trouble")
    for action in Action:
        command = add(action.value, _act, f"{action.value} an order")
        command.add_argument("number", metavar="ORDER_NUMBER")
        command.add_argument("--shop", default="", help="where several shops share a number")
        command.set_defaults(action=action)
    kept = (add_security, add_operations, add_keeping)
    for more in (_add_benches, *kept, add_shops, add_erp, add_payments):
        more(add)
    results = add("export", _export, "a line a parcel, and the pick errors")
    results.add_argument("file", type=Path, metavar="FILE.xlsx|csv")
    return parser


def _add_orders(add: Callable[[str, Command, str], argparse.ArgumentParser]) -> None:
    orders = add("import-orders", _import_orders, "orders, items, boxes, badges, numbers")
    orders.add_argument("files", nargs="+", type=Path, metavar="FILE")
    orders.add_argument("--channel", default="", help="channel of orders that name none")
    orders.add_argument("--shop", default="", help="shop of a platform's answer that names none")
    orders.add_argument("--courier", default="", help="courier of new orders that name none")
    orders.add_argument(
        "--pictures", type=Path, metavar="FOLDER",
        help="where pictures of items are kept (default: in the data folder)",
    )  # fmt: skip
    orders.add_argument("--dry-run", action="store_true", help="check only, write nothing")


def _add_cards(add: Callable[[str, Command, str], argparse.ArgumentParser]) -> None:
    cards = add("import-cards", _import_cards, "rate cards: a folder, a workbook or a CSV")
    cards.add_argument("path", type=Path, metavar="FOLDER|FILE")
    cards.add_argument("--from", type=date.fromisoformat, dest="first", metavar="DAY",
                       help="the day they take effect, in place of their own")  # fmt: skip
    cards.add_argument("--dry-run", action="store_true", help="say what changes, write nothing")


def _add_benches(add: Callable[[str, Command, str], argparse.ArgumentParser]) -> None:
    """Commands about the benches, and the numbers of their labels."""
    add_numbers(add)
    gateway.add_gateway(add("gateway", gateway.serve, "answer benches over HTTPS"))
    enrol = add("enrol", gateway.enrol, "print a one-time code for a bench")
    enrol.add_argument("station", metavar="STATION")
    gateway.add_revoke(add("revoke", gateway.revoke, "let a bench in no more"))
    gateway.add_lend(add("lend-wave", gateway.lend, "a wave that a bench may pack offline"))
    end = add("end-wave", gateway.end, "take a lent wave back")
    end.add_argument("wave", metavar="WAVE")


def _place(options: argparse.Namespace) -> str | Path:
    if options.database:
        return str(options.database)
    home = _home(options)
    home.mkdir(parents=True, exist_ok=True)
    return home / DATABASE


def _home(options: argparse.Namespace) -> Path:
    return options.home or Path(platformdirs.user_data_dir("SecondPass", appauthor=False))


def _pictures(options: argparse.Namespace) -> Path:
    """The folder that an office on this computer shows pictures from."""
    return options.pictures or _home(options) / "pictures"


def _is_set_up(store: Store) -> bool:
    with store.read() as tx:
        return bool(tx.center.epoch())


def _init(store: Store, options: argparse.Namespace) -> int:
    """Safe to repeat. Only --new-epoch changes a center that is set up."""
    known = _is_set_up(store)
    if not known or options.new_epoch:
        with store.write() as tx:
            restoring.begin_epoch(tx, _new_id(), _now())
    what = "began a new epoch in" if known and options.new_epoch else "found" if known else "made"
    print(f"{what} the center of warehouse {options.warehouse}: {store.place}")
    return 0


def _import_orders(store: Store, options: argparse.Namespace) -> int:
    nothing: AbstractContextManager[dict[str, int]] = nullcontext({})
    noted = nothing if options.dry_run else Jobs(store, _now, _new_id).running(INTAKE)
    with noted as counts:
        report = import_files(
            store,
            options.files,
            now=_now(),
            new_id=_new_id,
            channel=options.channel,
            shop=options.shop,
            courier=options.courier,
            dry_run=options.dry_run,
            pictures=_pictures(options),
        )
        counts.update(report.written)
    for warning in report.warnings:
        sys.stderr.write(f"note: {warning}\n")
    for text in _report(report):
        print(text)
    return 0


def _report(report: ImportReport) -> list[str]:
    text = ["nothing was written: this was a check"] if report.dry_run else []
    text += [f"{kind}: {count} new or changed" for kind, count in report.written.items()]
    told = report.orders
    text.append(
        f"orders: {told.new} new, {told.changed} changed, {told.unchanged} as before, "
        f"{told.older} older than known"
    )
    text += [
        f"  {count} wait: {REASONS.get(reason, reason)}"
        for reason, count in sorted(told.waiting.items())
    ]
    return text


def _import_cards(store: Store, options: argparse.Namespace) -> int:
    begin = (_now().astimezone() - MONTH).replace(hour=0, minute=0, second=0, microsecond=0)
    for told in preview_cards(
        store, options.path, effective=options.first, month=(begin, _now()), zone=begin.tzinfo
    ):
        print(f"{told.card.id}:", *tell(told, Words()), sep="\n  ")
    if options.dry_run:
        return 0
    for card, new in import_cards(store, options.path, options.first):
        print(f"{card.id}: {'added' if new else 'as before'} ({card.content_hash()[:12]})")
    return 0


def _serve(store: Store, options: argparse.Namespace) -> int:
    jobs = Jobs(store, _now, _new_id)
    service = CenterService(store, _now, _say)
    parts = (service, keeper(store, options))
    working = scheduler(store, str(_place(options)), options, parts, _now, _new_id)
    if options.once:
        working.once()
        service.news()
        return 0
    stop = Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    _say(f"center of warehouse {options.warehouse} runs on {store.place}")
    jobs.clear_up()
    with metrics(store, options.metrics):
        working.beside(stop, service.run)
    _say("center stopped")
    return 0


def _status(store: Store, _options: argparse.Namespace) -> int:
    print("\n".join(lines(status(store), _now())))
    return 0


def _act(store: Store, options: argparse.Namespace) -> int:
    done = act(store, options.action, options.number, _now(), options.shop)
    print(f"order {done.number}: {done.before.value} -> {done.after.value}")
    if done.task:
        print("it is packed already: a task was opened, stop the parcel before hand-over")
    return 0


def _export(store: Store, options: argparse.Namespace) -> int:
    print(f"{export(store, options.file, _now())} parcels written to {options.file}")
    return 0


def _refuse(why: str) -> int:
    sys.stderr.write(f"{why}\n")
    return 1


def _say(text: str) -> None:
    print(f"{_now():%Y-%m-%dT%H:%M:%SZ} {text}", flush=True)


def _new_id() -> str:
    return str(uuid_utils.uuid7())


def _now() -> datetime:
    return datetime.now(UTC)
