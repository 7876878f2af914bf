"""Every saved answer of every platform, read into our words."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.order import OrderState
from app.domain.values import Money
from app.remote.channels import douyin, jd, pdd, shopify, taobao, woo
from app.remote.channels.incoming import REASONS, ChannelError, IncomingOrder
from app.remote.channels.json_values import count, load, money
from app.remote.channels.registry import read_answer

SAMPLES = Path(__file__).parent.parent / "data" / "samples"


def sample(name: str) -> dict[str, IncomingOrder]:
    text = (SAMPLES / f"{name}.json").read_text(encoding="utf-8")
    return {order.number: order for order in read_answer(text, "shop")}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "taobao_trades_increment_p1",
            {
                "3051160325414220001": ("approved", ""),
                "3051160325414220002": ("approved", ""),
                "3051160325414220005": ("held", "part_shipped"),
                "3051160325414220008": ("pending", "unpaid"),
            },
        ),
        (
            "taobao_trades_increment_p2",
            {
                "3051160325414220009": ("refunded", "refunded"),
                "3051160325414220010": ("approved", ""),  # cash on delivery
            },
        ),
        ("taobao_trade_fullinfo", {"3051160325414220002": ("approved", "")}),
        ("taobao_trades_increment_empty", {}),
        (
            "taobao_real_trade_2018_fragment",
            {"227668460417201790": ("packed", "shipped_elsewhere")},
        ),
        (
            "jd_order_ensearch_p1",
            {"311000000001": ("approved", ""), "311000000003": ("approved", "")},
        ),
        ("jd_order_ensearch_p2", {"311000000004": ("held", "refund_open")}),
        ("pdd_order_increment_p1", {"261122-000000000000003": ("refunded", "refunded")}),
        (
            "pdd_order_increment_p2",
            {
                "261122-000000000000001": ("approved", ""),
                "261122-000000000000002": ("held", "risk_review"),
            },
        ),
        (
            "douyin_order_searchlist_p0",
            {"4784618213154534001": ("approved", ""), "4784618213154534002": ("approved", "")},
        ),
        ("douyin_order_searchlist_p1", {"4784618213154534004": ("refunded", "refunded")}),
        ("woo_orders_p1", {"727": ("approved", ""), "728": ("approved", "")}),
        ("woo_orders_p2", {"729": ("refunded", "refunded")}),
        (
            "shopify_orders_p1",
            {"#1469": ("approved", ""), "#1470": ("packed", "shipped_elsewhere")},
        ),
        ("shopify_orders_p2", {"#1471": ("cancelled", "cancelled")}),
    ],
)
def test_states(name: str, expected: dict[str, tuple[str, str]]) -> None:
    found = {number: (o.state.value, o.reason) for number, o in sample(name).items()}
    assert found == expected
    assert {reason for _, reason in found.values()} <= {"", *REASONS}


def test_gifts_and_quantities() -> None:
    order = sample("taobao_trade_fullinfo")["3051160325414220002"]
    assert [(line.sku, line.quantity, line.gift) for line in order.lines] == [
        ("TS-BLK-L", 1, False),
        ("GIFT-SOCK", 1, True),
    ]
    assert (order.buyer_note, order.seller_note) == ("请发顺丰", "加急")
    assert order.paid == Money(5400, "CNY")
    assert order.shop == "演示旗舰店"


def test_douyin_counts_in_fen_and_knows_gifts() -> None:
    order = sample("douyin_order_searchlist_p0")["4784618213154534002"]
    assert order.paid == Money(5900, "CNY")
    assert [line.gift for line in order.lines] == [False, True]
    assert order.cut_off is not None


def test_times_are_utc() -> None:
    assert sample("jd_order_ensearch_p1")["311000000001"].revision_at == datetime(
        2026, 11, 22, 2, 5, tzinfo=UTC
    )
    assert sample("woo_orders_p1")["727"].revision_at == datetime(2026, 11, 22, 2, 5, tzinfo=UTC)


def test_masked_and_encrypted_words_pass_through() -> None:
    order = sample("pdd_order_increment_p2")["261122-000000000000001"]
    assert order.recipient.name == "~AgAAAAKx~name~1~~"
    assert order.recipient.phone == "$xvFz$AgAAAAKx$1$$"
    assert order.recipient.province == "广东省"


def test_number_too_long_for_a_double_comes_through() -> None:
    trade = {
        "tid": 3051160325414220001,
        "status": "WAIT_SELLER_SEND_GOODS",
        "modified": "2026-11-22 10:05:10",
        "orders": {"order": [{"outer_iid": "TS", "title": "t", "num": 1}]},
    }
    answer = {"trades_sold_get_response": {"trades": {"trade": [trade]}}}
    assert read_answer(json.dumps(answer))[0].number == "3051160325414220001"


ERRORS = sorted(path.name for path in SAMPLES.glob("*error*.json"))


@pytest.mark.parametrize("name", [*ERRORS, "shopify_throttled.json", "taobao_refunds_receive.json"])
def test_error_answers_are_no_orders(name: str) -> None:
    with pytest.raises(ChannelError):
        read_answer((SAMPLES / name).read_text(encoding="utf-8"))


def test_a_count_is_no_order_list() -> None:
    with pytest.raises(ChannelError, match="orders"):
        sample("taobao_trades_increment_count")


@pytest.mark.parametrize("text", ["", "{", '{"a": NaN}', "[1, 2]", '"x"', "nonsense"])
def test_no_json_or_no_orders(text: str) -> None:
    with pytest.raises(ChannelError):
        read_answer(text)


def test_decimals_are_exact() -> None:
    assert money(load("[54.10]")[0], "CNY") == Money(5410, "CNY")
    with pytest.raises(ChannelError):
        money("five", "CNY")
    with pytest.raises(ChannelError):
        count({"num": "1.5"}, "num")


@pytest.mark.parametrize(
    ("module", "status", "state"),
    [
        (taobao, "PAID_FORBID_CONSIGN", OrderState.HELD),
        (taobao, "TRADE_CLOSED_BY_TAOBAO", OrderState.CANCELLED),
        (taobao, "SOMETHING_NEW", OrderState.HELD),
        (jd, "TRADE_CANCELED", OrderState.CANCELLED),
        (jd, "SOMETHING_NEW", OrderState.HELD),
        (woo, "completed", OrderState.PACKED),
        (woo, "wc-something", OrderState.HELD),
    ],
)
def test_status_words(module: object, status: str, state: OrderState) -> None:
    assert module in {taobao, jd, woo}
    if module is taobao:
        trade = {"tid": "1", "status": status, "orders": {"order": [{"outer_iid": "A", "num": 1}]}}
        found = taobao.read({"trades_sold_get_response": {"trades": {"trade": [trade]}}})
    elif module is jd:
        order = {"orderId": "1", "orderState": status}
        result = {"apiResult": {"success": True}, "orderInfoList": [order]}
        found = jd.read({"jingdong_pop_order_search_responce": {"searchorderinfo_result": result}})
    else:
        found = woo.read(
            [{"id": 1, "status": status, "date_modified_gmt": "2026-01-01T00:00:00",
              "currency": "EUR", "total": "1.00", "line_items": []}]
        )  # fmt: skip
    assert found[0].state is state


def test_douyin_and_pdd_and_shopify_know_open_refunds() -> None:
    bought = {"code": "A", "item_num": 1, "after_sale_info": {"after_sale_status": 6}}
    order: dict[str, object] = {"order_id": "1", "order_status": 2, "pay_time": 1, "pay_amount": 1}
    order["sku_order_list"] = [bought]
    told = douyin.read({"code": 10000, "data": {"shop_order_list": [order]}})[0]
    assert (told.state, told.reason) == (OrderState.HELD, "refund_open")
    sold = {"order_sn": "1", "order_status": 1, "refund_status": 2}
    answer = {"order_sn_increment_get_response": {"order_sn_list": [sold]}}
    assert pdd.read(answer)[0].reason == "refund_open"
    node = {"name": "#1", "updatedAt": "2026-01-01T00:00:00Z", "displayFinancialStatus": "PENDING"}
    found = shopify.read({"data": {"orders": {"nodes": [node]}}})[0]
    assert (found.state, found.reason) == (OrderState.PENDING, "unpaid")
