"""What the bench hears besides its devices: the printer's answers, the center's news, the clock."""

from dataclasses import dataclass

from app.domain.readings import DeviceState
from app.domain.scale_facts import DeviceDay


@dataclass(frozen=True, slots=True)
class LabelDone:
    """The printer (or its queue) has the label and finished it."""

    job_id: str


@dataclass(frozen=True, slots=True)
class LabelTrouble:
    """The label did not print and waits; the printer needs help."""

    job_id: str
    problem: str
    state: DeviceState = DeviceState.ERROR


@dataclass(frozen=True, slots=True)
class LabelUnclear:
    """Nobody can say whether the label came out."""

    job_id: str


LabelAnswer = LabelDone | LabelTrouble | LabelUnclear
"""The printer's word about a label."""


@dataclass(frozen=True, slots=True)
class OrdersHeard:
    """Orders that changed in the local copy."""

    order_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimHeard:
    """The center's answer to a claim. ``holder`` is another bench's name when it was refused."""

    order_id: str
    granted: bool
    holder: str = ""
    packed: bool = False
    at: str = ""


@dataclass(frozen=True, slots=True)
class CenterHeard:
    """The state of the link. ``age_s`` is how old this bench's data is, None if never synced.

    ``problem``: what somebody here must end before the center takes anything ("second_instance").
    """

    reachable: bool
    age_s: int | None
    waiting: int
    refused: int = 0
    synced_to: int = 0  # every fact up to this number has its answer
    problem: str = ""


@dataclass(frozen=True, slots=True)
class HealthHeard:
    """How the devices worked on a day that has ended."""

    days: tuple[DeviceDay, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passed. Posted about five times a second while nothing else happens."""
