"""A million lines of statements against a million orders: taken, and cleared, on each engine.

Lines come as they do: a file a day, orders within the day in any order, most of them plain; one
in a hundred is a refund, a second payment, a wrong amount or nobody's.
"""

import random
import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.center import clearing_run
from app.center.office_center import Act
from app.domain.order import Operator, Order, OrderState, Recipient, Role
from app.domain.trade import Trade
from app.domain.values import Money
from app.store.engine import Store, open_store
from app.store.statements import MoneyLine, TakenFile, line_id
from benchmarks import rig, stock
from benchmarks.figures import Figure
from tests.postgres import binaries, running_server

FILES, LINES = 10, 100_000
QUICK_FILES, QUICK_LINES = 2, 2_000
AT_ONCE = 5_000
ODD = 0.01
FIRST = datetime(2026, 11, 1, tzinfo=UTC)
_WHO = "F1"


def measure(*, quick: bool, xvfb: bool) -> list[Figure]:  # noqa: ARG001 - one shape for all
    files, lines = (QUICK_FILES, QUICK_LINES) if quick else (FILES, LINES)
    with rig.home() as home:
        figures = _against(str(home / "center.db"), "", files, lines)
    if binaries() is not None:
        with running_server() as server:
            figures += _against(server.create(), "_pg", files, lines)
    return figures


def _against(place: str, tail: str, files: int, lines: int) -> list[Figure]:
    where = place if "://" in place else Path(place)
    store = open_store(where, warehouse=stock.WAREHOUSE, deadline_s=60.0)
    try:
        for day in range(files):
            _sell(store, day, lines)
        sold = time.perf_counter()
        for day in range(files):
            _take(store, day, lines)
        taken = time.perf_counter()
        before = _peak_mb()
        done = clearing_run.clear_all(store, Act(_WHO, FIRST + timedelta(days=files), _no_id))
        cleared = time.perf_counter()
    finally:
        store.close()
    note = f"{done:,} lines; peak of memory grew by {_peak_mb() - before:.0f} MB"
    return [
        Figure(f"statement_1m{tail}_s", "s", cleared - taken, note=note),
        Figure(f"statement_take_1m{tail}_s", "s", taken - sold, note="lines stored"),
    ]


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _no_id() -> str:
    raise RuntimeError("clearing makes no ids")


def _sell(store: Store, day: int, lines: int) -> None:
    """The orders of a day; every second one names its transaction."""
    for begin in range(0, lines, AT_ONCE):
        told = [
            (_order(day, n), _trade(day, n, lines))
            for n in range(begin, min(begin + AT_ONCE, lines))
        ]
        with store.write() as tx:
            tx.operators.put([Operator(_WHO, "ZB1", "Accounts", Role.FINANCE)])
            tx.trades.put(told)
    rig.learn_sizes(store)


def _take(store: Store, day: int, lines: int) -> None:
    file = f"file-{day:02d}"
    with store.write() as tx:
        tx.statements.add(
            TakenFile(file, file, file, "wechat_trade", "", FIRST + timedelta(days=day), _WHO,
                      lines, lines, stage="waiting")
        )  # fmt: skip
    told = list(range(lines))
    random.Random(day).shuffle(told)
    for begin in range(0, lines, AT_ONCE):
        some = tuple(_lines(day, file, told, begin, lines))
        with store.write() as tx:
            tx.statements.add_lines(some)
    with store.write() as tx:
        tx.statements.learn_size()


def _lines(day: int, file: str, told: list[int], begin: int, lines: int) -> Iterator[MoneyLine]:
    rng = random.Random(day * 1_000_003 + begin)
    for place in range(begin, min(begin + AT_ONCE, lines)):
        number = told[place]
        kind, amount = "income", 5900
        if rng.random() < ODD:
            number = told[rng.randrange(lines)]
            kind, amount = rng.choice((("refund", -5900), ("income", 5900), ("income", 5800)))
        order, trade = _names(day, number)
        yield MoneyLine(
            line_id(file, place), file, "wechat_trade", f"{day}-{place}", kind,
            FIRST + timedelta(days=day, milliseconds=place), trade, order, order, "CNY", amount,
            amount, -35, "", "SUCCESS", "goods",
        )  # fmt: skip


def _names(day: int, number: int) -> tuple[str, str]:
    """Order number and transaction, as long as theirs are."""
    return f"WOO-{day:02d}{number:010d}", f"42000017{day:02d}{number * 7_919 % 1_000_003:018d}"


def _order(day: int, number: int) -> Order:
    return Order(
        f"0190f3c2-{day:04d}-7bbb-8ccc-{number:012d}", stock.WAREHOUSE, _names(day, number)[0],
        "woo", "shop", OrderState.PACKED, 1, (), Recipient(), "sf",
    )  # fmt: skip


def _trade(day: int, number: int, lines: int) -> Trade:
    at = FIRST + timedelta(days=day, seconds=86_000 * number / lines)
    claims = (_names(day, number)[1],) if number % 2 else ()
    return Trade(paid_at=at, paid=Money(5900, "CNY"), transactions=claims)
