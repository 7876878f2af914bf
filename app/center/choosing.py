"""The courier of an order, by rules and by price; kept with all that was possible."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from app.domain.catalogue import Box, Item
from app.domain.order import Order
from app.domain.particulars import particulars_of
from app.domain.quotes import RatedParcel
from app.domain.rate_card import RateCard
from app.domain.recosting import Rerouting, rerouting
from app.domain.routing import OWN, Choice, Offer, Routed, Router
from app.domain.trade import Trade
from app.domain.values import Grams
from app.domain.weight_doubt import DoubtPolicy, expected
from app.store.past_parcels import past_parcels
from app.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Chosen:
    """A courier was found. ``order`` has its courier and service set and is not written yet.

    ``grams``: what the parcel should weigh, on which the choice was made.
    """

    order: Order
    choice: Choice
    grams: Grams


@dataclass(frozen=True, slots=True)
class NotChosen:
    """No courier may take it. ``choice.options`` say why, courier by courier."""

    order: Order
    choice: Choice

    @property
    def reasons(self) -> Mapping[str, str]:
        """By courier the refusal's code, or the id of the rule that forbids it."""
        return {one.courier: one.refused or one.forbidden_by for one in self.choice.options}


def choose_for(
    tx: Transaction, orders: Sequence[Order], now: datetime
) -> dict[str, Chosen | NotChosen]:
    """The couriers of many orders at once, by the order's id; each choice is kept (``tx.choices``).

    The orders themselves are **not** written: the caller writes ``Chosen.order`` together with
    what else it changes, and leaves a ``NotChosen`` with a person. The ship date is the day of
    ``now`` where the program runs, as at the bench. The weight is that of the items in the
    catalogue and the order's box; items without a weight weigh nothing. An order that names its
    courier (the shop, a person or a rule did) keeps it and is only priced; one whose courier was
    chosen here before is chosen for anew. Call it with a few hundred orders a transaction.
    """
    day = now.astimezone().date()
    trades = tx.trades.of([order.id for order in orders])
    before = tx.choices.made([order.id for order in orders])
    weights = _Weights(tx)
    named = [_named(order, before) for order in orders]
    router = Router(_with_named(tx, offers(tx, day), named, day), tx.routing_rules.every())
    found: dict[str, Chosen | NotChosen] = {}
    for order, (courier, service) in zip(orders, named, strict=True):
        grams = weights.of(order)
        bare = replace(order, courier=courier, service=service)
        parcel = _parcel(bare, weights.box(order), grams, day)
        choice = router.choose(_routed(bare, parcel, trades.get(order.id)))
        if choice.chosen is None:
            found[order.id] = NotChosen(order, choice)
            continue
        taken = replace(
            order, courier=choice.chosen.courier, service=choice.chosen.service or service
        )
        found[order.id] = Chosen(taken, choice, grams)
    tx.choices.keep_all([(order_id, 1, one.choice) for order_id, one in found.items()], now)
    return found


def _named(order: Order, before: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    """The courier and service an order came with, without what was chosen here before."""
    courier, rule = before.get(order.id, ("", ""))
    if order.courier and order.courier == courier and rule != OWN:
        return "", ""
    return order.courier, order.service


def _with_named(
    tx: Transaction, known: Sequence[Offer], named: Sequence[tuple[str, str]], day: date
) -> tuple[Offer, ...]:
    """The offers, and those of couriers that orders name without a contract being there."""
    there = {(one.courier, one.service) for one in known} | {(one.courier, "") for one in known}
    missing = dict.fromkeys(one for one in named if one[0] and one not in there)
    return (
        *known,
        *(
            Offer(courier, tx.rates.in_force(courier, day, service), True, service, named_only=True)
            for courier, service in missing
        ),
    )


def _routed(order: Order, parcel: RatedParcel, trade: Trade | None) -> Routed:
    cod = order.cod is not None or (trade is not None and trade.cash_on_delivery)
    return Routed(
        parcel=parcel,
        shop=order.shop,
        channel=order.channel,
        cod=cod,
        value_minor=order.paid.minor if order.paid else 0,
        items=frozenset(line.item.sku for line in order.lines),
        service=order.service,
        courier=order.courier,
    )


class _Weights:
    """Expected weights of orders; items and boxes are looked up once."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._items: dict[str, Item] = {}
        self._boxes = {box.code: box for box in tx.boxes.every()}

    def of(self, order: Order) -> Grams:
        """At least a gram: a parcel of nothing has no price."""
        goods = tuple(
            (self._weighed(item), line.quantity * pieces)
            for line in order.lines
            for item, pieces in (
                [(part.item, part.quantity) for part in line.parts] or [(line.item, 1)]
            )
        )
        band = expected(goods, self.box(order), DoubtPolicy())
        return Grams(max(band.expected_g, 1))

    def box(self, order: Order) -> Box | None:
        """The one that it should be packed in."""
        return self._boxes.get(order.default_box)

    def _weighed(self, item: Item) -> Item:
        """The item with the weight that it has by now."""
        if item.weight_g is not None:
            return item
        if item.sku not in self._items:
            self._items[item.sku] = self._tx.catalogue.get(item.sku) or item
        return self._items[item.sku]


def _parcel(order: Order, box: Box | None, grams: Grams, day: date) -> RatedParcel:
    return particulars_of(order, box).rated(order.recipient.destination, grams, day)


def offers(tx: Transaction, day: date) -> tuple[Offer, ...]:
    """Each service of each contract in force on the ship date, with its card of that day."""
    found = []
    for contract in tx.contracts.every():
        if contract.in_force(day):
            for service in contract.services or ("",):
                card = tx.rates.in_force(contract.courier, day, service)
                found.append(Offer(contract.courier, card, contract.cod, service))
    return tuple(found)


def rerouting_report(
    tx: Transaction, start: datetime, end: datetime, zone: tzinfo, day: date
) -> Rerouting:
    """What re-routing the parcels packed between would have saved, by the cards of ``day``.

    A courier with several services is taken at the card of the first of them; couriers that are
    paid in another currency than the first are left out.
    """
    cards: dict[str, RateCard] = {}
    for offer in offers(tx, day):
        first = next(iter(cards.values()), offer.card)
        if offer.card is not None and first and offer.card.currency == first.currency:
            cards.setdefault(offer.courier, offer.card)
    return rerouting(past_parcels(tx, start, end, zone), cards)
