"""What shops may sell, in SQL: what ``Share.offered`` says, for lists too long to be read whole."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, case, func

from app.store.tables.listings import listing
from app.store.tables.stock import stock_share

_c = listing.c
_own, _usual = stock_share.alias("share_own"), stock_share.alias("share_usual")
_o, _u = _own.c, _usual.c
_PERCENT = func.coalesce(_o.percent, _u.percent, 100)
_KEEP = func.coalesce(_o.keep, _u.keep, 0)
_MOST = case((_o.shop.is_not(None), _o.most), else_=_u.most)


def with_shares(source: FromClause) -> FromClause:
    """A source with listings in it, and the rule of each: its item's own, or the shop's usual."""
    mine = (_o.warehouse == _c.warehouse) & (_o.shop == _c.shop) & (_o.sku == _c.sku)
    usual = (_u.warehouse == _c.warehouse) & (_u.shop == _c.shop) & (_u.sku == "")
    return source.outerjoin(_own, mine).outerjoin(_usual, usual)


def offered(free: ColumnElement[Any]) -> ColumnElement[Any]:
    """Pieces a listing's shop may sell of ``free``; null where that is. For ``with_shares``."""
    left = free - _KEEP
    part = case((left <= 0, 0), else_=left * _PERCENT // 100)
    capped = case((part > _MOST, _MOST), else_=part)
    return case((capped < 0, 0), else_=capped)
