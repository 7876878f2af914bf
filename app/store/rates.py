"""Rate cards: immutable versions by content hash; a result names the one that priced it."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from sqlalchemy import ColumnElement, Date, bindparam, or_, select

from app.domain.rate_card import RateCard
from app.store.records import FeedRow
from app.store.session import RATES, Session, from_json, insert_new, to_json
from app.store.tables.shipping import rate_card

_c = rate_card.c
_ON = bindparam("on", type_=Date)
_IN_FORCE = (
    select(_c.document)
    .where(
        _c.warehouse == bindparam("wh"),
        _c.courier == bindparam("of"),
        or_(_c.service == "", _c.service == bindparam("product")),
        or_(_c.valid_from.is_(None), _c.valid_from <= _ON),
        or_(_c.valid_to.is_(None), _c.valid_to >= _ON),
    )
    .order_by(_c.service.desc(), _c.valid_from.desc().nulls_last(), _c.seq.desc(), _c.id)
    .limit(1)
)
"""Made once: it is asked for each parcel."""


@lru_cache(maxsize=64)
def _card(document: str) -> RateCard:
    """A card from its document. Cards never change, so one that was read is kept."""
    return from_json(document, RateCard)


class Rates:
    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, cards: Iterable[RateCard]) -> tuple[str, ...]:
        """Adds cards and gives their hashes; a card that is there already changes nothing."""
        rows = [FeedRow(0, card.content_hash(), to_json(card)) for card in cards]
        apply_rates(self._session, rows)
        self._session.touch(RATES, (row.id for row in rows))
        return tuple(row.id for row in rows)

    def get(self, card_hash: str) -> RateCard | None:
        statement = select(_c.document).where(
            _c.warehouse == self._session.warehouse, _c.id == card_hash
        )
        text = self._session.connection.execute(statement).scalar()
        return None if text is None else _card(text)

    def in_force(self, courier: str, on: date, service: str = "") -> RateCard | None:
        """The courier's card of a day; of several the one that began last, stored last.

        A card of the very service goes before one for all services; no other service's is taken.
        """
        values = {"wh": self._session.warehouse, "of": courier, "on": on, "product": service}
        text = self._session.connection.execute(_IN_FORCE, values).scalar()
        return None if text is None else _card(text)

    def of_courier(self, courier: str) -> tuple[RateCard, ...]:
        """All cards of a courier, the latest first: old ones stay."""
        return self._every(_c.courier == courier)

    def every(self) -> tuple[RateCard, ...]:
        """All cards, by courier and then the latest first."""
        return self._every()

    def _every(self, *where: ColumnElement[bool]) -> tuple[RateCard, ...]:
        statement = (
            select(_c.document)
            .where(_c.warehouse == self._session.warehouse, *where)
            .order_by(_c.courier, _c.valid_from.desc().nulls_last(), _c.seq.desc(), _c.id)
        )
        return tuple(map(_card, self._session.connection.execute(statement).scalars()))


def apply_rates(session: Session, rows: Sequence[FeedRow]) -> None:
    cards = [(row, from_json(row.document, RateCard)) for row in rows]
    values = [
        {
            "warehouse": session.warehouse,
            "id": row.id,
            "courier": card.courier,
            "valid_from": card.valid_from,
            "valid_to": card.valid_to,
            "document": row.document,
            "seq": row.seq,
            "service": card.service,
        }
        for row, card in cards
    ]
    if values:
        session.connection.execute(insert_new(rate_card, session.dialect), values)
