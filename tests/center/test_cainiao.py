"""Numbers bought at Cainiao through the purchase fence: one a parcel, whatever breaks when."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from app.center.buying import PATIENCE, NumberBuyer, PurchaseFailedError, PurchaseOpenError
from app.domain.purchase import NumberWanted, SellerSilentError
from app.remote.channels.top import TopClient, TopKeys
from app.remote.couriers.cainiao import CainiaoAccount, CainiaoParcel, CainiaoSeller
from app.remote.http import Http
from app.store.engine import Store
from tests.builders import NOON
from tests.remote.servers.cainiao import Cainiao
from tests.remote.servers.top_platform import KEY, SECRET, SESSION, Fault, Once, TopPlatform

WANTED = NumberWanted("parcel-1", "order-1", "SF")
ACCOUNT = CainiaoAccount("SF", {"name": "仓库"}, "http://template/101", 12345)
PARCEL = CainiaoParcel(
    "TB",
    ("3051160325414220001",),
    {"name": "张**", "mobile": "138****0001", "oaid": "OAID==", "tid": "3051160325414220001"},
    (("纯棉T恤", 3),),
    "服装",
    600,
)


@dataclass
class Rig:
    cainiao: Cainiao
    platform: TopPlatform
    seller: CainiaoSeller
    now: list[datetime]


@pytest.fixture
def rig() -> Iterator[Rig]:
    cainiao, clock = Cainiao(), [NOON]
    with TopPlatform(cainiao.handlers(), lambda: clock[0]) as platform, Http(deadline_s=5) as http:
        client = TopClient(http, TopKeys(KEY, SECRET, SESSION), lambda: clock[0], platform.url)
        seller = CainiaoSeller(client, ACCOUNT, lambda _: PARCEL, lambda _: False)
        yield Rig(cainiao, platform, seller, clock)


def test_a_number_with_its_print_data(rig: Rig) -> None:
    sold = rig.seller.sell(WANTED)
    assert sold.number == "SF1000000000000"
    assert "encryptedData" in sold.print_data
    (order,) = rig.cainiao.requests[0]["trade_order_info_dtos"]
    assert order["recipient"] == PARCEL.recipient  # the token travels unbroken
    assert order["package_info"]["id"] == "parcel_1"


@pytest.mark.parametrize(
    "plan",
    [
        Once(done_first=True, cut=True),
        Once(done_first=True, status=502),
        Once(done_first=True, body=b"<html>"),
        Once(Fault(15, "isp.remote-service-timeout"), done_first=True),
        Once(cut=True),
    ],
    ids=["cut after", "502 after", "nonsense after", "timeout after", "cut before"],
)
def test_after_an_unknown_result_it_is_asked_first(rig: Rig, local: Store, plan: Once) -> None:
    buyer = NumberBuyer(local, rig.seller, lambda: rig.now[0])
    rig.platform.plans.append(plan)
    with pytest.raises(PurchaseOpenError):
        buyer.number_for(WANTED)
    rig.now[0] = NOON + PATIENCE
    number = buyer.number_for(WANTED)
    assert rig.cainiao.sold["3051160325414220001"] == [number]


def test_a_second_parcel_of_the_order_is_not_given_the_first_ones_number(rig: Rig) -> None:
    first = rig.seller.buy(WANTED)
    rig.seller._taken = first.__eq__
    assert rig.seller.ask(replace(WANTED, parcel_id="parcel-2")) is None


def test_several_numbers_are_a_question_for_a_person(rig: Rig) -> None:
    rig.seller.buy(WANTED)
    rig.seller.buy(WANTED)
    with pytest.raises(SellerSilentError, match="a person must say"):
        rig.seller.ask(WANTED)


def test_what_the_courier_refuses_is_told_in_its_words(rig: Rig, local: Store) -> None:
    seller = CainiaoSeller(
        rig.seller._client, ACCOUNT, lambda _: replace(PARCEL, goods=""), lambda _: False
    )
    with pytest.raises(PurchaseFailedError, match="物品描述"):
        NumberBuyer(local, seller, lambda: NOON).number_for(WANTED)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(
            7, "accesscontrol.limited-by-app-access-count", "This ban will last for 9 more seconds"
        ),
        Fault(27, "isv.invalid-session", "Invalid session"),
    ],
)
def test_throttled_or_signed_out_leaves_the_purchase_open(rig: Rig, fault: Fault) -> None:
    rig.platform.plans.append(Once(fault))
    with pytest.raises(SellerSilentError):
        rig.seller.buy(WANTED)
    assert not rig.cainiao.sold


def test_cancel_and_stock(rig: Rig) -> None:
    number = rig.seller.buy(WANTED)
    rig.seller.cancel(number)
    assert (rig.cainiao.cancelled, rig.seller.left()) == ([number], 999)


def test_a_wrong_secret_or_clock_is_refused(rig: Rig) -> None:
    with Http() as http:
        wrong = TopClient(http, TopKeys(KEY, "x", SESSION), lambda: NOON, rig.platform.url)
        seller = CainiaoSeller(wrong, ACCOUNT, lambda _: PARCEL, lambda _: False)
        with pytest.raises(Exception, match="Invalid signature"):
            seller.buy(WANTED)
