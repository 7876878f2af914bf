"""What a parcel would cost with each courier, and which one would take it, and why."""

from dataclasses import dataclass, field
from datetime import date

from app.center.choosing import offers
from app.center.gazetteer import regions
from app.domain.address import ParsedAddress, parse_address
from app.domain.billable import Sides
from app.domain.particulars import Particulars, worth
from app.domain.places import Destination
from app.domain.quotes import Quote, RatingRefusal
from app.domain.rating import price
from app.domain.routing import Option, Routed, RoutingRule, choose
from app.domain.values import Grams, Money
from app.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked; ``address`` is read for its place where ``place`` says nothing."""

    address: str
    place: Destination
    grams: Grams
    day: date
    sides: Sides | None = None  # mm
    shop: str = ""
    cod: bool = False
    insured: Money | None = None
    collected: Money | None = None  # at the door


@dataclass(frozen=True, slots=True)
class CourierPrice:
    """``answer`` None: there is no card on that day. ``option`` None: no contract, so no choice."""

    courier: str
    name: str
    service: str
    card: str
    answer: Quote | RatingRefusal | None
    option: Option | None
    chosen: bool = False
    cheapest: bool = False


@dataclass(frozen=True, slots=True)
class WhatIf:
    """``prices``: the chosen one first, then by price, then those without. ``rule`` decided."""

    place: Destination
    parsed: ParsedAddress | None
    prices: tuple[CourierPrice, ...]
    rule: RoutingRule | None = None
    rules: dict[str, str] = field(default_factory=dict)  # names by id
    costs_more_minor: int = 0


def ask(tx: Transaction, *, asked: Asked) -> WhatIf:
    """Every courier's price for one parcel; nothing is kept."""
    place, parsed = _place(asked)
    amounts = worth(asked.insured), worth(asked.collected)
    parcel = Particulars("", asked.sides, *amounts).rated(place, asked.grams, asked.day)
    open_to = offers(tx, asked.day)
    rules = tx.routing_rules.every()
    cod = asked.cod or parcel.cod is not None
    choice = choose(Routed(parcel, asked.shop, cod=cod), open_to, rules)
    names = tx.couriers.names()
    found = [
        CourierPrice(
            offer.courier, names.get(offer.courier, ""), offer.service,
            offer.card.id if offer.card else "",
            price(offer.card, parcel) if offer.card else None,
            option, option == choice.chosen, option == choice.cheapest,
        )
        for offer, option in zip(open_to, choice.options, strict=True)
    ]  # fmt: skip
    agreed = {offer.courier for offer in open_to}
    cards = (tx.rates.in_force(code, asked.day) for code in _others(tx, agreed))
    found += [
        CourierPrice(card.courier, names.get(card.courier, ""), "", card.id, price(card, parcel),
                     None)
        for card in cards if card is not None
    ]  # fmt: skip
    rule = next((one for one in rules if one.id == choice.rule), None)
    named = {one.id: one.name or one.id for one in rules}
    ordered = tuple(sorted(found, key=_order))
    return WhatIf(place, parsed, ordered, rule, named, choice.costs_more_minor)


def _place(asked: Asked) -> tuple[Destination, ParsedAddress | None]:
    given = asked.place
    if given.province or given.city or given.postcode or not asked.address:
        return given, None
    parsed = parse_address(asked.address, regions())
    return Destination("CN", parsed.province, parsed.city, parsed.district), parsed


def _others(tx: Transaction, agreed: set[str]) -> list[str]:
    """Couriers that have a card and no contract."""
    return sorted({card.courier for card in tx.rates.every()} - agreed)


def _order(one: CourierPrice) -> tuple[bool, bool, int, str]:
    minor = one.answer.total.minor if isinstance(one.answer, Quote) else 0
    return (not one.chosen, not isinstance(one.answer, Quote), minor, one.courier)
