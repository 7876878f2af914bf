"""What is tried on a device of a running bench: the tests of its page, and other line speeds."""

import logging
from collections.abc import Callable

from app.clock import mono_ms
from app.config import ScaleSettings
from app.devices.base import DeviceError
from app.devices.learning.line_doubt import Verdict, find
from app.devices.learning.listening import ScaleListener, Step
from app.domain.control_code import Control
from app.entrypoints.station_host import StationHost
from app.i18n import mark
from app.station.commands import ControlPressed, DeviceTestPressed
from app.station.device_frames import doubt_of, line_of, saying
from app.station.device_view import DeviceTest, Saying
from app.station.devices_page import PRINTER, test_label
from app.station.scale_lesson import OpenAt

_LOG = logging.getLogger(__name__)


def run_test(host: StationHost, pressed: DeviceTestPressed) -> None:
    """Do what a person asked for; the answer stands on the device page."""
    device_id, tests = pressed.device_id, host.devices.tests
    match pressed.test:
        case DeviceTest.ZERO | DeviceTest.TARE:
            host.hardware.command(pressed.test.value)
            tests.say(device_id, mark("Sent to the scale: look at its display."))
        case DeviceTest.READ_WEIGHT:
            tests.read_weight(device_id, mono_ms())
        case DeviceTest.TEST_SCAN:
            tests.await_scan(host.devices.heard_as(device_id))
        case DeviceTest.PRINT_TEST:
            host.print_again(test_label(mono_ms()))
            tests.say(PRINTER, mark("A test label was sent to the printer."))
        case DeviceTest.PAPER_STATUS:
            tests.paper(PRINTER, host.devices.state(PRINTER))
        case DeviceTest.RECONNECT:
            host.devices.doubt(device_id, None)
            host.hardware.reconnect(device_id)
        case DeviceTest.CHECK_WEIGHT:
            host.mailbox.post(ControlPressed(Control.CHECK_SCALE))
            tests.say(device_id, mark("The check has begun: go back to the bench."))


def try_speeds(
    host: StationHost,
    scale: ScaleSettings,
    open_at: OpenAt,
    busy: Callable[[], bool],
    show: Callable[[], None],
) -> bool:
    """Where bytes come that the setting does not explain: listen at the others, say which it is.

    The scale is read as before afterwards. True once all were tried; ``busy`` breaks it off.
    """
    found = doubt_of(host.hardware.recent(scale.id), scale)
    if found is None or found[0] is not Verdict.NOISE:
        return False

    def tell(step: Step) -> None:
        if busy():
            listener.stop()
        said = {"at": str(step.at), "of": str(step.of)}
        host.devices.doubt(scale.id, Saying(mark("trying other speeds: {at} of {of}"), said))
        show()

    listener = ScaleListener(lambda line: open_at(scale.port, line), mono_ms, tell)
    host.hardware.free_scale()
    try:
        heard = listener.walk()
        host.devices.doubt(scale.id, saying(find(heard, line_of(scale)).says))
    except DeviceError as error:
        _LOG.info("no other speed could be tried: %s", error)
        host.devices.doubt(scale.id, None)
    finally:
        host.hardware.use_scale(scale)
    return not busy()
