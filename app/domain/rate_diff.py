"""What a new rate card changes, in cells and in prices that a person can check with a finger."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.places import Destination
from app.domain.quotes import Quote, RatedParcel
from app.domain.rate_card import RateCard, Zone
from app.domain.rate_index import index_of
from app.domain.rate_tables import ROW_TITLES, tables_of
from app.domain.rating import price
from app.domain.values import Money

BAND = ("zone", "w_from", "w_to")
Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CellChange:
    """One number of the price table; ``w_to`` empty: the open band."""

    zone: str
    w_from: str
    w_to: str
    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of the contract; empty: it was not there, or is no more."""

    field: str
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class PlaceMove:
    """A place that is in another zone; empty: in none."""

    level: str
    place: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PriceChange:
    """The price of a weight to some places, before seasons and what is asked for."""

    places: tuple[str, ...]
    old_zone: str
    new_zone: str
    weight: Decimal
    unit: str
    old: Money | None  # None: there was no price
    new: Money | None

    @property
    def minor(self) -> int:
        """By how much it is dearer, in minor units; 0 where one of them is no price."""
        return self.new.minor - self.old.minor if self.old and self.new else 0


@dataclass(frozen=True, slots=True)
class CardDiff:
    """``bands_added`` and ``bands_removed`` are (zone, w_from, w_to)."""

    cells: tuple[CellChange, ...] = ()
    bands_added: tuple[tuple[str, str, str], ...] = ()
    bands_removed: tuple[tuple[str, str, str], ...] = ()
    moves: tuple[PlaceMove, ...] = ()
    fields: tuple[FieldChange, ...] = ()
    prices: tuple[PriceChange, ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing that prices is different."""
        return not (
            self.cells or self.bands_added or self.bands_removed or self.moves or self.fields
        )


def difference(old: RateCard, new: RateCard) -> CardDiff:
    """What ``new`` changes against ``old``; the greatest changes of price come first."""
    before, after = tables_of(old), tables_of(new)
    old_bands, new_bands = _bands(before.rows), _bands(after.rows)
    numbers = [title for title in (*ROW_TITLES, "manual") if title not in BAND]
    cells = tuple(
        CellChange(*band, title, old_row.get(title, ""), new_bands[band].get(title, ""))
        for band, old_row in old_bands.items()
        if band in new_bands
        for title in numbers
        if not _equal(old_row.get(title, ""), new_bands[band].get(title, ""))
    )
    names = [key for key in {**before.contract, **after.contract} if key not in _WORDS]
    fields = tuple(
        FieldChange(key, before.contract.get(key, ""), after.contract.get(key, ""))
        for key in names
        if before.contract.get(key, "") != after.contract.get(key, "")
    )
    moves = _moves(old, new)
    return CardDiff(
        cells=cells,
        bands_added=tuple(band for band in new_bands if band not in old_bands),
        bands_removed=tuple(band for band in old_bands if band not in new_bands),
        moves=moves,
        fields=fields,
        prices=_prices(old, new),
    )


_WORDS = frozenset({"id", "name", "note", "source", "verified", "origin"})


def _number(text: str) -> Decimal | str:
    return Decimal(text) if text and text[0].isdigit() else text


def _equal(old: str, new: str) -> bool:
    return _number(old) == _number(new)


def _bands(rows: list[dict[str, str]]) -> dict[tuple[str, str, str], dict[str, str]]:
    """Rows by band; the same number is the same band however it is written."""
    found = {}
    for row in rows:
        edges = [f"{Decimal(row[name]).normalize():f}" if row[name] else "" for name in BAND[1:]]
        found[row["zone"], edges[0], edges[1]] = row
    return found


def _zones_of(zones: tuple[Zone, ...]) -> dict[tuple[str, str], str]:
    """The zone of each place, by (level, place with the end of its range)."""
    return {
        (member.level.value, "-".join(filter(None, (member.value, member.value_to)))): zone.code
        for zone in zones
        for member in zone.members
    }


def _moves(old: RateCard, new: RateCard) -> tuple[PlaceMove, ...]:
    before, after = _zones_of(old.zones), _zones_of(new.zones)
    return tuple(
        PlaceMove(level, place, before.get((level, place), ""), after.get((level, place), ""))
        for level, place in {**before, **after}
        if before.get((level, place)) != after.get((level, place))
    )


def _prices(old: RateCard, new: RateCard) -> tuple[PriceChange, ...]:
    """Each weight at which a band ends, by the zones that places were in and will be in."""
    if (old.weight_unit, old.currency) != (new.weight_unit, new.currency):
        return ()  # no price of the one can be held against one of the other
    found = []
    for (before, after), places in _pairs(old, new).items():
        for weight in _weights(old, before, new, after):
            was, will = _price(old, before, weight), _price(new, after, weight)
            if was != will:
                unit = new.weight_unit
                found.append(PriceChange(places, before, after, weight, unit, was, will))
    return tuple(sorted(found, key=lambda one: (one.minor == 0, -abs(one.minor), one.weight)))


def _pairs(old: RateCard, new: RateCard) -> dict[tuple[str, str], tuple[str, ...]]:
    before, after = _zones_of(old.zones), _zones_of(new.zones)
    pairs: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for level, place in {**before, **after}:
        zones = before.get((level, place), ""), after.get((level, place), "")
        pairs[zones].append(place)
    if not old.zones and not new.zones:
        codes = {**index_of(old).rows, **index_of(new).rows}
        return {(code, code): (code,) for code in codes}
    return {zones: tuple(places) for zones, places in pairs.items()}


def _weights(old: RateCard, before: str, new: RateCard, after: str) -> list[Decimal]:
    """Where a band of either card ends; of the open band one unit more and twice its beginning."""
    weights: set[Decimal] = set()
    for card, zone in ((old, before), (new, after)):
        rows = index_of(card).rows.get(zone)
        for row in rows.rows if rows else ():
            ends = (row.w_to,) if row.w_to is not None else (row.w_from + 1, row.w_from * 2)
            weights.update(end for end in ends if end)
    return sorted(weights)


def _price(card: RateCard, zone: str, weight: Decimal) -> Money | None:
    if not zone:
        return None
    answer = price(card, RatedParcel(Destination(), weight, unit=card.weight_unit, zone=zone))
    return answer.total if isinstance(answer, Quote) else None
