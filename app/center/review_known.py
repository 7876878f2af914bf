"""What is known of orders beside themselves, looked up for many at once, and only if asked for."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.center.choosing import offers
from app.center.reserving import is_kept
from app.domain.item_facts import below_floor, categories_of, skus_of
from app.domain.listing import ItemDetail
from app.domain.order import Order
from app.domain.places import Destination
from app.domain.quotes import RatedParcel
from app.domain.review_facts import Known
from app.domain.routing import Routed, Router
from app.domain.stock import Level, needs, shortages
from app.domain.trade import Trade
from app.store.transaction import Transaction

_OF_ITEMS = frozenset({"categories", "below_floor"})
_A_PARCEL = 1_000
"""Grams: whether a courier goes somewhere is asked with a light parcel."""


class Looking:
    """For these orders; ``asks`` are the fields that the rules read."""

    def __init__(
        self,
        tx: Transaction,
        asks: frozenset[str],
        orders: Sequence[Order],
        trades: Mapping[str, Trade],
        now: datetime,
    ) -> None:
        self._trades, self._asks = trades, asks
        buyers = {
            order.id: (order.channel, order.shop, trade.buyer)
            for order in orders
            if (trade := trades.get(order.id)) is not None and trade.buyer
        }
        self._buyers = buyers
        self._first = tx.reviews.first_orders(buyers.values()) if "first_order" in asks else None
        named = [buyer for _channel, _shop, buyer in buyers.values()]
        self._black = tx.reviews.black_list.among(named) if "blacklisted" in asks else None
        self._empty = self._black is not None and tx.reviews.black_list.empty()
        self._details = self._of_items(tx, orders) if asks & _OF_ITEMS else {}
        self._levels = self._stock(tx, orders) if "stock_enough" in asks else None
        self._router: Router | None = None
        if "courier_reachable" in asks:
            day = now.astimezone().date()
            found = offers(tx, day)
            self._day = day
            self._router = Router(found, tx.routing_rules.every()) if found else None
        self._reached: dict[tuple[Destination, bool], bool] = {}

    def known(self, order: Order) -> Known:
        return Known(
            first_order=self._first_order(order),
            blacklisted=self._blacklisted(order),
            categories=self._categories(order),
            below_floor=self._below_floor(order),
            stock_enough=self._enough(order),
            courier_reachable=self._reachable(order),
        )

    def _first_order(self, order: Order) -> bool | None:
        buyer = self._buyers.get(order.id)
        if self._first is None or buyer is None:
            return None
        return self._first.get(buyer, order.id) == order.id

    def _blacklisted(self, order: Order) -> bool | None:
        """A buyer nobody names is not on a list that is empty."""
        if self._black is None:
            return None
        buyer = self._buyers.get(order.id)
        if buyer is None:
            return False if self._empty else None
        return buyer[2] in self._black

    @staticmethod
    def _of_items(tx: Transaction, orders: Sequence[Order]) -> dict[str, ItemDetail]:
        return tx.items.details({sku for order in orders for sku in skus_of(order)})

    def _categories(self, order: Order) -> tuple[str, ...] | None:
        return categories_of(order, self._details) if "categories" in self._asks else None

    def _below_floor(self, order: Order) -> bool | None:
        if "below_floor" not in self._asks:
            return None
        return below_floor(order, self._trades.get(order.id), self._details)

    def _stock(self, tx: Transaction, orders: Sequence[Order]) -> dict[str, Level] | None:
        """None: no stock is kept here."""
        if not is_kept(tx):
            return None
        skus = {sku for order in orders for sku in needs(order)}
        return {sku: Level(sku) for sku in skus} | tx.stock.levels(skus)

    def _enough(self, order: Order) -> bool | None:
        """Nobody knows where the ERP never told of one of the items."""
        if self._levels is None:
            return None
        wanted = needs(order)
        if shortages(wanted, {}, self._levels):
            return False
        return None if any(self._levels[sku].available is None for sku in wanted) else True

    def _reachable(self, order: Order) -> bool | None:
        """Whether some courier that was agreed with has a price for the place."""
        if self._router is None:
            return None
        place = order.recipient.destination
        trade = self._trades.get(order.id)
        cod = trade is not None and trade.cash_on_delivery
        if (place, cod) not in self._reached:
            wanted = Routed(RatedParcel(place, _A_PARCEL, self._day), cod=cod)
            self._reached[place, cod] = self._router.choose(wanted).chosen is not None
        return self._reached[place, cod]
