"""What the wizard that learns a scale shows, frozen."""

from dataclasses import dataclass
from enum import Enum

from app.domain.scale_profile import ScaleProfile
from app.station.device_view import PortChoice, Saying


class LessonStep(Enum):
    """Where the lesson is; each has one thing to do."""

    PORT = "port"  # choose where the scale is plugged in
    LISTENING = "listening"
    EMPTY = "empty"  # take everything off the pan
    WEIGHT = "weight"  # lay a known weight on it
    RESULT = "result"  # choose, name, save
    SAVED = "saved"


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A protocol that fits, with what it reads now and why it stands there. ``fit`` in percent."""

    name: str
    line: str
    reads: str
    fit: int
    why: tuple[Saying, ...] = ()


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A profile that read nothing, then the known weight."""

    profile: ScaleProfile
    empty: str
    loaded: str


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One line of the scale, and what the described columns or pattern read in it."""

    line: str
    reads: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class LessonView:
    """The whole wizard at one instant.

    ``at`` of ``of`` is the setting that is listened at, ``line`` its name, ``came`` what it
    brought. ``problem`` is why the last step has to be done again; ``wrong`` is what is wrong
    with a described frame, for whoever wrote it.
    """

    step: LessonStep = LessonStep.PORT
    busy: bool = False
    ports: tuple[PortChoice, ...] = ()
    profiles: tuple[str, ...] = ()
    port: str = ""
    at: int = 0
    of: int = 0
    line: str = ""
    finding: Saying | None = None
    candidates: tuple[CandidateRow, ...] = ()
    empty: str = ""
    grams: int = 0
    found: tuple[ProfileRow, ...] = ()
    refused: tuple[tuple[str, Saying], ...] = ()
    sample: tuple[str, ...] = ()
    preview: tuple[PreviewRow, ...] = ()
    wrong: str = ""
    code: str = ""
    problem: Saying | None = None
