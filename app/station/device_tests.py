"""What the tests of the device page gave: the last one of each device. Called from all threads."""

from collections import deque

from app.domain.control_code import Control
from app.domain.readings import DeviceState, Scan, WeightFault, WeightReading
from app.i18n import mark
from app.station.commands import ScanTyped
from app.station.device_view import RawFrame, Saying

KEYBOARD = "keyboard"
_KEPT = 40
_OLD_MS = 3000

_FAULTS = {
    WeightFault.OVER: mark("Too heavy: take it off"),
    WeightFault.UNDER: mark("Below zero: empty the scale, scan “Zero”"),
    WeightFault.FAULT: mark("Scale fault: switch it off and on"),
    WeightFault.WRONG_UNIT: mark("Wrong unit: set the scale to kg"),
    WeightFault.NO_UNIT: mark("No unit: set the scale to kg"),
}
_PAPER = {
    DeviceState.READY: mark("It is ready and has labels."),
    DeviceState.OUT_OF_PAPER: mark("It has no labels: put in a new roll."),
    DeviceState.HEAD_OPEN: mark("Its lid is open: close it."),
    DeviceState.SILENT: mark("It does not answer: check labels, ribbon and lid."),
    DeviceState.LOST: mark("It cannot be reached: check power and cable."),
}
_UNKNOWN = mark("It does not say: print a test label.")


class DeviceTests:
    """``results`` are sentences by device; ``typed`` the last codes that came as keys."""

    def __init__(self) -> None:
        self._results: dict[str, Saying] = {}
        self._weights: dict[str, WeightReading] = {}
        self._waits: frozenset[str] = frozenset()
        self.typed: deque[RawFrame] = deque(maxlen=_KEPT)

    def result(self, device_id: str) -> Saying | None:
        return self._results.get(device_id)

    def say(self, device_id: str, text: str, **params: str) -> None:
        """Show this under the device."""
        self._results[device_id] = Saying(text, params)

    def clear(self) -> None:
        """The page was closed: nothing waits for a scan, and old results are gone."""
        self._waits = frozenset()
        self._results = {}

    def weighed(self, reading: WeightReading) -> None:
        self._weights[reading.device_id] = reading

    def read_weight(self, device_id: str, now_ms: int) -> None:
        """Say what the scale reads now, as it sent it and in grams."""
        last = self._weights.get(device_id)
        if last is None or now_ms - last.mono_ms > _OLD_MS:
            self.say(device_id, mark("No weight came in the last seconds."))
        elif last.fault:
            self.say(device_id, _FAULTS[last.fault])
        elif last.grams is None:
            self.say(device_id, mark("It sends no weight just now."))
        else:
            shown = f"{last.shown:f} {last.unit}" if last.shown is not None else "0"
            self.say(device_id, _rest(last.stable), shown=shown, grams=str(int(last.grams)))

    def paper(self, device_id: str, state: DeviceState) -> None:
        """Say how the printer is; it is looked at every second as it is."""
        self.say(device_id, _PAPER.get(state, _UNKNOWN))

    def await_scan(self, device_id: str) -> None:
        """The next scan of this scanner is a test."""
        self._waits |= {device_id}
        self.say(device_id, mark("Scan anything with it: it is shown here and counts nowhere."))

    def scanned(self, scan: Scan | ScanTyped, control: Control | None) -> bool:
        """Whether a test waited for this scan; the test code of the card is always one."""
        device_id = scan.device_id if isinstance(scan, Scan) else KEYBOARD
        if isinstance(scan, ScanTyped):
            self.typed.append(RawFrame(scan.mono_ms, scan.text.encode(), scan.text))
        if device_id not in self._waits and control is not Control.TEST_SCAN:
            return False
        self._waits -= {device_id}
        aim = scan.aim if isinstance(scan, Scan) else None
        text = mark("Read {code} ({aim}).") if aim else mark("Read {code}.")
        self.say(device_id, text, code=scan.text.replace("\x1d", "<GS>"), aim=aim or "")
        return True


def _rest(stable: bool | None) -> str:
    if stable is None:
        return mark("It reads {shown} ({grams} g); it does not say whether that is at rest.")
    if stable:
        return mark("It reads {shown} ({grams} g), at rest.")
    return mark("It reads {shown} ({grams} g), still moving.")
