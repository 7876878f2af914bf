"""Numbers bought at Cainiao through the purchase fence: one a parcel, whatever breaks when."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from app.center.buying import NumberBuyer, PurchaseFailedError
from app.domain.contract import NumberAccount
from app.domain.order import Recipient
from app.domain.purchase import Asker, NumberWanted, SellerSilentError, Shipment, Sold
from app.remote.channels.top import TopClient, TopKeys
from app.remote.couriers.cainiao import CainiaoSeller
from app.remote.http import Http
from app.store.engine import Store
from tests.builders import NOON
from tests.center.unknown_result import asked_first
from tests.remote.servers.cainiao import Cainiao
from tests.remote.servers.top_platform import KEY, SECRET, SESSION, Fault, Once, TopPlatform

WANTED = NumberWanted("parcel-1", "order-1", "SF")
ACCOUNT = NumberAccount(
    "cainiao",
    "SF",
    sender=(("name", "仓库"), ("province", "浙江省"), ("address", "1 号")),
    options=(("template_url", "http://template/101"), ("user_id", "12345")),
)
SHIPMENT = Shipment(
    "taobao",
    ("3051160325414220001",),
    Recipient("张**", "138****0001", province="四川省", address="**"),
    (("纯棉T恤", 3),),
    "OAID==",
    "服装",
    600,
)


def asker(shipment: Shipment = SHIPMENT, ours: str = "") -> Asker:
    return Asker(lambda _: shipment, ours.__eq__)


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
        seller = CainiaoSeller(client, ACCOUNT, asker())
        yield Rig(cainiao, platform, seller, clock)


def test_a_number_with_its_print_data(rig: Rig) -> None:
    assert rig.seller.buy(WANTED) == Sold("SF1000000000000", "")  # sealed for another program
    rig.cainiao.open_route = "380D-56-04"
    assert rig.seller.buy(WANTED).sorting_code == "380D-56-04"
    (order,) = rig.cainiao.requests[0]["trade_order_info_dtos"]
    assert order["recipient"] == {
        "name": "张**",
        "mobile": "138****0001",
        "address": {"province": "四川省", "detail": "**"},
        "oaid": "OAID==",  # the token travels unbroken
        "tid": "3051160325414220001",
    }
    assert order["package_info"]["id"] == "parcel_1"
    assert order["order_info"]["order_channels_type"] == "TB"


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
    rig.platform.plans.append(plan)
    number = asked_first(local, rig.seller, rig.now, WANTED)
    assert rig.cainiao.sold["3051160325414220001"] == [number]


def test_a_second_parcel_of_the_order_is_not_given_the_first_ones_number(rig: Rig) -> None:
    first = rig.seller.buy(WANTED)
    rig.seller._asker = asker(ours=first.number)
    assert rig.seller.ask(replace(WANTED, parcel_id="parcel-2")) is None


def test_several_numbers_are_a_question_for_a_person(rig: Rig) -> None:
    rig.seller.buy(WANTED)
    rig.seller.buy(WANTED)
    with pytest.raises(SellerSilentError, match="a person must say"):
        rig.seller.ask(WANTED)


def test_what_the_courier_refuses_is_told_in_its_words(rig: Rig, local: Store) -> None:
    seller = CainiaoSeller(rig.seller._client, ACCOUNT, asker(replace(SHIPMENT, goods="")))
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
    number = rig.seller.buy(WANTED).number
    rig.seller.tell_weight(WANTED, number, 640)
    rig.seller.cancel(WANTED, number)
    assert (rig.cainiao.cancelled, rig.seller.left()) == ([number], 999)
    assert rig.cainiao.weights == {number: 640}


def test_a_wrong_secret_or_clock_is_refused(rig: Rig) -> None:
    with Http() as http:
        wrong = TopClient(http, TopKeys(KEY, "x", SESSION), lambda: NOON, rig.platform.url)
        seller = CainiaoSeller(wrong, ACCOUNT, asker())
        with pytest.raises(Exception, match="Invalid signature"):
            seller.buy(WANTED)
