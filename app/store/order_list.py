"""Orders as a long list: a million of them, the newest change first."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from app.domain.catalogue import normalise_code
from app.domain.order import Order, OrderState
from app.domain.paging import Page, PageQuery
from app.store.listing import Listing
from app.store.session import Session, from_json
from app.store.tables.orders import order_code, orders

_o, _c = orders.c, order_code.c
MOST: Final = 500
"""So many orders a search by code finds at most: whoever sees more types on."""

WAITS: Final = ("pending", "held")
_END = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class ListedOrder:
    """``order`` is without who receives it; ``reason``: why it waits, a code word."""

    order: Order
    reason: str
    holder: str
    updated_at: datetime


LISTING = Listing(
    orders,
    _o.warehouse,
    _o.id,
    {
        "number": _o.number,
        "state": _o.state,
        "channel": _o.channel,
        "shop": _o.shop,
        "courier": _o.courier,
        "wave": _o.wave,
        "reason": _o.wait_reason,
        "cut_off": _o.cut_off,
        "updated_at": _o.updated_at,
    },
    "updated_at",
    groups={
        "waiting": (_o.state.in_(WAITS),),
        "ready": (_o.state.in_(("approved", "parked", "returned")),),
        "packed": (_o.state == "packed",),
        "ended": (_o.state.in_(("refunded", "cancelled")),),
    },
)
_WANTED = (_o.document, _o.wait_reason, _o.holder, _o.updated_at, _o.state)


class OrderList:
    def __init__(self, session: Session) -> None:
        self._session = session

    def page(
        self, query: PageQuery, reasons: tuple[str, ...] = (), without: tuple[str, ...] = ()
    ) -> Page[ListedOrder]:
        """Groups: all | waiting | ready | packed | ended. The text begins a code of the order.

        ``reasons``: only those that wait for one of these; ``without``: for none of these.
        """
        more: list[Any] = [_o.wait_reason.in_(reasons)] if reasons else []
        more += [_o.wait_reason.not_in(without)] if without else []
        if query.text.strip():
            more.append(_o.id.in_(self.by_code(query.text)))
        found = LISTING.page(self._session, replace(query, text=""), *_WANTED, more=more)
        rows = tuple(_listed(row) for row in found.rows)
        return Page(rows, found.total, found.offset, found.capped)

    def by_code(self, begin: str) -> tuple[str, ...]:
        """Orders one of whose codes (number, slip, tote, waybill, ticket) begins so."""
        whole = self._ids(_c.code == normalise_code(begin))
        part = begin.strip().upper()
        return whole or self._ids(_c.code >= part, _c.code < part + _END)

    def reasons(self) -> dict[str, int]:
        """How many orders wait for what."""
        statement = (
            select(_o.wait_reason, func.count())
            .where(_o.warehouse == self._session.warehouse, _o.state.in_(WAITS))
            .group_by(_o.wait_reason)
        )
        return {row[0]: row[1] for row in self._session.connection.execute(statement)}

    def _ids(self, *where: Any) -> tuple[str, ...]:
        statement = (
            select(_c.order_id)
            .where(_c.warehouse == self._session.warehouse, *where)
            .order_by(_c.code)
            .limit(MOST)
        )
        return tuple(dict.fromkeys(self._session.connection.execute(statement).scalars()))


def _listed(row: Any) -> ListedOrder:
    order = replace(from_json(row.document, Order), state=OrderState(row.state))
    return ListedOrder(order, row.wait_reason, row.holder, row.updated_at)
