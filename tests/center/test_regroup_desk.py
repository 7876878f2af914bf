"""Before orders of Taobao are packed as one, the platform is asked whether it is one person."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest

from app.center.intake import Intake
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.center.regroup_desk import merge
from app.center.staff import CENTER
from app.domain.order import OrderState, Recipient
from app.domain.trade import Trade
from app.remote.channels.incoming import IncomingLine, IncomingOrder
from app.store.engine import Store
from app.store.shop_keys import shop_keys
from tests.builders import NOON, money
from tests.center.shop_rig import TAOBAO, Shops, two_shops

MERGE = "taobao.top.oaid.merge"


@pytest.fixture
def shops(local: Store) -> Iterator[Shops]:
    with two_shops(local) as made:
        yield made


def taken(shops: Shops, *buyers: str, **more: object) -> list[str]:
    """Orders of these buyers, whose masked names and addresses all look alike; their ids."""
    ids = count()
    told = []
    for n, buyer in enumerate(buyers):
        trade = shops.trades.add(n, 10)
        trade.buyer = buyer
        plain = IncomingOrder(
            channel="taobao", shop=TAOBAO, number=trade.tid, state=OrderState.APPROVED,
            revision_at=NOON, lines=(IncomingLine("TS-BLK-L", "T", 1),), paid=money("59.00"),
            recipient=Recipient(name="张**", phone="138****0000", province="P", address="**路"),
            trade=Trade(buyer="b", address_token=f"OAID-{n}"),
        )  # fmt: skip
        told.append(replace(plain, **more))  # type: ignore[arg-type]
    with shops.store.write() as tx:
        Intake(tx, lambda: f"o{next(ids)}", NOON).take(told)
    return [f"o{n}" for n in range(len(buyers))]


def act() -> Act:
    ids = count()
    return Act(CENTER, NOON, lambda: f"id-{next(ids)}")


def test_one_person_by_the_platforms_word(shops: Shops) -> None:
    ids = taken(shops, "1", "1", "2")
    with pytest.raises(NotDoneError, match="one person"):
        merge(shops.store, act(), order_ids=ids)
    made = merge(shops.store, act(), order_ids=ids[:2])
    assert made.number.startswith("M1-")
    assert shops.taobao.calls.count(MERGE) == 2
    with shops.store.read() as tx:
        assert {share.source_id for share in tx.groups.of_made([made.id])} == set(ids[:2])


def test_without_the_keys_it_says_where_to_give_them(shops: Shops) -> None:
    ids = taken(shops, "1", "1")
    shop_keys(shops.store).drop(TAOBAO)
    with pytest.raises(NotDoneError, match="give the keys of") as refused:
        merge(shops.store, act(), order_ids=ids)
    assert refused.value.values == {"shop": TAOBAO}


def test_a_shop_that_does_not_answer_merges_nothing(shops: Shops) -> None:
    ids = taken(shops, "1", "1")
    with shops.store.write() as tx:
        shop = tx.shops.get(TAOBAO)
        assert shop is not None
        tx.shops.put(replace(shop, base_url="http://127.0.0.1:9/"), NOON)
    with pytest.raises(NotDoneError, match="does not answer"):
        merge(shops.store, act(), order_ids=ids)


@pytest.mark.parametrize(
    ("more", "why"),
    [({"waybill": "SF1"}, "waybill number"), ({"courier": "sf", "cod": money("1.00")}, "courier")],
)
def test_what_cannot_be_one_is_refused_before_anybody_is_asked(
    shops: Shops, more: dict[str, object], why: str
) -> None:
    ids = taken(shops, "1", "1", **more)
    with pytest.raises(NotDoneError, match=why):
        merge(shops.store, act(), order_ids=ids)
    assert MERGE not in shops.taobao.calls
