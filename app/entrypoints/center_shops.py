"""`center shops`, `merge`, `split`, `regroup-undo`: shops and their orders, on the command line.

Keys are asked for, or come from a file; they are kept in this computer's keyring.
"""

import argparse

from app.center import merging, regrouping, shop_desk
from app.domain.paging import PageQuery
from app.entrypoints.center_acting import (
    Add,
    Command,
    act_of,
    add_by,
    add_settings,
    asked_keys,
    named_values,
    now,
)
from app.store.engine import Store
from app.store.shop_keys import shop_keys
from app.store.shops import Shop
from app.store.transaction import Transaction

_MOST = 10_000


def add_shops(add: Add) -> None:
    """Adds the commands to `center`."""
    shops = add("shops", _shops, "shops: list, add, keys, test, on, off, read-again")
    shops.add_argument("what", choices=tuple(_WORK), nargs="?", default="list")
    shops.add_argument("shop", nargs="?", default="", help="as its orders name it")
    shops.add_argument("platform", nargs="?", default="", choices=("", *shop_desk.platforms()))
    shops.add_argument("--name", default="")
    shops.add_argument("--address", default="", help="of a shop with a server of its own")
    add_settings(shops)
    shops.add_argument("--days", type=int, default=1, help="of read-again (default %(default)s)")
    one = add("merge", _merge, "pack orders of one person as one")
    one.add_argument("numbers", nargs="+", metavar="ORDER_NUMBER")
    part = add("split", _split, "pack an order as several")
    part.add_argument("number", metavar="ORDER_NUMBER")
    part.add_argument("parts", nargs="+", metavar="LINE[xPIECES],...", help="one word a part")
    back = add("regroup-undo", _undo, "take a merge or a split back")
    back.add_argument("number", metavar="ORDER_NUMBER")
    for command in (one, part, back):
        add_by(command)


def _shops(store: Store, options: argparse.Namespace) -> int:
    if options.what != "list" and not options.shop:
        raise ValueError(f"name the shop: center shops {options.what} SHOP")
    return _WORK[options.what](store, options)


def _list(store: Store, _options: argparse.Namespace) -> int:
    with store.read() as tx:
        rows = shop_desk.read(tx, PageQuery("id", descending=False, limit=_MOST)).rows
    for one in rows:
        upto = f"read up to {one.read_upto}" if one.read_upto else ""
        told = ", ".join(f"{count} shipments {name}" for name, count in one.notices.items())
        words = (one.id, f"({one.platform})", one.state, upto, told, one.reason)
        print(" ".join(word for word in words if word))
    if not rows:
        print("no shop yet: center shops add SHOP PLATFORM")
    return 0


def _add(store: Store, options: argparse.Namespace) -> int:
    given = named_values(options.option)
    shop = Shop(options.shop, options.platform, options.name, options.address, given)
    act = act_of(options)
    store.transact(lambda tx: shop_desk.add(tx, act, shop=shop))
    names = ", ".join(shop_desk.key_names(shop.platform))
    after = f"next: center shops keys {shop.id} ({names})" if names else "it needs no keys"
    print(f"shop {shop.id} was added; {after}")
    return 0


def _keys(store: Store, options: argparse.Namespace) -> int:
    with store.read() as tx:
        shop = tx.shops.get(options.shop)
    names = shop_desk.key_names(shop.platform) if shop else ()
    keys = asked_keys(options, names)
    shop_desk.give_keys(store, act_of(options), shop_id=options.shop, keys=keys)
    print(f"the keys of {options.shop} are on this computer; its jobs are due")
    return 0


def _test(store: Store, options: argparse.Namespace) -> int:
    with store.read() as tx:
        shop = tx.shops.get(options.shop)
    if shop is None:
        raise ValueError(f"there is no shop {options.shop}")
    count = shop_desk.ask(shop, shop_keys(store), now)
    print(f"{shop.id} answers: {count} orders changed in the minute that was asked for")
    return 0


def _switch(store: Store, options: argparse.Namespace) -> int:
    act, on = act_of(options), options.what == "on"
    store.transact(lambda tx: shop_desk.set_enabled(tx, act, shop_id=options.shop, enabled=on))
    print(f"the jobs of {options.shop} {'go on' if on else 'rest'}")
    return 0


def _again(store: Store, options: argparse.Namespace) -> int:
    act = act_of(options)
    store.transact(
        lambda tx: shop_desk.read_again(tx, act, shop_id=options.shop, days=options.days)
    )
    print(f"orders of {options.shop} are read again from {options.days} days ago on")
    return 0


_WORK: dict[str, Command] = {
    "list": _list,
    "add": _add,
    "keys": _keys,
    "test": _test,
    "on": _switch,
    "off": _switch,
    "read-again": _again,
}


def _merge(store: Store, options: argparse.Namespace) -> int:
    act = act_of(options)

    def work(tx: Transaction) -> str:
        ids = [_order(tx, number) for number in options.numbers]
        return _number(tx, merging.merge(tx, act, order_ids=ids))

    print(f"packed as one: {store.transact(work)}")
    return 0


def _split(store: Store, options: argparse.Namespace) -> int:
    act = act_of(options)

    def work(tx: Transaction) -> list[str]:
        order_id = _order(tx, options.number)
        stored = tx.orders.get(order_id)
        pieces = {line.line_no: line.quantity for line in stored.order.lines} if stored else {}
        parts = [_part(text, pieces) for text in options.parts]
        made = merging.split(tx, act, order_id=order_id, parts=parts)
        return [_number(tx, one) for one in made]

    print(f"packed as {', '.join(store.transact(work))}")
    return 0


def _undo(store: Store, options: argparse.Namespace) -> int:
    act = act_of(options)

    def work(tx: Transaction) -> list[str]:
        freed = regrouping.undo(tx, act, order_id=_order(tx, options.number))
        return [_number(tx, one) for one in freed]

    print(f"packed by themselves again: {', '.join(store.transact(work)) or 'none'}")
    return 0


def _part(text: str, pieces: dict[int, int]) -> dict[int, int]:
    """``1,2x3``: all of line 1 and three pieces of line 2. Raises ValueError."""
    found = {}
    for word in text.split(","):
        line, _, count = word.partition("x")
        found[int(line)] = int(count) if count else pieces.get(int(line), 0)
    return found


def _order(tx: Transaction, number: str) -> str:
    found = tx.orders.by_code(number)
    if len(found) != 1:
        raise ValueError(f"{number} stands for {len(found)} orders")
    return found[0]


def _number(tx: Transaction, order_id: str) -> str:
    stored = tx.orders.get(order_id)
    return stored.order.number if stored else order_id
