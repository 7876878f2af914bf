"""An empty pan, then a known weight: which of the candidates was right. Pure.

Nothing is guessed: a protocol is confirmed only if it reads about nothing and then the known
weight, in a unit that the frame says or that alone makes the numbers agree. A reading that is
off by a factor is refused with that factor, and never put right in silence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.devices.base import ScaleFrame
from app.devices.learning.listening import same_line
from app.devices.learning.ranking import LOOSE, Candidate, Heard, Reason, frames_of
from app.devices.scales.registry import scale_protocol
from app.devices.weighing_adapter import GRAMS
from app.domain.scale_profile import ScaleProfile, Stability
from app.i18n import mark

UNITS = ("kg", "g", "lb", "oz")
"""Tried, in this order, where the frame does not say its unit."""

_TOLERANCE = Decimal("0.02")
_DIVISIONS = 2
_FIT_GAP = 0.2


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A candidate that read nothing, then the weight. The profile still wants a code and a name.

    ``empty`` is None where the scale sends nothing for an empty pan.
    """

    candidate: Candidate
    profile: ScaleProfile
    empty: ScaleFrame | None
    loaded: ScaleFrame


@dataclass(frozen=True, slots=True)
class NotConfirmed:
    """A candidate that did not, and why."""

    candidate: Candidate
    why: Reason


@dataclass(frozen=True, slots=True)
class Confirmation:
    """``confirmed`` holds more than one only where the weight could not tell them apart."""

    confirmed: tuple[Confirmed, ...] = ()
    refused: tuple[NotConfirmed, ...] = ()


def confirm(
    candidates: Iterable[Candidate],
    empty: Sequence[Heard],
    loaded: Sequence[Heard],
    known_g: Decimal,
) -> Confirmation:
    """Judges every candidate by both captures; ``known_g`` is the weight laid on, in grams."""
    confirmed: list[Confirmed] = []
    refused: list[NotConfirmed] = []
    for candidate in candidates:
        found = _judge(candidate, empty, loaded, known_g)
        if isinstance(found, Confirmed):
            confirmed.append(found)
        else:
            refused.append(found)
    return Confirmation(_told_apart(confirmed), tuple(refused))


def _judge(
    candidate: Candidate, empty: Sequence[Heard], loaded: Sequence[Heard], known_g: Decimal
) -> Confirmed | NotConfirmed:
    before, after = _frames(candidate, empty), _frames(candidate, loaded)
    none, weight = _last(before), _last(after)
    if weight is None or weight.weight is None:
        return NotConfirmed(candidate, Reason(mark("it reads nothing while the weight lies there")))
    if weight.raw_digits is not None:
        return NotConfirmed(candidate, Reason(mark("the place of its decimal point is not known")))
    shown = {"weight": f"{weight.weight:f}", "known": f"{known_g:f}"}
    if weight.unit is not None and weight.unit not in GRAMS:
        shown |= {"unit": weight.unit}
        return NotConfirmed(candidate, Reason(mark("it reads {weight} {unit}: no weight"), shown))
    units = (weight.unit,) if weight.unit else UNITS
    fitting = [unit for unit in units if agrees(weight.weight, unit, known_g, known_g)]
    if not fitting:
        return NotConfirmed(candidate, _off(weight, shown, known_g))
    unit = fitting[0]
    if none is not None and not agrees(none.weight or Decimal(0), unit, Decimal(0), known_g):
        said = {"weight": f"{none.weight or 0:f}", "unit": unit}
        why = Reason(mark("it reads {weight} {unit} while the pan is empty"), said)
        return NotConfirmed(candidate, why)
    profile = ScaleProfile(
        code="",
        protocol=candidate.protocol,
        variant=candidate.variant,
        baud=candidate.line.baud,
        framing=candidate.line.frame,
        unit="" if weight.unit else unit,
        poll=candidate.asked.hex(),
        streams=none is not None,
        stability=_stability([*before, *after]),
    )
    return Confirmed(candidate, profile, none, weight)


def _frames(candidate: Candidate, heard: Sequence[Heard]) -> list[ScaleFrame]:
    data = same_line(heard, candidate.line, candidate.asked)
    whole = Heard(candidate.line, data, candidate.asked)
    return frames_of(whole, scale_protocol(candidate.protocol), candidate.variant)


def _last(frames: Sequence[ScaleFrame]) -> ScaleFrame | None:
    """The last weight at rest; the last one at all if none says that it rests.

    A status that says "at zero" counts: some scales have no weight to give for an empty pan.
    """
    weights = [one for one in frames if one.kind == "weight" or (one.kind == "status" and one.zero)]
    at_rest = [one for one in weights if one.stable is not False]
    found = at_rest or weights
    return found[-1] if found else None


def agrees(weight: Decimal, unit: str, wanted_g: Decimal, known_g: Decimal) -> bool:
    """Whether a weight is the wanted one within 2 % of the known one, or two of its steps."""
    exponent = weight.as_tuple().exponent
    step = GRAMS[unit].scaleb(exponent) if isinstance(exponent, int) else GRAMS[unit]
    allowed = max(known_g * _TOLERANCE, min(step * _DIVISIONS, known_g / 4))
    return abs(weight * GRAMS[unit] - wanted_g) <= allowed


def _off(weight: ScaleFrame, shown: dict[str, str], known_g: Decimal) -> Reason:
    if weight.unit is None or not weight.weight:
        shown |= {"unit": weight.unit or ""}
        return Reason(mark("it reads {weight} {unit}, and {known} g lie there"), shown)
    factor = weight.weight * GRAMS[weight.unit] / known_g
    shown |= {"unit": weight.unit, "factor": f"{factor:.3f}"}
    return Reason(
        mark("it reads {weight} {unit}, {factor} times the {known} g that lie there"), shown
    )


def _stability(frames: Sequence[ScaleFrame]) -> Stability:
    said = [one.stable for one in frames if one.kind in {"weight", "status"}]
    return Stability.FLAG if any(one is not None for one in said) else Stability.TIME


def _told_apart(confirmed: Sequence[Confirmed]) -> tuple[Confirmed, ...]:
    """One entry a protocol: variants that come to the same grams are the same scale.

    A protocol that takes any number with a unit, or explains much less, is not offered beside
    one that fits.
    """
    best: dict[tuple[str, Decimal], Confirmed] = {}
    for one in confirmed:
        unit = one.loaded.unit or one.profile.unit
        key = (one.candidate.protocol, (one.loaded.weight or Decimal(0)) * GRAMS[unit])
        known = best.get(key)
        if known is None or _rank(one) < _rank(known):
            best[key] = one
    firm = [one for one in best.values() if one.candidate.protocol not in LOOSE]
    left = firm or list(best.values())
    most = max((one.candidate.fit for one in left), default=0)
    return tuple(one for one in left if one.candidate.fit >= most - _FIT_GAP)


def _rank(one: Confirmed) -> int:
    unit = one.loaded.unit or one.profile.unit
    return UNITS.index(unit) if unit in UNITS else len(UNITS)
