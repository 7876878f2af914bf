"""The manifest of the hand-over in words. Pure: no Qt, no clock."""

from datetime import datetime, timedelta
from typing import Final

from app.i18n import Words
from app.i18n import mark as _
from app.station.snapshot import BenchSnapshot, HandView
from app.ui import figures
from app.ui.models import HandModel

_SOON: Final = timedelta(minutes=15)
_NEAR: Final = timedelta(minutes=45)
_WAITS: Final = _("The first parcel opens the list of its courier")


def hand_model(words: Words, snap: BenchSnapshot, elapsed_ms: int) -> HandModel:
    """What the left half of the hand-over shows, ``elapsed_ms`` after the snapshot."""
    say, hand = words.say, snap.hand
    now = snap.at + timedelta(milliseconds=elapsed_ms)
    aside = tuple(_aside(words, one, now) for one in hand.aside) if hand else ()
    aside_word = words.many("{n} more list is open", "{n} more lists are open", len(aside))
    aside_word = aside_word if aside else ""
    if hand is None or not hand.number:
        return HandModel(
            title=say("Hand-over"), number="", facts=(), count="0", of="",
            count_word=say("on the list"), missing_word="", nothing=say(_WAITS),
            aside_word=aside_word, aside=aside,
        )  # fmt: skip
    missing = hand.missing_count
    more = missing - len(hand.missing)
    word, clock, left, tone = _clock(words, hand, now)
    return HandModel(
        title=hand.courier,
        number=hand.number,
        facts=_facts(words, hand),
        count=str(hand.loaded),
        of=f"/ {hand.expected}" if not hand.closed else "",
        count_word=say("on the list"),
        missing_word=words.many("{n} missing", "{n} missing", missing) if missing else "",
        missing=tuple((figures.grouped(m.waybill), m.number, m.place) for m in hand.missing),
        more=words.many("and {n} more", "and {n} more", more) if more > 0 else "",
        nothing=_nothing(words, hand),
        clock_word=word,
        clock=clock,
        left=left,
        tone=tone,
        aside_word=aside_word,
        aside=aside,
    )


def _aside(words: Words, hand: HandView, now: datetime) -> tuple[str, str, str, str, str]:
    """An open list behind the one shown: whose, which, how many of how many, how long it has."""
    _word, clock, left, tone = _clock(words, hand, now)
    when = "  ".join(part for part in (clock, left) if part)
    title = "  •  ".join(part for part in (hand.courier, hand.account) if part)
    return title, hand.number, f"{hand.loaded} / {hand.expected}", when, tone


def _facts(words: Words, hand: HandView) -> tuple[str, ...]:
    account = words.say("Account {account}", account=hand.account) if hand.account else ""
    return tuple(part for part in (account, f"{hand.grams / 1000:.2f} kg") if part)


def _nothing(words: Words, hand: HandView) -> str:
    if hand.closed:
        return words.say("The list is closed: what comes now goes on the next one")
    if hand.missing_count == 0:
        return words.say("Every packed parcel of this courier is on the list")
    return ""


def _clock(words: Words, hand: HandView, now: datetime) -> tuple[str, str, str, str]:
    """The word, the time of the next collection, how long until then, and its tone."""
    if hand.cut_off is None:
        return "", "", "", "idle"
    left = hand.cut_off - now
    word, at = words.say("Courier comes at"), hand.cut_off.astimezone().strftime("%H:%M")
    if left <= timedelta(0):
        return word, at, words.say("due now"), "stop"
    hours, minutes = divmod(int(left.total_seconds()) // 60, 60)
    tone = "stop" if left < _SOON else "warn" if left < _NEAR else "idle"
    if hours:
        return word, at, words.say("in {hours} h {minutes} min", hours=hours, minutes=minutes), tone
    return word, at, words.say("in {minutes} min", minutes=minutes), tone
