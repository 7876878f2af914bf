"""What every platform says of buying and paying, read from its saved answers."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.order import OrderState
from app.domain.trade import Presale, Trade
from app.domain.values import Money
from app.remote.channels import douyin, jd, pdd, shopify, taobao, vendure, woo
from app.remote.channels.incoming import IncomingOrder
from app.remote.channels.json_values import china_time, token_of
from app.remote.channels.registry import read_answer

SAMPLES = Path(__file__).parent.parent / "data" / "samples"


def sample(name: str) -> dict[str, IncomingOrder]:
    text = (SAMPLES / f"{name}.json").read_text(encoding="utf-8")
    return {order.number: order for order in read_answer(text, "shop")}


def yuan(amount: str) -> Money:
    return Money.of(amount, "CNY")


TAOBAO_AT = datetime(2026, 11, 22, 2, 2, tzinfo=UTC)
TEN = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def bought(seconds: int, paid: str, at: datetime = TEN) -> Trade:
    """Paid so many seconds after it was placed, in yuan, without postage."""
    paid_at = at + timedelta(seconds=seconds)
    return Trade(created_at=at, paid_at=paid_at, paid=yuan(paid), postage=yuan("0.00"))


@pytest.mark.parametrize(
    ("name", "number", "trade"),
    [
        (
            "taobao_trade_fullinfo",
            "3051160325414220002",
            replace(
                bought(31, "54.00", TAOBAO_AT),
                buyer="AAHk5d-EAAeGwJedwSFu0XXX",
                transactions=("2026112222001160325414220002",),
                address_token="1dXk9Zq14220001OAIDexample",
            ),
        ),
        (
            "jd_order_ensearch_p1",
            "311000000003",
            replace(bought(30, "108.00"), buyer="oBuyerExample", platform=yuan("10.00")),
        ),
        (
            "pdd_order_increment_p2",
            "261122-000000000000001",
            replace(
                bought(20, "54.00"), platform=yuan("5.00"), transactions=("XP2026112200000001",)
            ),
        ),
        (
            "douyin_order_searchlist_p0",
            "4784618213154534002",
            replace(
                bought(30, "59.00", datetime.fromtimestamp(1763776800, UTC)),
                buyer="1@#xxxx",
                platform=yuan("0.00"),
                transactions=("2026112222001213154534002",),
                address_token='{"receiver":"#xxx#1#","tel":"$yyy$1$","detail":"##zzz##"}',
            ),
        ),
        (
            "woo_orders_p1",
            "728",
            replace(
                bought(30, "19.99"),
                buyer=token_of("consignee@example.com"),
                transactions=("ch_3TEST",),
            ),
        ),
        (
            "shopify_orders_p1",
            "#1469",
            Trade(
                created_at=TEN,
                paid=yuan("118.00"),
                transactions=("c450789469.1", "4507894697"),
            ),
        ),
        (
            "vendure_orders",
            "4H55YWN478MRP8D2",
            Trade(
                created_at=datetime(2026, 11, 24, 13, 50, 20, 15000, tzinfo=UTC),
                paid_at=datetime(2026, 11, 24, 13, 50, 19, tzinfo=UTC),
                buyer="1",
                paid=Money(16038, "USD"),
                postage=Money(500, "USD"),
                transactions=("yozacf1d8yc",),
            ),
        ),
    ],
)
def test_trades(name: str, number: str, trade: Trade) -> None:
    assert sample(name)[number].trade == trade


@pytest.mark.parametrize(
    ("name", "number", "lines"),
    [
        (
            "taobao_trade_fullinfo",
            "3051160325414220002",
            [
                ("3051160325414220003", "671203988881", "4938271650011", yuan("54.00")),
                ("3051160325414220004", "671203988890", "4938271650099", yuan("0.00")),
            ],
        ),
        (
            "jd_order_ensearch_p1",
            "311000000003",
            [("", "10012345678901", "10098765432101", None)],
        ),
        (
            "pdd_order_increment_p2",
            "261122-000000000000001",
            [("", "312345678901", "901234567890", None)],
        ),
        (
            "douyin_order_searchlist_p0",
            "4784618213154534001",
            [("4784618213154534001", "3498765432109876543", "1765432109876543", yuan("118.00"))],
        ),
        ("woo_orders_p1", "727", [("315", "93", "", yuan("118.00"))]),
        ("shopify_orders_p1", "#1469", [("4507894691", "", "43729076", yuan("118.00"))]),
        (
            "vendure_orders",
            "4H55YWN478MRP8D2",
            [("1", "1", "1", Money(13334, "USD")), ("2", "2", "3", Money(2204, "USD"))],
        ),
    ],
)
def test_lines_as_the_shop_names_them(
    name: str, number: str, lines: list[tuple[str, str, str, Money | None]]
) -> None:
    found = sample(name)[number].lines
    assert [(one.line_id, one.listing_id, one.variant_id, one.paid) for one in found] == lines


def test_the_real_shops_orders() -> None:
    """Recorded from Vendure 3.7.3: paid, shipped, only authorised, and with a refund under way."""
    found = [(one.state.value, one.reason) for one in sample("vendure_orders").values()]
    assert found == [
        ("approved", ""),
        ("packed", "shipped_elsewhere"),
        ("pending", "unpaid"),
        ("held", "refund_open"),
    ]


def test_cash_on_delivery() -> None:
    taobao_trade = sample("taobao_trades_increment_p2")["3051160325414220010"].trade
    assert taobao_trade is not None
    assert taobao_trade.cash_on_delivery
    one: dict[str, Any] = {"orderId": "1", "orderState": "WAIT_SELLER_STOCK_OUT"}
    one["payType"], one["paymentConfirmTime"] = "1-货到付款", "0001-01-01 00:00:00"
    result = {"apiResult": {"success": True}, "orderInfoList": [one]}
    (order,) = jd.read({"jingdong_pop_order_search_responce": {"searchorderinfo_result": result}})
    assert order.trade is not None
    assert (order.trade.cash_on_delivery, order.trade.paid_at) == (True, None)
    node: dict[str, Any] = {"name": "#1", "updatedAt": "2026-01-01T00:00:00Z"}
    node |= {"displayFinancialStatus": "PENDING", "displayFulfillmentStatus": "UNFULFILLED"}
    node["paymentGatewayNames"] = ["Cash on Delivery (COD)"]
    node["lineItems"] = {"nodes": [{"sku": "A", "title": "a", "currentQuantity": 1}]}
    (order,) = shopify.read({"data": {"orders": {"nodes": [node]}}})
    assert order.trade is not None
    assert (order.trade.cash_on_delivery, order.state) == (True, OrderState.APPROVED)


@pytest.mark.parametrize(
    ("step", "presale", "paid", "state"),
    [
        ("FRONT_NOPAID_FINAL_NOPAID", Presale.DEPOSIT_DUE, "20.00", "pending"),
        ("FRONT_PAID_FINAL_NOPAID", Presale.BALANCE_DUE, "20.00", "pending"),
        ("FRONT_PAID_FINAL_PAID", Presale.PAID, "100.00", "approved"),
        ("FRONT_PAID_FRONT_FORFEITED", Presale.FORFEITED, "20.00", "pending"),
    ],
)
def test_taobaos_presale_is_shipped_when_all_is_paid(
    step: str, presale: Presale, paid: str, state: str
) -> None:
    trade = {"tid": "1", "type": "step", "status": "WAIT_SELLER_SEND_GOODS", "payment": "100.00"}
    trade |= {"step_trade_status": step, "step_paid_fee": "20.00"}
    bought = {"outer_iid": "A", "num": 1}
    told = {**trade, "orders": {"order": [bought]}}
    (order,) = taobao.read({"trades_sold_get_response": {"trades": {"trade": [told]}}})
    assert order.trade is not None
    assert (order.trade.presale, order.trade.paid, order.state.value) == (
        presale,
        yuan(paid),
        state,
    )


@pytest.mark.parametrize(
    ("step", "presale", "state"),
    [
        (0, Presale.DEPOSIT_DUE, "pending"),
        (1, Presale.BALANCE_DUE, "pending"),
        (2, Presale.PAID, "approved"),
    ],
)
def test_pinduoduos_presale(step: int, presale: Presale, state: str) -> None:
    sold = {"order_sn": "1", "order_status": 1, "refund_status": 1, "risk_control_status": 0}
    sold |= {"group_status": 1, "confirm_status": 1, "open_address_id": "address-1"}
    told = {**sold, "step_order_info": {"step_trade_status": step}}
    (order,) = pdd.read({"order_sn_increment_get_response": {"order_sn_list": [told]}})
    assert order.trade is not None
    assert (order.trade.presale, order.trade.address_token) == (presale, "address-1")
    assert order.state.value == state


def test_douyins_presale_has_two_payments() -> None:
    phases = [
        {"channel_payment_no": "p1", "pay_success": True},
        {"channel_payment_no": "p2", "pay_success": False},
    ]
    order: dict[str, Any] = {"order_id": "1", "order_status": 2, "pay_time": 1, "pay_amount": 1}
    order |= {"order_phase_list": phases, "sku_order_list": [{"code": "A", "item_num": 1}]}
    (told,) = douyin.read({"code": 10000, "data": {"shop_order_list": [order]}})
    assert told.trade is not None
    assert (told.trade.presale, told.state) == (Presale.BALANCE_DUE, OrderState.PENDING)
    assert told.trade.transactions == ("p1", "p2")
    phases[1]["pay_success"] = True
    (told,) = douyin.read({"code": 10000, "data": {"shop_order_list": [order]}})
    assert told.state is OrderState.APPROVED


def test_what_is_not_sent() -> None:
    bought = {"code": "A", "item_num": 1, "goods_type": 1}
    order: dict[str, Any] = {"order_id": "1", "order_status": 2, "pay_amount": 1, "pay_time": 1}
    order["sku_order_list"] = [bought]
    (told,) = douyin.read({"code": 10000, "data": {"shop_order_list": [order]}})
    assert told.trade is not None
    assert told.trade.digital
    trade = {"tid": "1", "shipping_type": "virtual", "orders": {"order": [{"num": 1}]}}
    (told,) = taobao.read({"trade_fullinfo_get_response": {"trade": trade}})
    assert told.trade is not None
    assert told.trade.digital
    document = json.loads((SAMPLES / "woo_orders_p1.json").read_text("utf-8"))["_response"]
    document[0]["needs_processing"] = False
    (told, _) = woo.read(json.loads(json.dumps(document), parse_float=str))
    assert told.trade is not None
    assert told.trade.digital


def test_a_buyer_is_a_token_never_a_name() -> None:
    """Masked names are many people's; an address is a digest, the same whatever its case."""
    assert token_of("t**1") == token_of("") == ""
    assert token_of("Buyer@Example.com ") == token_of("buyer@example.com")
    assert "buyer" not in token_of("buyer@example.com")


@pytest.mark.parametrize("text", ["", "0001-01-01 00:00:00", "1970-01-01 00:00:00"])
def test_never_is_no_moment(text: str) -> None:
    assert china_time(text) is None


def test_a_cart_with_a_refund_of_all_is_refunded() -> None:
    order: dict[str, Any] = {"code": "C1", "state": "PaymentSettled", "currencyCode": "JPY"}
    payment = {"amount": 500_00, "state": "Settled", "transactionId": "t"}
    payment["refunds"] = [{"total": 500_00, "state": "Settled"}]
    order |= {"updatedAt": "2026-01-01T00:00:00Z", "totalWithTax": 500_00, "payments": [payment]}
    (told,) = vendure.read({"data": {"orders": {"items": [order]}}})
    assert told.state is OrderState.REFUNDED
    assert told.paid == Money(500, "JPY")
