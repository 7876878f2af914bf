"""The slip a picker walks with: one order or tote, its code, and what to fetch from where."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.labels.page import LABEL_100x150, PageSize
from app.labels.slip import SlipHead, SlipLine, SlipSection, render_slips


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
    slot: str = "Slot"
    picker: str = "Picker"
    copy: str = "Copy no."


@dataclass(frozen=True, slots=True)
class PickSlip:
    """Everything the slip says; ``code`` opens the order at the bench, times are text.

    ``slot``: where in the wave's cart it goes, when it has no tote. ``copy`` above 1 marks a
    reprint of the same slip.
    """

    code: str
    order_number: str
    lines: tuple[SlipLine, ...]
    tote: str = ""
    wave: str = ""
    courier: str = ""
    cut_off: str = ""
    note: str = ""
    printed_at: str = ""
    slot: int = 0
    picker: str = ""
    copy: int = 1
    words: PickWords = PickWords()


def render_pick_slip(slip: PickSlip, page: PageSize = LABEL_100x150) -> bytes:
    """The slip as PDF; lines that do not fit the first page go on to the next."""
    return render_pick_slips((slip,), page)


def render_pick_slips(slips: Sequence[PickSlip], page: PageSize = LABEL_100x150) -> bytes:
    """All of them in one PDF, each from a new page on. At least one."""
    made = [(_head(one), (SlipSection(one.words.lines, one.lines),)) for one in slips]
    return render_slips(made, page)


def _head(slip: PickSlip) -> SlipHead:
    words = slip.words
    facts = (
        (words.order, slip.order_number),
        (words.wave, slip.wave),
        (words.courier, slip.courier),
        (words.cut_off, slip.cut_off),
        (words.picker, slip.picker),
    )
    big = (words.tote, slip.tote) if slip.tote else (words.slot, str(slip.slot))
    shown = big if slip.tote or slip.slot else ("", "")
    return SlipHead(
        title=copied(words.title, words.copy, slip.copy),
        code=slip.code,
        big_label=shown[0],
        big_text=shown[1],
        facts=tuple((word, value) for word, value in facts if value),
        note=f"{words.note}: {slip.note}" if slip.note else "",
        foot=slip.printed_at,
    )


def copied(title: str, word: str, copy: int) -> str:
    """The title of a paper, with the mark of a reprint from the second copy on."""
    return title if copy <= 1 else f"{title} · {word} {copy}"
