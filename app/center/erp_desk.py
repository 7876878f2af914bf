"""The warehouse's ERP: how it is reached, asked on the clock, and heard when it refuses."""

import random
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

from app.center import staff, stock_steps
from app.center.erp_items import read_items
from app.center.erp_posting import Posting
from app.center.erp_reading import read_stock
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.center.sheets import stream_sheets
from app.center.turns import Did, Kind, Turn
from app.domain.permissions import Permission
from app.i18n import mark as _
from app.remote.erp.base import ErpAdapter, ErpAnswerError, ErpRefusedError
from app.remote.erp.registry import ErpAccess, ErpSettingsError, check, kind_of, open_erp
from app.store.engine import Store
from app.store.erps import ErpRow
from app.store.shop_keys import ShopKeys
from app.store.transaction import Transaction

KEYS = "erp"
"""Under what name its keys are kept, beside those of shops."""

RESERVE, ITEMS, READ, POST = "reserve", "erp_items", "erp_stock", "erp_documents"
Open = Callable[[ErpRow], ErpAdapter]


def put(tx: Transaction, act: Act, *, row: ErpRow) -> None:
    """This is the warehouse's ERP from now on. Raises NotDoneError, NotPermittedError."""
    staff.require(tx, act.who, Permission.MANAGE_KEYS)
    try:
        check(row.platform, row.options)
    except ErpSettingsError as error:
        raise NotDoneError(_("{fault}"), fault=str(error)) from error
    before = tx.erps.get()
    tx.erps.put(row, act.at)
    tx.audit.add(
        act.who, "erp.put", KEYS, act.at,
        before=None if before is None else _told(before), after=_told(row),
    )  # fmt: skip


def give_keys(store: Store, keys: ShopKeys, act: Act, given: Mapping[str, str]) -> None:
    """To this computer's keyring; what is left empty stays. The audit says which, never what.

    Raises NotDoneError, NotPermittedError, StoreError.
    """
    new = {name: value.strip() for name, value in given.items() if value.strip()}

    def note(tx: Transaction) -> None:
        staff.require(tx, act.who, Permission.MANAGE_KEYS)
        row = tx.erps.get()
        if row is None:
            raise NotDoneError(_("Say first which ERP it is"))
        if unknown := set(new) - set(kind_of(row.platform).keys):
            raise NotDoneError(_("It has no key {name}"), name=", ".join(sorted(unknown)))
        tx.audit.add(act.who, "erp.keys", KEYS, act.at, after={"names": sorted(new)})

    store.transact(note)
    keys.put(KEYS, {**keys.get(KEYS), **new})


def opener(keys: ShopKeys, clock: Callable[[], datetime]) -> Open:
    """Opens the ERP with the keys that are here. Raises ErpSettingsError, StoreError."""

    def open_it(row: ErpRow) -> ErpAdapter:
        access = ErpAccess(
            row.platform, row.base_url, keys.get(KEYS), row.options, clock, table_rows
        )
        return open_erp(access)

    return open_it


def table_rows(path: Path) -> list[tuple[str, ...]]:
    """The rows of the first sheet with something in it. Raises ValueError, OSError."""
    for sheet in stream_sheets(path):
        return [tuple(row.texts) for row in sheet.rows]
    return []


def kinds(open_it: Open, new_id: Callable[[], str], chance: random.Random) -> dict[str, Kind]:
    """The jobs of a warehouse that has an ERP; without one they have nothing to do."""

    def with_erp(work: Callable[[Turn, ErpAdapter], Did]) -> Kind:
        def turn_of(turn: Turn) -> Did:
            row = _enabled(turn.store)
            if row is None:
                return Did(reason=NO_ERP)
            with closing(open_it(row)) as erp:
                return work(turn, erp)

        return turn_of

    def reserve(turn: Turn) -> Did:
        if _enabled(turn.store) is None:
            return Did(reason=NO_ERP)
        return Did(_moved(stock_steps.step(turn.store, turn.clock(), new_id)))

    def items(turn: Turn, erp: ErpAdapter) -> Did:
        return _items(turn, erp, new_id)

    def read(turn: Turn, erp: ErpAdapter) -> Did:
        return Did(read_stock(turn.store, erp, turn.clock, new_id))

    def post(turn: Turn, erp: ErpAdapter) -> Did:
        return Did(Posting(turn.store, erp, turn.clock, chance).run(turn.over))

    asked = {ITEMS: items, READ: read, POST: post}
    return {RESERVE: reserve, **{name: with_erp(work) for name, work in asked.items()}}


NO_ERP = "this warehouse has no ERP: center erp set"
FAILS = (ErpRefusedError, ErpAnswerError, ErpSettingsError)
"""What a job of the ERP may raise besides what all adapters raise."""


def _enabled(store: Store) -> ErpRow | None:
    with store.read() as tx:
        row = tx.erps.get()
    return row if row is not None and row.enabled else None


def _items(turn: Turn, erp: ErpAdapter, new_id: Callable[[], str]) -> Did:
    """To its end, however long it takes; stopped with the program, the next turn begins anew."""
    taken = read_items(turn.store, erp, turn.clock, new_id, turn.whole)
    return Did(taken.news(), None if taken.whole else 0, taken.reason())


def _moved(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


def _told(row: ErpRow) -> dict[str, object]:
    return {
        "platform": row.platform, "base_url": row.base_url, "options": dict(row.options),
        "enabled": row.enabled,
    }  # fmt: skip
