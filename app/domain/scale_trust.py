"""Whether a scale may weigh: the daily check with a known weight, and what it proved.

Pure: the day and the policy are passed in. A scale that was not checked today, or that drifted
further than the policy allows, weighs no parcel until it has passed.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from app.domain.scale_facts import ScaleChecked


class Unfit(Enum):
    """Why a scale may not weigh; each has its own words on the screen."""

    DUE = "due"  # not checked today, or another scale was
    DRIFT = "drift"  # the last check failed


@dataclass(frozen=True, slots=True)
class ScaleTrust:
    """What is known of the bench's scale.

    ``checking_g`` is the known weight while the scale is checked, 0 otherwise.
    """

    checking_g: int = 0
    last: ScaleChecked | None = None

    def begun(self, known_g: int) -> "ScaleTrust":
        return replace(self, checking_g=known_g)

    def left(self) -> "ScaleTrust":
        return replace(self, checking_g=0)

    def checked(self, fact: ScaleChecked) -> "ScaleTrust":
        return ScaleTrust(0, fact)

    def unfit(self, known_g: int, today: date, device_id: str = "") -> Unfit | None:
        """Why the scale may not weigh today; None: it may.

        ``known_g`` is the policy's check weight, 0 where none is demanded. ``device_id`` is the
        scale that would weigh, "" where that is not known yet.
        """
        if not known_g:
            return None
        last = self.last
        if last is None or (device_id and last.device_id != device_id):
            return Unfit.DUE
        if not last.passed:
            return Unfit.DRIFT
        return None if last.day == today else Unfit.DUE
