"""Orders of the sample center whose address is not clear."""

from datetime import UTC, datetime, timedelta
from typing import Final

from app.center.placing import NOT_SURE
from app.domain.catalogue import Item
from app.domain.order import Order, OrderLine, OrderState, Recipient
from app.store.records import IntakeNote
from app.store.transaction import Transaction

AT: Final = datetime(2026, 11, 24, 14, 32, 8, tzinfo=UTC)
_TEXTS: Final = (
    "朝阳区建国路88号2栋301室", "鼓楼区中山路示例大厦9层", "广东某科技园1号", "和平区南京路100号",
    "示例村口小卖部代收", "通州区新华大街", "城关区东岗路12号", "朝阳区建国路88号2栋301室",
)  # fmt: skip


def addresses(tx: Transaction, _language: str) -> None:
    """Some that may be several places, one that may be one, one that is none."""
    for n, text in enumerate(_TEXTS):
        order = Order(
            f"addr-order-{n:03d}", "W1", f"SO-20261124-8{n:03d}", "shop", "shop-1",
            OrderState.HELD, 1, (OrderLine(1, Item(f"SKU-{n}", f"SKU-{n}", ""), 1),),
            Recipient("", "", address=text), "", cut_off=AT + timedelta(minutes=58 + 60 * (n % 3)),
        )  # fmt: skip
        tx.orders.upsert([order], AT - timedelta(minutes=7 * n + 3))
        tx.orders.keep_note(order.id, IntakeNote(NOT_SURE, "approved", None))
