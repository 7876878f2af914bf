"""A center with something on every page of the office: for pictures and for trying things out.

Each filler puts the rows of one page into it; a new page adds its own.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Final

from app.center.office_center import OfficeCenter
from app.domain.order import Operator, Role
from app.entrypoints import office_sample_bills
from app.entrypoints.office_sample_addresses import addresses
from app.entrypoints.office_sample_catalogue import catalogue, statistics
from app.entrypoints.office_sample_couriers import couriers
from app.entrypoints.office_sample_lists import lists
from app.entrypoints.office_sample_money import money
from app.entrypoints.office_sample_rules import judged, rules
from app.entrypoints.office_sample_shops import clockwork, shops
from app.entrypoints.office_sample_stock import stock
from app.entrypoints.office_sample_waves import waves
from app.store.engine import Store, open_store
from app.store.records import JobRun
from app.store.transaction import Transaction

AT: Final = datetime(2026, 11, 24, 14, 32, 8, tzinfo=UTC)
"""The moment at which all samples stand."""

_ROLES: Final = {
    "en": ("Packer", "Lead", "Clerk", "Accounts", "Administrator"),
    "zh_Hant": ("打包員", "班長", "文員", "財務", "管理員"),
    "zh_Hans": ("打包员", "班长", "文员", "财务", "管理员"),
}
_HASH: Final = "$argon2id$v=19$m=65536,t=3,p=1$c2FtcGxlc2FtcGxl$c2FtcGxl"  # opens nothing


@contextmanager
def sample_center(folder: Path, language: str = "en") -> Iterator[OfficeCenter]:
    """A center in ``folder``, filled; its store is closed at the end."""
    numbers = count(1)
    store = open_store(folder / f"sample-{language}.db", warehouse="W1")
    try:
        fill(store, language)
        yield OfficeCenter(store, lambda: AT, lambda: f"sample-{next(numbers):06d}")
    finally:
        store.close()


def fill(store: Store, language: str) -> None:
    with store.write() as tx:
        tx.center.begin_epoch("sample", AT)
        for filler in FILLERS:
            filler(tx, language)
    money(store, AT)


def people(tx: Transaction, language: str) -> None:
    packer, lead, clerk, accounts, admin = _ROLES[language]
    known = [Operator(f"P{n:02d}", f"ZB{n:04d}", f"{packer} {n:02d}") for n in range(1, 15)]
    known += [
        Operator("LA", "ZB0101", f"{lead} A", Role.LEAD),
        Operator("LB", "ZB0102", f"{lead} B", Role.LEAD),
        Operator("S1", "ZB0201", f"{lead} S", Role.SUPERVISOR),
        Operator("C1", "ZB0301", f"{clerk} 1", Role.CLERK),
        Operator("F1", "ZB0401", f"{accounts} 1", Role.FINANCE),
        Operator("A1", "ZB0501", f"{admin} 1", Role.ADMIN),
    ]
    tx.operators.put(known)
    for operator_id in ("LA", "LB", "S1", "C1", "A1"):
        tx.operators.set_pin(operator_id, _HASH)
        tx.audit.add("A1", "operator.pin", operator_id, AT - timedelta(days=3))
    tx.operators.lock("LB", AT + timedelta(minutes=9))
    tx.audit.add("LB", "office.locked_out", "LB", AT - timedelta(minutes=6))
    tx.operators.set_active("P14", active=False)


def jobs(tx: Transaction, _language: str) -> None:
    runs: tuple[tuple[str, str, int, int | None, str, dict[str, int]], ...] = (
        ("intake", "completed", 4, 2, "", {"orders": 212, "items": 14}),
        ("intake", "completed", 64, 61, "", {"orders": 187}),
        ("backup", "completed", 600, 590, "", {"megabytes": 412}),
        ("doctor", "failed", 32, 31, "StoreDamaged: the copy in the folder is older than the center"
         , {}),
        ("leases", "completed", 2, 2, "", {"numbers_lent": 200}),
    )  # fmt: skip
    for number, (job, state, begun, ended, reason, counts) in enumerate(runs):
        end = None if ended is None else AT - timedelta(minutes=ended)
        begin = AT - timedelta(minutes=begun)
        tx.jobs.start(JobRun(f"run-{number}", job, state, begin, end, reason, counts))
    clockwork(tx)


def bills(tx: Transaction, _language: str) -> None:
    office_sample_bills.bills(tx, AT)


FILLERS: Final[tuple[Callable[[Transaction, str], None], ...]] = (
    people, jobs, shops, addresses, bills, couriers, lists, stock, catalogue, rules, statistics,
    waves, judged,
)  # fmt: skip
