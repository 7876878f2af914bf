"""Snapshots for tests: a sound one of every face, changed where a test cares."""

from dataclasses import replace
from typing import Any

from app.domain.control_code import Control
from app.domain.verdict import Stop, Verdict
from app.station.snapshot import BenchSnapshot, Face, StopView
from app.ui.gallery_data import MONO_MS
from app.ui.gallery_scenes import base


def a_snapshot(face: Face = Face.ACCEPTED, language: str = "en", **changes: Any) -> BenchSnapshot:
    """A snapshot of any face; a stop gets one for a wrong item unless ``stop`` is given."""
    snap = base(language, face)
    if face is Face.STOP:
        snap = replace(snap, stop=a_stop(Verdict.WRONG_ITEM), offers=(Control.ACKNOWLEDGE,))
    return replace(snap, **changes)


def a_stop(
    verdict: Verdict,
    *,
    clears: tuple[Control, ...] = (Control.ACKNOWLEDGE,),
    returns: bool = False,
    since_mono_ms: int = MONO_MS,
    **details: str,
) -> StopView:
    stop = Stop(verdict, "6971402118056", details=details)
    return StopView(stop, since_mono_ms, clears, returns_order=returns)
