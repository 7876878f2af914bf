"""The device page and the steps of the wizard as the picture gallery shows them."""

from typing import Final

from app.domain.readings import DeviceKind, DeviceState
from app.domain.scale_profile import ScaleProfile
from app.i18n import mark as _
from app.station.device_view import (
    DeviceCard,
    DeviceOffer,
    DevicePage,
    DeviceTest,
    Health,
    PortChoice,
    RawFrame,
    Saying,
    ScaleChoice,
)
from app.station.lesson_view import CandidateRow, LessonStep, LessonView, PreviewRow, ProfileRow

_PORTS: Final = (
    PortChoice("usb:0403:6001:A1@1-1.3", "COM3", "USB Serial Port"),
    PortChoice("usb:1a86:7523@1-1.2", "COM7", "USB2.0-Serial"),
)
_GARBLED: Final = ("e6009f00f8e60c", "fe00e6981e8078", "0078e6fe006618e6")
_WEIGHTS: Final = (
    (b"ST,GS,+  1.634kg\r\n", "1.634 kg", True),
    (b"US,GS,+  1.120kg\r\n", "1.120 kg", False),
    (b"ST,GS,+  0.412kg\r\n", "0.412 kg", True),
    (b"ST,GS,+  0.000kg\r\n", "0.000 kg", True),
)


def device_page(*, works: bool = False) -> DevicePage:
    """Four devices: a scale at a wrong speed (or one that works), a printer without labels."""
    scale = _scale_that_works() if works else _scale_at_another_speed()
    scanner = DeviceCard(
        DeviceKind.SCANNER, "s1", DeviceState.READY, "serial", "/dev/ttyACM0",
        frames=(RawFrame(1000, b"6971402118056\r"), RawFrame(4200, b"SO-20261124-0187\r")),
        tests=(DeviceTest.TEST_SCAN, DeviceTest.RECONNECT),
        misreads=4, worst=("6971402118056", 3), health=Health(2, 240),
    )  # fmt: skip
    keys = DeviceCard(
        DeviceKind.SCANNER, "keys", DeviceState.READY, "keyboard", types=True,
        tests=(DeviceTest.TEST_SCAN,),
    )  # fmt: skip
    printer = DeviceCard(
        DeviceKind.PRINTER, "printer", DeviceState.OUT_OF_PAPER, "raw", "192.0.2.40:9100",
        tests=(DeviceTest.PRINT_TEST, DeviceTest.PAPER_STATUS),
    )  # fmt: skip
    offers = (
        DeviceOffer(DeviceKind.SCALE, "COM7", "usb:1a86:7523@1-1.2", "USB2.0-Serial", "w1"),
        DeviceOffer(DeviceKind.SCANNER, "/dev/ttyACM3", "usb:0c2e:0b61:S1", "Bar code imager"),
    )
    return DevicePage(
        (scanner, keys, scale, printer), offers, _PORTS,
        ("mt_sics", "st_gs", "toledo_8217", "yaohua_a9"), ((4800, "8N1"), (9600, "8N1")),
        ("FLOOR-60",), bundle=True,
    )  # fmt: skip


def _scale_at_another_speed() -> DeviceCard:
    return DeviceCard(
        DeviceKind.SCALE, "w1", DeviceState.SILENT, "st_gs", "COM3",
        frames=tuple(
            RawFrame(at * 400, bytes.fromhex(data), refused="" if at else "bad_frame")
            for at, data in enumerate(_GARBLED)
        ),
        tests=(DeviceTest.READ_WEIGHT, DeviceTest.RECONNECT),
        doubt=Saying(_("sends, but at another speed: try {baud}"), {"baud": "4800"}),
        health=Health(0, 0, 212, 1),
        choice=ScaleChoice("COM3", "st_gs", 9600, "8N1"),
    )  # fmt: skip


def _scale_that_works() -> DeviceCard:
    text = _("It reads {shown} ({grams} g), at rest.")
    return DeviceCard(
        DeviceKind.SCALE, "w1", DeviceState.READY, "st_gs", "COM3",
        frames=tuple(
            RawFrame(at * 50, data, reads, rest)
            for at, (data, reads, rest) in enumerate(_WEIGHTS * 3)
        ),
        tests=(
            DeviceTest.READ_WEIGHT, DeviceTest.ZERO, DeviceTest.TARE, DeviceTest.RECONNECT,
        ),
        result=Saying(text, {"shown": "1.634 kg", "grams": "1634"}),
        health=Health(200, 72_000, 3, 2, 900),
        choice=ScaleChoice("COM3", "st_gs", 9600, "8N1", profile="FLOOR-60"),
    )  # fmt: skip


_READS: Final = Saying(
    _("speaks {protocol} and reads {weight}"), {"protocol": "st_gs", "weight": "0.000 kg"}
)
_CANDIDATES: Final = (
    CandidateRow(
        "st_gs", "9600 8N1", "0.000 kg", 100,
        (
            Saying(_("{accepted} of {all} frames are right"), {"accepted": "24", "all": "24"}),
            Saying(_("{percent} % of all bytes are explained"), {"percent": "100"}),
        ),
    ),
    CandidateRow(
        "generic_ascii", "9600 8N1", "0.000 kg", 96,
        (
            Saying(_("{percent} % of all bytes are explained"), {"percent": "96"}),
            Saying(_("it does not say when the weight is at rest")),
        ),
    ),
)  # fmt: skip
_PROFILE: Final = ScaleProfile("", "st_gs")

LESSONS: Final[dict[str, LessonView]] = {
    "learn-port": LessonView(ports=_PORTS, profiles=("FLOOR-60",), port=_PORTS[0].address),
    "learn-listen": LessonView(LessonStep.LISTENING, busy=True, at=3, of=13, line="4800 8N1"),
    "learn-empty": LessonView(
        LessonStep.EMPTY, port="COM3", finding=_READS, candidates=_CANDIDATES
    ),
    "learn-weight": LessonView(
        LessonStep.WEIGHT, port="COM3", empty="0.000 kg",
        problem=Saying(_("Nothing came: is the scale on, and does it show a weight?")),
    ),
    "learn-result": LessonView(
        LessonStep.RESULT, grams=500, found=(ProfileRow(_PROFILE, "0.000 kg", "0.500 kg"),),
        sample=("ST,GS,+  0.500kg", "ST,GS,+  0.500kg"), code="ST-GS-9600",
    ),
    "learn-describe": LessonView(
        LessonStep.RESULT, grams=500, code="SCALE-1",
        refused=(("adam", Saying(_("it reads nothing while the weight lies there"))),),
        preview=(
            PreviewRow("A 000.500 kg 7F", "0.500 kg"),
            PreviewRow("A 0x0.500 kg 11", "", "bad_frame"),
        ),
    ),
    "learn-saved": LessonView(LessonStep.SAVED, code="ST-GS-9600"),
}  # fmt: skip
"""Each step of the wizard, by the name of its picture."""
