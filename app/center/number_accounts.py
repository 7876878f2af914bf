"""How numbers are bought of which courier: the accounts, their keys, and what was refused.

The account stands in the contract; its keys are in the keyring of the computer where the center
runs, given here and never shown again.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from app.center import staff
from app.center.buying_ahead import BuyAhead
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.domain.contract import Contract, NumberAccount
from app.domain.order import Recipient
from app.domain.permissions import Permission
from app.domain.purchase import (
    Asker,
    NumberSeller,
    NumberWanted,
    PurchaseEvent,
    SellerMissingError,
    SellerSilentError,
    Shipment,
)
from app.i18n import mark as _
from app.remote.couriers.registry import api, open_seller
from app.store.engine import Store
from app.store.purchases import Purchase
from app.store.shop_keys import ShopKeys, shop_keys
from app.store.transaction import Transaction

__all__ = ["Purchase"]

MOST_AHEAD = 9
_SAFE = ("https://", "http://127.0.0.1", "http://[::1]")
_NOT_BOUGHT = _("No numbers are bought under this contract")
_NOBODYS = "secondpass-asks"
"""An order that is nobody's: a service that works knows no number of it."""


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One contract under which numbers are bought, with its purchases by state."""

    contract: Contract
    counts: Mapping[str, int]


def every(tx: Transaction) -> tuple[AccountRow, ...]:
    """All of them, in force or not."""
    counts = tx.purchases.counts()
    return tuple(
        AccountRow(one, {state: n for (code, state), n in counts.items() if code == one.courier})
        for one in tx.contracts.every()
        if one.numbers is not None
    )


def place_of(contract_id: str) -> str:
    """Under what name the keys of an account are kept, beside those of shops."""
    return f"courier:{contract_id}"


def put(tx: Transaction, act: Act, *, contract_id: str, account: NumberAccount | None) -> None:
    """Buy under this contract from now on, or no more (None): what is bought stays.

    Raises NotDoneError, NotPermittedError.
    """
    staff.require(tx, act.who, Permission.MANAGE_COURIERS)
    known = _known(tx, contract_id)
    if account is not None:
        _check(account)
    tx.contracts.put([replace(known, numbers=account)])
    tx.audit.add(
        act.who, "contract.numbers", contract_id, act.at,
        before=_said(known.numbers), after=_said(account),
    )  # fmt: skip


def give_keys(store: Store, act: Act, *, contract_id: str, keys: Mapping[str, str]) -> None:
    """New keys: to this computer's keyring. What is left empty stays as it is.

    The audit says who and which, never what. Raises NotDoneError, NotPermittedError, StoreError.
    """
    given = {name: value.strip() for name, value in keys.items() if value.strip()}

    def check(tx: Transaction) -> None:
        staff.require(tx, act.who, Permission.MANAGE_COURIERS)
        unknown = set(given) - set(key_names(tx, contract_id))
        if unknown:
            raise NotDoneError(
                _("This account knows no key {names}"), names=", ".join(sorted(unknown))
            )

    def note(tx: Transaction) -> None:
        tx.audit.add(act.who, "contract.keys", contract_id, act.at, after={"given": sorted(given)})

    with store.read() as tx:
        check(tx)
    place, name = shop_keys(store), place_of(contract_id)
    place.put(name, {**place.get(name), **given})
    store.transact(note)


def key_names(tx: Transaction, contract_id: str) -> tuple[str, ...]:
    """The keys that an account wants. Raises NotDoneError."""
    account = _known(tx, contract_id).numbers
    if account is None:
        raise NotDoneError(_NOT_BOUGHT)
    return api(account.api).keys


def refused(tx: Transaction, *, courier: str) -> tuple[Purchase, ...]:
    """What the courier refused to sell and still would be needed, the oldest first."""
    return tx.purchases.refused(courier)


def try_again(tx: Transaction, act: Act, *, courier: str) -> int:
    """The reason of the refusals was mended: all of them are asked again; how many."""
    staff.require(tx, act.who, Permission.MANAGE_COURIERS)
    waiting = tx.purchases.refused(courier)
    moved = sum(tx.purchases.move(one, PurchaseEvent.TRY_AGAIN, act.at) for one in waiting)
    tx.audit.add(act.who, "numbers.try_again", courier, act.at, after={"numbers": moved})
    return moved


def buyer(store: Store, clock: Callable[[], datetime], keys: ShopKeys | None = None) -> BuyAhead:
    """The job that buys, with the keys that are on this computer."""

    @contextmanager
    def opened(contract: Contract, asker: Asker) -> Iterator[NumberSeller]:
        account = contract.numbers
        if account is None:
            raise SellerMissingError("no numbers are bought under this contract")
        here = (keys or shop_keys(store)).get(place_of(contract.id))
        with open_seller(contract.courier, account, here, asker, clock) as seller:
            yield seller

    return BuyAhead(store, opened, clock)


def try_out(store: Store, act: Act, *, contract_id: str) -> None:
    """Asks the service about an order that is nobody's: line, keys and account; buys nothing.

    Raises NotDoneError with what it says, NotPermittedError, StoreError.
    """
    with store.read() as tx:
        staff.require(tx, act.who, Permission.MANAGE_COURIERS)
        contract = _known(tx, contract_id)
    if contract.numbers is None:
        raise NotDoneError(_NOT_BOUGHT)
    here = shop_keys(store).get(place_of(contract_id))
    name = f"{_NOBODYS}-{act.id()}"
    asked = Shipment("", (name,), Recipient())
    asker = Asker(lambda _wanted: asked, lambda _number: False)
    seller_of = open_seller(contract.courier, contract.numbers, here, asker, lambda: act.at)
    try:
        with seller_of as seller:
            seller.ask(NumberWanted(name, name, contract.courier))
    except SellerMissingError as error:
        raise NotDoneError(_("Its keys are not on this computer: {why}"), why=str(error)) from error
    except SellerSilentError as error:
        raise NotDoneError(_("The service does not sell now: {why}"), why=str(error)) from error


def _known(tx: Transaction, contract_id: str) -> Contract:
    known = tx.contracts.get(contract_id)
    if known is None:
        raise NotDoneError(_("This contract is not there any more"))
    return known


def _check(account: NumberAccount) -> None:
    """Raises NotDoneError for what could never be asked."""
    try:
        found = api(account.api)
    except SellerMissingError as error:
        raise NotDoneError(_("No service {name} sells numbers here"), name=account.api) from error
    unread = sorted(set(dict(account.options)) - set(found.options))
    if unread:
        raise NotDoneError(_("This account knows no option {names}"), names=", ".join(unread))
    if account.url and not account.url.startswith(_SAFE):
        raise NotDoneError(_("The address must begin with https://"))
    if account.api == "sf" and not all(word.isdigit() for _service, word in account.products):
        raise NotDoneError(_("SF's word for a service is a number: =2"))
    if not 1 <= account.ahead <= MOST_AHEAD:
        raise NotDoneError(_("From 1 to {most} numbers for an order"), most=MOST_AHEAD)


def _said(account: NumberAccount | None) -> dict[str, str]:
    """What the audit keeps: which service and account, not who sends."""
    if account is None:
        return {"api": ""}
    return {"api": account.api, "account": account.account, "ahead": str(account.ahead)}
