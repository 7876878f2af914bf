"""Orders: opened by any code, claimed by one station, moved on by the center."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.catalogue import Box
from app.domain.order import OrderLine, OrderState
from app.domain.values import Grams
from app.store.engine import Store
from app.store.errors import StoreRefused
from app.store.orders_feed import HEADER, header
from app.store.records import Claim, Progress
from tests.store.samples import NOW, TEA, an_order

LATER = NOW + timedelta(minutes=10)


def _put(store: Store, *orders: object) -> None:
    with store.write() as tx:
        tx.orders.upsert(orders or (an_order(),), NOW)  # type: ignore[arg-type]


def test_an_order_comes_back_as_it_was(store: Store) -> None:
    order = an_order(cut_off=LATER, buyer_note="请用纸箱", waybill="SF9")
    _put(store, order)
    with store.read() as tx:
        found = tx.orders.get("o1")
        assert found is not None
        assert found.order == order
        assert (found.progress, found.holder, found.seq) == (None, "", 1)
        assert tx.orders.get("o2") is None
        assert tx.orders.count() == {"approved": 1}


def test_several_come_as_they_are_asked_for(store: Store) -> None:
    _put(store, an_order(), an_order(2))
    with store.read() as tx:
        assert tx.orders.some(["o2", "none", "o1"]) == (tx.orders.get("o2"), tx.orders.get("o1"))
        assert tx.orders.some(()) == ()


def test_every_field_of_the_header_is_filled() -> None:

    assert set(HEADER) < set(header(an_order(), NOW))


@pytest.mark.parametrize("code", ["SO-000001", "so-000001", "T1", "PS1", "SF9", " sf9 "])
def test_any_code_opens_the_order(store: Store, code: str) -> None:
    _put(store, an_order(waybill="SF9"), an_order(2))
    with store.read() as tx:
        assert tx.orders.by_code(code) == ("o1",)
        assert tx.orders.by_code("nothing") == ()


def test_a_tote_is_used_again(store: Store) -> None:
    _put(
        store,
        an_order(1, tote="T7", state=OrderState.PACKED),
        an_order(2, tote="T7", state=OrderState.PACKED),
    )
    with store.read() as tx:
        assert len(tx.orders.by_code("T7")) == 1
    _put(store, an_order(3, tote="T7"))
    with store.read() as tx:
        assert tx.orders.by_code("T7") == ("o3",)
        assert tx.orders.by_code("SO-000001") == ("o1",)


def test_changed_codes_open_no_longer(store: Store) -> None:
    _put(store)
    _put(store, an_order(tote="T2", revision=2))
    with store.read() as tx:
        assert tx.orders.by_code("T1") == ()
        assert tx.orders.by_code("T2") == ("o1",)


def test_an_older_revision_changes_nothing(store: Store) -> None:
    _put(store, an_order(revision=5, tote="new"))
    _put(store, an_order(revision=4, tote="old", state=OrderState.CANCELLED))
    with store.read() as tx:
        found = tx.orders.get("o1")
        assert found is not None
        assert (found.order.revision, found.order.tote) == (5, "new")
        assert tx.orders.by_code("old") == ()


def test_an_order_of_another_warehouse_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="warehouse"):
        _put(store, an_order(warehouse="w2"))


def test_warehouses_do_not_see_each_other(store: Store) -> None:
    _put(store)
    with store.write("w2") as tx:
        tx.orders.upsert([an_order(warehouse="w2", tote="other")], NOW)
    with store.read() as tx:
        assert tx.orders.by_code("other") == ()
        assert tx.feed.head("orders") == 1


def test_a_claim_is_one_stations(store: Store) -> None:
    _put(store)
    with store.write() as tx:
        assert tx.orders.claim("o1", "b1", NOW, LATER) == Claim(True, 1, "b1", LATER)
        assert tx.orders.claim("o1", "b1", NOW, LATER).fence == 2
        refused = tx.orders.claim("o1", "b2", NOW, LATER)
        assert refused == Claim(False, 2, "b1", LATER, OrderState.APPROVED)
        taken_over = tx.orders.claim("o1", "b2", LATER + timedelta(seconds=1), LATER)
        assert (taken_over.granted, taken_over.fence) == (True, 3)
        assert not tx.orders.release("o1", fence=2)
        assert tx.orders.release("o1", fence=3)
        assert tx.orders.claim("unknown", "b1", NOW, LATER) == Claim(granted=False)


@pytest.mark.parametrize("state", ["pending", "held", "refunded", "cancelled", "packed"])
def test_only_open_orders_are_claimed(store: Store, state: str) -> None:
    _put(store, an_order(state=OrderState(state)))
    with store.write() as tx:
        claim = tx.orders.claim("o1", "b1", NOW, LATER)
    assert (claim.granted, claim.state) == (False, OrderState(state))


def test_a_returned_order_is_opened_by_its_ticket(store: Store) -> None:
    _put(store)
    progress = Progress({"1": 1}, ("S1",), Box("BOX-2", "box", Grams(90)), "slot 4", "RP-0001")
    with store.write() as tx:
        tx.orders.claim("o1", "b1", NOW, LATER)
        assert tx.orders.set_state(
            "o1",
            OrderState.RETURNED,
            LATER,
            before=[OrderState.APPROVED],
            progress=progress,
            by_operator="op1",
            by_station="b1",
        )
    _put(store, an_order(revision=1))
    with store.read() as tx:
        assert tx.orders.by_code("rp-0001") == ("o1",)
        found = tx.orders.get("o1")
    assert found is not None
    assert (found.progress, found.holder, found.fence) == (progress, "", 2)
    assert (found.by_operator, found.by_station) == ("op1", "b1")


def test_the_state_stored_last_wins_over_the_document(store: Store) -> None:
    _put(store)
    with store.write() as tx:
        assert tx.orders.set_state("o1", OrderState.PACKED, LATER)
        assert not tx.orders.set_state("o1", OrderState.PARKED, LATER, before=[OrderState.APPROVED])
        assert not tx.orders.set_state("o9", OrderState.PARKED, LATER)
    with store.read() as tx:
        found = tx.orders.get("o1")
        assert found is not None
        assert found.order.state is OrderState.PACKED
        assert found.updated_at == LATER


def test_a_wave_is_lent_to_a_station(store: Store) -> None:
    _put(store, an_order(1, wave="W1"), an_order(2, wave="W1"), an_order(3, wave="W2"))
    with store.write() as tx:
        assert tx.orders.lease_wave("W1", "b1", LATER) == 2
        assert tx.orders.claim("o1", "b2", NOW, LATER).holder == "b1"
        listed = tx.orders.listed([OrderState.APPROVED], wave="W1")
    assert [one.holder for one in listed] == ["b1", "b1"]


def test_the_most_urgent_order_of_one_piece(store: Store) -> None:
    one = (OrderLine(1, TEA, 1),)
    _put(
        store,
        an_order(1, lines=one, cut_off=LATER),
        an_order(2, lines=one, cut_off=NOW),
        an_order(3, lines=one),
        an_order(4),
    )
    with store.write() as tx:
        assert tx.orders.single_item("TEA", "b1", NOW) == "o2"
        tx.orders.claim("o2", "b2", NOW, LATER)
        assert tx.orders.single_item("TEA", "b1", NOW) == "o1"
        assert tx.orders.single_item("CUP", "b1", NOW) is None


def test_the_same_number_of_the_same_shop_twice_is_refused(store: Store) -> None:

    _put(store)
    with pytest.raises(StoreRefused):
        _put(store, replace(an_order(2), number="SO-000001"))


def test_a_naive_time_is_refused(store: Store) -> None:

    with pytest.raises(ValueError, match="zone"), store.write() as tx:
        tx.orders.upsert([an_order()], NOW.replace(tzinfo=None))
