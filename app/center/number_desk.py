"""The pools of waybill numbers as the office sees them: states, low stock, numbers to void."""

from dataclasses import dataclass, replace
from operator import attrgetter

from app.center import pool, staff
from app.center.office_center import Act
from app.center.pool import PoolPolicy
from app.center.refusals import NotDoneError
from app.domain.paging import Page, PageQuery, page_of
from app.domain.permissions import Permission
from app.domain.waybill_number import (
    TRANSITIONS,
    ForbiddenTransitionError,
    NumberEvent,
    NumberState,
)
from app.i18n import mark as _
from app.store.transaction import Transaction

MAY_BE_VOIDED = frozenset(state for state, event in TRANSITIONS if event is NumberEvent.VOID)


@dataclass(frozen=True, slots=True)
class PoolRow:
    """The numbers of one courier by state.

    ``state``: enough | low | empty | bought | refused. Where numbers are bought one by one,
    ``open`` are asked for and ``refused`` were not sold.
    """

    courier: str
    name: str
    state: str
    need: int
    pool: int = 0
    leased: int = 0
    assigned: int = 0
    printed: int = 0
    proven: int = 0
    handed_over: int = 0
    billed: int = 0
    voided: int = 0
    open: int = 0
    refused: int = 0


def read(tx: Transaction, query: PageQuery) -> Page[PoolRow]:
    """One page. Groups: all | low."""
    rows = rows_of(tx)
    if query.group == "low":
        rows = [one for one in rows if one.state in {"low", "empty", "refused"}]
    columns = ("courier", "name", "state", "need", *(state.value for state in NumberState))
    columns = (*columns, "open", "refused")
    return page_of(rows, query, {key: attrgetter(key) for key in columns})


def rows_of(tx: Transaction, policy: PoolPolicy | None = None) -> list[PoolRow]:
    """Every courier that has numbers, or is waited for by the benches.

    Low: not enough to fill up every station once.
    """
    counts = tx.waybills.counts()
    names = tx.couriers.names()
    block = (policy or PoolPolicy()).block
    need = block * max(len(tx.stations.every()), 1)
    bought = {one.courier for one in tx.contracts.every() if one.numbers is not None}
    codes = {courier for courier, _state in counts} | set(pool.couriers(tx)) | bought
    rows = [_row(code, names.get(code, code), need, counts) for code in sorted(codes)]
    asked = tx.purchases.counts()
    return [_bought(one, asked) if one.courier in bought else one for one in rows]


def _row(courier: str, name: str, need: int, counts: dict[tuple[str, str], int]) -> PoolRow:
    of = {state.value: counts.get((courier, state.value), 0) for state in NumberState}
    free = of[NumberState.POOL.value]
    state = "empty" if not free else "low" if free < need else "enough"
    return PoolRow(courier, name, state, need, **of)


def _bought(row: PoolRow, asked: dict[tuple[str, str], int]) -> PoolRow:
    """No pool can run low: a number is bought for each order."""
    waits = sum(asked.get((row.courier, state), 0) for state in ("intent", "unknown"))
    refused = asked.get((row.courier, "failed"), 0)
    state = "refused" if refused else "bought"
    return replace(row, state=state, need=0, open=waits, refused=refused)


def void(tx: Transaction, act: Act, *, courier: str, number: str, reason: str) -> None:
    """A number that went wrong is never used again; its station hears of it.

    Raises NotDoneError where its state does not allow it, NotPermittedError.
    """
    staff.require(tx, act.who, Permission.MANAGE_COURIERS)
    number = number.strip()
    known = tx.waybills.get(courier, number)
    if known is None:
        raise NotDoneError(_("The number {number} is not known"), number=number)
    try:
        voided = known.voided()
    except ForbiddenTransitionError as error:
        raise NotDoneError(_WHY[known.state], number=number) from error
    if not tx.waybills.set_state(voided, known.state):
        raise NotDoneError(_("The number {number} changed just now: look again"), number=number)
    if voided.station_id:
        tx.waybills.tell(voided)
    tx.audit.add(
        act.who, "number.void", f"{courier}/{number}", act.at,
        before={"state": known.state.value}, after={"state": "voided", "reason": reason},
    )  # fmt: skip


_WHY = {
    NumberState.VOIDED: _("The number {number} is void already"),
    NumberState.HANDED_OVER: _("The courier has the parcel of {number}: it cannot be void"),
    NumberState.BILLED: _("The courier billed {number}: it cannot be void"),
}
assert set(_WHY) == set(NumberState) - MAY_BE_VOIDED
