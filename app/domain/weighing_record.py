"""One accepted weight with its evidence, as it is kept for ever."""

from dataclasses import dataclass

from app.domain.values import Grams


@dataclass(frozen=True, slots=True)
class Weighing:
    """One accepted weight with its evidence. ``raw`` is the scale's own frame, as hex."""

    grams: Grams
    shown: str
    unit: str
    raw: str
    device_id: str
    stable_for_ms: int
    tare_g: int = 0
    expected_g: int | None = None
    tolerance_g: int | None = None
    manual: bool = False
    check_id: str = ""  # the last check of the scale with a known weight
