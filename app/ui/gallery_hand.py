"""The hand-over in the picture gallery."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from app.domain.control_code import Control
from app.station.snapshot import BenchSnapshot, Face, HandView, MissingView
from app.ui import gallery_data as data

HAND_FACES: Final = (Face.HAND_WAIT, Face.HAND_ON, Face.HAND_OFF, Face.HAND_CLOSED, Face.HANDED)
_OFFERS: Final = (
    Control.TAKE_OUT, Control.CLOSE_LIST, Control.REPRINT, Control.MODE_CHECK, Control.CALL_LEAD,
)  # fmt: skip
_NUMBER: Final = "MF261124-B07-02"
_COURIER: Final = {"en": "SF Express", "zh_Hant": "順豐速運", "zh_Hans": "顺丰速运"}
_OTHER: Final = {"en": "YTO Express", "zh_Hant": "圓通速遞", "zh_Hans": "圆通速递"}
_PLACES: Final = {
    "en": ("Zhejiang Hangzhou", "Sichuan Chengdu", "Guangdong Shenzhen"),
    "zh_Hant": ("浙江省 杭州市", "四川省 成都市", "廣東省 深圳市"),
    "zh_Hans": ("浙江省 杭州市", "四川省 成都市", "广东省 深圳市"),
}
HAND_STOP: Final = {
    language: {"theirs": _OTHER[language], "courier": _COURIER[language], "waybill": "YT88"}
    for language in _COURIER
}


def hand_over(snap: BenchSnapshot, language: str) -> BenchSnapshot:
    """The snapshot as it is in the hand-over mode."""
    closed = snap.face in (Face.HAND_CLOSED, Face.HANDED)
    details = {"mode": "hand_over", "waybill": "SF1432887655217", "manifest": _NUMBER}
    view = HandView(
        number=_NUMBER,
        courier=_COURIER[language],
        account="0280012345",
        loaded=38,
        expected=38 if closed else 53,
        grams=61_480,
        last="SF1432887655217",
        missing=() if closed else _missing(language),
        cut_off=None if closed else data.AT + timedelta(minutes=28),
        closed=closed,
        copies=1 if closed else 0,
    )
    hand = None if snap.face is Face.HAND_WAIT else view
    offers = snap.offers if snap.stop else _OFFERS
    return replace(snap, hand=hand, details=snap.details | details, offers=offers)


def _missing(language: str) -> tuple[MissingView, ...]:
    places = _PLACES[language]
    return tuple(
        MissingView(f"SF14328876552{n:02}", f"SO-20261124-{n:04}", places[n % len(places)])
        for n in range(31, 43)
    )
