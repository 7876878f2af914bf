"""The list a picker fetches a whole wave with: totals place by place, then which slot gets what."""

from dataclasses import dataclass

from app.labels.page import A4, PageSize
from app.labels.pick_slip import copied
from app.labels.slip import SlipHead, SlipLine, SlipSection, render_slip


@dataclass(frozen=True, slots=True)
class WaveListWords:
    """The fixed words of the list, already in the reader's language."""

    title: str = "Pick a wave"
    wave: str = "Wave"
    orders: str = "Orders"
    courier: str = "Courier"
    zone: str = "Zone"
    cut_off: str = "Courier cut-off"
    picker: str = "Picker"
    copy: str = "Copy no."
    fetch: str = "Fetch"
    slots: str = "Slots"


@dataclass(frozen=True, slots=True)
class WaveList:
    """``fetch``: items with their totals, sorted by place, the shares of the slots as detail.

    ``slots``: the orders, the slot as place. ``copy`` above 1 marks a reprint. Times are text.
    """

    number: str
    fetch: tuple[SlipLine, ...]
    slots: tuple[SlipLine, ...]
    courier: str = ""
    zone: str = ""
    cut_off: str = ""
    picker: str = ""
    orders: int = 0
    copy: int = 1
    printed_at: str = ""
    words: WaveListWords = WaveListWords()


def render_wave_list(one: WaveList, page: PageSize = A4) -> bytes:
    """The list as PDF; its bar code is the number of the wave."""
    words = one.words
    facts = (
        (words.courier, one.courier),
        (words.zone, one.zone),
        (words.cut_off, one.cut_off),
        (words.picker, one.picker),
        (words.orders, f"{one.orders:,}"),
    )
    head = SlipHead(
        title=copied(words.title, words.copy, one.copy),
        code=one.number,
        big_label=words.wave,
        big_text=one.number.rsplit("-", 1)[-1],
        facts=tuple((word, value) for word, value in facts if value),
        foot=one.printed_at,
    )
    sections = (SlipSection(words.fetch, one.fetch), SlipSection(words.slots, one.slots))
    return render_slip(head, sections, page)
