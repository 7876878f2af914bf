"""Least billable weights of large parcels, as couriers publish them for every contract.

FedEx Ground (Service Guide 2025): a parcel longer than 48 in, with a second side above 30 in, or
with length and girth above 105 in, is billed as 40 lb at least; above 96 in, or 130 in of length
and girth, as 90 lb. A price list prints them in its notes only. A card whose contract says
otherwise has surcharges with ``min_billable`` of its own, or ``published_sizes: no``.
"""

from dataclasses import replace
from decimal import Decimal

from app.domain.rate_card import RateCard
from app.domain.surcharge import Surcharge, SurchargeKind, When

_GROUP = "published size"
_HANDLING = Surcharge(
    code="SIZE_40_LB",
    kind=SurchargeKind.FIXED,
    name="additional handling by dimension",
    when=When(longest_over=Decimal(48), second_over=Decimal(30), girth_over=Decimal(105)),
    group=_GROUP,
    priority=1,
    min_billable=Decimal(40),
)
_OVERSIZE = Surcharge(
    code="SIZE_90_LB",
    kind=SurchargeKind.FIXED,
    name="oversize",
    when=When(longest_over=Decimal(96), girth_over=Decimal(130)),
    group=_GROUP,
    priority=2,
    min_billable=Decimal(90),
)
PUBLISHED = {("FEDEX", "lb", "in"): (_HANDLING, _OVERSIZE)}
"""By courier, unit of weight and unit of length."""


def with_published(card: RateCard) -> RateCard:
    """The card with what its courier publishes; unchanged where it has such rules of its own."""
    unit = card.volume.unit if card.volume else ""
    rules = PUBLISHED.get((card.courier, card.weight_unit, unit), ())
    if not rules or any(one.min_billable is not None for one in card.surcharges):
        return card
    return replace(card, surcharges=(*card.surcharges, *rules))


def without_published(card: RateCard) -> RateCard:
    """The card as its sheet says it."""
    ours = {rule for rules in PUBLISHED.values() for rule in rules}
    return replace(card, surcharges=tuple(one for one in card.surcharges if one not in ours))
