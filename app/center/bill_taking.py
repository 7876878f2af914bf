"""A courier's bill taken over: read, judged and stored in batches, whatever its length.

The bill is there from the beginning, marked as being taken over, and its lines count for nothing
until the last of them is in. Nobody waits for it: every batch is a short transaction. What is
stopped or goes wrong is taken away again; what a power cut left is dropped by a person.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from functools import partial
from pathlib import Path

from app.center import staff
from app.center.bill_file import BillFile, open_bill
from app.center.bill_profiles import profile_for
from app.center.bill_rows import LineRows, Row, line_id
from app.center.bill_run import StaleWatch, judge, pricing
from app.center.bill_spool import Spool
from app.center.bill_world import World
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.center.uncollected import uncollected
from app.domain.bill_matching import missing
from app.domain.permissions import Permission
from app.domain.waybill_number import TRANSITIONS, NumberEvent
from app.i18n import mark as _
from app.store.bills import Bill
from app.store.engine import Store
from app.store.session import chunks
from app.store.transaction import Transaction

CURRENCY = "CNY"
AT_ONCE = 4_000  # lines a transaction
_READING = 0.3  # of the whole work, about

_MAY_BE_BILLED = tuple(state.value for state, event in TRANSITIONS if event is NumberEvent.BILL)
Progress = Callable[[int, int], bool]


def take(store: Store, act: Act, go_on: Progress, *, path: Path, courier: str, zone: tzinfo) -> int:
    """Read, judge and store a bill; how many lines, -1 when it was stopped.

    ``zone`` is the warehouse's: the ship date is a day there. Raises NotDoneError,
    ImportRefusedError (all faults of the file), NotPermittedError, OSError.
    """
    taken = take_bill(store, act, go_on, path=path, courier=courier, zone=zone)
    return -1 if taken is None else taken.lines


def take_bill(
    store: Store, act: Act, go_on: Progress, *, path: Path, courier: str, zone: tzinfo
) -> Bill | None:
    """The same, with what was made of it; None when it was stopped."""
    with store.read() as tx:
        staff.require(tx, act.who, Permission.WORK_BILLS)
        profile = profile_for(tx, courier)
    file = open_bill(path, profile)
    with uncollected(), Spool() as spool:
        if not _read(file, spool, go_on):
            return None
        bill = Bill(
            act.id(), courier, file.name, file.sha256, CURRENCY, act.at, act.who, file.lines,
            sum(file.stated.values()) if file.stated else None, sum(file.summed.values()), 0, 0,
            "; ".join(problem.says for problem in file.findings.warnings), "taking",
        )  # fmt: skip
        store.transact(lambda tx: _begin(tx, act, bill))
        taken: Bill | None = None
        try:
            world = World(store, courier, zone, act.at, bill.id)
            taken = _Taking(store, act, bill, world, go_on).run(spool)
        finally:
            if taken is None:
                drop(store, bill.id)
        return taken


def _read(file: BillFile, spool: Spool, go_on: Progress) -> bool:
    """Everything into the spool; False: stopped. Raises ImportRefusedError with every fault."""
    for one in file.read():
        spool.add(one)
        if one.n % AT_ONCE == 0:
            every = round((one.n + 1) / max(file.share(), 1e-6))
            if not go_on(round(one.n * _READING), every):
                return False
    file.findings.refuse_if_any()
    return go_on(round(file.lines * _READING), file.lines)


def _begin(tx: Transaction, act: Act, bill: Bill) -> None:
    staff.require(tx, act.who, Permission.WORK_BILLS)
    before = tx.bills.of_file_or_half(bill.courier, bill.file_sha256)
    if before is not None and before.id != bill.id:
        if before.state == "taking":
            raise NotDoneError(
                _("{name} is being taken over: wait for it, or drop it"), name=before.name
            )
        raise NotDoneError(_("This file was taken over already, as {name}"), name=before.name)
    if not tx.bills.add(bill) and before is None:
        raise NotDoneError(_("This file was taken over already, as {name}"), name=bill.name)


def drop(store: Store, bill_id: str) -> None:
    """Takes away a bill that is only half there. Raises StoreError."""
    while store.transact(lambda tx: tx.bills.drop_lines(bill_id, AT_ONCE)):
        continue
    store.transact(lambda tx: tx.bills.drop(bill_id))


def drop_half(store: Store, act: Act, *, bill_id: str) -> str:
    """A person drops what a power cut left; its id. Raises NotDoneError, NotPermittedError."""
    with store.read() as tx:
        staff.require(tx, act.who, Permission.WORK_BILLS)
        bill = tx.bills.get(bill_id)
    if bill is None or bill.state != "taking":
        raise NotDoneError(_("This bill is whole: it is not dropped"))
    drop(store, bill_id)
    return bill_id


@dataclass(slots=True)
class _Taking:
    """From the spool into the store; the sums of the bill grow with it."""

    store: Store
    act: Act
    bill: Bill
    world: World
    go_on: Progress
    expected: int = 0
    claim: int = 0
    watch: StaleWatch = field(default_factory=StaleWatch)

    def run(self, spool: Spool) -> Bill | None:
        rows = LineRows(self.bill)
        price = pricing(self.world.card_of)
        done, every = 0, self.bill.lines
        for told, parcels in judge(spool, self.world, price, self.world.terms_of):
            self._keep([rows.billed(read, one, parcels.get(one.waybill)) for read, one in told])
            for read, one in told:
                self.expected += one.expected or 0
                self.claim += one.claim
                self.watch.see(read.line, one)
            done += len(told)
            if not self.go_on(round(every * _READING + done * (1 - _READING)), every):
                return None
        number = every
        for lacking in self.world.lacking():
            judged = [(one, missing(one, price)) for one in lacking]
            self._keep([rows.lacking(n, *each) for n, each in enumerate(judged, start=number)])
            number += len(lacking)
        return self._end(rows)

    def _keep(self, rows: Sequence[Row]) -> None:
        for part in chunks(rows, AT_ONCE):
            self.store.transact(partial(_keep, part=part))

    def _end(self, rows: LineRows) -> Bill:
        stale = self.watch.found()
        bill = replace(
            self.bill,
            expected_minor=self.expected,
            claim_minor=self.claim,
            state="taken",
            month=rows.month() or f"{self.act.at:%Y-%m}",
            stale=stale.lines if stale else 0,
        )
        for first in range(0, bill.lines, AT_ONCE):
            ids = line_id(bill, first), line_id(bill, first + AT_ONCE - 1)
            self.store.transact(partial(_mark_billed, bill=bill, ids=ids))
        self.store.transact(lambda tx: self._whole(tx, bill))
        return bill

    def _whole(self, tx: Transaction, bill: Bill) -> None:
        if not tx.bills.set_bill(bill, "taking"):
            return  # the commit before this one came through after all
        tx.bills.end_waiting(bill)
        act = self.act
        tx.audit.add(act.who, "bill.take", bill.id, act.at, after={"file": bill.name})


def _keep(tx: Transaction, part: Sequence[Row]) -> None:
    tx.bills.load_rows(part)


def _mark_billed(tx: Transaction, bill: Bill, ids: tuple[str, str]) -> None:
    """The ledger of numbers goes on; a number in no state for that keeps its own."""
    tx.bills.mark_billed(bill, *ids, _MAY_BE_BILLED)
