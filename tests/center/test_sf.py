"""Numbers bought at SF through the purchase fence: one an order there, whatever breaks when."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from app.center.buying import NumberBuyer, PurchaseFailedError
from app.domain.contract import NumberAccount
from app.domain.order import Recipient
from app.domain.purchase import (
    Asker,
    NumberWanted,
    SellerMissingError,
    SellerRefusedError,
    SellerSilentError,
    Shipment,
    Sold,
)
from app.domain.waybill_number import sf_check_ok
from app.remote.couriers.registry import open_seller
from app.remote.couriers.sf import SfSeller
from app.remote.signing.sf import sf_digest
from app.store.engine import Store
from tests.builders import NOON, money
from tests.center.unknown_result import asked_first
from tests.remote.servers.loopback import CUT, CUT_AFTER
from tests.remote.servers.sf_platform import BROKEN, CARD, CHECK_WORD, PARTNER, Sf

WANTED = NumberWanted("order-1-1", "order-1", "SF")
SHIPMENT = Shipment(
    "file",
    ("A-1",),
    Recipient("Recipient", "000 0000", "CN", "四川省", "成都市", "锦江区", "一路 1 号"),
    (("tea & cup + 5%", 2),),
    cod=money("12.50"),
    product="2",
)
ASKER = Asker(lambda _: SHIPMENT, lambda _: False)
KEYS = {"partner_id": PARTNER, "check_word": CHECK_WORD}


@dataclass
class Rig:
    sf: Sf
    seller: SfSeller
    account: NumberAccount
    now: list[datetime]


@pytest.fixture
def rig() -> Iterator[Rig]:
    clock = [NOON]
    with ExitStack() as stack:
        sf = stack.enter_context(Sf(lambda: clock[0]))
        account = NumberAccount(
            "sf", account=CARD, url=sf.url, sender=(("name", "Sender"), ("address", "2 Road"))
        )
        opened = open_seller("SF", account, KEYS, ASKER, lambda: clock[0])
        seller = stack.enter_context(opened)
        assert isinstance(seller, SfSeller)
        yield Rig(sf, seller, account, clock)


def test_a_number_with_its_route(rig: Rig) -> None:
    sold = rig.seller.buy(WANTED)
    assert sf_check_ok(sold.number)
    assert sold.sorting_code == "028GK-021"
    told = rig.sf.orders["order-1-1"]["told"]
    assert told["expressTypeId"] == 2
    assert told["contactInfoList"][1]["county"] == "锦江区"
    assert told["serviceList"] == [{"name": "COD", "value": "12.50", "value1": CARD}]
    assert told["cargoDetails"] == [{"name": "tea & cup + 5%", "count": 2}]


def test_the_same_order_again_is_the_same_number(rig: Rig) -> None:
    assert rig.seller.buy(WANTED) == rig.seller.buy(WANTED) == rig.seller.ask(WANTED)
    assert rig.seller.ask(replace(WANTED, parcel_id="order-2-1")) is None


@pytest.mark.parametrize("plan", [CUT, CUT_AFTER, BROKEN])
def test_after_an_unknown_result_it_is_asked_first(rig: Rig, local: Store, plan: str) -> None:
    rig.sf.plans.append(plan)
    number = asked_first(local, rig.seller, rig.now, WANTED)
    assert [one["number"] for one in rig.sf.orders.values()] == [number]


def test_a_cancelled_order_stays_cancelled(rig: Rig) -> None:
    number = rig.seller.buy(WANTED).number
    rig.sf.plans.append(CUT_AFTER)
    with pytest.raises(SellerSilentError):
        rig.seller.cancel(WANTED, number)
    rig.seller.cancel(WANTED, number)  # it was done: no refusal
    assert rig.sf.orders["order-1-1"]["state"] == "cancelled"
    rig.seller.cancel(replace(WANTED, parcel_id="never"), number)


def test_what_is_on_its_way_is_not_taken_back(rig: Rig) -> None:
    number = rig.seller.buy(WANTED).number
    rig.sf.orders["order-1-1"]["state"] = "collected"
    with pytest.raises(SellerRefusedError, match="已收件"):
        rig.seller.cancel(WANTED, number)


def test_the_weight_is_told_in_kilograms(rig: Rig) -> None:
    number = rig.seller.buy(WANTED).number
    rig.seller.tell_weight(WANTED, number, 1203)
    assert rig.sf.orders["order-1-1"]["weight"] == 1.203
    with pytest.raises(SellerRefusedError, match="不匹配"):
        rig.seller.tell_weight(WANTED, "SF1", 1203)


def test_a_refusal_is_told_in_its_words(rig: Rig, local: Store) -> None:
    wrong = replace(rig.account, account="none")
    with (
        open_seller("SF", wrong, KEYS, ASKER, lambda: NOON) as seller,
        pytest.raises(PurchaseFailedError, match="月结卡号"),
    ):
        NumberBuyer(local, seller, lambda: NOON).number_for(WANTED)


@pytest.mark.parametrize(
    ("keys", "late", "code"),
    [
        ({**KEYS, "check_word": "x"}, 0, "A1006"),
        ({**KEYS, "partner_id": "x"}, 0, "A1004"),
        (KEYS, 6, "A1002"),
    ],
    ids=["digest", "partner", "clock"],
)
def test_who_is_not_known_buys_nothing(
    rig: Rig, keys: dict[str, str], late: int, code: str
) -> None:
    at = NOON + timedelta(minutes=late)
    with (
        open_seller("SF", rig.account, keys, ASKER, lambda: at) as seller,
        pytest.raises(SellerSilentError, match=code),
    ):
        seller.buy(WANTED)
    assert not rig.sf.orders


def test_a_gateway_that_takes_the_text_as_it_is() -> None:
    with Sf(lambda: NOON, encoded=False) as sf:
        account = NumberAccount("sf", account=CARD, url=sf.url, options=(("sign", "plain"),))
        with open_seller("SF", account, KEYS, ASKER, lambda: NOON) as seller:
            assert seller.buy(WANTED) == Sold("SF1440000000000", "028GK-021")


def test_nothing_is_opened_without_keys() -> None:
    with (
        pytest.raises(SellerMissingError, match="check_word"),
        open_seller("SF", NumberAccount("sf"), {"partner_id": "p"}, ASKER, lambda: NOON),
    ):
        pass
    with (
        pytest.raises(SellerMissingError, match="sf, cainiao"),
        open_seller("SF", NumberAccount("zto"), {}, ASKER, lambda: NOON),
    ):
        pass
    with pytest.raises(ValueError, match="form"):
        sf_digest("", "", "", "other")
