"""The slip a picker walks with: one order or tote, its code, and what to fetch from where."""

from dataclasses import dataclass

from app.labels.page import LABEL_100x150, PageSize
from app.labels.slip import SlipHead, SlipLine, SlipSection, render_slip


@dataclass(frozen=True, slots=True)
class PickWords:
    """The fixed words of the slip, already in the reader's language."""

    title: str = "Pick"
    tote: str = "Tote"
    order: str = "Order"
    wave: str = "Wave"
    courier: str = "Courier"
    cut_off: str = "Courier cut-off"
    note: str = "Buyer's note"
    lines: str = "Fetch"


@dataclass(frozen=True, slots=True)
class PickSlip:
    """Everything the slip says; ``code`` opens the order at the bench, times are text."""

    code: str
    order_number: str
    lines: tuple[SlipLine, ...]
    tote: str = ""
    wave: str = ""
    courier: str = ""
    cut_off: str = ""
    note: str = ""
    printed_at: str = ""
    words: PickWords = PickWords()


def render_pick_slip(slip: PickSlip, page: PageSize = LABEL_100x150) -> bytes:
    """The slip as PDF; lines that do not fit the first page go on to the next."""
    words = slip.words
    facts = (
        (words.order, slip.order_number),
        (words.wave, slip.wave),
        (words.courier, slip.courier),
        (words.cut_off, slip.cut_off),
    )
    head = SlipHead(
        title=words.title,
        code=slip.code,
        big_label=words.tote if slip.tote else "",
        big_text=slip.tote,
        facts=tuple((word, value) for word, value in facts if value),
        note=f"{words.note}: {slip.note}" if slip.note else "",
        foot=slip.printed_at,
    )
    return render_slip(head, (SlipSection(words.lines, slip.lines),), page)
