"""The words of controls, devices, scales' faults and labels."""

from typing import Final

from app.domain.control_code import Control
from app.domain.readings import DeviceKind, DeviceState, WeightFault
from app.i18n import mark as _
from app.station.device_view import DeviceTest
from app.station.snapshot import LabelStep, PanState

CONTROLS: Final[dict[Control, tuple[str, str]]] = {
    Control.ACKNOWLEDGE: (_("Acknowledge"), "check"),
    Control.TAKE_OUT: (_("Take out"), "undo"),
    Control.SHORT: (_("Short"), "short"),
    Control.RETURN: (_("Send back"), "return"),
    Control.NEXT_BOX: (_("Next box"), "next-box"),
    Control.REPRINT: (_("Reprint"), "reprint"),
    Control.CANCEL: (_("Cancel check"), "cross"),
    Control.PARK: (_("Park"), "park"),
    Control.REWEIGH: (_("Weigh again"), "reweigh"),
    Control.TARE: (_("Tare"), "tare"),
    Control.ZERO: (_("Zero"), "zero"),
    Control.CHECK_SCALE: (_("Check scale"), "scale"),
    Control.SUPPORT: (_("Save for support"), "list"),
    Control.CALL_LEAD: (_("Call lead"), "bell"),
    Control.FORCE_PASS: (_("Force pass"), "unlock"),
    Control.SIGN_OUT: (_("Sign out"), "person"),
    Control.TEST_SCAN: (_("Test scan"), "test"),
    Control.MODE_CHECK: (_("Order by order"), "list"),
    Control.MODE_WEIGH: (_("Weigh only"), "scale"),
    Control.MODE_SINGLE: (_("Single items"), "box"),
    Control.MODE_HAND_OVER: (_("Hand-over"), "manifest"),
    Control.CLOSE_LIST: (_("Close list"), "check"),
}
"""The word of a control, as it stands on the control card, and its icon."""

KINDS: Final[dict[DeviceKind, tuple[str, str]]] = {
    DeviceKind.SCANNER: (_("Scanner"), "scanner"),
    DeviceKind.SCALE: (_("Scale"), "scale"),
    DeviceKind.PRINTER: (_("Label printer"), "printer"),
    DeviceKind.CENTER: (_("Center"), "cloud"),
}

PILLS: Final[dict[DeviceState, tuple[str, str]]] = {
    DeviceState.OFF: (_("not set up"), "quiet"),
    DeviceState.LOOKING: (_("looking"), "quiet"),
    DeviceState.READY: ("", "quiet"),
    DeviceState.DEGRADED: (_("needs a look"), "warn"),
    DeviceState.LOST: (_("unplugged"), "stop"),
    DeviceState.BUSY: (_("in use elsewhere"), "stop"),
    DeviceState.SILENT: (_("sends nothing"), "warn"),
    DeviceState.OUT_OF_PAPER: (_("no labels"), "stop"),
    DeviceState.HEAD_OPEN: (_("lid open"), "stop"),
    DeviceState.ERROR: (_("does not work"), "stop"),
}
"""What a pill adds to the device's name, and its tone."""

HEALTH: Final[dict[DeviceState, tuple[str, str]]] = {
    DeviceState.OFF: (_("Not set up"), _("Choose a port in the settings file, or plug it in.")),
    DeviceState.LOOKING: (_("Being looked for"), _("Nothing to do; this takes a second.")),
    DeviceState.READY: (_("Works"), _("Nothing to do.")),
    DeviceState.DEGRADED: (
        _("Works, but needs a look"),
        _("Look at the live view and try the test."),
    ),
    DeviceState.LOST: (
        _("Unplugged or switched off"),
        _("Check power and cable; it comes back by itself."),
    ),
    DeviceState.BUSY: (_("Another program uses it"), _("Close the other program.")),
    DeviceState.SILENT: (
        _("Connected, but sends nothing that can be read"),
        _("Switch it off and on; then check its speed and mode."),
    ),
    DeviceState.OUT_OF_PAPER: (_("No labels left"), _("Put in a new roll of labels.")),
    DeviceState.HEAD_OPEN: (_("The lid is open"), _("Close the printer's lid.")),
    DeviceState.ERROR: (_("Does not work"), _("Switch it off and on; if it stays, call the lead.")),
}
"""The state in plain words, and the next step."""

TESTS: Final[dict[DeviceTest, tuple[str, str]]] = {
    DeviceTest.TEST_SCAN: (_("Test scan"), "test"),
    DeviceTest.READ_WEIGHT: (_("Read weight"), "scale"),
    DeviceTest.CHECK_WEIGHT: (_("Check weight"), "scale"),
    DeviceTest.ZERO: (_("Zero"), "zero"),
    DeviceTest.TARE: (_("Tare"), "tare"),
    DeviceTest.PRINT_TEST: (_("Print a test label"), "printer"),
    DeviceTest.PAPER_STATUS: (_("Paper status"), "paper"),
    DeviceTest.RECONNECT: (_("Connect again"), "refresh"),
}

PANS: Final[dict[PanState, tuple[str, str, str]]] = {
    PanState.BLANK: (_("No reading"), "warn", "warning-triangle"),
    PanState.EMPTY: (_("Scale at zero"), "quiet", "check"),
    PanState.MOVING: (_("Moving"), "quiet", "clock"),
    PanState.STABLE: (_("Stable"), "ok", "check"),
    PanState.WAIT_ZERO: (_("Weighed already"), "warn", "weight-off"),
    PanState.FAULT: (_("No weight"), "stop", "warning-triangle"),
    PanState.TAKEN: (_("Weight taken"), "ok", "check"),
}
"""The pill of the weight panel: word, tone, icon."""

FAULTS: Final[dict[WeightFault, str]] = {
    WeightFault.OVER: _("Too heavy: take it off"),
    WeightFault.UNDER: _("Below zero: empty the scale, scan “Zero”"),
    WeightFault.FAULT: _("Scale fault: switch it off and on"),
    WeightFault.WRONG_UNIT: _("Wrong unit: set the scale to kg"),
    WeightFault.NO_UNIT: _("No unit: set the scale to kg"),
}

LABEL_STEPS: Final[dict[LabelStep, tuple[str, int, str]]] = {
    LabelStep.WEIGH: (_("Weigh and print"), 0, "now"),
    LabelStep.PRINTING: (_("Printing"), 0, "now"),
    LabelStep.WAITS: (_("Label waits"), 0, "warn"),
    LabelStep.DOUBT: (_("Printed?"), 0, "warn"),
    LabelStep.STICK: (_("Stick and scan"), 1, "now"),
    LabelStep.PROVEN: (_("Proven"), 2, "done"),
}
"""The label's step: its word, which of the three dots it is, and how that dot looks."""
