"""A simulated packer: looks at the screen and does what it asks for, mostly."""

from dataclasses import dataclass

from app.domain.control_code import Control, code_of
from app.station.snapshot import BenchSnapshot, Face
from tests.builders import an_operator
from tests.faults.sim_printer import SimPrinter
from tests.faults.sim_scale import AT_THE_SCALE, SimScale
from tests.faults.world import World

BADGE = an_operator("P01").badge


@dataclass(slots=True)
class Hands:
    """What a packer does next: scan something, put something on the pan, or wait."""

    scan: str = ""
    pan_g: int | None = None


class SimPacker:
    """Knows the numbers on the slips, the goods in the totes and the paper on the table."""

    def __init__(self, world: World, printer: SimPrinter, scale: SimScale) -> None:
        self._world = world
        self._printer = printer
        self._scale = scale

    def look(self, snap: BenchSnapshot, slips: list[str]) -> Hands:
        """``slips``: the order numbers that this packer may take next."""
        slips_up = self._world.chance(self._world.weather.mistake)
        face = snap.face
        if face in (Face.SIGN_IN, Face.LOCKED):
            return Hands(BADGE)
        if face is Face.STOP:
            return Hands(self._clearing(snap))
        if slips_up:
            return Hands(self._mistake(snap))
        if snap.order is None:
            return Hands(self._world.rng.choice(slips), 0) if slips else Hands()
        if face in AT_THE_SCALE:
            return self._weigh(snap)
        return Hands(self._next_code(snap))

    def _clearing(self, snap: BenchSnapshot) -> str:
        clears = snap.stop.clears if snap.stop else ()
        if not clears:
            return BADGE
        return code_of(self._world.rng.choice(clears))

    def _mistake(self, snap: BenchSnapshot) -> str:
        rng = self._world.rng
        controls = [one for one in snap.offers if one is not Control.CALL_LEAD]
        wrong = ["MUG", "TEA", "6901234567893", "NOTHING", "ZZQQQ", "SO-1"]
        wrong += [code_of(one) for one in controls]
        return rng.choice(wrong)

    def _weigh(self, snap: BenchSnapshot) -> Hands:
        if snap.face is Face.CLEAR_SCALE:
            return Hands(pan_g=0)
        if snap.face is Face.SETTLING:
            return Hands()
        expected = snap.weight.expected_g or 300
        return Hands(pan_g=0 if self._scale.grams else expected)

    def _next_code(self, snap: BenchSnapshot) -> str:
        waybill = snap.shipping.waybill if snap.shipping else ""
        match snap.face:
            case Face.WAIT_ITEM | Face.ACCEPTED:
                missing = [line.code for line in snap.lines if not line.complete]
                if missing and snap.scanned and self._world.chance(self._world.weather.next_box):
                    return code_of(Control.NEXT_BOX)
                return self._world.rng.choice(missing) if missing else ""
            case Face.TAKE_OUT:
                there = [line.code for line in snap.lines if line.scanned]
                return self._world.rng.choice(there) if there else code_of(Control.TAKE_OUT)
            case Face.STICK_LABEL:
                return waybill
            case Face.LABEL_DOUBT:
                seen = self._printer.has(waybill)
                return waybill if seen else code_of(Control.REPRINT)
            case _:
                return ""
