"""Exceptions that name this bench: an order packed twice, a number used twice. Loud, and once."""

from dataclasses import dataclass

from app.domain.packing import BenchState
from app.domain.verdict import Stop, Verdict
from app.station.snapshot import Sound
from app.station.turn import Turn


@dataclass(frozen=True, slots=True)
class Alarm:
    """One open exception at the center that names this bench. ``others``: benches it names too."""

    task_id: str
    kind: str
    number: str = ""
    others: str = ""


@dataclass(frozen=True, slots=True)
class AlarmsHeard:
    alarms: tuple[Alarm, ...]


LOUD = frozenset({"double_pack", "number_used_twice"})
"""Two parcels are on their way where one should be: somebody must run now."""


def unheard(heard: AlarmsHeard, state: BenchState) -> tuple[Alarm, ...]:
    """The loud ones that this bench has not shown yet: its journal remembers them for good."""
    return tuple(
        alarm for alarm in heard.alarms if alarm.kind in LOUD and alarm.task_id not in state.alarmed
    )


def sound_alarms(turn: Turn, heard: AlarmsHeard) -> None:
    """Stop for the first exception that was not shown here yet."""
    for alarm in unheard(heard, turn.state)[:1]:
        details = {"number": alarm.number, "bench": alarm.others, "reason": alarm.kind}
        turn.stop(Stop(Verdict.DOUBLE_PACK, alarm.task_id, details=details))
        turn.cue = Sound.ALERT
