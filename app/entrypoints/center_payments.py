"""`center payments`: accounts at the payment platforms, their keys, and a test."""

import argparse
from dataclasses import replace

from app.center import pay_desk, statement_profiles
from app.entrypoints.center_acting import (
    Add,
    Command,
    act_of,
    add_settings,
    asked_keys,
    named_values,
    now,
)
from app.remote.payments.registry import PLATFORMS, pay_kind
from app.store.engine import Store
from app.store.pay_accounts import PayAccount
from app.store.shop_keys import shop_keys


def add_payments(add: Add) -> None:
    """Adds the command to `center`."""
    payments = add(
        "payments", _payments, "payment platforms: list, add, keys, test, on, off, columns"
    )
    payments.add_argument("what", choices=tuple(_WORK), nargs="?", default="list")
    payments.add_argument("account", nargs="?", default="", metavar="ACCOUNT")
    payments.add_argument("--platform", default="", choices=[one.name for one in PLATFORMS])
    payments.add_argument("--since", default="", metavar="DAY", help="nothing before it is fetched")
    add_settings(payments, "keys, or columns")


def _payments(store: Store, options: argparse.Namespace) -> int:
    return _WORK[options.what](store, options)


def _list(store: Store, _options: argparse.Namespace) -> int:
    with store.read() as tx:
        rows = tx.pay_accounts.every()
    for row in rows:
        told = " ".join(f"{name}={value}" for name, value in sorted(row.options.items()))
        print(f"{row.id}\t{row.platform}\t{'on' if row.enabled else 'off'}\t{told}".rstrip())
    if not rows:
        print("no account yet: center payments add ACCOUNT --platform ... --option ...")
        for kind in PLATFORMS:
            print(f"{kind.name}: options {', '.join((*kind.options, *kind.more))};"
                  f" keys {', '.join(kind.keys)}; files {', '.join(kind.bills)}")  # fmt: skip
    return 0


def _add(store: Store, options: argparse.Namespace) -> int:
    given = named_values(options.option)
    row = PayAccount(options.account, options.platform, given, first_day=options.since)
    act = act_of(options)
    store.transact(lambda tx: pay_desk.put(tx, act, row=row))
    names = ", ".join(pay_kind(row.platform).keys)
    print(f"{row.id} is there; next: center payments keys {row.id} ({names})")
    return 0


def _keys(store: Store, options: argparse.Namespace) -> int:
    row = _row(store, options.account)
    keys = asked_keys(options, pay_kind(row.platform).keys, files=True)
    pay_desk.give_keys(store, shop_keys(store), act_of(options), row.id, keys)
    print("the keys are on this computer")
    return 0


def _test(store: Store, options: argparse.Namespace) -> int:
    try:
        found = pay_desk.test(store, shop_keys(store), options.account, now)
    except pay_desk.FAILS as error:
        raise ValueError(str(error)) from error
    for bill, size in found.items():
        print(f"{bill}: {size:,} bytes of the last day" if size else f"{bill}: no business")
    return 0


def _switch(store: Store, options: argparse.Namespace) -> int:
    act, on = act_of(options), options.what == "on"
    row = replace(_row(store, options.account), enabled=on)
    store.transact(lambda tx: pay_desk.put(tx, act, row=row))
    print(f"{row.id} is {'asked' if on else 'left alone'} from now on")
    return 0


def _columns(store: Store, options: argparse.Namespace) -> int:
    """How files of another platform are laid out: kept, and used whenever one is taken over."""
    if options.file is None:
        raise ValueError("center payments columns --file PROFILE.json")
    document, act = options.file.read_text("utf-8"), act_of(options)
    profile = store.transact(lambda tx: statement_profiles.save(tx, act, document=document))
    print(f"files of {profile.name} are read from now on")
    return 0


_WORK: dict[str, Command] = {
    "columns": _columns,
    "list": _list,
    "add": _add,
    "keys": _keys,
    "test": _test,
    "on": _switch,
    "off": _switch,
}


def _row(store: Store, account: str) -> PayAccount:
    with store.read() as tx:
        row = tx.pay_accounts.get(account)
    if row is None:
        raise ValueError(f"there is no account {account!r}: center payments list")
    return row
