"""The courier of an order, by rules and by price; kept with all that was possible."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from app.domain.billable import Sides
from app.domain.order import Order
from app.domain.places import Destination
from app.domain.quotes import RatedParcel
from app.domain.rate_card import RateCard
from app.domain.recosting import Rerouting, rerouting
from app.domain.routing import Choice, Offer, Routed, choose
from app.domain.values import Grams
from app.store.engine import Store
from app.store.past_parcels import past_parcels
from app.store.transaction import Transaction


def offers(tx: Transaction, day: date) -> tuple[Offer, ...]:
    """Each service of each contract in force on the ship date, with its card of that day."""
    found = []
    for contract in tx.contracts.every():
        if contract.in_force(day):
            for service in contract.services or ("",):
                card = tx.rates.in_force(contract.courier, day, service)
                found.append(Offer(contract.courier, card, contract.cod, service))
    return tuple(found)


def choose_courier(
    tx: Transaction,
    order: Order,
    grams: Grams,
    day: date,
    now: datetime,
    *,
    parcel_no: int = 1,
    cod: bool = False,
    sides: Sides | None = None,
    among: Sequence[Offer] | None = None,
) -> Choice:
    """Choose for one parcel of an order and keep the choice; the order itself is not changed.

    ``grams`` is the expected or the weighed weight, ``day`` the ship date, ``sides`` in mm.
    ``among``: the offers of that day, where many orders are chosen for at once.
    """
    to = order.recipient
    place = Destination(to.country, to.province, to.city, to.district, to.postcode)
    wanted = Routed(
        parcel=RatedParcel(place, grams, day, sides=sides),
        shop=order.shop,
        channel=order.channel,
        cod=cod,
        value_minor=order.paid.minor if order.paid else 0,
        items=frozenset(line.item.sku for line in order.lines),
        service=order.service,
    )
    open_to = offers(tx, day) if among is None else among
    choice = choose(wanted, open_to, tx.routing_rules.every())
    tx.choices.keep(order.id, parcel_no, choice, now)
    return choice


def rerouting_report(
    store: Store, start: datetime, end: datetime, zone: tzinfo, day: date
) -> Rerouting:
    """What re-routing the parcels packed between would have saved, by the cards of ``day``.

    A courier with several services is taken at the card of the first of them; couriers that are
    paid in another currency than the first are left out.
    """
    with store.read() as tx:
        cards: dict[str, RateCard] = {}
        for offer in offers(tx, day):
            first = next(iter(cards.values()), offer.card)
            if offer.card is not None and first and offer.card.currency == first.currency:
                cards.setdefault(offer.courier, offer.card)
        return rerouting(past_parcels(tx, start, end, zone), cards)
