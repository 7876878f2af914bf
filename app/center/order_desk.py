"""Orders as the office lists them, and one with its whole history, whoever wrote each line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from app.center import actions, review_desk, review_hand, telling
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.center.review_desk import Tried
from app.domain.masking import masked
from app.domain.order import Order
from app.domain.paging import Page, PageQuery
from app.domain.recorded import Recorded
from app.domain.routing import Choice
from app.domain.trade import NO_TRADE, Trade
from app.domain.values import Money
from app.i18n import mark as _
from app.store.groups import Share
from app.store.money import OrderMoney
from app.store.notices import Notice
from app.store.order_list import ListedOrder
from app.store.records import StoredParcel
from app.store.review import KeptReview
from app.store.stock_documents import DocumentRow
from app.store.transaction import Transaction

HOLDS: Final[Mapping[str, tuple[str, ...]]] = {
    "all": (),
    "goods": ("no_item_code", "unknown_item", "gift_item"),
    "address": ("address", "address_changed"),
    "stock": ("no_stock", "no_courier"),
    "review": ("review", "review_hold", "review_finance", "review_reject", "other_warehouse"),
    "shop": (
        "refund_open", "risk_review", "platform_hold", "part_shipped", "unknown_status",
        "remark_changed", "part_changed", "undone", "cod_amount",
    ),
    "unpaid": ("unpaid", "balance_due", "deposit_lost"),
    "by_hand": ("by_hand",),
}  # fmt: skip
"""Groups of holds by who works them off; the reasons of each."""

NO_HOLDS: Final = ("merged", "split", "digital")
"""These orders wait for nobody: others are packed in their place, or nothing is sent."""


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order in a list. ``reason`` is a key of ``REASONS``; ``region`` not more than a city."""

    id: str
    number: str
    shop: str
    channel: str
    state: str
    reason: str
    pieces: int
    goods: str
    paid: Money | None
    courier: str
    wave: str
    region: str
    cut_off: datetime | None
    updated_at: datetime
    holder: str


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history. ``what``: the entry's own name; ``words``: its details."""

    at: datetime
    who: str
    what: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """All that the center knows of one order; who receives it is masked.

    ``why``: what the rules decided when it came; None, they were never asked. ``choice``: why it
    has this courier; None, it was not chosen here.
    """

    order: Order
    reason: str
    trade: Trade
    why: Tried | None
    choice: Choice | None
    held: Mapping[str, int]
    parcels: tuple[StoredParcel, ...]
    documents: tuple[DocumentRow, ...]
    money: OrderMoney | None
    groups: tuple[Share, ...]
    notices: tuple[Notice, ...]
    facts: tuple[Recorded, ...]
    steps: tuple[Step, ...] = field(default_factory=tuple)


def read(tx: Transaction, query: PageQuery) -> Page[OrderRow]:
    """Groups: all | waiting | ready | packed | ended. The text begins a code of the order."""
    return _rows(tx.order_list.page(query))


def read_holds(tx: Transaction, query: PageQuery) -> Page[OrderRow]:
    """Orders that wait. Groups: those of HOLDS."""
    reasons = HOLDS.get(query.group, ())
    found = tx.order_list.page(replace(query, group="waiting"), reasons, NO_HOLDS)
    return _rows(found)


def counts(tx: Transaction) -> dict[str, int]:
    """How many orders are in each group of HOLDS."""
    by_reason = tx.order_list.reasons()
    return {
        group: sum(
            n
            for reason, n in by_reason.items()
            if reason not in NO_HOLDS and (not reasons or reason in reasons)
        )
        for group, reasons in HOLDS.items()
    }


def detail(tx: Transaction, *, order_id: str) -> OrderDetail | None:
    """None: it is not there any more."""
    stored = tx.orders.get(order_id)
    if stored is None:
        return None
    facts = tx.journal.read_order(order_id)
    why = review_desk.kept_trace(tx, stored.order)
    documents = tx.stock_documents.of_order(order_id)
    notices = tx.notices.of_order(order_id)
    steps = (
        *_audited(tx, stored.order),
        *([_judged(why.kept)] if why and why.kept else ()),
        *map(_of_document, documents),
        *(_of_notice(one, one.changed_at) for one in notices if one.changed_at),
    )
    return OrderDetail(
        order=replace(stored.order, recipient=masked(stored.order.recipient)),
        reason=tx.orders.note(order_id).reason,
        trade=tx.trades.get(order_id) or NO_TRADE,
        why=why,
        choice=tx.choices.get(order_id),
        held=tx.reservations.of([order_id]).get(order_id, {}),
        parcels=tx.parcels.of_order(order_id),
        documents=documents,
        money=tx.money.of([order_id]).get(order_id),
        groups=(*tx.groups.of_source(order_id), *tx.groups.of_made([order_id])),
        notices=notices,
        facts=facts,
        steps=tuple(sorted(steps, key=lambda one: one.at)),
    )


def hold(tx: Transaction, act: Act, *, order_id: str) -> None:
    """Nobody packs it until a person says so. Raises NotDoneError."""
    _act(tx, act, actions.Action.HOLD, order_id)


def cancel(tx: Transaction, act: Act, *, order_id: str) -> None:
    """Ends it here; the shop is told by the shop's own page. Raises NotDoneError."""
    _act(tx, act, actions.Action.CANCEL, order_id)


def approve(tx: Transaction, act: Act, *, order_id: str) -> None:
    """Raises NotDoneError: with why, and what to do."""
    review_hand.approve(tx, act, order_id=order_id)


def force(tx: Transaction, act: Act, *, order_id: str, reason: str) -> None:
    """Raises NotDoneError."""
    review_hand.force(tx, act, order_id=order_id, reason=reason)


def tell_again(tx: Transaction, act: Act, *, order_id: str) -> None:
    """The shop hears once more of the parcels that it refused. Raises NotDoneError."""
    telling.tell_again(tx, act, order_id=order_id)


def take_back(tx: Transaction, act: Act, *, order_id: str) -> None:
    """The approval; not of what is packed. Raises NotDoneError."""
    review_hand.unapprove(tx, act, order_id=order_id)


def _act(tx: Transaction, act: Act, action: actions.Action, order_id: str) -> None:
    stored = tx.orders.get(order_id)
    if stored is None:
        raise NotDoneError(_("This order is not there any more"))
    try:
        actions.change(tx, action, stored, act.at, act.who)
    except actions.ActionRefusedError as error:
        raise NotDoneError(_("{fault}"), fault=str(error)) from error


def _rows(found: Page[ListedOrder]) -> Page[OrderRow]:
    return Page(tuple(map(_row, found.rows)), found.total, found.offset, found.capped)


def _row(one: ListedOrder) -> OrderRow:
    order = one.order
    to = order.recipient
    return OrderRow(
        id=order.id,
        number=order.number,
        shop=order.shop,
        channel=order.channel,
        state=order.state.value,
        reason=one.reason,
        pieces=order.pieces,
        goods=", ".join(line.item.name or line.item.sku for line in order.lines[:3]),
        paid=order.paid,
        courier=order.courier,
        wave=order.wave,
        region=" ".join(part for part in (to.province, to.city) if part),
        cut_off=order.cut_off,
        updated_at=one.updated_at,
        holder=one.holder,
    )


def _audited(tx: Transaction, order: Order) -> Iterator[Step]:
    for about in (order.id, order.number):
        for entry in tx.audit.read(about=about):
            said = ", ".join(f"{name}: {value}" for name, value in entry.after.items())
            yield Step(entry.at, entry.who, entry.action, said)


def _judged(review: KeptReview) -> Step:
    return Step(review.judged_at, review.who, "review", review.outcome)


def _of_notice(told: Notice, at: datetime) -> Step:
    words = " · ".join(filter(None, (told.waybill, told.reason)))
    return Step(at, "shop", f"shipment.{told.state}", words)


def _of_document(row: DocumentRow) -> Step:
    return Step(row.posted_at or row.opened_at, "erp", f"document.{row.state}", row.erp_number)
