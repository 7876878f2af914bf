"""What the shop says of orders' buying and paying, by the order."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select

from app.domain.order import Order
from app.domain.trade import Trade
from app.store.bulk import load_rows, put_rows
from app.store.session import Session, chunks, from_json, to_json
from app.store.tables.trades import order_payment, order_trade

_t, _p = order_trade.c, order_payment.c
_NAMES = tuple(
    column.name for column in order_trade.columns if column.name not in {"warehouse", "order_id"}
)
_PAYMENT = ("warehouse", "transaction_no", "order_id")


class Trades:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute

    def put(self, told: Iterable[tuple[Order, Trade]]) -> None:
        """Keeps what is known of these orders, in place of what was."""
        for part in chunks(told):
            rows = [_row(self._session.warehouse, order, trade) for order, trade in part]
            put_rows(self._session, order_trade, _NAMES, rows)
            ids = [order.id for order, _trade in part]
            self._ask(delete(order_payment).where(*self._paid_of(ids)))
            payments = [
                (self._session.warehouse, transaction, order.id)
                for order, trade in part
                for transaction in dict.fromkeys(trade.transactions)
            ]
            if payments:
                load_rows(self._session, order_payment, _PAYMENT, payments)

    def get(self, order_id: str) -> Trade | None:
        return self.of([order_id]).get(order_id)

    def of(self, order_ids: Iterable[str]) -> dict[str, Trade]:
        """By the order's id; an order nothing is known of is not in it."""
        found: dict[str, Trade] = {}
        for part in chunks(order_ids):
            rows = self._ask(
                select(_t.order_id, _t.document).where(
                    _t.warehouse == self._session.warehouse, _t.order_id.in_(part)
                )
            )
            found |= {row.order_id: from_json(row.document, Trade) for row in rows}
        return found

    def _paid_of(self, ids: list[str]) -> tuple[Any, ...]:
        return (_p.warehouse == self._session.warehouse, _p.order_id.in_(ids))


def _row(warehouse: str, order: Order, trade: Trade) -> dict[str, Any]:
    paid = trade.paid or order.paid
    return {
        "warehouse": warehouse,
        "order_id": order.id,
        "channel": order.channel,
        "shop": order.shop,
        "number": order.number,
        "created_at": trade.created_at,
        "paid_at": trade.paid_at,
        "buyer": trade.buyer,
        "currency": paid.currency if paid else "",
        "paid_minor": paid.minor if paid else None,
        "platform_minor": trade.platform.minor if trade.platform else 0,
        "cash_on_delivery": trade.cash_on_delivery,
        "presale": trade.presale.value,
        "document": to_json(trade),
    }
