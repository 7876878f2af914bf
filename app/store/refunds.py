"""What shops say of refunds, by the order they concern. The newest word of each refund counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, or_, select

from app.domain.values import Money
from app.store.session import Session, chunks, upsert
from app.store.tables.shops import order_refund

_c = order_refund.c
_CHANGED = (
    "channel", "shop", "number", "refund_id", "state", "line", "currency", "amount_minor",
    "goods_back", "returning_waybill", "revision_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refund:
    """``state``: open | refunded | closed. ``line``: the platform's id of the line, "" for all."""

    channel: str
    shop: str
    number: str
    refund_id: str
    state: str
    amount: Money | None = None
    line: str = ""
    goods_back: bool = False
    returning_waybill: str = ""
    revision_at: datetime | None = None


class Refunds:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute

    def put(self, told: Iterable[Refund]) -> tuple[Refund, ...]:
        """Keeps what is newer than what is known; which those are."""
        fresh = self.news(told)
        if fresh:
            rows = [self._row(one) for one in fresh]
            self._ask(upsert(order_refund, self._session.dialect, _CHANGED), rows)
        return fresh

    def news(self, told: Iterable[Refund]) -> tuple[Refund, ...]:
        """Those that are newer than what is known."""
        fresh: list[Refund] = []
        for part in chunks({_id(one): one for one in told}.values()):
            known = self._known([_id(one) for one in part])
            fresh += [one for one in part if _is_news(one, known.get(_id(one)))]
        return tuple(fresh)

    def of(self, channel: str, shop: str, numbers: Iterable[str]) -> dict[str, list[Refund]]:
        """What is open or refunded, by the order's number."""
        found: dict[str, list[Refund]] = {}
        for part in chunks(dict.fromkeys(numbers)):
            statement = select(order_refund).where(
                _c.warehouse == self._session.warehouse,
                _c.channel == channel,
                _c.shop == shop,
                _c.number.in_(part),
                or_(_c.state == "open", _c.state == "refunded"),
            )
            for row in self._ask(statement.order_by(_c.id)):
                found.setdefault(row.number, []).append(_made(row))
        return found

    def _known(self, ids: list[str]) -> dict[str, Refund]:
        statement = select(order_refund).where(
            _c.warehouse == self._session.warehouse, _c.id.in_(ids)
        )
        return {row.id: _made(row) for row in self._ask(statement)}

    def _row(self, one: Refund) -> dict[str, Any]:
        return {
            "warehouse": self._session.warehouse,
            "id": _id(one),
            "channel": one.channel,
            "shop": one.shop,
            "number": one.number,
            "refund_id": one.refund_id,
            "state": one.state,
            "line": one.line,
            "currency": one.amount.currency if one.amount else "",
            "amount_minor": one.amount.minor if one.amount else None,
            "goods_back": one.goods_back,
            "returning_waybill": one.returning_waybill,
            "revision_at": one.revision_at,
        }


def _id(one: Refund) -> str:
    return f"{one.channel}/{one.shop}/{one.refund_id}"


def _is_news(told: Refund, known: Refund | None) -> bool:
    if known is None or told.revision_at is None or known.revision_at is None:
        return told != known
    return told.revision_at >= known.revision_at and told != known


def _made(row: Row[Any]) -> Refund:
    paid = None if row.amount_minor is None else Money(row.amount_minor, row.currency)
    return Refund(
        row.channel,
        row.shop,
        row.number,
        row.refund_id,
        row.state,
        paid,
        row.line,
        row.goods_back,
        row.returning_waybill,
        row.revision_at,
    )
