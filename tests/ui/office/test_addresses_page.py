"""Which place is meant, by keyboard: a candidate, or level by level from the lists."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.center.intake import Intake
from app.center.office_center import OfficeCenter
from app.domain.order import OrderState, Recipient
from app.remote.channels.incoming import IncomingLine, IncomingOrder
from app.store.engine import Store
from app.ui.office.addresses_page import AddressesPage
from app.ui.office.context import Office
from app.ui.office.palette import Command
from tests.builders import NOON, an_item
from tests.ui.office.page_rig import settled, shown, told


@pytest.fixture(autouse=True)
def _a_supervisor(office: Office, center: OfficeCenter) -> None:
    office.me = "S1"
    center.run(_nothing_waits, "S1")


def _nothing_waits(store: Store, _act: object) -> None:
    """The sample's own addresses are out of the way."""
    with store.write() as tx:
        for order_id in tx.places.waiting("address", 500):
            tx.orders.set_state(order_id, OrderState.CANCELLED, NOON)


def waits(center: OfficeCenter, number: str, text: str) -> None:
    order = IncomingOrder(
        "woo", "demo", number, OrderState.APPROVED, NOON, (IncomingLine("TEA", "tea", 1),),
        Recipient(name="Recipient", address=text),
    )  # fmt: skip

    def work(tx: object, _act: object) -> None:
        tx.catalogue.put([an_item("TEA")])  # type: ignore[attr-defined]
        Intake(tx, lambda: f"id-{number}", NOON).take([order])  # type: ignore[arg-type]

    center.change(work, "center")


def state(center: OfficeCenter, number: str) -> tuple[bool, str]:
    """Whether it waits for its address, and where it goes."""
    stored = center.read(lambda tx: tx.orders.by_number("woo", "demo", number))
    assert stored is not None
    return stored.order.state is OrderState.HELD, stored.order.recipient.province


def test_a_digit_chooses_and_undo_takes_it_back(
    qtbot: QtBot, office: Office, center: OfficeCenter
) -> None:
    waits(center, "A-1", "朝阳区建国路1号")
    page = shown(qtbot, office, AddressesPage(office))
    assert page.waiting() == 1
    said: list[str] = []
    undos: list[Callable[[], None]] = []

    def tell(text: str, _word: str, undo: Callable[[], None] | None) -> None:
        said.append(text)
        undos.extend(one for one in (undo,) if one)

    office.tell = tell
    (row,) = page.rows()
    page.confirm(row)  # two places: nothing is guessed
    assert page.drawer.model is not None
    page.keyed("1", row)
    settled(qtbot, page)
    assert state(center, "A-1") == (False, "北京市")
    assert said == ["1 order goes on: 北京市 北京市 朝阳区"]
    assert (page.rows(), page.waiting()) == ((), 0)
    undos[0]()
    settled(qtbot, page)
    assert state(center, "A-1") == (True, "")
    assert len(page.rows()) == 1


def test_enter_takes_the_only_place(qtbot: QtBot, office: Office, center: OfficeCenter) -> None:
    waits(center, "A-1", "广东某路1号")
    page = shown(qtbot, office, AddressesPage(office))
    (row,) = page.rows()
    assert len(row.candidates) == 1
    page.confirm(row)
    settled(qtbot, page)
    assert state(center, "A-1") == (False, "广东省")


def test_from_the_lists_level_by_level(qtbot: QtBot, office: Office, center: OfficeCenter) -> None:
    waits(center, "A-1", "乌有乡1号")
    page = shown(qtbot, office, AddressesPage(office))
    asked: list[str] = []
    offered: list[dict[str, Command]] = []

    def choose(commands: Sequence[Command], hint: str) -> None:
        asked.append(hint)
        offered.append({one.title: one for one in commands})

    office.choose = choose
    page.keyed("L", page.rows()[0])
    offered[-1]["广东省"].run()
    offered[-1]["深圳市"].run()
    offered[-1]["南山区"].run()
    settled(qtbot, page)
    assert asked == ["Which province?", "Which city?", "Which district?"]
    assert state(center, "A-1") == (False, "广东省")


def test_what_is_not_known_more_exactly(qtbot: QtBot, office: Office, center: OfficeCenter) -> None:
    waits(center, "A-1", "乌有乡1号")
    page = shown(qtbot, office, AddressesPage(office))
    offered: list[Sequence[Command]] = []
    office.choose = lambda commands, _hint: offered.append(commands)
    (row,) = page.rows()
    page.from_lists(row, "44")
    offered[0][-1].run()
    settled(qtbot, page)
    assert state(center, "A-1") == (False, "广东省")
    told(office)
    page.choose(replace(row), ("广东省", "", ""))  # somebody else was quicker
    settled(qtbot, page)
