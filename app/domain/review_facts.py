"""An order as the rules see it: one value a field. What nobody knows is left out, never guessed."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from app.domain.order import Order, OrderLine
from app.domain.review_fields import GAP, JOINED, WORDS, places_of
from app.domain.trade import Presale, Trade
from app.domain.values import MINOR_DIGITS

Facts = dict[str, Any]
MOMENTARY = frozenset(
    {"first_order", "blacklisted", "time", "weekday", "minutes_since_paid", "below_floor",
     "stock_enough", "courier_reachable"}
)  # fmt: skip
"""What was so when the order was judged, and may be otherwise now."""

_NOT_KEPT = WORDS | frozenset(JOINED.values())


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an order beside itself; None: nobody knows."""

    first_order: bool | None = None
    blacklisted: bool | None = None
    categories: tuple[str, ...] | None = None
    below_floor: bool | None = None
    stock_enough: bool | None = None
    courier_reachable: bool | None = None


NOTHING_KNOWN = Known()


def facts_of(
    order: Order, trade: Trade | None, now: datetime, known: Known = NOTHING_KNOWN
) -> Facts:
    """``now`` is aware, by the clock on the wall that times of day are meant by."""
    to = order.recipient
    paid = order.paid or (trade.paid if trade else None)
    weight = _weight(order.lines)
    facts: Facts = {
        "channel": order.channel,
        "shop": order.shop,
        "items": _items(order.lines),
        "quantity": order.pieces,
        "line_count": len(order.lines),
        "region": _places(to.country, to.province, to.city, to.district),
        "country": to.country,
        "province": to.province,
        "city": to.city,
        "district": to.district,
        "buyer_note": order.buyer_note,
        "seller_note": order.seller_note,
        "has_buyer_note": bool(order.buyer_note.strip()),
        "has_seller_note": bool(order.seller_note.strip()),
        "courier": order.courier,
        "time": now.hour * 60 + now.minute,
        "weekday": now.isoweekday(),
    }
    if paid is not None:
        # Correctly rounded, as the value in a rule is: equal amounts are equal.
        facts["paid"] = paid.minor / 10 ** MINOR_DIGITS.get(paid.currency, 2)
        facts["currency"] = paid.currency
    if weight is not None:
        facts["weight"] = weight
    if trade is not None:
        facts |= _bought(trade, now)
    for name in Known.__slots__:  # of a dataclass: its fields
        value = getattr(known, name)
        if value is not None:
            facts[name] = list(value) if name == "categories" else value
    return joined(facts)


def _bought(trade: Trade, now: datetime) -> Facts:
    facts: Facts = {
        "cod": trade.cash_on_delivery,
        "presale": trade.presale is not Presale.NO,
        "digital": trade.digital,
    }
    if trade.paid_at is not None:
        facts["minutes_since_paid"] = int((now - trade.paid_at).total_seconds() // 60)
    return facts


def joined(facts: Facts) -> Facts:
    """The same with its lists as texts beside them; see ``JOINED``."""
    for name, text in JOINED.items():
        if name in facts:
            facts[text] = f"{GAP}{GAP.join(facts[name])}{GAP}"
    return facts


def kept_of(facts: Facts) -> Facts:
    """What a trace keeps: everything but what people wrote and what can be made again."""
    return {name: value for name, value in facts.items() if name not in _NOT_KEPT}


@lru_cache(maxsize=20_000)
def _places(country: str, province: str, city: str, district: str) -> list[str]:
    """Not to be changed by who gets it."""
    return list(places_of(country, province, city, district))


def _items(lines: tuple[OrderLine, ...]) -> list[str]:
    """What was bought, kits as such and by their parts, each once."""
    if len(lines) == 1 and not lines[0].parts:
        return [lines[0].item.sku]
    found = dict.fromkeys(line.item.sku for line in lines)
    found |= dict.fromkeys(part.item.sku for line in lines for part in line.parts)
    return list(found)


def _weight(lines: tuple[OrderLine, ...]) -> int | None:
    """The goods alone, in grams; None where one of them was never weighed."""
    total = 0
    for line in lines:
        pieces = [(part.item, part.quantity) for part in line.parts] or [(line.item, 1)]
        for item, count in pieces:
            if item.weight_g is None:
                return None
            total += item.weight_g * count * line.quantity
    return total
