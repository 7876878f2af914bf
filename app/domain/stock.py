"""The order center's own picture of the stock: what each event does to each figure.

The ERP's figure moves by documents alone; orders move only ours. ``gone`` is what left (or, below
zero, came back) and the ERP's figure does not know yet, so that

    available = on hand (as last read) - gone - reserved

What is in transit is only shown: nobody can sell it before it is here.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from app.domain.order import Order

_WHOLE: Final = 100


class Cause(Enum):
    """Why a figure moved."""

    RESERVED = "reserved"
    RELEASED = "released"
    SHIPPED = "shipped"
    RETURNED = "returned"
    READ = "read"  # the ERP's figure was read anew
    ABSORBED = "absorbed"  # the ERP's figure knows a document now
    EXPECTED = "expected"  # the ERP says that more, or less, is on its way to us
    ARRIVED = "arrived"


@dataclass(frozen=True, slots=True)
class Level:
    """The figures of one item in pieces. ``on_hand`` None: the ERP never told it.

    ``expected``: what the last reading should have been, by the documents since the first one and
    by what somebody has seen (``seen``). None: there was nothing to compare it with.
    """

    sku: str
    on_hand: int | None = None
    gone: int = 0
    reserved: int = 0
    in_transit: int = 0
    expected: int | None = None

    @property
    def available(self) -> int | None:
        """What may still be promised. Below zero: oversold, which is shown."""
        return None if self.on_hand is None else self.on_hand - self.gone - self.reserved

    @property
    def unexplained(self) -> int:
        """By how much the ERP's figure is above what documents explain and somebody has seen."""
        if self.on_hand is None or self.expected is None:
            return 0
        return self.on_hand - self.expected

    def can_give(self, pieces: int) -> bool:
        """Whether so many are free; of an item that the ERP never told nobody can say no."""
        return self.available is None or self.available >= pieces


@dataclass(frozen=True, slots=True)
class Change:
    """One movement: how far each figure moves. ``ref`` names the order, document or reading."""

    sku: str
    cause: Cause
    ref: str
    on_hand: int = 0
    gone: int = 0
    reserved: int = 0
    in_transit: int = 0

    @property
    def nothing(self) -> bool:
        return not (self.on_hand or self.gone or self.reserved or self.in_transit)


@dataclass(frozen=True, slots=True)
class Shortage:
    """An order wants more of an item than is free."""

    sku: str
    wanted: int
    available: int


def needs(order: Order) -> dict[str, int]:
    """Pieces of each item that an order takes from the shelf; kits exploded, gifts included."""
    wanted: Counter[str] = Counter()
    for line in order.lines:
        if line.parts:
            for part in line.parts:
                wanted[part.item.sku] += part.quantity * line.quantity
        elif line.item.sku:
            wanted[line.item.sku] += line.quantity
    return {sku: pieces for sku, pieces in wanted.items() if pieces}


def shortages(
    wanted: Mapping[str, int], held: Mapping[str, int], levels: Mapping[str, Level]
) -> tuple[Shortage, ...]:
    """What an order lacks beyond what it holds already; empty: all of it can be reserved."""
    found = []
    for sku, pieces in sorted(wanted.items()):
        more = pieces - held.get(sku, 0)
        level = levels[sku]
        if more > 0 and not level.can_give(more):
            found.append(Shortage(sku, more, level.available or 0))
    return tuple(found)


def reserved_anew(
    order_id: str, wanted: Mapping[str, int], held: Mapping[str, int]
) -> tuple[Change, ...]:
    """From what an order holds to what it wants."""
    return _changes(
        Change(
            sku,
            Cause.RESERVED if wanted.get(sku, 0) > held.get(sku, 0) else Cause.RELEASED,
            order_id,
            reserved=wanted.get(sku, 0) - held.get(sku, 0),
        )
        for sku in sorted({*wanted, *held})
    )


def shipped(
    order_id: str, held: Mapping[str, int], packed: Mapping[str, int]
) -> tuple[Change, ...]:
    """The parcel left with what was packed; what the order held is free again."""
    return _changes(
        Change(
            sku,
            Cause.SHIPPED,
            order_id,
            gone=packed.get(sku, 0),
            reserved=-held.get(sku, 0),
        )
        for sku in sorted({*held, *packed})
    )


def returned(document: str, back: Mapping[str, int]) -> tuple[Change, ...]:
    """Goods are back on the shelf before the ERP knows."""
    return _changes(Change(sku, Cause.RETURNED, document, gone=-n) for sku, n in back.items())


def read_anew(
    level: Level, told: int, known_now: Iterable[tuple[str, int]], reading: str,
    in_transit: int | None = None,
) -> tuple[tuple[Change, ...], Level]:  # fmt: skip
    """The ERP says ``told``. ``known_now``: (document, pieces out) that its figure contains.

    ``in_transit`` None: it does not say what is on its way, and that figure stays.

    Gives the movements and the level after them. What is told for the first time is a movement,
    even of nothing; the same figure once more is none. What no document explains adds up from
    reading to reading: a document that comes late takes it away again, a person by ``seen``.
    What is on hand more, and on its way less, in the same reading has arrived: it is explained.
    """
    documents = tuple(known_now)
    changes = [
        Change(level.sku, Cause.ABSORBED, document, gone=-pieces) for document, pieces in documents
    ]
    if told != level.on_hand:
        changes.append(Change(level.sku, Cause.READ, reading, on_hand=told - (level.on_hand or 0)))
    out = sum(pieces for _document, pieces in documents)
    before = level.on_hand if level.expected is None else level.expected
    coming = level.in_transit if in_transit is None else in_transit
    more = told - (told if level.on_hand is None else level.on_hand) + out
    arrived = max(min(more, level.in_transit - coming), 0)
    expected = told if before is None else before - out + arrived
    other = coming - level.in_transit + arrived
    changes.append(Change(level.sku, Cause.ARRIVED, reading, in_transit=-arrived))
    changes.append(Change(level.sku, Cause.EXPECTED, reading, in_transit=other))
    after = Level(level.sku, told, level.gone - out, level.reserved, coming, expected)
    return _changes(changes), after


def seen(level: Level, pieces: int) -> Level:
    """Somebody knows why so many are unexplained; no other figure moves. Minus: takes it back."""
    return level if level.expected is None else replace(level, expected=level.expected + pieces)


def moved(level: Level, change: Change) -> Level:
    """The figures after one movement."""
    on_hand = level.on_hand
    if change.on_hand or change.cause is Cause.READ:
        on_hand = (on_hand or 0) + change.on_hand
    return Level(
        level.sku,
        on_hand,
        level.gone + change.gone,
        level.reserved + change.reserved,
        level.in_transit + change.in_transit,
        level.expected,
    )


def _changes(some: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(one for one in some if one.cause is Cause.READ or not one.nothing)


@dataclass(frozen=True, slots=True)
class Share:
    """What a shop may sell of what is available: a part of it, less what is kept back.

    ``sku`` empty: for all items that have no rule of their own.
    """

    shop: str
    sku: str = ""
    percent: int = 100
    keep: int = 0
    most: int | None = None

    def offered(self, available: int) -> int:
        """Whole pieces, never below zero."""
        free = max(available - self.keep, 0) * self.percent // _WHOLE
        return max(free if self.most is None else min(free, self.most), 0)

    @property
    def wrong(self) -> tuple[str, ...]:
        """The fields that cannot be so; none: such a rule may be kept."""
        most = 0 if self.most is None else self.most
        right = {
            "shop": bool(self.shop),
            "percent": 0 <= self.percent <= _WHOLE,
            "keep": self.keep >= 0,
            "most": most >= 0,
        }
        return tuple(name for name, fits in right.items() if not fits)
