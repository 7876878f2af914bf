"""Listings become items; orders wait for it with the reason, and go on in the same act."""

import pytest

from app.center import bind_desk, suggesting
from app.center.listings import Reading, pull, waiting_again
from app.center.refusals import NotDoneError
from app.domain.binding import Why
from app.domain.catalogue import Item
from app.domain.order import OrderState
from app.domain.paging import PageQuery
from app.remote.channels.base import ListingPage
from app.store.engine import Store
from app.store.listings import ShopListing
from tests.builders import NOON
from tests.center.binding_rig import SHOP, ClerksCenter, a_listing, a_sold, an_incoming, key_of


@pytest.fixture
def here(store: Store) -> ClerksCenter:
    return ClerksCenter(store)


def test_what_the_code_or_the_barcode_names_is_bound_by_itself(here: ClerksCenter) -> None:
    counted = here.offers(
        a_listing("L1", code="tea-250"),
        a_listing("L2", barcode="6900000001011"),
        a_listing("L3", code="own-7"),
    )
    assert (counted.new, counted.bound) == (3, 2)
    assert [here.listing(one).sku for one in ("L1", "L2", "L3")] == ["TEA-250", "TEA-250", ""]
    here.offers(a_listing("L1", code="CUP-WH"), later=1)
    assert here.listing("L1").sku == "CUP-WH"  # nobody had confirmed it
    here.offers(a_listing("L1", code="other"), later=2)
    assert here.listing("L1").state == "unbound"


def test_an_order_waits_with_the_reason_and_goes_on_when_its_listing_is_bound(
    here: ClerksCenter,
) -> None:
    here.offers(a_listing("L1"), a_listing("L2"))
    here.orders(
        an_incoming("SO-1", a_sold("L1", 2)),
        an_incoming("SO-2", a_sold("L1"), a_sold("L2")),
        an_incoming("SO-3", a_sold("L1"), state=OrderState.PENDING, reason="unpaid"),
    )
    assert here.state("SO-1") is OrderState.HELD
    assert here.listing("L1").waiting == 3
    bound = here.bind(bind_desk.bind, "L1", sku="TEA-250", pieces=3)
    assert bound.orders == 2
    sent = here.order("SO-1").order
    assert (sent.state, sent.lines[0].item.sku, sent.lines[0].quantity) == (
        OrderState.APPROVED, "TEA-250", 6,
    )  # fmt: skip
    assert here.state("SO-2") is OrderState.HELD  # its other line waits on
    assert here.state("SO-3") is OrderState.PENDING
    assert (here.listing("L1").waiting, here.listing("L2").waiting) == (0, 1)
    here.bind(bind_desk.bind, "L2", sku="SET-1")
    second = here.order("SO-2").order
    assert second.state is OrderState.APPROVED
    assert [line.quantity for line in second.lines] == [3, 1]
    assert [part.item.sku for part in second.lines[1].parts] == ["CUP-WH", "TEA-250"]


def test_a_binding_is_taken_back_with_the_orders_that_it_released(here: ClerksCenter) -> None:
    here.offers(a_listing("L1"))
    here.orders(an_incoming("SO-1", a_sold()), an_incoming("SO-2", a_sold()))
    bound = here.bind(bind_desk.bind, "L1", sku="6900000001011")
    with here.store.write() as tx:
        tx.orders.set_state(here.order("SO-2").order.id, OrderState.PACKED, NOON)
    assert bind_desk.take_back(here.store, here.act(), bound_by=bound.act) == 1
    assert here.listing("L1").state == "unbound"
    assert here.state("SO-1") is OrderState.HELD
    assert here.state("SO-2") is OrderState.PACKED
    with here.store.read() as tx:
        assert tx.orders.note(here.order("SO-1").order.id).reason == "no_item_code"
    assert here.listing("L1").waiting == 1
    here.bind(bind_desk.bind, "L1", sku="TEA-250")
    assert here.state("SO-1") is OrderState.APPROVED


def test_what_a_person_holds_stays_held(here: ClerksCenter) -> None:
    here.offers(a_listing("L1"))
    here.orders(an_incoming("SO-1", a_sold(), state=OrderState.HELD, reason="refund_open"))
    here.bind(bind_desk.bind, "L1", sku="TEA-250")
    assert here.state("SO-1") is OrderState.HELD


def test_an_order_may_name_what_no_list_of_the_shop_has_told(here: ClerksCenter) -> None:
    here.orders(an_incoming("SO-1", a_sold("", sku="OWN-1", name="杯子", line_id=""), trade=None))
    found = here.listing("", "", "OWN-1")
    assert (found.name, found.waiting) == ("杯子", 1)
    bound = here.change(bind_desk.bind, listing=key_of("", "", "OWN-1"), sku="CUP-WH", pieces=2)
    assert bound.orders == 1
    assert here.order("SO-1").order.lines[0].quantity == 2
    bind_desk.take_back(here.store, here.act(), bound_by=bound.act)
    here.change(bind_desk.bind, listing=key_of("", "", "OWN-1"), sku="CUP-WH", pieces=2)
    assert here.order("SO-1").order.lines[0].quantity == 2  # not four


def test_a_new_item_with_that_code_releases_its_orders(here: ClerksCenter) -> None:
    here.offers(a_listing("L9", code="NEW-1"))
    here.orders(an_incoming("SO-1", a_sold("L9", sku="NEW-1")))
    with here.store.write() as tx:
        tx.catalogue.put([Item("new-1", "new")])
        assert waiting_again(tx, NOON, Reading(here.new_id)) == 1
    assert here.state("SO-1") is OrderState.APPROVED


def test_suggestions_come_with_reasons_and_many_are_confirmed_at_once(here: ClerksCenter) -> None:
    here.offers(
        a_listing("L1", "【包邮】陶瓷马克杯 大容量", spec="颜色:白色;容量:350毫升"),
        a_listing("L2", "陶瓷马克杯", spec="480ml 白色"),
        a_listing("L3", "礼品卡"),
    )
    here.orders(an_incoming("SO-1", a_sold("L1")))
    assert suggesting.suggest_all(here.store, NOON) == 2
    first = suggesting.suggestions(here.listing("L1"))
    assert (first[0].sku, first[0].reasons[0].why) == ("CUP-WH", Why.NAME)
    other = suggesting.suggestions(here.listing("L2"))[0]
    assert other.reasons[-1].why is Why.MEASURE
    assert other.score < first[0].score
    assert here.listing("L3").suggested == ""
    step = next(one for one in bind_desk.STEPS if one <= first[0].score)
    act = here.act()
    assert bind_desk.bind_above(here.store, act, lambda _d, _a: True, score=step) == 1
    assert here.state("SO-1") is OrderState.APPROVED
    assert bind_desk.take_back(here.store, here.act(), bound_by=act.id()) == 1
    assert here.state("SO-1") is OrderState.HELD


class OneShop:
    """A shop that answers two pages, or breaks after the first."""

    def __init__(self, *pages: ListingPage) -> None:
        self.pages = pages

    def listings(self, page: str | None = None) -> ListingPage:
        return self.pages[int(page or 0)]


def test_a_whole_reading_marks_what_the_shop_lacks(here: ClerksCenter) -> None:
    first, second = ListingPage((a_listing("L1"),), "1"), ListingPage((a_listing("L2"),), None)
    read = Reading(here.new_id)
    pull(here.store, OneShop(first, second), SHOP, lambda: NOON, read)  # type: ignore[arg-type]
    later = NOON.replace(hour=13)
    short = OneShop(ListingPage((a_listing("L2"),), None))
    counted = pull(here.store, short, SHOP, lambda: later, Reading(here.new_id))  # type: ignore[arg-type]
    assert (counted.seen, counted.gone) == (1, 1)
    assert here.listing("L1").gone_at == later
    assert not _listed(here, "unbound", "L1")
    here.offers(a_listing("L1"), later=90)
    assert _listed(here, "unbound", "L1")


def _listed(here: ClerksCenter, group: str, listing_id: str) -> list[ShopListing]:
    with here.store.read() as tx:
        page = tx.listings.page(PageQuery(group=group))
    return [one for one in page.rows if one.listing_id == listing_id]


def test_what_cannot_be_bound_is_refused(here: ClerksCenter) -> None:
    here.offers(a_listing("L1"))
    with pytest.raises(NotDoneError):
        here.bind(bind_desk.bind, "L1", sku="NOBODY")
    with pytest.raises(NotDoneError):
        here.bind(bind_desk.bind, "L2", sku="TEA-250")
    with pytest.raises(NotDoneError):
        here.bind(bind_desk.bind, "L1", sku="TEA-250", pieces=0)
    here.bind(bind_desk.ignore, "L1")
    assert here.listing("L1").state == "ignored"
    here.bind(bind_desk.unbind, "L1")
    assert here.listing("L1").state == "unbound"
