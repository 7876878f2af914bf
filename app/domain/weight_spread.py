"""How much one piece of an item has been seen to differ from its known weight.

Parcels of one item alone give the samples: what the scale showed, less what was expected, per
piece. Pure; numbers are milligrams, so that nothing is rounded away, and whole, so that the same
samples give the same spread on every computer.
"""

from dataclasses import dataclass
from math import isqrt

MIN_SAMPLES = 20
"""Before that many parcels nothing is known of an item."""

_KEPT = 200  # older samples fade: a new lot may weigh otherwise
_SHARE = 4  # never more than this part of a piece, or the scale could not miss one


@dataclass(frozen=True, slots=True)
class Spread:
    """Sums over ``n`` samples of one item: of the deviations, and of their squares (mg)."""

    n: int = 0
    sum_mg: int = 0
    squares: int = 0

    def with_sample(self, off_g: int, pieces: int) -> "Spread":
        """One more parcel: ``off_g`` is measured minus expected, for ``pieces`` of the item.

        Raises ValueError for a parcel without a piece.
        """
        if pieces < 1:
            raise ValueError("a sample needs at least one piece")
        each_mg = off_g * 1000 // pieces
        n, total, squares = self.n + 1, self.sum_mg + each_mg, self.squares + each_mg * each_mg
        if n > _KEPT:  # halve the past
            n, total, squares = n // 2, total // 2, squares // 2
        return Spread(n, total, squares)

    def grams(self, weight_g: int | None) -> int:
        """Two standard deviations and the mean shift of a piece, in whole grams, rounded up.

        0 while too little is known; never more than a quarter of the piece.
        """
        if self.n < MIN_SAMPLES or not weight_g:
            return 0
        mean = self.sum_mg // self.n
        variance = max(0, self.squares // self.n - mean * mean)
        wide_mg = abs(mean) + 2 * isqrt(variance)
        return min(-(-wide_mg // 1000), weight_g // _SHARE)
