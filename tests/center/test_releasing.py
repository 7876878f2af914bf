"""An order that is taken in anew, because a listing was bound, keeps what is ours."""

import pytest

from app.center import bind_desk
from app.center.order_life import with_gifts
from app.domain.order import OrderState
from app.store.engine import Store
from tests.builders import NOON, a_line
from tests.center.binding_rig import ClerksCenter, a_listing, a_sold, an_incoming


@pytest.mark.parametrize("again", [False, True])
def test_a_gift_of_ours_is_there_once(store: Store, *, again: bool) -> None:
    here = ClerksCenter(store)
    here.offers(a_listing("L1"))
    here.orders(an_incoming("SO-1", a_sold("L1", 2)))
    waits = here.order("SO-1").order
    with here.store.write() as tx:
        tx.orders.upsert([with_gifts(waits, [a_line(1, "CUP-WH")])], NOON)
    here.bind(bind_desk.bind, "L1", sku="TEA-250")
    if again:  # bound, taken back and bound again: still once
        here.bind(bind_desk.unbind, "L1")
        here.bind(bind_desk.bind, "L1", sku="TEA-250")
    sent = here.order("SO-1").order
    assert sent.state is OrderState.APPROVED
    lines = [(line.line_no, line.item.sku, line.quantity, line.gift) for line in sent.lines]
    assert lines == [(1, "TEA-250", 2, False), (901, "CUP-WH", 1, True)]
