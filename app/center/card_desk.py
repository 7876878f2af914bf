"""Rate cards as the office sees them: the list, one card's tables, what a new one would change."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from operator import attrgetter
from pathlib import Path

from app.center import staff
from app.center.card_export import export_flat, export_workbook
from app.center.cards import CardPreview, preview_card, preview_cards
from app.center.office_center import Act
from app.center.problems import ImportRefusedError, Problem
from app.center.refusals import NotDoneError
from app.domain.paging import Page, PageQuery, page_of
from app.domain.permissions import Permission
from app.domain.rate_card import RateCard
from app.domain.rate_sheet import Row, card_from_sheet
from app.domain.rate_tables import CardTables
from app.domain.sheet_cells import SheetError, SheetFault
from app.i18n import mark as _
from app.store.engine import Store
from app.store.transaction import Transaction

MONTH = timedelta(days=30)
_UNFIT = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class CardRow:
    """``state``: in_force | coming | replaced | over, on the day that was asked for."""

    id: str
    name: str
    title: str
    courier: str
    service: str
    currency: str
    unit: str
    valid_from: str
    valid_to: str
    state: str
    prices: int
    zones: int


@dataclass(frozen=True, slots=True)
class Looked:
    """What cards would change; with ``faults`` there are none, and nothing can be taken over."""

    previews: tuple[CardPreview, ...] = ()
    faults: tuple[Problem, ...] = ()


def read(tx: Transaction, query: PageQuery, *, day: date) -> Page[CardRow]:
    """One page. Groups: now (in force or to come) | all."""
    cards = tx.rates.every()
    rows = [_row(card, cards, day) for card in cards]
    if query.group == "now":
        rows = [one for one in rows if one.state in {"in_force", "coming"}]
    columns = ("name", "title", "courier", "service", "currency", "valid_from", "valid_to", "state",
               "prices", "zones", "unit")  # fmt: skip
    return page_of(rows, query, {key: attrgetter(key) for key in columns})


def _row(card: RateCard, cards: Sequence[RateCard], day: date) -> CardRow:
    return CardRow(
        id=card.content_hash(),
        name=card.id,
        title=card.name,
        courier=card.courier,
        service=card.service,
        currency=card.currency,
        unit=card.weight_unit,
        valid_from=str(card.valid_from or ""),
        valid_to=str(card.valid_to or ""),
        state=_state(card, cards, day),
        prices=len(card.rows),
        zones=len({row.zone for row in card.rows}),
    )


def _state(card: RateCard, cards: Sequence[RateCard], day: date) -> str:
    if card.valid_to is not None and card.valid_to < day:
        return "over"
    starts = card.valid_from or date.min
    if starts > day:
        return "coming"
    later = (
        one
        for one in cards
        if (one.courier, one.service) == (card.courier, card.service) and one.in_force(day)
    )
    # ``cards`` have the latest first, and of one day the one that was stored last.
    return "in_force" if next(later, card) == card else "replaced"


def card(tx: Transaction, card_id: str) -> RateCard:
    """One card. Raises NotDoneError."""
    found = tx.rates.get(card_id)
    if found is None:
        raise NotDoneError(_("This rate card is not there any more"))
    return found


def judged(
    tables: CardTables, rows: Sequence[Row], zones: Sequence[Row]
) -> tuple[RateCard | None, tuple[SheetFault, ...]]:
    """The card that the cells make, or everything that is wrong with them."""
    try:
        return card_from_sheet(tables.contract, rows, zones), ()
    except SheetError as error:
        return None, error.faults


def look_at_file(
    store: Store, act: Act, *, path: Path, effective: date | None, zone: tzinfo
) -> Looked:
    """What the cards of a file would change, with the last 30 days at their prices."""
    try:
        month = (act.at - MONTH, act.at)
        return Looked(preview_cards(store, path, effective=effective, month=month, zone=zone))
    except ImportRefusedError as error:
        return Looked(faults=error.problems)


def look_at_card(store: Store, act: Act, *, card: RateCard, zone: tzinfo) -> Looked:
    """The same for a card that was made in the editor."""
    return Looked((preview_card(store, card, (act.at - MONTH, act.at), zone),))


def take(tx: Transaction, act: Act, *, cards: Sequence[RateCard]) -> int:
    """Takes cards over; those before stay for what was shipped then. How many were new."""
    staff.require(tx, act.who, Permission.MANAGE_COURIERS)
    new = [one for one in cards if tx.rates.get(one.content_hash()) is None]
    if new:
        tx.rates.put(new)
    for one in new:
        after = {"card": one.id, "courier": one.courier, "from": str(one.valid_from or "")}
        tx.audit.add(act.who, "card.take", one.content_hash(), act.at, after=after)
    return len(new)


def export(store: Store, _act: Act, *, card_id: str, folder: Path, flat: bool) -> Path:
    """Writes a card as a workbook, or as one flat CSV; where. Raises OSError, NotDoneError."""
    with store.read() as tx:
        found = card(tx, card_id)
    name = _UNFIT.sub("_", found.id)
    path = folder / (f"{name}.csv" if flat else f"{name}.xlsx")
    (export_flat if flat else export_workbook)(found, path)
    return path
