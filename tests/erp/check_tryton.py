"""Orders leave through a real Tryton: once each, whatever answer is lost (`make test-erp`)."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.center.erp_items import read_items
from app.center.erp_posting import Posting
from app.center.erp_reading import read_stock
from app.domain.stock_document import DocumentKind, DocumentLine, StockDocument
from app.domain.values import Money
from app.remote.erp import tryton_coming
from app.remote.erp.base import ErpLevel, ErpRefusedError
from app.remote.erp.tryton import Tryton
from app.remote.erp.tryton_books import TrytonPlace
from app.remote.erp.tryton_rpc import TrytonAccess
from app.remote.http import Http, HttpAnswer, HttpRequest, UnknownResultError
from app.store.engine import Store, open_store
from app.store.session import ITEMS
from tests.builders import NOON, an_order
from tests.center.stock_rig import StockRoom
from tests.erp.seed_stock import STOCK
from tests.erp.server import DATABASE, PASSWORD, USER, running
from tests.erp.supply import DOZEN, Supply

PLACE = TrytonPlace("WH", "SHOP")


class LosingHttp(Http):
    """The server gets every request; of one of them the answer is lost."""

    def __init__(self, lost: int) -> None:
        super().__init__()
        self.calls, self.lost = 0, lost

    def ask(self, request: HttpRequest, within_s: float | None = None) -> HttpAnswer:
        answer = super().ask(request, within_s)
        self.calls += 1
        if self.calls == self.lost:
            raise UnknownResultError("the line was cut")
        return answer


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("tryton")) as address:
        yield address


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = open_store(tmp_path / "center.db", warehouse="W1")
    with made.write() as tx:
        tx.center.begin_epoch("epoch-1", NOON)
    yield made
    made.close()


def erp(url: str, http: Http | None = None) -> Tryton:
    return Tryton(TrytonAccess(url, DATABASE, USER, PASSWORD), PLACE, http)


def document(key: str, pieces: int, kind: DocumentKind = DocumentKind.DELIVERY) -> StockDocument:
    lines = (DocumentLine("TEA-500", pieces),)
    return StockDocument(
        key, kind, f"SO-{key}", "taobao", "Shop", date(2026, 11, 24), lines, (f"SF-{key}",)
    )


def on_hand(adapter: Tryton) -> dict[str, int]:
    return {level.sku: level.on_hand for level in adapter.stock().levels}


def test_items_and_stock_come_in(url: str) -> None:
    adapter = erp(url)
    items = {item.sku: item for item in adapter.items(None).items}
    assert set(items) == set(STOCK)
    assert str(items["CUP-WHITE"].price.amount) == "59.00"  # type: ignore[union-attr]
    assert set(on_hand(adapter)) == set(STOCK)
    adapter.close()


def test_its_items_come_into_the_catalogue(url: str, store: Store) -> None:
    adapter = erp(url)
    Supply(adapter, "CUP-WHITE").weighs(0.31, "Kilogram", "6901234567892")
    room = StockRoom(store, {})
    first = read_items(store, adapter, lambda: NOON, room.new_id)
    assert first.became == dict.fromkeys(STOCK, "new")
    with store.read() as tx:
        cup, head = tx.catalogue.get("CUP-WHITE"), tx.feed.head(ITEMS)
        price = tx.items.details(["CUP-WHITE"])["CUP-WHITE"].price
    assert cup is not None
    assert (cup.name, cup.weight_g, price) == ("Cup-White", 310, Money(5900, "CNY"))
    assert [code.code for code in cup.barcodes] == ["06901234567892"]
    assert read_items(store, adapter, lambda: NOON, room.new_id).news() == {}
    with store.read() as tx:
        assert tx.feed.head(ITEMS) == head
    adapter.close()


def test_from_the_order_to_the_erp_and_back(url: str, store: Store) -> None:
    adapter = erp(url)
    before = on_hand(adapter)["TEA-500"]
    room = StockRoom(store, {})
    room.posting = Posting(store, adapter, lambda: room.now, random.Random(1))
    read_stock(store, adapter, lambda: room.now, room.new_id)
    order = an_order({"TEA-500": 3}, number="STORY")
    room.take(order)
    assert room.reserve(order) == ()
    room.pack(order, {"TEA-500": 3})
    room.step()
    assert room.level("TEA-500").available == before - 3
    assert room.post() == {"posted": 1}
    room.later()
    counts = read_stock(store, adapter, lambda: room.now, room.new_id)
    assert counts["unexplained"] == 0
    level = room.level("TEA-500")
    assert (level.on_hand, level.gone, level.available) == (before - 3, 0, before - 3)
    with store.read() as tx:
        (row,) = tx.stock_documents.of_order(order.id)
    assert row.erp_number
    assert row.erp_state == "done"
    adapter.close()


def test_any_one_answer_may_be_lost_and_the_document_is_there_once(url: str) -> None:
    plain = erp(url)
    before = on_hand(plain)["TEA-500"]
    counting = LosingHttp(lost=0)
    erp(url, counting).post(document("COUNT", 1))
    for lost in range(1, counting.calls + 1):
        paper = document(f"LOST-{lost}", 1)
        with pytest.raises(UnknownResultError):
            erp(url, LosingHttp(lost)).post(paper)
        again = erp(url)
        assert (again.find(paper) or again.post(paper)).state == "done"
        assert again.post(paper).state == "done"
        again.close()
    assert on_hand(plain)["TEA-500"] == before - 1 - counting.calls
    plain.close()


def test_goods_that_came_back_are_in_stock_again(url: str) -> None:
    adapter = erp(url)
    before = on_hand(adapter)["TEA-500"]
    paper = document("BACK", 2, DocumentKind.RETURN)
    assert adapter.post(paper).state == "done"
    assert adapter.find(paper) is not None
    assert on_hand(adapter)["TEA-500"] == before + 2
    adapter.close()


def test_what_is_not_there_is_refused_and_reserves_nothing(url: str) -> None:
    adapter = erp(url)
    pots = on_hand(adapter)["POT-09"]
    lines = (DocumentLine("POT-09", pots + 1),)
    with pytest.raises(ErpRefusedError) as refused:
        adapter.post(replace(document("MUCH", 1), lines=lines))
    assert refused.value.code == "not_assigned"
    assert adapter.post(replace(document("REST", 1), lines=(DocumentLine("POT-09", pots),)))
    with pytest.raises(ErpRefusedError):
        adapter.post(replace(document("WHO", 1), lines=(DocumentLine("NOBODY", 1),)))
    adapter.close()


def test_what_was_bought_is_on_its_way_until_it_is_received(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tryton_coming, "AT_ONCE", 1)  # a move a page
    adapter = erp(url)
    supply = Supply(adapter, "CUP-WHITE")
    before = supply.level().on_hand
    bought = supply.bought(2)
    assert supply.level() == ErpLevel("", before, 0)  # a draft is no purchase yet
    supply.steps("purchase.purchase", bought, ["quote", "confirm"])
    assert supply.level() == ErpLevel("", before, 2 * DOZEN)
    shipment = supply.shipped_to_us(bought)
    assert supply.level() == ErpLevel("", before, 2 * DOZEN)
    supply.steps("stock.shipment.in", shipment, ["receive"])
    assert supply.level() == ErpLevel("", before, 0)  # at the input, not put away
    supply.steps("stock.shipment.in", shipment, ["do"])
    assert supply.level() == ErpLevel("", before + 2 * DOZEN, 0)
    adapter.close()


def test_goods_between_two_warehouses_are_on_their_way_to_the_second(url: str) -> None:
    adapter = erp(url)
    supply = Supply(adapter, "TEA-500")
    before = supply.level().on_hand
    other = supply.second_warehouse()
    away = supply.sent_to(other, 40)
    supply.steps("stock.shipment.internal", away, ["wait", "assign_try", "pack", "ship"])
    assert supply.level() == ErpLevel("", before - 40, 0)
    supply.steps("stock.shipment.internal", away, ["do"])
    home = supply.sent_from(other, 15)
    assert supply.level() == ErpLevel("", before - 40, 0)  # a draft
    supply.steps("stock.shipment.internal", home, ["wait", "assign_try", "pack", "ship"])
    assert supply.level() == ErpLevel("", before - 40, 15)
    supply.steps("stock.shipment.internal", home, ["do"])
    assert supply.level() == ErpLevel("", before - 25, 0)
    adapter.close()


def test_a_return_of_a_buyer_is_not_on_its_way(url: str) -> None:
    adapter = erp(url)
    paper = document("COMES", 3, DocumentKind.RETURN)
    adapter._made(paper)  # waits at the customer
    assert Supply(adapter, "TEA-500").level().in_transit == 0
    adapter.close()


def test_a_wrong_password_is_said(url: str) -> None:
    access = TrytonAccess(url, DATABASE, USER, "wrong")
    with pytest.raises(ErpRefusedError) as refused:
        Tryton(access, PLACE).stock()
    assert "password" in str(refused.value)
