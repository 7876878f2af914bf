"""Which part of the free stock a shop may sell: rules for a whole shop, or for one of its items."""

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from app.center import staff
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.domain.paging import Page, PageQuery, page_of
from app.domain.permissions import Permission
from app.domain.stock import Level, Share
from app.i18n import mark as _
from app.store.transaction import Transaction

_PIECES: Final = _("Pieces are a whole number, 0 or more")
_OF_SHARE: Final = ("shop", "sku", "percent", "keep", "most")
WRONG: Final[Mapping[str, str]] = {
    "shop": _("Choose a shop"),
    "percent": _("Per cent are from 0 to 100"),
    "keep": _PIECES,
    "most": _PIECES,
}
"""What is said of a field that ``Share.wrong`` names."""


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A rule as a list shows it. ``free``: of its item, where it is for one and we know it."""

    share: Share
    shop_name: str
    item_name: str = ""
    free: int | None = None

    @property
    def id(self) -> str:
        return f"{self.share.shop}\n{self.share.sku}"

    @property
    def scope(self) -> str:
        """What it is for: shop | item."""
        return "item" if self.share.sku else "shop"

    @property
    def offered(self) -> int | None:
        """Pieces of its item that the shop may sell now."""
        return None if self.free is None else self.share.offered(self.free)


def read(tx: Transaction, query: PageQuery) -> Page[ShareRow]:
    """One page. Groups: all | shop | item."""
    names = {one.id: one.name for one in tx.shops.every()}
    shares = tx.stock.shares()
    skus = sorted({one.sku for one in shares if one.sku})
    items, levels = tx.catalogue.many(skus), tx.stock.levels(skus)
    rows = [
        ShareRow(
            one,
            names.get(one.shop, ""),
            items[one.sku].name if one.sku in items else "",
            levels.get(one.sku, Level(one.sku)).available,
        )
        for one in shares
    ]
    return page_of(
        [one for one in rows if query.group in {"all", one.scope}],
        query,
        {
            **{name: attrgetter(name) for name in ("shop_name", "scope", "item_name")},
            **{name: attrgetter(f"share.{name}") for name in _OF_SHARE},
        },
    )


def shops(tx: Transaction) -> tuple[tuple[str, str], ...]:
    """The shops that are known, with what people call them."""
    found = dict.fromkeys(tx.listings.shops(), "")
    found |= {one.id: one.name for one in tx.shops.every()}
    return tuple(
        (shop, f"{shop}  {name}" if name and name != shop else shop)
        for shop, name in sorted(found.items())
    )


def add(tx: Transaction, act: Act, *, share: Share) -> None:
    """A rule where there is none yet. Raises NotDoneError."""
    if tx.stock.share(share.shop, share.sku) is not None:
        raise NotDoneError(_("There is such a rule already: change that one"))
    put(tx, act, share=share)


def put(tx: Transaction, act: Act, *, share: Share) -> Share | None:
    """Sets a rule; the one that stood there before. Raises NotDoneError.

    Shops that want it are told their stock by it from the next turn of their job on.
    """
    staff.require(tx, act.who, Permission.WORK_STOCK)
    for name in share.wrong:
        raise NotDoneError(WRONG[name])
    before = tx.stock.share(share.shop, share.sku)
    if before is None:
        _refuse_unknown(tx, share)
    tx.stock.put_share(share)
    tx.audit.add(
        act.who, "stock.share", _about(share), act.at, before=_told(before), after=_told(share)
    )
    return before


def drop(tx: Transaction, act: Act, *, share: Share) -> Share:
    """Without the rule the shop's usual one holds, or it may sell all; what stood there.

    ``put`` takes it back. Raises NotDoneError.
    """
    staff.require(tx, act.who, Permission.WORK_STOCK)
    before = tx.stock.share(share.shop, share.sku)
    if before is None:
        raise NotDoneError(_("This rule is not there any more"))
    tx.stock.drop_share(share.shop, share.sku)
    tx.audit.add(act.who, "stock.share_dropped", _about(share), act.at, before=_told(before))
    return before


def _refuse_unknown(tx: Transaction, share: Share) -> None:
    """A rule for what nobody knows would never hold, and nobody would see why."""
    if share.shop not in dict(shops(tx)):
        raise NotDoneError(_("No shop is {shop}"), shop=share.shop)
    skus = [share.sku] if share.sku else []
    if skus and not (tx.stock.levels(skus) or tx.catalogue.many(skus)):
        raise NotDoneError(_("No item is {sku}"), sku=share.sku)


def _about(share: Share) -> str:
    return f"{share.shop}/{share.sku or '*'}"


def _told(share: Share | None) -> dict[str, int | None] | None:
    if share is None:
        return None
    return {"percent": share.percent, "keep": share.keep, "most": share.most}
