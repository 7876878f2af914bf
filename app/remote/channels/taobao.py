"""Taobao and Tmall: trades as the open platform (TOP) sends them.

Source: the field lists of trades.sold.get, trades.sold.increment.get and trade.fullinfo.get.
Ids are longer than a double can hold; money is text in yuan; lists are wrapped twice; the key
``trades`` is absent when nothing was found.
"""

from datetime import UTC, datetime
from typing import Any

from app.domain.order import OrderState, Recipient
from app.domain.trade import Presale, Trade
from app.remote.channels.incoming import ChannelError, IncomingLine, IncomingOrder
from app.remote.channels.json_values import (
    Node,
    china_time,
    count,
    dig,
    money,
    nodes,
    required,
    text,
    token_of,
)

CHANNEL = "taobao"

_STATES = {
    "WAIT_SELLER_SEND_GOODS": (OrderState.APPROVED, ""),
    "SELLER_CONSIGNED_PART": (OrderState.HELD, "part_shipped"),
    "PAID_FORBID_CONSIGN": (OrderState.HELD, "platform_hold"),
    "WAIT_BUYER_CONFIRM_GOODS": (OrderState.PACKED, "shipped_elsewhere"),
    "TRADE_BUYER_SIGNED": (OrderState.PACKED, "shipped_elsewhere"),
    "TRADE_FINISHED": (OrderState.PACKED, "shipped_elsewhere"),
    "TRADE_CLOSED": (OrderState.REFUNDED, "refunded"),
    "TRADE_CLOSED_BY_TAOBAO": (OrderState.CANCELLED, "cancelled"),
    "TRADE_NO_CREATE_PAY": (OrderState.PENDING, "unpaid"),
    "WAIT_BUYER_PAY": (OrderState.PENDING, "unpaid"),
    "PAY_PENDING": (OrderState.PENDING, "unpaid"),
    "WAIT_PRE_AUTH_CONFIRM": (OrderState.PENDING, "unpaid"),
}
_HOLD_FLAGS = ("top_hold", "team_buy_hold", "share_group_hold", "ofp_hold", "forbid_consign")
_PRESALES = {
    "FRONT_NOPAID_FINAL_NOPAID": Presale.DEPOSIT_DUE,
    "FRONT_PAID_FINAL_NOPAID": Presale.BALANCE_DUE,
    "FRONT_PAID_FINAL_PAID": Presale.PAID,
    "FRONT_PAID_FRONT_FORFEITED": Presale.FORFEITED,
}
_REFUND_DONE = "SUCCESS"
_REFUND_QUIET = {"", "NO_REFUND", "CLOSED", "SELLER_REFUSE_BUYER", _REFUND_DONE}


def _answer(document: Any) -> Any:
    for key in (
        "trades_sold_increment_get_response",
        "trades_sold_get_response",
        "trades_sold_incrementv_get_response",
        "trade_fullinfo_get_response",
    ):
        found = dig(document, key)
        if found is not None:
            return found
    return None


def recognises(document: Any) -> bool:
    return _answer(document) is not None


def read(document: Any, shop: str = "") -> tuple[IncomingOrder, ...]:
    """The trades of one answer; a count-only answer (ids alone) is refused."""
    answer = _answer(document)
    trade = dig(answer, "trade")
    trades = (trade,) if trade is not None else nodes(answer, "trades", "trade")
    return tuple(_order(each, shop) for each in trades)


def _order(trade: Node, shop: str) -> IncomingOrder:
    number = required(trade, "tid_str", "tid")
    bought = nodes(trade, "orders", "order")
    if not bought:
        raise ChannelError(f"trade {number}: no goods in the answer: ask for the field 'orders'")
    state, reason = _state(trade, bought)
    to_ship = [sub for sub in bought if _ships(sub)] or bought  # a refund keeps its goods to show
    return IncomingOrder(
        channel=CHANNEL,
        shop=text(trade, "seller_nick") or shop,
        number=number,
        state=state,
        reason=reason,
        revision_at=china_time(text(trade, "modified")) or datetime.fromtimestamp(0, UTC),
        lines=tuple(_line(sub) for sub in to_ship),
        recipient=_recipient(trade),
        paid=money(trade.get("payment"), "CNY"),
        buyer_note=text(trade, "buyer_message"),
        seller_note=text(trade, "seller_memo"),
        trade=_trade(trade),
    )


def _trade(trade: Node) -> Trade:
    """``paid`` of a sale in two steps is what was paid so far."""
    presale = _presale(trade)
    due = presale in {Presale.DEPOSIT_DUE, Presale.BALANCE_DUE, Presale.FORFEITED}
    alipay = text(trade, "alipay_no")
    return Trade(
        created_at=china_time(text(trade, "created")),
        paid_at=china_time(text(trade, "pay_time")),
        buyer=text(trade, "buyer_open_uid") or token_of(text(trade, "buyer_nick")),
        paid=money(trade.get("step_paid_fee" if due else "payment"), "CNY"),
        platform=money(trade.get("platform_subsidy_fee"), "CNY"),
        postage=money(trade.get("post_fee"), "CNY"),
        transactions=(alipay,) if alipay else (),
        cash_on_delivery=text(trade, "type") == "cod",
        presale=presale,
        digital=text(trade, "shipping_type") == "virtual",
        address_token=text(trade, "oaid"),
    )


def _presale(trade: Node) -> Presale:
    if text(trade, "type") != "step":
        return Presale.NO
    return _PRESALES.get(text(trade, "step_trade_status"), Presale.NO)


def _state(trade: Node, bought: tuple[Node, ...]) -> tuple[OrderState, str]:
    state, reason = _STATES.get(text(trade, "status"), (OrderState.HELD, "unknown_status"))
    if _presale(trade) not in {Presale.NO, Presale.PAID}:
        return OrderState.PENDING, "unpaid"
    if state is not OrderState.APPROVED:
        return state, reason
    if any(trade.get(flag) in (1, "1", True, "true") for flag in _HOLD_FLAGS):
        return OrderState.HELD, "platform_hold"
    if any(text(sub, "refund_status") not in _REFUND_QUIET for sub in bought):
        return OrderState.HELD, "refund_open"
    if not any(_ships(sub) for sub in bought):
        return OrderState.REFUNDED, "refunded"
    return state, reason


def _ships(sub: Node) -> bool:
    return text(sub, "refund_status") != _REFUND_DONE


def _line(sub: Node) -> IncomingLine:
    return IncomingLine(
        sku=text(sub, "outer_sku_id", "outer_iid"),
        name=text(sub, "title"),
        spec=text(sub, "sku_properties_name"),
        quantity=count(sub, "num"),
        gift=sub.get("is_free_gift") is True,
        line_id=text(sub, "oid_str", "oid"),
        listing_id=text(sub, "num_iid"),
        variant_id=text(sub, "sku_id"),
        paid=money(text(sub, "divide_order_fee", "payment"), "CNY"),
    )


def _recipient(trade: Node) -> Recipient:
    town = text(trade, "receiver_town")
    return Recipient(
        name=text(trade, "receiver_name"),
        phone=text(trade, "receiver_mobile", "receiver_phone"),
        province=text(trade, "receiver_state"),
        city=text(trade, "receiver_city"),
        district=text(trade, "receiver_district"),
        address=town + text(trade, "receiver_address"),
        postcode=text(trade, "receiver_zip"),
    )
