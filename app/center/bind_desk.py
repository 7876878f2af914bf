"""What a person does with listings: bind, bind many, leave aside, take back. Each in the audit."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.center import listings, releasing, staff
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.center.suggesting import Suggested, suggest_all, suggestions
from app.domain.paging import Page, PageQuery
from app.domain.permissions import Permission
from app.i18n import mark as _
from app.store.engine import Store
from app.store.listings import ShopListing
from app.store.transaction import Transaction

__all__ = ["ShopListing", "Suggested", "suggestions"]

LEAST_LEAD: Final = 3
"""Points before the next best: with less, two items are alike and a person must look."""
STEPS: Final = (95, 90, 85, 80)
"""Scores from which many may be confirmed at once."""
AT_ONCE: Final = 200
_PERSON: Final = "person"
_MOST_FOUND: Final = 8
Progress = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class Bound:
    """What an act did, and what takes it back."""

    act: str
    listings: int
    orders: int


@dataclass(frozen=True, slots=True)
class Choice:
    """How many listings have a suggestion from this score on."""

    score: int
    listings: int


def read(tx: Transaction, query: PageQuery) -> Page[ShopListing]:
    """Groups: all | unbound | waiting | bound | ignored | gone."""
    return tx.listings.page(query)


def counts(tx: Transaction) -> dict[str, int]:
    """How many listings are in each state, and the orders that wait as ``orders``."""
    return tx.listings.counts()


def choices(tx: Transaction) -> tuple[Choice, ...]:
    return tuple(Choice(one, tx.listings.count_above(one, LEAST_LEAD)) for one in STEPS)


def find(tx: Transaction, text: str) -> tuple[tuple[str, str, str], ...]:
    """Items by code, name or barcode: (code, name, spec)."""
    page = tx.items.page(PageQuery("sku", False, 0, _MOST_FOUND, text, "active", counted=False))
    return tuple((one.sku, one.name, one.spec) for one in page.rows)


def bind(tx: Transaction, act: Act, *, listing: str, sku: str, pieces: int = 1) -> Bound:
    """One listing becomes this item (or kit); orders that waited for it go on at once.

    ``sku`` may be a barcode of the item too. Raises NotDoneError, NotPermittedError.
    """
    staff.require(tx, act.who, Permission.IMPORT)
    known = _known(tx, listing)
    item = _item(tx, sku)
    if pieces < 1:
        raise NotDoneError(_("A listing holds at least one piece"))
    tx.listings.bind([listings.binding(known.id, item, pieces, act.who, _PERSON, act.id(), act.at)])
    orders = releasing.release(tx, (known.id,), act.id(), act.at, act.new_id)
    tx.audit.add(
        act.who, "listing.bind", known.id, act.at,
        before={"state": known.state, "sku": known.sku, "pieces": known.pieces},
        after={"sku": item, "pieces": pieces, "orders": orders},
    )  # fmt: skip
    return Bound(act.id(), 1, orders)


def bind_above(store: Store, act: Act, go_on: Progress, *, score: int) -> int:
    """Every unbound listing whose best item is that likely and clearly ahead; -1: stopped.

    Each two hundred are one transaction with the orders that they release.
    """
    with store.read() as tx:
        staff.require(tx, act.who, Permission.IMPORT)
        total = tx.listings.count_above(score, LEAST_LEAD)
    done, after = 0, ""
    while True:
        step = store.transact(lambda tx, after=after: _bind_some(tx, act, score, after))  # type: ignore[misc]
        if step is None:
            return done
        after, many = step
        done += many
        if not go_on(done, max(total, done)):
            return -1


def _bind_some(tx: Transaction, act: Act, score: int, after: str) -> tuple[str, int] | None:
    part = tx.listings.above(score, LEAST_LEAD, after, AT_ONCE)
    if not part:
        return None
    tx.listings.bind(
        listings.binding(one.id, one.suggested, 1, act.who, _PERSON, act.id(), act.at)
        for one in part
    )
    orders = releasing.release(tx, (one.id for one in part), act.id(), act.at, act.new_id)
    tx.audit.add(
        act.who, "listing.bind_many", act.id(), act.at,
        after={"from_score": score, "listings": len(part), "orders": orders},
    )  # fmt: skip
    return part[-1].id, len(part)


def take_back(store: Store, act: Act, *, bound_by: str) -> int:
    """Everything that one act bound is unbound again, and its orders wait; how many listings.

    Orders that are packed meanwhile stay packed.
    """
    done = 0
    while many := store.transact(lambda tx: _unbind_some(tx, act, bound_by)):
        done += many
    store.transact(lambda tx: _wait_again(tx, act, bound_by, done))
    return done


def _unbind_some(tx: Transaction, act: Act, bound_by: str) -> int:
    staff.require(tx, act.who, Permission.IMPORT)
    part = tx.listings.of_act(bound_by, AT_ONCE)
    tx.listings.bind(listings.unbound(one.id) for one in part)
    return len(part)


def _wait_again(tx: Transaction, act: Act, bound_by: str, done: int) -> None:
    orders = releasing.take_back(tx, bound_by, act.at, act.new_id)
    tx.audit.add(
        act.who, "listing.take_back", bound_by, act.at,
        after={"listings": done, "orders": orders},
    )  # fmt: skip


def unbind(tx: Transaction, act: Act, *, listing: str) -> Bound:
    """The listing is nobody's again; orders taken in from now on wait for it."""
    return _set_aside(tx, act, listing, "unbound", "listing.unbind")


def ignore(tx: Transaction, act: Act, *, listing: str) -> Bound:
    """Nothing that we send: it is not offered for binding any more."""
    return _set_aside(tx, act, listing, "ignored", "listing.ignore")


def _set_aside(tx: Transaction, act: Act, listing: str, state: str, action: str) -> Bound:
    staff.require(tx, act.who, Permission.IMPORT)
    known = _known(tx, listing)
    tx.listings.bind([listings.unbound(known.id, state)])
    before = {"state": known.state, "sku": known.sku, "pieces": known.pieces}
    tx.audit.add(act.who, action, known.id, act.at, before=before, after={"state": state})
    return Bound(act.id(), 1, 0)


def look_again(store: Store, act: Act, go_on: Progress) -> int:
    """New suggestions for all that is unbound, after items or listings changed; -1: stopped."""
    with store.read() as tx:
        staff.require(tx, act.who, Permission.IMPORT)
    return suggest_all(store, act.at, go_on)


def _known(tx: Transaction, listing: str) -> ShopListing:
    known = tx.listings.of((listing,)).get(listing)
    if known is None:
        raise NotDoneError(_("This listing is not here any more"))
    return known


def _item(tx: Transaction, code: str) -> str:
    if tx.catalogue.get(code) is not None:
        return code
    found = {*tx.items.by_code(code), *(one.item.sku for one in tx.catalogue.by_barcode(code))}
    if not found:
        raise NotDoneError(_("No item has the code {code}"), code=code)
    if len(found) > 1:
        raise NotDoneError(_("{code} stands for several items: name the item code"), code=code)
    return found.pop()
