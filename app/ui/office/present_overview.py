"""The overview in words: benches, orders by state, who waits longest. No Qt, no own clock."""

from datetime import datetime, timedelta
from typing import Final

from app.center.overview import BenchNow, OldOrder, WarehouseNow
from app.domain.readings import DeviceKind, DeviceState
from app.i18n import Words
from app.i18n import mark as _
from app.ui.device_words import KINDS as DEVICES
from app.ui.device_words import PILLS
from app.ui.office.alert_words import verdict_word
from app.ui.office.bench_cards import BenchModel, DeviceMark
from app.ui.office.hours_chart import Bar, ChartModel
from app.ui.office.order_words import STATES
from app.ui.office.orders_panel import OldModel, StateModel
from app.ui.office.present_alerts import (
    NEAR_S,
    SOON_S,
    ago,
    bench_short,
    initial,
    left,
    short,
    when,
)
from app.ui.office.tiles import Tile

BENCH: Final[dict[str, tuple[str, str, str]]] = {
    "packing": (_("Packing"), "check-ring", "ok"),
    "idle": (_("Between orders"), "clock", "quiet"),
    "stopped": (_("Stands still"), "stop-octagon", "stop"),
    "away": (_("Away"), "cloud-off", "warn"),
    "free": (_("Nobody there"), "person", "quiet"),
}
_SKEW_MS: Final = 60_000
_PILLS: Final = {state.value: said for state, said in PILLS.items()}
_LOUDER: Final = ("stop", "warn")
_OVER: Final = frozenset({"packed", "refunded", "cancelled"})


def tiles(words: Words, now: WarehouseNow, expected_hour: int, at: datetime) -> tuple[Tile, ...]:
    say = words.say
    working = [one for one in now.benches if one.state in {"packing", "idle", "stopped"}]
    stopped = sum(one.state == "stopped" for one in now.benches)
    away = [one for one in now.benches if one.state == "away"]
    ready = sum(now.orders.get(state, 0) for state in ("approved", "parked", "returned"))
    ends = [one.cut_off for one in now.oldest if one.cut_off]
    expected = expected_hour * len(working) * at.minute // 60
    bench_line = (
        words.many("{n} stands still", "{n} stand still", stopped)
        if stopped
        else say(_("none stands still"))
    )
    gone = (
        words.many("{n} bench does not answer", "{n} benches do not answer", len(away))
        if away
        else say(_("all of them answer"))
    )
    return (
        Tile(
            say(_("Packed this hour")), f"{now.parcels_hour:,}",
            words.many("parcel", "parcels", now.parcels_hour),
            say(_("{n} expected by now"), n=expected) if working else "",
            "ok" if working and now.parcels_hour >= expected else "quiet",
        ),
        Tile(say(_("Packed today")), f"{now.parcels_today:,}",
             words.many("parcel", "parcels", now.parcels_today)),
        Tile(
            say(_("Wait to be packed")), f"{ready:,}", words.many("order", "orders", ready),
            say(_("Next cut-off in {time}"), time=left(min(ends), at)) if ends else "",
            clock_tone(min(ends), at) if ends else "quiet",
        ),
        Tile(say(_("Benches at work")), str(len(working)), f"/ {len(now.benches)}", bench_line,
             "stop" if stopped else "quiet"),
        Tile(say(_("Benches away")), str(len(away)), "", gone, "warn" if away else "ok"),
    )  # fmt: skip


def clock_tone(until: datetime, now: datetime) -> str:
    gap = (until - now).total_seconds()
    return "stop" if gap < SOON_S else "warn" if gap < NEAR_S else "quiet"


def bench(words: Words, one: BenchNow, expected_hour: int, at: datetime) -> BenchModel:
    say = words.say
    word, icon, tone = BENCH[one.state]
    state, line = say(word), ""
    if one.state == "stopped":
        state = verdict_word(words, one.verdict)
        line = say(_("for {time}"), time=ago(one.since, at)) if one.since else ""
    elif one.state == "away":
        line = (
            say(_("since {time}"), time=when(one.since, at)) if one.since else say(_("never seen"))
        )
    elif one.order_number:
        line = say(_("Order {number}"), number=short(one.order_number))
    elif one.since and one.state == "idle":
        line = say(_("for {time}"), time=ago(one.since, at))
    marks, trouble, tone_of = _devices(words, one)
    sync = trouble or _sync(words, one, at)
    return BenchModel(
        key=one.station_id,
        number=bench_short(one.name),
        person=one.packer or say(_("nobody signed in")),
        initial=initial(one.packer) if one.packer else "",
        state=state,
        icon=icon,
        tone=tone,
        line=line,
        parcels=str(one.parcels_hour),
        expected=f"/ {expected_hour}",
        share=min(100 * one.parcels_hour // max(expected_hour, 1), 100),
        sync=sync,
        sync_tone=tone_of or ("warn" if one.waiting or one.state == "away" else "quiet"),
        devices=marks,
    )


def _devices(words: Words, one: BenchNow) -> tuple[tuple[DeviceMark, ...], str, str]:
    """A mark each, and the first trouble in words with its tone. What an absent one said is old."""
    marks: list[DeviceMark] = []
    trouble, loudest = "", ""
    for kind in (DeviceKind.SCANNER, DeviceKind.SCALE, DeviceKind.PRINTER):
        name, icon = DEVICES[kind]
        said = one.devices.get(kind.value)
        if said is None:
            continue
        word, tone = _PILLS.get(said, (_("needs a look"), "warn"))
        if one.state == "away" or said == DeviceState.OFF.value:
            marks.append(DeviceMark(icon, "off"))
            continue
        text = f"{words.say(name)} • {words.say(word)}" if word else ""
        marks.append(DeviceMark(icon, tone, text))
        if text and tone in {"warn", "stop"} and (not trouble or (tone, loudest) == _LOUDER):
            trouble, loudest = text, tone
    return tuple(marks), trouble, loudest


def _sync(words: Words, one: BenchNow, at: datetime) -> str:
    if one.waiting:
        return words.many("{n} fact still there", "{n} facts still there", one.waiting)
    if abs(one.skew_ms) > _SKEW_MS:
        return words.say(_("its clock is off"))
    if one.seen_at is None:
        return ""
    copied = one.seen_at - timedelta(seconds=one.data_age_s or 0)
    return words.say(_("data {time} old"), time=ago(copied, at))


def states(words: Words, now: WarehouseNow) -> tuple[StateModel, ...]:
    """Orders by state, in the order of an order's life."""
    open_ones = [count for key, count in now.orders.items() if key not in _OVER]
    most = max(open_ones, default=1) or 1
    return tuple(
        StateModel(words.say(word), f"{count:,}", min(round(100 * count / most), 100), tone)
        for key, (word, tone) in STATES.items()
        if (count := now.orders.get(key, 0))
    )


def old(words: Words, one: OldOrder, at: datetime) -> OldModel:
    say = words.say
    word, _tone = STATES.get(one.state, (one.state, "quiet"))
    where = say(_("at {bench}"), bench=one.station) if one.station else ""
    return OldModel(
        key=one.id,
        number=short(one.number),
        shop=one.shop,
        line=" • ".join(part for part in (say(word), one.courier, where) if part),
        clock=left(one.cut_off, at) if one.cut_off else ago(one.since, at),
        clock_title=say(_("to cut-off")) if one.cut_off else say(_("waits")),
        tone=clock_tone(one.cut_off, at) if one.cut_off else "quiet",
    )


def chart(words: Words, now: WarehouseNow, *, as_table: bool) -> ChartModel:
    say = words.say
    bars = tuple(
        Bar(f"{start.astimezone():%H}", count, place == len(now.parcels) - 1)
        for place, (start, count) in enumerate(now.parcels)
    )
    return ChartModel(
        say(_("Parcels an hour")),
        "",
        say(_("As bars")) if as_table else say(_("As a table")),
        bars,
        running_word=say(_("still running")),
    )
