"""Waves: planned from what is approved, released to the benches, and taken back while untouched."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Final, NoReturn

from app.center import staff
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.domain import waving
from app.domain.order import Order, OrderState
from app.domain.permissions import Permission
from app.domain.waving import Plan, PlannedWave, WavePolicy
from app.i18n import mark as _
from app.store.engine import Store
from app.store.records import StoredOrder
from app.store.transaction import Transaction
from app.store.wave_book import Wave

AT_ONCE: Final = 5
"""Waves a transaction: benches work on the same database meanwhile."""

NO_WAVE = _("There is no wave {number} any more")
_LIMITS: Final = {
    "orders": (1, 500, _("Between 1 and 500 orders a wave")),
    "pieces": (1, 10_000, _("Between 1 and 10,000 pieces a wave")),
    "least": (1, 500, _("Between 1 and 500 orders a wave")),
    "hurry_min": (0, 10_080, _("Between 0 minutes and 7 days")),
}


def policy(tx: Transaction) -> WavePolicy:
    return tx.wave_book.policy()


def set_policy(tx: Transaction, act: Act, *, wanted: WavePolicy) -> None:
    """How waves are made from now on. Raises NotDoneError, NotPermittedError."""
    staff.require(tx, act.who, Permission.MAKE_WAVES)
    for name, (low, high, said) in _LIMITS.items():
        if not low <= getattr(wanted, name) <= high:
            raise NotDoneError(said)
    if wanted.least > wanted.orders:
        raise NotDoneError(_("The least cannot be more than the most"))
    before = tx.wave_book.policy()
    tx.wave_book.set_policy(wanted, act.at, act.who)
    tx.audit.add(act.who, "wave.policy", "waves", act.at, before=_told(before), after=_told(wanted))


def plan(tx: Transaction, by: WavePolicy, now: datetime) -> Plan:
    """The waves that would be made now; nothing is written."""
    return waving.plan(tx.wave_book.candidates(now), by, now)


def release(tx: Transaction, act: Act, waves: Sequence[PlannedWave]) -> tuple[Wave, ...]:
    """Makes these waves, numbered by the day; benches get them with their next look.

    What is not approved any more, or in a wave already, stays out; a wave without any order is
    not made. So two may release the same plan: each order comes into one wave.
    """
    staff.require(tx, act.who, Permission.MAKE_WAVES)
    day = act.at.astimezone().date()
    tx.wave_book.lock(day)
    made = []
    for one in waves:
        free = {each.order.id: each for each in tx.wave_book.locked(one.orders) if _free(each, act)}
        ids = [order_id for order_id in one.orders if order_id in free]
        if not ids:
            continue
        number = tx.wave_book.next_number(day)
        slots = [(each, slot, free[each].order.pieces) for slot, each in enumerate(ids, start=1)]
        tx.wave_book.rewrite(ids, lambda order, into=number: replace(order, wave=into))  # type: ignore[misc]
        cut_offs = [at for each in ids if (at := free[each].order.cut_off) is not None]
        row = Wave(
            number, one.courier, one.zone, "single" if one.single else "batch", len(ids),
            sum(pieces for *_slot, pieces in slots), min(cut_offs, default=None), act.at, act.who,
        )  # fmt: skip
        tx.wave_book.add(row, slots)
        made.append(row)
    if made:
        numbers = [one.number for one in made]
        after = {"orders": sum(one.orders for one in made), "last": numbers[-1]}
        tx.audit.add(act.who, "wave.release", numbers[0], act.at, after=after)
    return tuple(made)


def release_all(
    store: Store,
    act: Act,
    *,
    wanted: Plan,
    go_on: Callable[[int], bool] = lambda _done: True,
) -> dict[str, int]:
    """A whole plan, a few waves in a transaction; how many waves and orders.

    ``go_on`` hears between two transactions how many of the planned waves are done. What was
    released until it said no stays.
    """
    waves = orders = 0
    for first in range(0, len(wanted.waves), AT_ONCE):
        part = wanted.waves[first : first + AT_ONCE]
        made = store.transact(lambda tx, some=part: release(tx, act, some))  # type: ignore[misc]
        waves += len(made)
        orders += sum(one.orders for one in made)
        if not go_on(first + len(part)):
            break
    return {"waves": waves, "orders": orders}


def run(store: Store, act: Act, go_on: Callable[[], bool] = lambda: True) -> dict[str, int]:
    """The job's turn: nothing while the policy does not say that waves are made by themselves."""
    with store.read() as tx:
        by = tx.wave_book.policy()
        wanted = plan(tx, by, act.at) if by.auto else Plan()
    if not wanted.waves:
        return {}
    return release_all(store, act, wanted=wanted, go_on=lambda _done: go_on())


def undo(tx: Transaction, act: Act, *, number: str) -> int:
    """Its orders are in no wave again, and its slips open nothing; how many orders.

    Only while nothing of it was opened and no bench has it. Raises NotDoneError,
    NotPermittedError.
    """
    staff.require(tx, act.who, Permission.MAKE_WAVES)
    tx.wave_book.lock(act.at.astimezone().date())
    found(tx, number)
    holder = tx.waves.holder(number, act.at)
    if holder:
        refuse_lent(number, holder)
    members = tx.wave_book.members_of(number)
    known = tx.wave_book.locked(one.order_id for one in members)
    mine = [one for one in known if one.order.wave == number]
    for one in mine:
        if begun(one, act.at):
            raise NotDoneError(_("{order} was opened already: the wave stays"),
                               order=one.order.number)  # fmt: skip
    tx.wave_book.rewrite([one.order.id for one in mine], lambda order: _without(order, number))
    tx.wave_book.remove(number)
    tx.audit.add(act.who, "wave.undo", number, act.at, before={"orders": len(mine)})
    return len(mine)


def refuse_lent(number: str, holder: str) -> NoReturn:
    """Raises NotDoneError: a bench has the wave."""
    raise NotDoneError(
        _("{number} is lent to {bench}: take it back first"), number=number, bench=holder
    )


def found(tx: Transaction, number: str) -> Wave:
    """Raises NotDoneError: there is no such wave."""
    one = tx.wave_book.get(number)
    if one is None:
        raise NotDoneError(NO_WAVE, number=number)
    return one


def begun(one: StoredOrder, now: datetime) -> bool:
    """Whether a bench has it, or has had it."""
    held = bool(one.holder) and one.lease_until is not None and one.lease_until > now
    touched = one.order.state in {OrderState.PACKED, OrderState.PARKED, OrderState.RETURNED}
    return held or touched or one.progress is not None


def _free(one: StoredOrder, act: Act) -> bool:
    return one.order.state is OrderState.APPROVED and not one.order.wave and not begun(one, act.at)


def _without(order: Order, number: str) -> Order:
    """A slip that the wave gave goes with it; one that somebody else printed stays."""
    if order.slip.startswith(f"{number}-"):
        return replace(order, wave="", slip="", slip_revision=0)
    return replace(order, wave="")


def _told(one: WavePolicy) -> dict[str, Any]:
    return {**asdict(one), "by": one.by.value}
