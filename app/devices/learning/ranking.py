"""Which protocols fit what was heard, best first, with what each would read. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from app.devices.base import REFUSED, ScaleFrame
from app.devices.scales.registry import SCALES, ScaleProtocol
from app.devices.transports import LineSettings
from app.devices.weighing_adapter import GRAMS
from app.i18n import mark

CHECKED = frozenset(
    {"yaohua_a9", "yaohua_command", "yaohua_a12e", "mt_continuous", "soh_stx", "dibal"}
)
"""Protocols whose frames carry a check: what fits one of them by chance fits it once at most."""

LOOSE = frozenset({"generic_ascii", "adam"})
"""They take any line of a number and a unit; whatever else fits says more."""

BLIND = frozenset({"massa_k_j"})
"""Nothing marks their frames: believed only where their own question was asked."""

LEAST_FIT = 0.25
_CONVINCING = 0.8
_PROOF = 2
_ENDS = b"\r\n\x02\x03"
_PIECES = ("pcs", "%")


@dataclass(frozen=True, slots=True)
class Heard:
    """What came at one setting of the line; ``asked`` is the question before it, or b""."""

    line: LineSettings
    data: bytes
    asked: bytes = b""


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence for the screen (an English text of the catalogues) and what to fill in."""

    text: str
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A protocol that fits. ``reads`` is the weight that it would show now.

    ``fit`` is 0 to 1: the share of frames accepted times the share of bytes explained.
    ``rivals`` fit as well, and read another weight from the same bytes: only a known weight
    can tell them apart.
    """

    protocol: str
    variant: str
    line: LineSettings
    asked: bytes
    reads: ScaleFrame
    accepted: int
    refused: int
    explained: float
    proved: bool
    usual: bool
    rivals: tuple[str, ...] = ()

    @property
    def fit(self) -> float:
        return self.accepted / (self.accepted + self.refused) * self.explained

    @property
    def name(self) -> str:
        """The protocol, with the variant where it is one."""
        return f"{self.protocol}/{self.variant}" if self.variant else self.protocol

    def why(self) -> tuple[Reason, ...]:
        """Why it stands where it stands."""
        counts = {"accepted": str(self.accepted), "all": str(self.accepted + self.refused)}
        share = {"percent": str(round(self.explained * 100))}
        found = [
            Reason(mark("{accepted} of {all} frames are right"), counts),
            Reason(mark("{percent} % of all bytes are explained"), share),
        ]
        if self.proved:
            found.append(Reason(mark("the check of its frames agrees")))
        if self.reads.stable is None:
            found.append(Reason(mark("it does not say when the weight is at rest")))
        if self.reads.unit is None:
            found.append(Reason(mark("it does not say the unit")))
        if self.rivals:
            others = {"others": ", ".join(self.rivals)}
            found.append(Reason(mark("the same bytes could be {others}: weigh to tell"), others))
        return tuple(found)


def rank(heard: Iterable[Heard]) -> tuple[Candidate, ...]:
    """Protocols and variants that read a weight from what was heard, best first."""
    found: dict[str, Candidate] = {}
    for one in heard:
        for candidate in _fitting(one):
            known = found.get(candidate.name)
            if known is None or _order(candidate) < _order(known):
                found[candidate.name] = candidate
    ranked = sorted(found.values(), key=_order)
    return tuple(_with_rivals(one, ranked) for one in ranked)


def frames_of(heard: Heard, protocol: ScaleProtocol, variant: str = "") -> list[ScaleFrame]:
    """All frames of one protocol in what was heard; a half one at the end is left out."""
    decoder = protocol.decoder(variant or None)
    frames = decoder.feed(heard.data)
    return [*frames, *(frame for frame in decoder.idle() if frame.kind != REFUSED)]


def convinces(candidate: Candidate) -> bool:
    """Good enough to look no further."""
    sure = candidate.proved or candidate.protocol not in LOOSE | BLIND
    return sure and candidate.accepted > _PROOF and candidate.fit >= _CONVINCING


def _fitting(heard: Heard) -> list[Candidate]:
    found: list[Candidate] = []
    if len(set(heard.data)) < 2:  # noqa: PLR2004  # a dead line, or a wrong speed
        return found
    for protocol in SCALES:
        if protocol.line is None or (
            protocol.key in BLIND and (heard.asked != protocol.poll or not heard.asked)
        ):
            continue
        plain = frames_of(heard, protocol)
        candidates = [_judged(heard, protocol, "", plain)]
        for variant in protocol.variants:
            frames = frames_of(heard, protocol, variant)
            if frames != plain:
                candidates.append(_judged(heard, protocol, variant, frames))
        found += [one for one in candidates if one and one.fit >= LEAST_FIT]
    return found


def _judged(
    heard: Heard, protocol: ScaleProtocol, variant: str, frames: Sequence[ScaleFrame]
) -> Candidate | None:
    good = [frame for frame in frames if frame.kind != REFUSED]
    weights = [frame for frame in good if frame.kind == "weight"]
    if not weights:
        return None
    explained = sum(len(_inside(frame.raw)) for frame in good)
    line = (heard.line.baud, heard.line.frame)
    return Candidate(
        protocol.key,
        variant,
        heard.line,
        heard.asked,
        weights[-1],
        accepted=len(good),
        refused=len(frames) - len(good),
        explained=min(1.0, explained / max(1, len(_inside(heard.data)))),
        proved=protocol.key in CHECKED,
        usual=line == protocol.line,
    )


def _inside(data: bytes) -> bytes:
    """Without the bytes that end frames: decoders differ in whether they keep them."""
    return data.translate(None, _ENDS)


def _order(one: Candidate) -> tuple[object, ...]:
    reads = one.reads
    strange = reads.unit is not None and reads.unit not in GRAMS and reads.unit not in _PIECES
    return (
        not (one.proved and one.accepted >= _PROOF),
        strange,
        one.protocol in LOOSE,
        -round(one.fit, 1),
        not one.usual,
        (reads.stable is None) + (reads.unit is None),
        -one.accepted,
        one.protocol,
        one.variant,
    )


def _with_rivals(one: Candidate, ranked: Sequence[Candidate]) -> Candidate:
    """Names those that explain the same bytes as well, and read another number in them."""
    rivals = tuple(
        other.name
        for other in ranked
        if other.name != one.name
        and other.line == one.line
        and abs(other.fit - one.fit) < 0.1  # noqa: PLR2004
        and other.reads.weight != one.reads.weight
    )
    return replace(one, rivals=rivals)
