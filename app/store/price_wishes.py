"""The prices that shops are to be told: what people wished, and what came of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.store.bulk import update_rows
from app.store.session import Session, chunks
from app.store.shapes import Shape
from app.store.tables.listings import listing

_c = listing.c


@dataclass(frozen=True, slots=True)
class PriceWish:
    """A listing whose price its shop is to be told. ``price_minor``: what the shop says itself."""

    id: str
    listing_id: str
    variant_id: str
    code: str
    sku: str
    price_minor: int | None
    currency: str
    push_price_minor: int | None


_WISH = Shape.of(PriceWish, listing)


class PriceWishes:
    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, rows: Iterable[dict[str, Any]]) -> None:
        """What is wished, or what came of it.

        Of each the same columns: id, and of push_price_minor, push_price_words, price_pushed_at,
        price_minor, currency those that change.
        """
        for part in chunks(rows):
            update_rows(self._session, listing, "id", part)

    def wished(self, ids: Iterable[str]) -> dict[str, int | None]:
        """The price that is to be told of each of these now; None: none is."""
        return {
            id_: one.push_price_minor for id_, one in _WISH.by(self._session, "id", ids).items()
        }

    def waiting(self, channel: str, shop: str, limit: int) -> Sequence[PriceWish]:
        """Those that the shop has not refused."""
        statement = (
            select(*_WISH.columns.values())
            .where(
                _c.warehouse == self._session.warehouse, _c.channel == channel, _c.shop == shop,
                _c.push_price_minor.is_not(None), _c.push_price_words == "",
            )
            .order_by(_c.push_price_minor, _c.id)
            .limit(limit)
        )  # fmt: skip
        return [_WISH.made(row) for row in self._session.connection.execute(statement)]
