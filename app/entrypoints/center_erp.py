"""`center erp`: which ERP the warehouse has, its keys, a test, its items and its stock."""

import argparse
from contextlib import closing

from app.center import erp_desk
from app.center.erp_items import read_items
from app.center.erp_reading import read_stock
from app.entrypoints.center_acting import (
    Add,
    Command,
    act_of,
    add_settings,
    asked_keys,
    named_values,
    new_id,
    now,
)
from app.remote.erp.base import ErpAdapter
from app.remote.erp.registry import ERPS, kind_of
from app.store.engine import Store
from app.store.erps import ErpRow
from app.store.shop_keys import shop_keys


def add_erp(add: Add) -> None:
    """Adds the command to `center`."""
    words = "show, set, keys, test, items (into the catalogue), read (its stock), on, off"
    erp = add("erp", _erp, f"the warehouse's ERP: {words}")
    erp.add_argument("what", choices=tuple(_WORK), nargs="?", default="show")
    erp.add_argument("platform", nargs="?", default="", choices=("", *(one.name for one in ERPS)))
    erp.add_argument("--address", default="", help="of its server")
    add_settings(erp)


def _erp(store: Store, options: argparse.Namespace) -> int:
    return _WORK[options.what](store, options)


def _show(store: Store, _options: argparse.Namespace) -> int:
    with store.read() as tx:
        row = tx.erps.get()
    if row is None:
        print("no ERP yet: center erp set PLATFORM --address ... --option ...")
        for kind in ERPS:
            print(f"{kind.name}: options {', '.join(kind.options)}; keys {', '.join(kind.keys)}")
        return 0
    state = "on" if row.enabled else "off"
    told = ", ".join(f"{name}={value}" for name, value in sorted(row.options.items()))
    print(f"{row.platform} {row.base_url} ({state}) {told}")
    return 0


def _set(store: Store, options: argparse.Namespace) -> int:
    given = named_values(options.option)
    row = ErpRow(options.platform, options.address, given)
    act = act_of(options)
    store.transact(lambda tx: erp_desk.put(tx, act, row=row))
    names = ", ".join(kind_of(row.platform).keys)
    print(f"the ERP is {row.platform}; next: center erp keys ({names or 'none'}), center erp test")
    return 0


def _keys(store: Store, options: argparse.Namespace) -> int:
    row = _row(store)
    keys = asked_keys(options, kind_of(row.platform).keys)
    erp_desk.give_keys(store, shop_keys(store), act_of(options), keys)
    print("the keys are on this computer")
    return 0


def _test(store: Store, _options: argparse.Namespace) -> int:
    with closing(_open(store)) as erp:
        levels = erp.stock().levels
    print(f"the ERP answers: {len(levels)} items on the first page of its stock")
    return 0


def _items(store: Store, _options: argparse.Namespace) -> int:
    with closing(_open(store)) as erp:
        taken = read_items(store, erp, now, new_id)
    print(", ".join(f"items {name}: {count}" for name, count in taken.became_counts().items()))
    if taken.released:
        print(f"orders released: {taken.released}")
    for sku, why in taken.refused.items():
        print(f"refused: {sku}: {why}")
    return 0


def _read(store: Store, _options: argparse.Namespace) -> int:
    with closing(_open(store)) as erp:
        counts = read_stock(store, erp, now, new_id)
    print(f"stock of {counts['items']} items was read, {counts['unexplained']} not explained")
    return 0


def _switch(store: Store, options: argparse.Namespace) -> int:
    row, act, on = _row(store), act_of(options), options.what == "on"
    switched = ErpRow(row.platform, row.base_url, row.options, on)
    store.transact(lambda tx: erp_desk.put(tx, act, row=switched))
    print(f"the ERP is {'asked' if on else 'left alone'} from now on")
    return 0


_WORK: dict[str, Command] = {
    "show": _show,
    "set": _set,
    "keys": _keys,
    "test": _test,
    "items": _items,
    "read": _read,
    "on": _switch,
    "off": _switch,
}


def _open(store: Store) -> ErpAdapter:
    return erp_desk.opener(shop_keys(store), now)(_row(store))


def _row(store: Store) -> ErpRow:
    with store.read() as tx:
        row = tx.erps.get()
    if row is None:
        raise ValueError("there is no ERP: center erp set PLATFORM")
    return row
