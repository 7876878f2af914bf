"""Many parcels on one card: the prices of ``rating.price``, each different case worked out once.

A card has few prices: per zone as many as it has bands and steps. So a parcel becomes a key - its
place, the band or step of its weight, its season, what was asked for - and the price of a key is
taken from ``rating.price`` itself, which keeps both exactly equal.
"""

from bisect import bisect_left
from collections.abc import Hashable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from app.domain.billable import Sides, measure
from app.domain.particulars import PLAIN, Particulars
from app.domain.places import Destination
from app.domain.quotes import Quote, RatedParcel, RatingRefusal
from app.domain.rate_card import GRAMS_PER_UNIT, SIZE_UNIT, RateCard, RateRow, RoundMode
from app.domain.rate_index import index_of
from app.domain.rating import price
from app.domain.surcharge import BaseOn

MOST_KEPT = 200_000
"""Entries of one table at most, so that memory does not grow with the number of parcels."""

MOST_OF_AMOUNTS = 20_000
"""The same for prices of insured and COD parcels: hardly one of them is asked for again."""


class BulkPricer:
    """One card, ready for any number of parcels. Not to be shared by threads."""

    def __init__(self, card: RateCard) -> None:
        self._card = card
        self._prices: dict[Hashable, int] = {}
        self._of_amounts: dict[Hashable, int] = {}
        self._zones: dict[Destination, tuple[str, frozenset[str]]] = {}
        self._days: dict[date | None, Hashable] = {}
        self._volumes: dict[tuple[Sides, str, str], Decimal] = {}
        self._weights = _Weights(card) if card.weight_unit in GRAMS_PER_UNIT else None
        self._freights: dict[Hashable, dict[int, int | None]] = {}
        self._lanes: dict[Hashable, dict[int, int | None]] = {}
        self._by_sides = bool(card.volume or card.surcharges or card.weight_unit == SIZE_UNIT)
        self._freights_kept = 0

    def minor(self, parcel: RatedParcel) -> int | RatingRefusal:
        """The price in minor units of the card's currency, or why there is none."""
        weights = self._weights
        grams = parcel.weight
        if weights is None or parcel.unit != "g" or not isinstance(grams, int) or grams < 0:
            return self._single(parcel)
        zone = parcel.zone
        places = _NOWHERE
        if not zone or weights.lists:
            found = self._zones.get(parcel.destination) or self._place(parcel.destination)
            zone, places = zone or found[0], found[1]
        day = self._days.get(parcel.ship_date) or self._day(parcel.ship_date)
        key: Hashable
        if parcel.sides is not None and weights.sized:
            step = self._step_by_size(weights, parcel, zone, grams)
            key = (zone, step, day, places, parcel.sides, parcel.sides_unit, parcel.flags)
        else:
            key = (zone, weights.step(zone, grams), day, places, parcel.flags)
        if weights.valued and (parcel.declared is not None or parcel.cod is not None):
            key = (key, parcel.declared, parcel.cod)
            return self._kept(self._of_amounts, key, parcel, MOST_OF_AMOUNTS)
        return self._kept(self._prices, key, parcel, MOST_KEPT)

    def _kept(
        self, table: dict[Hashable, int], key: Hashable, parcel: RatedParcel, most: int
    ) -> int | RatingRefusal:
        known = table.get(key)
        if known is not None:
            return known
        answer = self._single(parcel)
        if isinstance(answer, int):
            _room(table, most)
            table[key] = answer
        return answer

    def freight(
        self, day: date, place: Destination, grams: int, of: Particulars = PLAIN
    ) -> int | None:
        """The price of a parcel as a bill is held against it, in minor units; None: no price."""
        if of.declared is not None or of.cod is not None:
            # Hardly two are alike: a lane for each would only take room.
            answer = self.minor(of.rated(place, grams, day))
            return answer if isinstance(answer, int) else None
        sides = of.sides if self._by_sides else None
        key = (day, place) if sides is None else (day, place, sides)
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lane(key, day, place, sides)
        known = lane.get(grams, -1)
        if known is None or known >= 0:
            return known
        if self._freights_kept >= MOST_KEPT:
            self._freights.clear()
            self._lanes.clear()
            self._freights_kept = 0
            lane = self._lane(key, day, place, sides)
        answer = self.minor(RatedParcel(place, grams, day, sides=sides))
        lane[grams] = answer if isinstance(answer, int) else None
        self._freights_kept += 1
        return lane[grams]

    def _lane(
        self, key: Hashable, day: date, place: Destination, sides: Sides | None
    ) -> dict[int, int | None]:
        """Prices by weight; places of one zone share them, on days that cost the same."""
        zone, places = self._zones.get(place) or self._place(place)
        lane = self._freights.setdefault((zone or place, places, self._day(day), sides), {})
        _room(self._lanes)
        self._lanes[key] = lane
        return lane

    def _single(self, parcel: RatedParcel) -> int | RatingRefusal:
        answer = price(self._card, parcel)
        return answer.total.minor if isinstance(answer, Quote) else answer

    def _place(self, destination: Destination) -> tuple[str, frozenset[str]]:
        index = index_of(self._card)
        best = index.zones.best(destination)
        zone = best[0].code if len(best) == 1 else ""
        places = index.lists.codes(destination) if index.lists else _NOWHERE
        _room(self._zones)
        self._zones[destination] = (zone, places)
        return zone, places

    def _day(self, day: date | None) -> Hashable:
        """What of the card's dates a ship date meets: days that meet the same cost the same."""
        met: list[bool] = [day is None, day is not None and self._card.in_force(day)]
        spans = [(peak.starts, peak.ends) for peak in self._card.peaks]
        spans += [
            (one.when.starts or date.min, one.when.ends or date.max)
            for one in self._card.surcharges
        ]
        met += [day is not None and starts <= day <= ends for starts, ends in spans]
        _room(self._days)
        self._days[day] = tuple(met)
        return self._days[day]

    def _step_by_size(
        self, weights: "_Weights", parcel: RatedParcel, zone: str, grams: int
    ) -> Hashable:
        """The step of the larger weight; where the volume decides, the actual weight does not."""
        sides = parcel.sides
        assert sides is not None
        of = (sides, parcel.sides_unit, zone)
        volume = self._volumes.get(of)
        if volume is None:
            if min(sides) <= 0:
                return grams
            found = measure(self._card, zone, Decimal(0), "g", sides, parcel.sides_unit)
            volume = (found.by_volume or Decimal(0)) * weights.per_unit
            _room(self._volumes)
            self._volumes[of] = volume
        return "by volume" if grams <= volume else weights.step(zone, grams)


_NOWHERE: frozenset[str] = frozenset()
_VALUES = frozenset({BaseOn.DECLARED, BaseOn.COD})


def _room(table: dict[Any, Any], most: int | None = None) -> None:
    if len(table) >= (MOST_KEPT if most is None else most):
        table.clear()


class _Weights:
    """Grams to the step or band they are billed in, in whole numbers of a common small unit."""

    def __init__(self, card: RateCard) -> None:
        self.per_unit = GRAMS_PER_UNIT[card.weight_unit]
        self.sized = card.volume is not None or bool(card.surcharges)
        self.lists = bool(card.lists)
        self.valued = any(one.base_on in _VALUES for one in card.surcharges)
        self._edges = [
            (row.w_from, row.w_to, row.base_weight, row.step or Decimal(0)) for row in card.rows
        ]
        self._scale = self._common(card)
        self._least = self._whole(card.min_billable or Decimal(0))
        self._steps = [
            (
                None if one.upto is None else self._whole(one.upto),
                None if one.step is None else self._whole(one.step),
                one.mode is RoundMode.UP,
            )
            for one in card.weight_steps
        ]
        self._limits = sorted(
            self._whole(limit)
            for one in card.surcharges
            for limit in (one.when.w_from, one.when.w_to)
            if limit is not None
        )
        # A sum that follows the billable weight has no steps where the weight has none.
        self._exact = any(one.by_weight for one in card.surcharges)
        self._zones = {
            zone: _Bands(rows.rows, self) if _whole_line(rows.rows) else None
            for zone, rows in index_of(card).rows.items()
        }

    def _common(self, card: RateCard) -> int:
        """So many small units are a gram that every number of the card is a whole number."""
        limits = [one.when.w_from for one in card.surcharges]
        limits += [one.when.w_to for one in card.surcharges]
        steps = [part for one in card.weight_steps for part in (one.upto, one.step)]
        numbers = [part for row in self._edges for part in row]
        digits = max(
            -int(number.as_tuple().exponent)
            for number in (*numbers, *steps, *limits, card.min_billable, Decimal(1))
            if number is not None
        )
        own = -int(self.per_unit.as_tuple().exponent)
        return int(10 ** (max(digits, 0) + max(own, 0)))

    def _whole(self, number: Decimal) -> int:
        return int(number * self.per_unit * self._scale)

    whole = _whole

    def step(self, zone: str, grams: int) -> Hashable:
        """Weights of one zone with the same answer cost the same."""
        actual = grams * self._scale
        weight = max(actual, self._least)
        limit = bisect_left(self._limits, actual) if self._limits else 0
        for at, (upto, step, up) in enumerate(self._steps):
            if upto is None or weight <= upto:
                if step is None:
                    break
                count = -(-weight // step) if up else (2 * weight + step) // (2 * step)
                return (at, count, limit) if limit else (at, count)
        bands = self._zones.get(zone)
        if self._exact or bands is None:
            return actual
        return (*bands.step(weight), limit, weight == 0)


def _whole_line(rows: tuple[RateRow, ...]) -> bool:
    """Whether every weight from zero on, up to the last edge, is in exactly one row."""
    return not rows[0].w_from and all(low.w_to == high.w_from for low, high in pairwise(rows))


class _Bands:
    """The bands of one zone whose weights are not rounded before."""

    def __init__(self, rows: tuple[RateRow, ...], weights: _Weights) -> None:
        self._edges = [weights.whole(row.w_to) for row in rows if row.w_to is not None]
        self._further = [
            (weights.whole(row.base_weight), weights.whole(row.step) if row.step else None)
            if row.per_weight
            else None
            for row in rows
        ]

    def step(self, weight: int) -> tuple[int, int]:
        at = bisect_left(self._edges, weight)
        further = self._further[at] if at < len(self._further) else None
        if further is None:
            return at, 0
        base, step = further
        return at, weight if step is None else -(-max(weight - base, 0) // step)
