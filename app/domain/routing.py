"""Which courier takes a parcel: rules first, then the cheapest that serves the address.

What the cheapest would have cost is kept beside the choice, so that the price of every rule can
be seen. Rules are data; each names what it was met by.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from app.domain.bulk_rating import BulkPricer
from app.domain.place_index import PlaceIndex
from app.domain.quotes import RatedParcel
from app.domain.rate_card import RateCard, Zone, ZoneMember
from app.domain.values import Money

OWN = "order"
"""Stands for a rule's id where the order itself named its courier."""


class RuleKind(Enum):
    PREFER = "prefer"  # the first of its couriers that serves the address
    ONLY = "only"  # no other courier than these
    FORBID = "forbid"  # none of these


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """All that is given must hold; ``places`` hold the destination on any level.

    ``grams_over`` and ``value_over`` are for more than that, ``grams_to`` for up to that.
    """

    id: str
    kind: RuleKind
    couriers: tuple[str, ...]
    name: str = ""
    priority: int = 0  # the highest is asked first
    shops: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    places: tuple[ZoneMember, ...] = ()
    grams_over: int | None = None
    grams_to: int | None = None
    cod: bool | None = None
    value_over_minor: int | None = None
    items: tuple[str, ...] = ()  # one of these is in the parcel
    service: str = ""
    starts: date | None = None
    ends: date | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class Routed:
    """The parcel that needs a courier, and the order it is of. Weight in whole grams.

    ``courier``: named already, by the shop or a person, and no rule counts any more; with it
    ``service`` names the product.
    """

    parcel: RatedParcel
    shop: str = ""
    channel: str = ""
    cod: bool = False
    value_minor: int = 0
    items: frozenset[str] = frozenset()
    service: str = ""
    courier: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A courier that may be chosen: its card of the ship date, and whether it collects COD.

    ``named_only``: there is no contract with it; it counts for parcels that name it, alone.
    """

    courier: str
    card: RateCard | None
    cod: bool = True
    service: str = ""
    named_only: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """What came of one courier: a price, or the reason there is none (a refusal's code)."""

    courier: str
    service: str = ""
    price: Money | None = None
    card_hash: str = ""
    refused: str = ""  # no_card, no_cod, other_currency, or a RefusalCode
    forbidden_by: str = ""  # the id of the rule


@dataclass(frozen=True, slots=True)
class Choice:
    """``chosen`` None: no courier may take it. ``cheapest``: of all that serve, rules aside."""

    chosen: Option | None
    cheapest: Option | None
    rule: str = ""  # that preferred it; empty: it was the cheapest allowed
    options: tuple[Option, ...] = ()

    @property
    def costs_more_minor(self) -> int:
        """What the rules cost against the cheapest, in minor units."""
        if self.chosen is None or self.cheapest is None:
            return 0
        if self.chosen.price is None or self.cheapest.price is None:
            return 0
        return self.chosen.price.minor - self.cheapest.price.minor


def choose(wanted: Routed, offers: Sequence[Offer], rules: Iterable[RoutingRule]) -> Choice:
    """The courier of one parcel; for many make one ``Router``."""
    return Router(offers, rules).choose(wanted)


class Router:
    """Offers and rules of one day, ready for any number of parcels. Not to be shared by threads."""

    def __init__(self, offers: Sequence[Offer], rules: Iterable[RoutingRule]) -> None:
        self._rules = sorted(
            (rule for rule in rules if rule.active), key=lambda rule: (-rule.priority, rule.id)
        )
        self._places = {
            rule.id: PlaceIndex((Zone(rule.id, rule.places),))
            for rule in self._rules
            if rule.places
        }
        self._offers = [_Priced(offer) for offer in offers]

    def choose(self, wanted: Routed) -> Choice:
        """The courier of a parcel. Of equal prices the first of the offers is taken."""
        met = [] if wanted.courier else [rule for rule in self._rules if self._met(rule, wanted)]
        options = _one_currency(
            [offer.option(wanted, met) for offer in self._offers if offer.counts(wanted)]
        )
        serving = [option for option in options if option.price is not None]
        allowed = [option for option in serving if not option.forbidden_by]
        cheapest = min(serving, key=_minor, default=None)
        for rule in met:
            if rule.kind is not RuleKind.PREFER:
                continue
            for courier in rule.couriers:
                liked = [
                    one
                    for one in allowed
                    if one.courier == courier and rule.service in {"", one.service}
                ]
                if liked:
                    return Choice(min(liked, key=_minor), cheapest, rule.id, options)
        chosen = min(allowed, key=_minor, default=None)
        return Choice(chosen, cheapest, OWN if wanted.courier else "", options)

    def _met(self, rule: RoutingRule, wanted: Routed) -> bool:
        return _met(rule, wanted) and (
            not rule.places or bool(self._places[rule.id].codes(wanted.parcel.destination))
        )


def _minor(option: Option) -> int:
    return option.price.minor if option.price else 0


class _Priced:
    """One offer with what its prices are worked out by."""

    def __init__(self, offer: Offer) -> None:
        self._offer = offer
        self._pricer = BulkPricer(offer.card) if offer.card else None
        self._currency = offer.card.currency if offer.card else ""
        self._hash = offer.card.content_hash() if offer.card else ""

    def counts(self, wanted: Routed) -> bool:
        return not self._offer.named_only or self._offer.courier == wanted.courier

    def option(self, wanted: Routed, met: Sequence[RoutingRule]) -> Option:
        offer = self._offer
        forbidden = _forbidden(offer, wanted, met)
        refused = ""
        if self._pricer is None:
            refused = "no_card"
        elif wanted.cod and not offer.cod:
            refused = "no_cod"
        if refused or self._pricer is None:
            return Option(offer.courier, offer.service, refused=refused, forbidden_by=forbidden)
        answer = self._pricer.minor(wanted.parcel)
        if not isinstance(answer, int):
            code = answer.code.value
            return Option(offer.courier, offer.service, refused=code, forbidden_by=forbidden)
        total = Money(answer, self._currency)
        return Option(offer.courier, offer.service, total, self._hash, forbidden_by=forbidden)


def _one_currency(options: Sequence[Option]) -> tuple[Option, ...]:
    """Prices in another currency than the first one's cannot be compared: they are set aside."""
    currency = next((one.price.currency for one in options if one.price), "")
    return tuple(
        one
        if one.price is None or one.price.currency == currency
        else Option(
            one.courier, one.service, refused="other_currency", forbidden_by=one.forbidden_by
        )
        for one in options
    )


def _forbidden(offer: Offer, wanted: Routed, met: Sequence[RoutingRule]) -> str:
    """The rule by which a courier may not take it; of rules ``only`` the first counts."""
    courier = offer.courier
    if wanted.courier:
        named = courier == wanted.courier and wanted.service in {"", offer.service}
        return "" if named else OWN
    only = next((rule for rule in met if rule.kind is RuleKind.ONLY), None)
    if only is not None and courier not in only.couriers:
        return only.id
    for rule in met:
        if rule.kind is RuleKind.FORBID and courier in rule.couriers:
            return rule.id
    return ""


def _met(rule: RoutingRule, wanted: Routed) -> bool:
    grams = Decimal(wanted.parcel.weight)
    return (
        (not rule.shops or wanted.shop in rule.shops)
        and (not rule.channels or wanted.channel in rule.channels)
        and (rule.grams_over is None or grams > rule.grams_over)
        and (rule.grams_to is None or grams <= rule.grams_to)
        and (rule.cod is None or rule.cod == wanted.cod)
        and (rule.value_over_minor is None or wanted.value_minor > rule.value_over_minor)
        and (not rule.items or not wanted.items.isdisjoint(rule.items))
        and (not rule.service or not wanted.service or rule.service == wanted.service)
        and _dated(rule, wanted.parcel.ship_date)
    )


def _dated(rule: RoutingRule, day: date | None) -> bool:
    if rule.starts is None and rule.ends is None:
        return True
    return day is not None and (rule.starts or date.min) <= day <= (rule.ends or date.max)
