"""A card made ready for pricing: zones by place, rows by zone, in the order of their weights."""

from bisect import bisect_left
from collections import defaultdict
from decimal import Decimal
from functools import lru_cache

from app.domain.place_index import PlaceIndex
from app.domain.rate_card import RateCard, RateRow

INFINITE = Decimal("Infinity")


class ZoneRows:
    """The rows of one zone; the row of a weight is found by its upper edge."""

    def __init__(self, rows: list[RateRow]) -> None:
        self.rows = tuple(sorted(rows, key=lambda row: row.w_from))
        self.edges = [INFINITE if row.w_to is None else row.w_to for row in self.rows]
        ends = self.edges[:-1]
        self.clear = all(end <= row.w_from for end, row in zip(ends, self.rows[1:], strict=True))

    def holding(self, weight: Decimal) -> tuple[RateRow, ...]:
        """The rows whose band holds the weight; zero is in the band that starts there."""
        if self.clear:
            at = bisect_left(self.edges, weight)
            rows = self.rows[at : at + 1]
        else:
            rows = self.rows
        return tuple(
            row
            for row in rows
            if (row.w_from < weight or weight == row.w_from == 0)
            and (row.w_to is None or weight <= row.w_to)
        )


class RateIndex:
    """What is looked up in a card, made once a card."""

    def __init__(self, card: RateCard) -> None:
        by_zone: defaultdict[str, list[RateRow]] = defaultdict(list)
        for row in card.rows:
            by_zone[row.zone].append(row)
        self.rows = {zone: ZoneRows(rows) for zone, rows in by_zone.items()}
        self.zones = PlaceIndex(card.zones)
        self.lists = PlaceIndex(card.lists) if card.lists else None


@lru_cache(maxsize=128)
def index_of(card: RateCard) -> RateIndex:
    """A card's index; kept, because cards never change."""
    return RateIndex(card)
