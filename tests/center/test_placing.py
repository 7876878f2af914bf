"""An address in one line: its place is found, or a person is asked."""

import pytest

from app.center.intake import Intake
from app.center.placing import NOT_SURE, placed
from app.domain.order import OrderState, Recipient
from app.remote.channels.incoming import IncomingLine, IncomingOrder
from app.store.engine import Store
from tests.builders import NOON, an_item


def test_a_line_is_taken_apart() -> None:
    found, why = placed(Recipient(address="广东省深圳市南山区科技园1号"))
    assert why == ""
    assert (found.province, found.city, found.district) == ("广东省", "深圳市", "南山区")
    assert found.address == "科技园1号"


@pytest.mark.parametrize(
    "recipient",
    [
        Recipient(province="四川", address="朝阳区建国路1号"),  # the shop said it in parts
        Recipient(country="DE", address="Hauptstraße 1"),
        Recipient(),
    ],
)
def test_what_need_not_be_read_stays(recipient: Recipient) -> None:
    assert placed(recipient) == (recipient, "")


def test_an_unsure_address_waits_for_a_person(local: Store) -> None:
    order = IncomingOrder(
        "woo",
        "demo",
        "A-1",
        OrderState.APPROVED,
        NOON,
        (IncomingLine("TEA", "tea", 1),),
        Recipient(name="x", address="朝阳区建国路1号"),
    )
    with local.write() as tx:
        tx.catalogue.put([an_item("TEA")])
        counted = Intake(tx, lambda: "o1", NOON).take([order])
        stored = tx.orders.by_number("woo", "demo", "A-1")
    assert counted.waiting == {NOT_SURE: 1}
    assert stored is not None
    assert stored.order.state is OrderState.HELD
