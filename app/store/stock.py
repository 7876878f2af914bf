"""Figures of the stock: read and locked by item, moved together with what explains them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select

from app.domain.paging import Page, PageQuery
from app.domain.stock import Change, Level, Share, moved
from app.store.bulk import insert_new_rows, update_rows
from app.store.listing import Listing
from app.store.session import Session, chunks, insert_new, upsert
from app.store.shapes import Shape
from app.store.tables.listings import item_detail
from app.store.tables.stock import stock_level, stock_movement, stock_share

_l, _m, _s, _i = stock_level.c, stock_movement.c, stock_share.c, item_detail.c
_FIGURES = ("on_hand", "gone", "reserved", "in_transit", "expected")
AVAILABLE = _l.on_hand - _l.gone - _l.reserved
_NAME = func.coalesce(_i.name, "")
OURS = func.coalesce(_l.expected, _l.on_hand) - _l.gone
UNEXPLAINED = func.coalesce(_l.on_hand - _l.expected, 0)


@dataclass(frozen=True, slots=True)
class StockRow:
    """One item as a list shows it. ``available`` and ``ours`` None: the ERP never told it.

    ``ours``: what is here by our documents, so that on_hand = ours + gone + unexplained.
    """

    sku: str
    name: str
    on_hand: int | None
    gone: int
    reserved: int
    in_transit: int
    available: int | None
    expected: int | None
    ours: int | None
    unexplained: int
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Movement:
    """One row of the ledger: how far each figure moved, why, by what, when and by whom."""

    id: str
    sku: str
    cause: str
    ref: str
    on_hand: int
    gone: int
    reserved: int
    in_transit: int
    at: datetime
    by: str


_MOVEMENT = Shape.of(Movement, stock_movement)
_COLUMNS: Mapping[str, Any] = {
    "sku": _l.sku,
    "name": _NAME,
    **{name: stock_level.c[name] for name in _FIGURES[:4]},
    "available": AVAILABLE,
    "expected": _l.expected,
    "ours": OURS,
    "unexplained": UNEXPLAINED,
    "read_at": _l.read_at,
}
LEVELS = Listing(
    stock_level.outerjoin(item_detail, (_i.warehouse == _l.warehouse) & (_i.sku == _l.sku)),
    _l.warehouse,
    _l.sku,
    _COLUMNS,
    "sku",
    text=(_l.sku, _NAME),
    groups={
        "oversold": (AVAILABLE < 0,),
        "reserved": (_l.reserved != 0,),
        "gone": (_l.gone != 0,),
        "unexplained": (UNEXPLAINED != 0,),
    },
)


class Stock:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._ask = session.connection.execute

    def levels(self, skus: Iterable[str]) -> dict[str, Level]:
        """The figures of these items; an item nothing is known of is not in it."""
        return self._levels(skus, lock=False)

    def locked(self, skus: Iterable[str]) -> dict[str, Level]:
        """The same, made where they are missing; nobody else moves them until this ends.

        Items are locked in the order of their codes, so that two never wait for one another.
        """
        wanted = sorted(set(skus))
        new = insert_new(stock_level, self._session.dialect)
        known = self._levels(wanted, lock=True)
        if missing := [sku for sku in wanted if sku not in known]:
            rows = [{"warehouse": self._session.warehouse, "sku": sku} for sku in missing]
            self._ask(new, rows)
            known |= self._levels(missing, lock=True)
        return known

    def move(
        self, changes: Sequence[Change], levels: Mapping[str, Level], at: datetime, by: str,
        ids: Iterable[str],
    ) -> dict[str, Level]:  # fmt: skip
        """Writes movements and the figures after them; ``levels`` are locked. The new levels."""
        after = dict(levels)
        for change in changes:
            after[change.sku] = moved(after[change.sku], change)
        self.put(after[sku] for sku in sorted({change.sku for change in changes}))
        self.note(changes, at, by, ids)
        return after

    def put(self, levels: Iterable[Level], read_at: datetime | None = None) -> None:
        """Sets figures of locked items; ``read_at``: when the ERP told them."""
        for part in chunks(levels):
            rows: list[dict[str, Any]] = [
                {"sku": one.sku, **{name: getattr(one, name) for name in _FIGURES}} for one in part
            ]
            if read_at is not None:
                rows = [{**row, "read_at": read_at} for row in rows]
            update_rows(self._session, stock_level, "sku", rows)

    def note(
        self, changes: Sequence[Change], at: datetime, by: str, ids: Iterable[str]
    ) -> None:  # fmt: skip
        """Movements alone, where ``put`` sets the figures."""
        made = iter(ids)
        for part in chunks(changes):
            rows = [
                {
                    "warehouse": self._session.warehouse,
                    "id": next(made),
                    "sku": one.sku,
                    "cause": one.cause.value,
                    "ref": one.ref,
                    **{name: getattr(one, name) for name in _FIGURES[:4]},
                    "at": at,
                    "by": by,
                }
                for one in part
            ]
            insert_new_rows(self._session, stock_movement, rows, ("id", "sku"))

    def page(self, query: PageQuery) -> Page[StockRow]:
        """Groups: all | oversold | reserved | gone | unexplained."""
        found = LEVELS.page(self._session, query, *(_COLUMNS[name] for name in _COLUMNS))
        names = tuple(_COLUMNS)
        rows = tuple(
            StockRow(**dict(zip(names, row[-len(names) :], strict=True))) for row in found.rows
        )
        return Page(rows, found.total, found.offset, found.capped)

    def movements(self, sku: str, limit: int = 200) -> tuple[Movement, ...]:
        """The newest movements of an item, newest first."""
        statement = (
            select(*_MOVEMENT.columns.values())
            .where(_m.warehouse == self._session.warehouse, _m.sku == sku)
            .order_by(_m.id.desc())
            .limit(limit)
        )
        return tuple(map(_MOVEMENT.made, self._ask(statement)))

    def sums(self, skus: Iterable[str]) -> dict[str, Level]:
        """The figures as the movements add up to them: must be those that stand there."""
        found = {}
        for part in chunks(skus):
            rows = self._ask(
                select(
                    _m.sku,
                    *(func.sum(stock_movement.c[name]) for name in _FIGURES[:4]),
                )
                .where(_m.warehouse == self._session.warehouse, _m.sku.in_(part))
                .group_by(_m.sku)
            )
            for sku, *figures in rows:
                found[sku] = Level(sku, *(int(one) for one in figures))
        return found

    def skus(self) -> tuple[str, ...]:
        """Every item that has figures."""
        statement = select(_l.sku).where(_l.warehouse == self._session.warehouse)
        return tuple(self._ask(statement.order_by(_l.sku)).scalars())

    def shares(self, shop: str = "") -> tuple[Share, ...]:
        """The rules of a shop, or of all shops."""
        names = Share.__dataclass_fields__
        statement = select(*(stock_share.c[name] for name in names)).where(
            _s.warehouse == self._session.warehouse, *((_s.shop == shop,) if shop else ())
        )
        rows = self._ask(statement.order_by(_s.shop, _s.sku))
        return tuple(Share(*row) for row in rows)

    def share(self, shop: str, sku: str) -> Share | None:
        """The rule of a shop for an item, or (``sku`` empty) for all others."""
        return next((one for one in self.shares(shop) if shop and one.sku == sku), None)

    def put_share(self, share: Share) -> None:
        names = tuple(name for name in Share.__dataclass_fields__ if name not in {"shop", "sku"})
        row = {name: getattr(share, name) for name in Share.__dataclass_fields__}
        statement = upsert(stock_share, self._session.dialect, names)
        self._ask(statement, {"warehouse": self._session.warehouse, **row})

    def drop_share(self, shop: str, sku: str) -> None:
        here = (_s.warehouse == self._session.warehouse, _s.shop == shop, _s.sku == sku)
        self._ask(delete(stock_share).where(*here))

    def _levels(self, skus: Iterable[str], *, lock: bool) -> dict[str, Level]:
        found: dict[str, Level] = {}
        for part in chunks(sorted(set(skus))):
            statement = (
                select(_l.sku, *(stock_level.c[name] for name in _FIGURES))
                .where(_l.warehouse == self._session.warehouse, _l.sku.in_(part))
                .order_by(_l.sku)
            )
            rows = self._ask(statement.with_for_update() if lock else statement)
            found |= {row.sku: Level(*row) for row in rows}
        return found
