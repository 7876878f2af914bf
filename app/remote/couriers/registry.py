"""The services that numbers are bought from: which there are, the keys each needs, its seller.

A further one is its own file and one row of ``APIS``. Keys are given from outside (the keyring of
the computer where the center runs); they are never shown, never logged.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.contract import NumberAccount
from app.domain.purchase import Asker, NumberSeller, SellerMissingError
from app.remote.channels.top import GATEWAY, TopClient, TopKeys
from app.remote.couriers.cainiao import CainiaoSeller
from app.remote.couriers.sf import SfKeys, SfSeller
from app.remote.http import Http
from app.remote.settings import row_of

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Opening:
    """All that a seller is made of. ``keys`` by the names of the API's row."""

    http: Http
    keys: Mapping[str, str]
    account: NumberAccount
    asker: Asker
    clock: Clock


@dataclass(frozen=True, slots=True)
class NumberApi:
    """``keys``: the names it cannot do without. ``options``: of the account, that it reads."""

    name: str
    keys: tuple[str, ...]
    make: Callable[[Opening], NumberSeller]
    options: tuple[str, ...] = ()


def _sf(made: Opening) -> NumberSeller:
    keys = SfKeys(made.keys["partner_id"], made.keys["check_word"])
    return SfSeller(made.http, keys, made.account, made.asker, made.clock)


def _cainiao(made: Opening) -> NumberSeller:
    keys = TopKeys(made.keys["app_key"], made.keys["secret"], made.keys["session"])
    client = TopClient(made.http, keys, made.clock, made.account.url or GATEWAY)
    return CainiaoSeller(client, made.account, made.asker)


APIS = (
    NumberApi("sf", ("partner_id", "check_word"), _sf, ("sign", "repeated", "gone")),
    NumberApi("cainiao", ("app_key", "secret", "session"), _cainiao, ("template_url", "user_id")),
)


def api(name: str) -> NumberApi:
    """Raises SellerMissingError for one that this program does not know."""
    fault = "{name} sells no numbers here: use {known}"
    return row_of(APIS, name, fault, SellerMissingError)


@contextmanager
def open_seller(
    courier: str, account: NumberAccount, keys: Mapping[str, str], asker: Asker, clock: Clock
) -> Iterator[NumberSeller]:
    """A courier's seller for as long as the ``with`` lasts. Raises SellerMissingError."""
    found = api(account.api)
    missing = [name for name in found.keys if not keys.get(name)]
    if missing:
        raise SellerMissingError(f"{found.name} needs {', '.join(missing)} among the keys here")
    account = account if account.code else replace(account, code=courier)
    with Http() as http:
        yield found.make(Opening(http, keys, account, asker, clock))
