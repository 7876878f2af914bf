"""From a profile to a protocol: the one place where profiles are believed, or refused."""

from collections.abc import Callable
from dataclasses import replace

from app.devices.base import FrameError, ScaleDecoder, ScaleFrame
from app.devices.scales.column_frame import ColumnScale
from app.devices.scales.pattern_frame import PatternScale
from app.devices.scales.registry import ScaleProtocol, scale_protocol
from app.devices.transports import LineSettings
from app.devices.weighing_adapter import GRAMS
from app.domain.scale_profile import BY_COLUMNS, BY_PATTERN, ScaleProfile, Stability

MOST_POLL = 32
_BAUD = (300, 921_600)


def protocol_of(profile: ScaleProfile) -> ScaleProtocol:
    """How to talk to the scale of a profile; everything in it was looked at.

    Raises:
        FrameError: bad_profile, bad_line, unknown_protocol or unknown_variant. Its message
            says what is wrong.
    """
    base, make = _base(profile)
    make()  # a description that cannot be used says so here, and not at the first weight
    if profile.unit and profile.unit.lower() not in GRAMS:
        raise FrameError("bad_profile", f"{profile.unit!r} is no unit of weight known here")
    line = None
    if base.line is not None:
        LineSettings(profile.baud, profile.framing)
        if not _BAUD[0] <= profile.baud <= _BAUD[1]:
            raise FrameError("bad_line", f"{profile.baud} is no speed of a line")
        line = (profile.baud, profile.framing)
    if profile.stability is Stability.TIME:
        return replace(base, make=lambda: _FlagUnheard(make()), line=line, poll=_poll(profile))
    return replace(base, make=make, line=line, poll=_poll(profile))


def _base(profile: ScaleProfile) -> tuple[ScaleProtocol, Callable[[], ScaleDecoder]]:
    columns, pattern = profile.columns, profile.pattern
    if profile.protocol == BY_COLUMNS and columns is not None:
        return _own(BY_COLUMNS, lambda: ColumnScale(columns))
    if profile.protocol == BY_PATTERN and pattern is not None:
        return _own(BY_PATTERN, lambda: PatternScale(pattern))
    base = scale_protocol(profile.protocol)
    return replace(base, variants={}), lambda: base.decoder(profile.variant)


def _own(
    key: str, make: Callable[[], ScaleDecoder]
) -> tuple[ScaleProtocol, Callable[[], ScaleDecoder]]:
    return ScaleProtocol(key, make), make


def _poll(profile: ScaleProfile) -> bytes:
    try:
        poll = bytes.fromhex(profile.poll)
    except ValueError as error:
        raise FrameError("bad_profile", f"{profile.poll!r} are no bytes in hex") from error
    if len(poll) > MOST_POLL:
        raise FrameError("bad_profile", f"a question has at most {MOST_POLL} bytes")
    return poll


class _FlagUnheard:
    """A decoder whose word about stability is not used: rest is found by time."""

    def __init__(self, inner: ScaleDecoder) -> None:
        self._inner = inner

    def feed(self, data: bytes) -> list[ScaleFrame]:
        return [replace(frame, stable=None) for frame in self._inner.feed(data)]

    def idle(self) -> list[ScaleFrame]:
        return [replace(frame, stable=None) for frame in self._inner.idle()]

    def reset(self) -> None:
        self._inner.reset()
