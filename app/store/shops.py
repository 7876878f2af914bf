"""Shops as data. Their keys are elsewhere: see ``app/store/shop_keys.py``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from app.store.session import Session, from_json, to_json, upsert
from app.store.tables.shops import shop

_c = shop.c
_CHANGED = ("platform", "name", "base_url", "options", "enabled", "changed_at")


@dataclass(frozen=True, slots=True)
class Shop:
    """``id``: as its orders name it. ``base_url`` empty: the platform's own address.

    ``options``: what its platform's adapter takes, and the center's own (``our.``).
    ``signed_out_at``: since when a person must authorise the shop again.
    """

    id: str
    platform: str
    name: str = ""
    base_url: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    enabled: bool = True
    signed_out_at: datetime | None = None


class Shops:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute

    def put(self, one: Shop, now: datetime) -> None:
        """Adds a shop or changes it; whether it is signed out stays as it is."""
        row = {
            "warehouse": self._session.warehouse,
            "id": one.id,
            "platform": one.platform,
            "name": one.name,
            "base_url": one.base_url,
            "options": to_json(dict(one.options)),
            "enabled": one.enabled,
            "changed_at": now,
        }
        self._ask(upsert(shop, self._session.dialect, _CHANGED), row)

    def get(self, shop_id: str) -> Shop | None:
        found = self._ask(select(shop).where(*self._one(shop_id))).first()
        return None if found is None else _made(found)

    def lock(self, shop_id: str) -> None:
        """Nobody else takes in orders of this shop until the transaction ends."""
        self._ask(select(_c.id).where(*self._one(shop_id)).with_for_update())

    def every(self) -> tuple[Shop, ...]:
        where = _c.warehouse == self._session.warehouse
        return tuple(map(_made, self._ask(select(shop).where(where).order_by(_c.id))))

    def sign_out(self, shop_id: str, now: datetime) -> bool:
        """A person must authorise it again; False: that was known."""
        statement = (
            update(shop)
            .where(*self._one(shop_id), _c.signed_out_at.is_(None))
            .values(signed_out_at=now)
        )
        return self._ask(statement).rowcount == 1

    def signed_in(self, shop_id: str) -> bool:
        """The platform takes its keys again; False: it was never signed out."""
        statement = (
            update(shop)
            .where(*self._one(shop_id), _c.signed_out_at.is_not(None))
            .values(signed_out_at=None)
        )
        return self._ask(statement).rowcount == 1

    def _one(self, shop_id: str) -> tuple[Any, ...]:
        return (_c.warehouse == self._session.warehouse, _c.id == shop_id)


def _made(row: Row[Any]) -> Shop:
    return Shop(
        row.id,
        row.platform,
        row.name,
        row.base_url,
        from_json(row.options, dict[str, str]),
        row.enabled,
        row.signed_out_at,
    )
