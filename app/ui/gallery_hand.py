"""The hand-over, and labels printed again, in the picture gallery."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from app.domain.control_code import Control
from app.station.asked import Ask
from app.station.snapshot import AskView, BenchSnapshot, Face, HandView, MissingView
from app.ui import gallery_data as data

HAND_FACES: Final = (Face.HAND_WAIT, Face.HAND_ON, Face.HAND_OFF, Face.HAND_CLOSED, Face.HANDED)
_OFFERS: Final = (
    Control.TAKE_OUT, Control.CLOSE_LIST, Control.REPRINT, Control.MODE_HAND_OVER,
    Control.MODE_CHECK, Control.CALL_LEAD, Control.SIGN_OUT,
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


def two_lists(snap: BenchSnapshot, language: str) -> BenchSnapshot:
    """Further lists are open behind the one shown; without one shown when the next may begin."""
    held = hand_over(replace(snap, face=Face.HAND_ON), language)
    if held.hand is None:
        return held
    other = replace(
        held.hand, number="MF261124-B07-01", courier=_OTHER[language], account="", loaded=12,
        expected=15, missing=(), cut_off=data.AT + timedelta(minutes=95), aside=(),
    )  # fmt: skip
    again = replace(other, number="MF261124-B07-03", account="028A", cut_off=None)
    if snap.face is Face.HAND_WAIT:
        none = HandView("", "", "", 0, 0, 0, aside=(other, held.hand))
        return replace(held, hand=none, face=snap.face)
    details = held.details | {"notice": "other_list"}
    return replace(held, hand=replace(held.hand, aside=(other, again)), details=details)


def asked_again(snap: BenchSnapshot, ask: Ask) -> BenchSnapshot:
    """A packed parcel's label is to be printed again."""
    return replace(snap, asks=AskView(ask, ""))


def _missing(language: str) -> tuple[MissingView, ...]:
    places = _PLACES[language]
    return tuple(
        MissingView(f"SF14328876552{n:02}", f"SO-20261124-{n:04}", places[n % len(places)])
        for n in range(31, 43)
    )
