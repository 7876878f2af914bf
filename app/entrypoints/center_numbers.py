"""`center numbers`: couriers that sell their numbers one by one, on the command line.

Keys are asked for, or come from a file; they are kept in this computer's keyring.
"""

import argparse

from app.center import number_accounts
from app.domain.contract import NumberAccount
from app.entrypoints.center_acting import (
    Add,
    Command,
    act_of,
    add_settings,
    asked_keys,
    named_values,
    now,
)
from app.remote.couriers.registry import APIS, api
from app.store.engine import Store


def add_numbers(add: Add) -> None:
    """Adds the command to `center`."""
    numbers = add("numbers", _numbers, "numbers bought one by one: list, account, keys, off, ...")
    numbers.add_argument("what", choices=tuple(_WORK), nargs="?", default="list")
    numbers.add_argument("of", nargs="?", default="", help="the contract; of try-again: courier")
    numbers.add_argument("api", nargs="?", default="", choices=("", *(one.name for one in APIS)))
    numbers.add_argument("--code", default="", help="the courier's code there")
    numbers.add_argument("--account", default="", help="the monthly account that pays")
    numbers.add_argument("--address", default="", help="of the service, where not the usual one")
    numbers.add_argument("--goods", default="", help="what parcels hold, in a word")
    numbers.add_argument("--ahead", type=int, default=1, help="numbers for one order")
    numbers.add_argument("--tell-weight", action="store_true", help="it wants the scale's weight")
    for name, about in (
        ("product", "the courier's word for a service: SERVICE=WORD"),
        ("sender", "name, phone, province, city, district, address: NAME=VALUE"),
    ):
        numbers.add_argument(f"--{name}", action="append", default=[], metavar="A=B", help=about)
    add_settings(numbers)


def _numbers(store: Store, options: argparse.Namespace) -> int:
    if options.what not in {"list", "buy"} and not options.of:
        raise ValueError(f"name the contract: center numbers {options.what} CONTRACT")
    return _WORK[options.what](store, options)


def _list(store: Store, _options: argparse.Namespace) -> int:
    with store.read() as tx:
        rows = number_accounts.every(tx)
    for one in rows:
        account = one.contract.numbers
        counts = ", ".join(f"{n} {state}" for state, n in sorted(one.counts.items()))
        print(f"{one.contract.id}: {one.contract.courier} by {account.api if account else ''}"
              f"{': ' if counts else ''}{counts}")  # fmt: skip
    if not rows:
        print("numbers are bought under no contract: center numbers account CONTRACT API")
    return 0


def _account(store: Store, options: argparse.Namespace) -> int:
    account = NumberAccount(
        api=options.api,
        code=options.code,
        account=options.account,
        url=options.address,
        products=_pairs(options.product),
        goods=options.goods,
        ahead=options.ahead,
        tell_weight=options.tell_weight,
        sender=_pairs(options.sender),
        options=_pairs(options.option),
    )
    act = act_of(options)
    store.transact(lambda tx: number_accounts.put(tx, act, contract_id=options.of, account=account))
    names = ", ".join(api(options.api).keys)
    print(
        f"numbers are bought under {options.of}; next: center numbers keys {options.of} ({names})"
    )
    return 0


def _keys(store: Store, options: argparse.Namespace) -> int:
    with store.read() as tx:
        names = number_accounts.key_names(tx, options.of)
    keys = asked_keys(options, names)
    number_accounts.give_keys(store, act_of(options), contract_id=options.of, keys=keys)
    print(f"the keys of {options.of} are on this computer")
    return 0


def _off(store: Store, options: argparse.Namespace) -> int:
    act = act_of(options)
    store.transact(lambda tx: number_accounts.put(tx, act, contract_id=options.of, account=None))
    print(f"no more numbers are bought under {options.of}")
    return 0


def _again(store: Store, options: argparse.Namespace) -> int:
    act = act_of(options)
    moved = store.transact(lambda tx: number_accounts.try_again(tx, act, courier=options.of))
    print(f"{moved} numbers of {options.of} are asked for again")
    return 0


def _buy(store: Store, _options: argparse.Namespace) -> int:
    done = number_accounts.buyer(store, now).step()
    print(", ".join(f"{word}: {n}" for word, n in sorted(done.items())) or "nothing to do")
    return 0


_WORK: dict[str, Command] = {
    "list": _list,
    "account": _account,
    "keys": _keys,
    "off": _off,
    "try-again": _again,
    "buy": _buy,
}


def _pairs(given: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple(named_values(given).items())
