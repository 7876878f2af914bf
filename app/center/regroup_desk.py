"""Orders packed as one from the office: what only a platform knows is asked of it first."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from app.center import merging, shop_desk
from app.center.office_center import Act
from app.center.order_life import MERGED, SPLIT
from app.center.refusals import NotDoneError
from app.domain.order import Order
from app.domain.trade import NO_TRADE
from app.i18n import mark as _
from app.remote.channels.base import ChannelAdapter
from app.remote.channels.taobao import CHANNEL as TAOBAO
from app.remote.channels.taobao_shop import TaobaoShop
from app.store import groups
from app.store.engine import Store
from app.store.groups import Share
from app.store.shop_keys import shop_keys
from app.store.transaction import Transaction

_KINDS = {MERGED: groups.MERGE, SPLIT: groups.SPLIT}


@dataclass(frozen=True, slots=True)
class Made:
    """The order that is packed in place of others."""

    id: str
    number: str


def kind_of(reason: str, shares: Sequence[Share]) -> str:
    """What an order stands in, on either side: merge | split | "" for neither."""
    return shares[0].kind if shares else _KINDS.get(reason, "")


def merge(store: Store, act: Act, *, order_ids: Sequence[str]) -> Made:
    """Raises NotDoneError, NotPermittedError.

    Two masked people of Taobao may be one and the same: only the platform can say, and without
    the shop's keys on this computer it is not asked, and nothing is merged.
    """
    sure = _platform_says(store, act, order_ids)
    return store.transact(partial(_merged, act=act, order_ids=order_ids, sure=sure))


def _merged(tx: Transaction, act: Act, order_ids: Sequence[str], *, sure: bool) -> Made:
    made = merging.merge(tx, act, order_ids=order_ids, sure=sure)
    stored = tx.orders.get(made)
    return Made(made, stored.order.number if stored else "")


def _platform_says(store: Store, act: Act, order_ids: Sequence[str]) -> bool:
    with store.read() as tx:
        # What may not be merged at all is refused before anybody else is asked.
        orders = merging.candidates(tx, act, order_ids)
        trades = tx.trades.of(one.id for one in orders)
        shop = tx.shops.get(orders[0].shop)
    if orders[0].channel != TAOBAO:
        return False
    if shop is None or not shop_desk.has_keys(store, act, shop_id=shop.id):
        raise NotDoneError(
            _(
                "Only Taobao can say whether these go to one person: "
                "give the keys of {shop} on this computer (page Shops)"
            ),
            shop=orders[0].shop,
        )
    asked = [(one.number, trades.get(one.id, NO_TRADE).address_token) for one in orders]
    if not all(token for _number, token in asked):
        return False
    question = partial(_together, orders=orders, asked=asked)
    return shop_desk.asked(shop, shop_keys(store), lambda: act.at, question)


def _together(
    adapter: ChannelAdapter, orders: Sequence[Order], asked: Sequence[tuple[str, str]]
) -> bool:
    if not isinstance(adapter, TaobaoShop):
        return False
    wanted = {one.number for one in orders}
    return any(wanted <= set(group) for group in adapter.mergeable(asked))
