"""Rate cards in: read and judged as a whole, shown with what they change, then taken over.

What comes in is three files, a workbook or one flat sheet (``card_tables``). Cards are never
changed: a new one takes effect on its first day, and those before stay for what was shipped then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from pathlib import Path

from app.center.card_tables import CardSource, read_sources
from app.center.gazetteer import regions
from app.center.problems import ImportRefusedError, refused
from app.domain.card_checks import CardNote, notes_on
from app.domain.rate_card import RateCard
from app.domain.rate_diff import CardDiff, difference
from app.domain.rate_sheet import card_from_sheet
from app.domain.recosting import PastParcel, Recost, recost
from app.domain.sheet_cells import SheetError
from app.store.engine import Store
from app.store.past_parcels import past_parcels

HOME_CURRENCY = "CNY"
PROVINCE_DIGITS = 2


@dataclass(frozen=True, slots=True)
class CardPreview:
    """A card before it is taken over.

    ``known``: it is in the store already. ``before``: the card that it follows, with ``diff``
    against it. ``month``: parcels of the given days at the new price against the old one.
    """

    card: RateCard
    known: bool
    before: RateCard | None = None
    diff: CardDiff | None = None
    notes: tuple[CardNote, ...] = ()
    month: Recost | None = None


def read_cards(path: Path) -> tuple[RateCard, ...]:
    """Every card of a folder or file.

    Raises:
        ImportRefusedError: a file is missing or wrong; each fault names its file, row and column.
    """
    sources, problems = read_sources(path)
    cards: list[RateCard] = []
    for source in sources:
        try:
            cards.append(_card(source))
        except ImportRefusedError as error:
            problems.extend(error.problems)
    if problems:
        raise ImportRefusedError(tuple(problems))
    return tuple(cards)


def _card(source: CardSource) -> RateCard:
    tables = source.tables
    try:
        return card_from_sheet(tables.contract, tables.rows, tables.zones)
    except SheetError as error:
        raise ImportRefusedError(tuple(source.problem(fault) for fault in error.faults)) from error


def preview_cards(
    store: Store,
    path: Path,
    *,
    effective: date | None = None,
    month: tuple[datetime, datetime] | None = None,
    zone: tzinfo | None = None,
) -> tuple[CardPreview, ...]:
    """What the cards of a folder or file would change. Nothing is written.

    ``effective`` replaces the first day that the cards say. ``month``: parcels packed from the
    first moment on and before the second are priced anew, by ``zone``'s days (the warehouse's).

    Raises ImportRefusedError, StoreError.
    """
    cards = _read(path, effective)
    return tuple(_preview(store, card, month, zone, cards) for card in cards)


def preview_card(
    store: Store,
    card: RateCard,
    month: tuple[datetime, datetime] | None = None,
    zone: tzinfo | None = None,
) -> CardPreview:
    """The same for a card that was made on a page."""
    return _preview(store, card, month, zone)


def _read(path: Path, effective: date | None) -> tuple[RateCard, ...]:
    cards = read_cards(path)
    if effective is None:
        return cards
    late = [card.id for card in cards if card.valid_to is not None and card.valid_to < effective]
    if late:
        raise refused(path.name, f"{', '.join(late)} ends before {effective}, where it would begin")
    return tuple(replace(card, valid_from=effective) for card in cards)


def _preview(
    store: Store,
    card: RateCard,
    month: tuple[datetime, datetime] | None,
    zone: tzinfo | None,
    beside: Sequence[RateCard] = (),
) -> CardPreview:
    """``beside``: cards that come in at the same time."""
    with store.read() as tx:
        others = tuple(dict.fromkeys((*tx.rates.of_courier(card.courier), *beside)))
        known = tx.rates.get(card.content_hash()) is not None
        before = _before(card, others)
        told = None
        if month is not None and zone is not None:
            past = past_parcels(tx, *month, zone, card.courier)
            told = recost(past, card, before)
    return CardPreview(
        card=card,
        known=known,
        before=before,
        diff=difference(before, card) if before else None,
        notes=notes_on(card, _provinces(card), others),
        month=told,
    )


def _before(card: RateCard, others: Sequence[RateCard]) -> RateCard | None:
    """The card that this one follows: of the same service, the last that begins no later."""
    starts = card.valid_from or date.min
    same = [one for one in others if one.service == card.service and one != card]
    earlier = [one for one in same if (one.valid_from or date.min) <= starts]
    return max(earlier, key=lambda one: one.valid_from or date.min, default=None)


def _provinces(card: RateCard) -> Iterable[str]:
    if card.currency != HOME_CURRENCY:
        return ()
    return (one.name for one in regions().divisions if one.level == PROVINCE_DIGITS)


def import_cards(
    store: Store, path: Path, effective: date | None = None
) -> tuple[tuple[RateCard, bool], ...]:
    """Take over the cards of a folder or file; beside each, whether it was new.

    Raises ImportRefusedError, StoreError: nothing was written then.
    """
    return take_cards(store, _read(path, effective))


def take_cards(store: Store, cards: Sequence[RateCard]) -> tuple[tuple[RateCard, bool], ...]:
    """Take over cards that were read or made on a page; beside each, whether it was new."""
    with store.write() as tx:
        new = [card for card in cards if tx.rates.get(card.content_hash()) is None]
        if new:
            tx.rates.put(new)
    return tuple((card, card in new) for card in cards)


def recost_month(
    store: Store, card: RateCard, start: datetime, end: datetime, zone: tzinfo
) -> Recost:
    """Parcels of its courier, packed between, at the card's price against what they were priced."""
    with store.read() as tx:
        past: Iterable[PastParcel] = past_parcels(tx, start, end, zone, card.courier)
        return recost(past, card)
