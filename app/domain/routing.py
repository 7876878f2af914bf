"""Which courier takes a parcel: rules first, then the cheapest that serves the address.

What the cheapest would have cost is kept beside the choice, so that the price of every rule can
be seen. Rules are data; each names what it was met by.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from app.domain.place_index import PlaceIndex
from app.domain.quotes import Quote, RatedParcel
from app.domain.rate_card import RateCard, Zone, ZoneMember
from app.domain.rating import price
from app.domain.values import Money


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
    """The parcel that needs a courier, and the order it is of. Weight in whole grams."""

    parcel: RatedParcel
    shop: str = ""
    channel: str = ""
    cod: bool = False
    value_minor: int = 0
    items: frozenset[str] = frozenset()
    service: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A courier that may be chosen: its card of the ship date, and whether it collects COD."""

    courier: str
    card: RateCard | None
    cod: bool = True
    service: str = ""


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
    """The courier of a parcel. Of equal prices the first of ``offers`` is taken."""
    ordered = sorted(rules, key=lambda rule: (-rule.priority, rule.id))
    met = [rule for rule in ordered if _met(rule, wanted)]
    options = _one_currency([_option(offer, wanted, met) for offer in offers])
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
    return Choice(min(allowed, key=_minor, default=None), cheapest, "", options)


def _minor(option: Option) -> int:
    return option.price.minor if option.price else 0


def _option(offer: Offer, wanted: Routed, met: Sequence[RoutingRule]) -> Option:
    forbidden = _forbidden(offer.courier, met)
    refused = ""
    if offer.card is None:
        refused = "no_card"
    elif wanted.cod and not offer.cod:
        refused = "no_cod"
    if refused or offer.card is None:
        return Option(offer.courier, offer.service, refused=refused, forbidden_by=forbidden)
    answer = price(offer.card, wanted.parcel)
    if isinstance(answer, Quote):
        return Option(
            offer.courier,
            offer.service,
            answer.total,
            answer.card_hash,
            forbidden_by=forbidden,
        )
    return Option(offer.courier, offer.service, refused=answer.code.value, forbidden_by=forbidden)


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


def _forbidden(courier: str, met: Sequence[RoutingRule]) -> str:
    """The rule by which a courier may not take it; of rules ``only`` the first counts."""
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
        rule.active
        and (not rule.shops or wanted.shop in rule.shops)
        and (not rule.channels or wanted.channel in rule.channels)
        and (rule.grams_over is None or grams > rule.grams_over)
        and (rule.grams_to is None or grams <= rule.grams_to)
        and (rule.cod is None or rule.cod == wanted.cod)
        and (rule.value_over_minor is None or wanted.value_minor > rule.value_over_minor)
        and (not rule.items or not wanted.items.isdisjoint(rule.items))
        and (not rule.service or not wanted.service or rule.service == wanted.service)
        and _dated(rule, wanted.parcel.ship_date)
        and (not rule.places or _there(rule, wanted.parcel))
    )


def _dated(rule: RoutingRule, day: date | None) -> bool:
    if rule.starts is None and rule.ends is None:
        return True
    return day is not None and (rule.starts or date.min) <= day <= (rule.ends or date.max)


def _there(rule: RoutingRule, parcel: RatedParcel) -> bool:
    return bool(PlaceIndex((Zone(rule.id, rule.places),)).codes(parcel.destination))
