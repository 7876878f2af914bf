"""Finds the few items worth comparing with a listing, among tens of thousands.

An item is kept under the pieces of its words and of its codes. A listing asks by its rarest
pieces first, and stops when it has read enough: what is in every name tells nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from heapq import nlargest
from math import log
from typing import Final

from app.domain.binding import Asked, Known, Suggestion, ranked, score
from app.domain.listing import Offer, Target
from app.domain.listing_text import GoodsText

_READ: Final = 1_500  # entries of the index a listing may read
_COMPARED: Final = 12  # items that are compared in full
_KEPT: Final = 60  # that common pieces are asked about
_COMMON: Final = 100  # items; what is in more of them is kept as a set too
_CODE: Final = 3  # signs of a code that are looked up together


class Suggester:
    """Made once for all items; asked for one listing at a time."""

    def __init__(self, targets: Iterable[Target]) -> None:
        self._known = [Known.of(one) for one in targets]
        places: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(self._known):
            for piece in _pieces(one.text, one.codes):
                places[piece].append(place)
        self._places = dict(places)
        count = len(self._known) or 1
        self._common = {piece: frozenset(at) for piece, at in places.items() if len(at) > _COMMON}
        self._worth = {piece: log(1 + count / len(at)) for piece, at in places.items()}

    def suggest(self, offer: Offer) -> tuple[Suggestion, ...]:
        """The likeliest items, best first; none where nothing is alike."""
        asked = Asked.of(offer)
        return ranked(score(asked, self._known[place]) for place in self._likely(asked))

    def _likely(self, asked: Asked) -> list[int]:
        pieces = set(_pieces(asked.text, (plain for _, plain in asked.codes)))
        known = [piece for piece in pieces if piece in self._places]
        known.sort(key=lambda piece: (len(self._places[piece]), piece))
        weights: dict[int, float] = {}
        left, common = _READ, []
        for piece in known:
            at, worth = self._places[piece], self._worth[piece]
            if weights and len(at) > left:
                common.append(piece)
                continue
            left -= len(at)
            for place in at:
                weights[place] = weights.get(place, 0.0) + worth
        if len(weights) > _KEPT:
            weights = {place: weights[place] for place in _best(weights, _KEPT)}
        for piece in common:
            # Too common to be read, but it still tells those apart that were found.
            worth, among = self._worth[piece], self._common.get(piece) or self._places[piece]
            for place in weights:
                if place in among:
                    weights[place] += worth
        return _best(weights, _COMPARED)


def _best(weights: dict[int, float], most: int) -> list[int]:
    return nlargest(most, weights, key=lambda place: (weights[place], -place))


def _pieces(text: GoodsText, codes: Iterable[str]) -> Iterator[str]:
    """What of a thing is looked up; those of codes are marked, so that they meet codes alone."""
    yield from text.grams
    for code in codes:
        if len(code) <= _CODE:
            yield f"#{code}"
        for at in range(len(code) - _CODE + 1):
            yield f"#{code[at : at + _CODE]}"
