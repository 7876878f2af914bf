"""What the catalogue says of an order: its categories, and whether it is below a floor price."""

from collections.abc import Iterator, Mapping

from app.domain.listing import ItemDetail
from app.domain.order import Order, OrderLine
from app.domain.trade import Presale, Trade
from app.domain.values import Money

Details = Mapping[str, ItemDetail]
_NONE_DUE = frozenset({Presale.NO, Presale.PAID})


def skus_of(order: Order) -> Iterator[str]:
    """Every item of it, kits as such and by their parts; some more than once."""
    for line in order.lines:
        yield line.item.sku
        for part in line.parts:
            yield part.item.sku


def categories_of(order: Order, details: Details) -> tuple[str, ...] | None:
    """The categories of its items, each once; None: nobody says that of one of them.

    A kit's own may be missing: its parts say what is in it.
    """
    found: dict[str, None] = {}
    kits = {line.item.sku for line in order.lines if line.parts}
    for sku in skus_of(order):
        detail = details.get(sku)
        if detail is not None and detail.category:
            found[detail.category] = None
        elif sku not in kits:
            return None
    return tuple(found)


def below_floor(order: Order, trade: Trade | None, details: Details) -> bool | None:
    """Whether a line was sold for less than the floor of all its pieces; None: nobody can say.

    A line's price is what was paid for it as the shop told, after its discounts. What the
    platform's own coupons paid is the seller's too, but nobody tells for which line: they may
    make up for what is lacking anywhere. Gifts are sold for nothing, and do not count.
    """
    sold = [line for line in order.lines if not line.gift]
    least = {line.line_no: floor for line in sold if (floor := _least(line, details)) is not None}
    sure = all(line.item.sku in details for line in sold)
    if not least:
        return False if sure else None
    if trade is None:
        return None
    prices, coupons, lacking = _prices(order, trade, sold), trade.platform, 0
    for line_no, floor in least.items():
        paid = prices.get(line_no)
        if paid is None or not _alike(floor, paid, coupons):
            sure = False
        else:
            lacking += max(floor.minor - paid.minor, 0)
    if lacking > (coupons.minor if coupons else 0) or _whole_is_below(order, trade, least):
        return True
    if lacking and len(sold) > 1:  # only the coupons could make up for it, if they were for it
        return None
    return False if sure else None


def _least(line: OrderLine, details: Details) -> Money | None:
    """The floor of all pieces of a line. A kit's is its own, not that of its parts."""
    detail = details.get(line.item.sku)
    if detail is None or detail.floor is None:
        return None
    return Money(detail.floor.minor * line.quantity, detail.floor.currency)


def _prices(order: Order, trade: Trade, sold: list[OrderLine]) -> dict[int, Money]:
    """By line. A line that was sold alone cost what the whole order did, without its postage."""
    prices = {one.line_no: one.paid for one in trade.lines if one.paid is not None}
    whole, postage = _whole(order, trade), trade.postage
    if len(sold) == 1 and whole and postage and _alike(whole, postage):
        rest = Money(whole.minor - postage.minor, whole.currency)
        prices.setdefault(sold[0].line_no, rest)
    return prices


def _whole(order: Order, trade: Trade) -> Money | None:
    """What the whole order cost, where that is sure: nothing is left to be paid."""
    if order.cod is not None or trade.presale not in _NONE_DUE:
        return None
    return order.paid or trade.paid


def _whole_is_below(order: Order, trade: Trade, least: Mapping[int, Money]) -> bool:
    """All that came in, postage included, is less than the floors: so one line at least is."""
    whole = _whole(order, trade)
    if whole is None or not _alike(whole, trade.platform):
        return False
    came = whole.minor + (trade.platform.minor if trade.platform else 0)
    floors = sum(one.minor for one in least.values() if _alike(one, whole))
    return came < floors


def _alike(*amounts: Money | None) -> bool:
    """In one currency; what is not there is in any."""
    return len({one.currency for one in amounts if one is not None}) == 1
