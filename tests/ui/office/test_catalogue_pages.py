"""Catalogue, binding, differences and statistics over a real center; binding by keyboard."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.domain.order import OrderState, Role
from app.store.engine import Store
from app.store.listings import ShopListing
from app.ui.office.binding_page import BindingPage
from app.ui.office.catalogue_page import CataloguePage
from app.ui.office.context import Office
from app.ui.office.differences_page import DifferencesPage
from app.ui.office.form import Form
from app.ui.office.palette import Command
from app.ui.office.statistics_page import StatisticsPage
from tests.ui.office.page_rig import settled, shown, told


@pytest.fixture
def clerks(office: Office) -> Office:
    office.me, office.role = "C1", Role.CLERK
    return office


@pytest.fixture
def binding(qtbot: QtBot, clerks: Office) -> BindingPage:
    return shown(qtbot, clerks, BindingPage(clerks))


def press(qtbot: QtBot, page: BindingPage | DifferencesPage, key: Qt.Key) -> None:
    QTest.keyClick(page.table.view, key)
    settled(qtbot, page)


def listing(store: Store, listing_id: str) -> ShopListing:
    with store.read() as tx:
        rows = (one for one in tx.listings.of(_ids(tx)).values())
        return next(one for one in rows if one.listing_id == listing_id)


def _ids(tx: Any) -> list[str]:
    return [key for key, _offer in tx.listings.unbound("", 100)] + [
        one.id for sku in tx.items.targets() for one in tx.listings.bound_to(sku.sku)
    ]


def waiting(store: Store) -> int:
    with store.read() as tx:
        return len(tx.orders.listed([OrderState.HELD]))


def first_name(page: BindingPage) -> str:
    assert page.drawer.model is not None
    return page.drawer.model.title


def test_enter_binds_the_best_item_releases_its_orders_and_the_next_comes(
    binding: BindingPage, store: Store, qtbot: QtBot
) -> None:
    said = told(binding.office)
    held = waiting(store)
    assert first_name(binding).startswith("高山绿茶 2026")
    assert binding.drawer.model.sections[0].title.startswith("1   TEA-250")  # type: ignore[union-attr]
    press(qtbot, binding, Qt.Key.Key_Return)
    assert said == ["高山绿茶 2026 新茶 罐装礼盒 is bound to TEA-250: 12 orders go on"]
    assert waiting(store) == held - 12
    assert first_name(binding).startswith("陶瓷马克杯 情侣杯")
    assert binding.waiting() == 17


def test_what_was_bound_is_taken_back(binding: BindingPage, store: Store, qtbot: QtBot) -> None:
    undo: list[Any] = []
    binding.office.tell = lambda _text, _word, back: undo.append(back)
    held = waiting(store)
    press(qtbot, binding, Qt.Key.Key_1)
    undo[0]()
    settled(qtbot, binding)
    assert waiting(store) == held
    assert listing(store, "L04").state == "unbound"


def test_another_item_is_found_by_its_name(
    binding: BindingPage, store: Store, qtbot: QtBot
) -> None:
    offered: list[Command] = []
    binding.office.choose = lambda commands, _hint: offered.extend(commands)
    press(qtbot, binding, Qt.Key.Key_B)
    form = binding.drawer.own()
    assert isinstance(form, Form)
    form.show_values({"item": "nobody", "pieces": 2})
    form.submit()
    settled(qtbot, binding)
    assert form.errors()["item"] == "No item is called so"
    form.show_values({"item": "高山绿茶", "pieces": 2})
    form.submit()
    settled(qtbot, binding)
    assert [one.title.split()[0] for one in offered] == ["TEA-100", "TEA-250"]
    offered[0].run()
    settled(qtbot, binding)
    bound = listing(store, "L04")
    assert (bound.sku, bound.pieces, bound.how) == ("TEA-100", 2, "person")


def test_many_are_confirmed_at_once_where_it_is_clear(
    binding: BindingPage, store: Store, qtbot: QtBot
) -> None:
    offered: list[Command] = []
    binding.office.choose = lambda commands, _hint: offered.extend(commands)
    binding.head.tool("look").click()
    settled(qtbot, binding)
    binding.head.tool("many").click()
    settled(qtbot, binding)
    assert [one.title for one in offered] == [
        "Score 85 and more: 4 listings", "Score 80 and more: 4 listings",
    ]  # fmt: skip
    offered[0].run()
    settled(qtbot, binding)
    assert listing(store, "L09").sku == "CNDL-CEDAR"


def test_a_listing_is_left_aside_and_offered_again(binding: BindingPage, qtbot: QtBot) -> None:
    press(qtbot, binding, Qt.Key.Key_X)
    binding.table.ask(group="ignored")
    settled(qtbot, binding)
    assert first_name(binding).startswith("高山绿茶 2026")
    press(qtbot, binding, Qt.Key.Key_U)
    assert binding.rows() == ()


def test_the_catalogue_shows_an_item_with_all_that_belongs_to_it(
    qtbot: QtBot, clerks: Office, tmp_path: Path
) -> None:
    page = shown(qtbot, clerks, CataloguePage(clerks))
    page.table.select_key("KIT-COFFEE")
    page.table.opened.emit(page.table.current())
    settled(qtbot, page)
    model = page.drawer.model
    assert model is not None
    assert [one.title for one in model.sections] == ["Barcodes", "In one kit"]
    assert isinstance(page.drawer.own(), QLabel)
    assert ("Floor price", "¥ 95.00") in model.facts
    assert "Floor price" in [one.text() for one in page.bar.actions_of("columns")]
    said = told(clerks)
    page.drawer.press("retire")
    settled(qtbot, page)
    assert said[-1] == "KIT-COFFEE is retired"
    sheet = tmp_path / "items.csv"
    sheet.write_text("sku,name,price\nNEW-1,new,5.00\n", "utf-8")
    page.take(sheet)
    settled(qtbot, page)
    assert said[-1] == "1 item is new or different"
    page.search("NEW-1")
    qtbot.waitUntil(lambda: [one.sku for one in page.rows()] == ["NEW-1"])


def test_a_difference_is_told_to_the_shop_and_that_is_taken_back(
    qtbot: QtBot, clerks: Office
) -> None:
    page = shown(qtbot, clerks, DifferencesPage(clerks))
    said = told(clerks)
    page.table.view.select(0)
    press(qtbot, page, Qt.Key.Key_P)
    assert said[-1] == "home shop will be told 61"
    page.table.ask(group="pushing")
    settled(qtbot, page)
    page.open(page.rows()[0])
    page.drawer.press("drop")
    settled(qtbot, page)
    assert page.rows() == ()
    page.head.tool("push").click()
    settled(qtbot, page)
    assert said[-1] == "2 listings will be told to their shops"


def test_our_price_is_told_to_the_shop_by_a_key_and_that_is_taken_back(
    qtbot: QtBot, clerks: Office, store: Store
) -> None:
    page = shown(qtbot, clerks, DifferencesPage(clerks))
    said = told(clerks)
    page.table.ask(group="price")
    settled(qtbot, page)
    (row,) = page.rows()
    page.table.view.select(0)
    press(qtbot, page, Qt.Key.Key_O)
    assert said[-1] == "home shop will be told ¥ 29.00"
    page.table.ask(group="pushing")
    settled(qtbot, page)
    page.open(page.rows()[0])
    assert shown_of(page)["Price to tell"] == "¥ 29.00"
    assert shown_of(page)["Price to the shop"] == "Waits to be told"
    with store.write() as tx:
        tx.price_wishes.put([{"id": row.id, "push_price_words": "too low for this week"}])
    page.reload()
    settled(qtbot, page)
    assert shown_of(page)["Price to the shop"] == "The shop refused it"
    assert shown_of(page)["Price refused"] == "too low for this week"
    page.drawer.press("drop_price")
    settled(qtbot, page)
    assert page.rows() == ()


def shown_of(page: DifferencesPage) -> dict[str, str]:
    assert page.drawer.model is not None
    return dict(page.drawer.model.facts)


def test_statistics_have_a_chart_and_columns_of_what_they_are_counted_by(
    qtbot: QtBot, clerks: Office
) -> None:
    page = shown(qtbot, clerks, StatisticsPage(clerks))
    assert page.table.visible() == ("channel", "shop", "orders", "pieces", "paid")
    model = page.chart.chart.model
    assert model is not None
    assert [one.name for one in model.lines][:2] == ["home shop", "tea shop"]
    page.table.ask(group="payment")
    settled(qtbot, page)
    assert page.table.visible()[0] == "payment"
    assert {one.payment for one in page.rows()} >= {"paid", "unpaid", "refunded"}
    page.export("csv")
    settled(qtbot, page)
    assert next(clerks.exports.glob("statistics-*.csv")).read_text("utf-8-sig").count("\n") >= 4
