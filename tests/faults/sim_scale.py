"""A simulated scale: what lies on its pan, and how often it tells."""

from decimal import Decimal

from app.domain.readings import WeightReading
from app.domain.values import Grams
from app.station.snapshot import Face
from tests.faults.world import World

READING_MS = 80
AT_REST_MS = 4_000
"""A pan that rests is told of less often: twelve equal readings a second prove nothing."""
MOVING_MS = 800
AT_THE_SCALE = (Face.COMPLETE, Face.PUT_ON_SCALE, Face.SETTLING, Face.CLEAR_SCALE)


class SimScale:
    """Outlives the program, with what lies on it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._moved_ms = 0
        self.grams = 0

    def put(self, grams: int) -> None:
        """Put something on the pan, or take it off."""
        if grams != self.grams:
            self._moved_ms = self._world.now_ms
        self.grams = grams

    def rests(self, face: Face) -> bool:
        """Nothing was put on or taken off for a while, and nobody waits for a weight."""
        if self._world.now_ms - self._moved_ms < MOVING_MS:
            return False
        return not self.grams or face not in AT_THE_SCALE

    def pause_ms(self, face: Face) -> int:
        """Until the next reading."""
        return AT_REST_MS if self.rests(face) else READING_MS

    def reading(self, mono_ms: int) -> WeightReading:
        """What it says at a moment of the bench's clock."""
        grams = self.grams
        return WeightReading(
            Grams(grams), Decimal(grams) / 1000, "kg", True, mono_ms, "scale", b"", zero=grams == 0
        )
