"""Shares of shops over a real center: listed, added, changed, removed and brought back."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from app.center.office_center import OfficeCenter
from app.domain.order import Role
from app.domain.stock import Share
from app.ui.office.context import Office
from app.ui.office.form import Form
from app.ui.office.shares_page import SharesPage
from tests.ui.office.page_rig import settled, shown

OUTLET = Share("outlet", percent=30, most=200)


@pytest.fixture
def page(qtbot: QtBot, office: Office) -> SharesPage:
    office.me = "C1"
    return shown(qtbot, office, SharesPage(office))


def form_of(page: SharesPage) -> Form:
    form = page.drawer.own()
    assert isinstance(form, Form)
    return form


def opened(qtbot: QtBot, page: SharesPage, shop: str, sku: str = "") -> None:
    (row,) = (one for one in page.rows() if (one.share.shop, one.share.sku) == (shop, sku))
    page.open(row)
    settled(qtbot, page)


def kept(center: OfficeCenter, shop: str) -> tuple[Share, ...]:
    return center.read(lambda tx: tx.stock.shares(shop))


def undone(page: SharesPage) -> list[Callable[[], None] | None]:
    """How each thing that is done from now on is taken back."""
    backs: list[Callable[[], None] | None] = []
    page.office.tell = lambda _text, _word, undo: backs.append(undo)
    return backs


def test_rules_of_whole_shops_and_of_items_are_listed(page: SharesPage, qtbot: QtBot) -> None:
    assert [(one.share.shop, one.share.sku) for one in page.rows()] == [
        ("flagship", ""), ("flagship", "TEA-500"), ("outlet", ""), ("outlet", "FILTER-100"),
    ]  # fmt: skip
    opened(qtbot, page, "flagship", "TEA-500")
    model = page.drawer.model
    assert model is not None
    assert {("Per cent of what is free", "50"), ("Pieces at most", "150")} <= set(model.facts)
    assert ("The shop may sell", "150") in model.facts
    page.table.ask(group="shop")
    settled(qtbot, page)
    assert [one.share.shop for one in page.rows()] == ["flagship", "outlet"]


def test_a_rule_for_a_whole_shop_is_added(
    page: SharesPage, qtbot: QtBot, center: OfficeCenter
) -> None:
    page.add()
    settled(qtbot, page)
    form, backs = form_of(page), undone(page)
    shops = form.editor("shop")
    assert isinstance(shops, QComboBox)
    known = [shops.itemData(n) for n in range(shops.count())]
    assert {"flagship", "outlet", "own", "second", "home shop"} <= set(known)
    form.show_values({"shop": "own", "percent": 101, "keep": -1, "most": -5})
    form.submit()
    assert form.errors() == {
        "percent": "Per cent are from 0 to 100",
        "keep": "Pieces are a whole number, 0 or more",
        "most": "Pieces are a whole number, 0 or more",
    }
    form.show_values({"shop": "flagship", "percent": 40, "keep": 0})
    form.submit()
    settled(qtbot, page)
    assert form.errors() == {"": "There is such a rule already: change that one"}
    form.show_values({"shop": "own", "percent": 40, "keep": 0})
    form.submit()
    settled(qtbot, page)
    assert kept(center, "own") == (Share("own", percent=40),)
    assert backs[-1] is not None
    backs[-1]()
    settled(qtbot, page)
    assert kept(center, "own") == ()


def test_a_rule_is_changed_and_taken_back(
    page: SharesPage, qtbot: QtBot, center: OfficeCenter
) -> None:
    opened(qtbot, page, "outlet")
    page.drawer.press("change")
    form, backs = form_of(page), undone(page)
    assert form.values() == {"percent": 30, "keep": 0, "most": 200}
    form.show_values({"percent": 0, "keep": 2, "most": None})
    form.submit()
    settled(qtbot, page)
    assert kept(center, "outlet")[0] == Share("outlet", percent=0, keep=2)
    assert backs[-1] is not None
    backs[-1]()
    settled(qtbot, page)
    assert kept(center, "outlet")[0] == OUTLET


def test_a_rule_is_removed_and_brought_back(
    page: SharesPage, qtbot: QtBot, center: OfficeCenter
) -> None:
    opened(qtbot, page, "outlet")
    backs = undone(page)
    page.drawer.press("drop")
    settled(qtbot, page)
    assert OUTLET not in kept(center, "outlet")
    assert page.drawer.isHidden()
    assert backs[-1] is not None
    backs[-1]()
    settled(qtbot, page)
    assert OUTLET in kept(center, "outlet")


def test_who_may_not_work_the_stock_finds_no_buttons(page: SharesPage) -> None:
    page.office.role = Role.PACKER
    assert page.tools() == ()
    assert page.detail(page.rows()[0]).actions == ()
