"""An order goes down as its stored text: the same as if it had been put together anew."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from app.domain.order import Order, OrderState, Recipient
from app.store.engine import Store, open_store
from app.store.records import Cursor, Progress, StoredOrder
from app.store.session import ORDERS, from_json, to_json
from tests.store.samples import NOW, an_order

AWKWARD = '\\","state":"packed","lines":[],"recipient":{"name":"","phone":"","address":"",'
"""What a person can write into a note, and what must not be taken for a key."""

SOMEBODY = Recipient(
    '王"五\\', "+86 138 0000 0000", province="四川省", city="成都市", address='1,"address":"",2\n'
)


@pytest.fixture
def center(url: str) -> Iterator[Store]:
    opened = open_store(url, warehouse="w1")
    yield opened
    opened.close()


def _orders() -> list[Order]:
    plain = an_order(1)
    return [
        plain,
        replace(an_order(2), recipient=SOMEBODY),
        replace(an_order(3), buyer_note=AWKWARD, shop=AWKWARD, recipient=SOMEBODY),
        replace(an_order(4), recipient=Recipient(city="成都市"), seller_note=AWKWARD),
        replace(an_order(5), recipient=Recipient(address=AWKWARD)),
        replace(an_order(6), cut_off=NOW + timedelta(hours=3), state=OrderState.HELD),
    ]


def _sent(center: Store) -> list[StoredOrder]:
    with center.read() as tx:
        rows = tx.feed.changed_after(ORDERS, Cursor())
    return [from_json(row.document, StoredOrder) for row in rows]


def test_what_is_sent_is_what_is_stored(center: Store) -> None:
    """With a person and without, with notes that look like JSON, and after states have moved on."""
    written = _orders()
    with center.write() as tx:
        tx.orders.upsert(written, NOW)
    with center.write() as tx:
        tx.orders.claim(written[1].id, "b1", NOW, NOW + timedelta(minutes=30))
        progress = Progress({"1": 2}, ("S-1",), ticket="RT-1", revision=1)
        tx.orders.set_state(
            written[2].id, OrderState.RETURNED, NOW, progress=progress, by_operator="P01",
            by_station="b1",
        )  # fmt: skip
        tx.orders.set_state(written[3].id, OrderState.PACKED, datetime(2026, 3, 1, tzinfo=UTC))
    found = {one.order.id: one for one in _sent(center)}
    with center.read() as tx:
        for order in written:
            assert found[order.id] == tx.orders.get(order.id)
    assert found[written[2].id].order == replace(written[2], state=OrderState.RETURNED)
    assert found[written[2].id].progress == progress
    assert found[written[4].id].order.recipient.address == AWKWARD


@pytest.mark.parametrize("broken", ["{}", '{"id":"x","lines":[{"state":"x"}]}'])
def test_a_document_that_looks_otherwise_is_not_cut(center: Store, broken: str) -> None:
    with center.write() as tx:
        tx.orders.upsert([an_order(1)], NOW)
        tx._session.connection.execute(text("UPDATE orders SET document = :doc"), {"doc": broken})
    with pytest.raises(ValueError, match="missing required field"), center.read() as tx:
        tx.feed.changed_after(ORDERS, Cursor())


def test_a_document_in_another_order_goes_the_long_way(center: Store) -> None:
    """Keys before ``state`` that hold objects: an older or newer program may write them so."""
    with center.write() as tx:
        tx.orders.upsert([replace(an_order(1), recipient=SOMEBODY)], NOW)
        session = tx._session
        known = str(session.connection.execute(text("SELECT document FROM orders")).scalar())
        parts = from_json(known, dict[str, object])
        turned = to_json(dict(reversed(parts.items())))
        session.connection.execute(
            text("UPDATE orders SET document = :doc, state = 'packed'"), {"doc": turned}
        )
    (found,) = _sent(center)
    assert found.order == replace(an_order(1), recipient=SOMEBODY, state=OrderState.PACKED)


def test_who_cannot_be_opened_goes_down_sealed(center: Store) -> None:
    with center.write() as tx:
        tx.orders.upsert([replace(an_order(1), recipient=SOMEBODY)], NOW)
    with center.write() as tx:
        tx._session.connection.execute(
            text("UPDATE orders SET private = '1.none.' || substr(private, 20)")
        )
    (found,) = _sent(center)
    assert found.sealed.startswith("1.none.")
    assert found.order.recipient == Recipient(province="四川省", city="成都市")


def test_the_short_way_is_taken(center: Store) -> None:
    """Else a change of the documents' shape would only be seen as slowness."""
    with center.write() as tx:
        tx.orders.upsert([replace(an_order(1), recipient=SOMEBODY)], NOW)
        statement = text("SELECT document FROM orders")
        document = str(tx._session.connection.execute(statement).scalar())
    keys = (',"state":"', ',"lines":[', ',"recipient":{"name":"","phone":"",', ',"address":"",')
    places = [document.find(key) for key in keys]
    assert places == sorted(places)
    assert places[0] > 0
