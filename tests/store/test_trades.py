"""What shops say of buying and paying comes back as it was told."""

from dataclasses import replace

from app.domain.trade import Presale, Trade, TradeLine
from app.domain.values import Money
from app.store.engine import Store
from tests.builders import NOON, an_order

TRADE = Trade(
    created_at=NOON,
    paid_at=NOON,
    buyer="b-1",
    paid=Money(10000, "CNY"),
    platform=Money(500, "CNY"),
    transactions=("T1", "T2"),
    presale=Presale.PAID,
    address_token="oaid-1",
    lines=(TradeLine(1, "sub-1", "L1", "V1", "TEA", "tea", "box", 2, Money(10000, "CNY")),),
)


def test_it_comes_back_whole_and_the_newest_word_counts(store: Store) -> None:
    order = an_order()
    newer = replace(TRADE, transactions=("T2", "T3"), presale=Presale.NO)
    with store.write() as tx:
        tx.trades.put([(order, TRADE)])
        assert tx.trades.get(order.id) == TRADE
        tx.trades.put([(order, newer)])
    with store.read() as tx:
        assert tx.trades.of([order.id, "nobody"]) == {order.id: newer}
