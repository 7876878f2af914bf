"""What re-routing would have saved, by period; worked out once for a while."""

from pytestqt.qtbot import QtBot

from app.domain.values import Money
from app.ui.office.context import Office
from app.ui.office.routes_page import RoutesPage
from tests.ui.office.page_rig import settled, shown


def test_all_together_and_courier_by_courier(qtbot: QtBot, office: Office) -> None:
    page = shown(qtbot, office, RoutesPage(office))
    whole, move = sorted(page.rows(), key=lambda one: one.id != "all")
    assert (whole.parcels, whole.saved) == (move.parcels, move.saved)
    assert (move.courier, move.cheaper, move.saved) == (
        "Courier B", "Courier A", Money(13_080, "CNY"),
    )  # fmt: skip
    page.open(whole)
    assert page.drawer.model is not None
    assert page.drawer.model.title == "All couriers"
    page.table.ask(group="last_month")
    settled(qtbot, page)
    assert page.rows() == ()
