"""The slip that goes back to the aisle with an order that failed its check.

It says exactly what is missing, what is too many and what belongs to another order; scanning its
code resumes the check at the exact scan, at any bench.
"""

from dataclasses import dataclass

from app.labels.page import LABEL_100x150, PageSize
from app.labels.slip import SlipHead, SlipLine, SlipSection, render_slip


@dataclass(frozen=True, slots=True)
class RepickWords:
    """The fixed words of the slip, already in the reader's language."""

    title: str = "Re-pick"
    slot: str = "Slot"
    order: str = "Order"
    cut_off: str = "Courier cut-off"
    picker: str = "Picker"
    packer: str = "Packer"
    bench: str = "Bench"
    owner: str = "Goes to"
    missing: str = "Missing: bring"
    too_many: str = "Too many: put back"
    foreign: str = "Not of this order: put back"


@dataclass(frozen=True, slots=True)
class RepickSlip:
    """Everything the slip says; ``code`` is the ticket's bar code, times are text."""

    code: str
    order_number: str
    slot: str
    cut_off: str = ""
    picker: str = ""
    packer: str = ""
    bench: str = ""
    owner: str = ""
    printed_at: str = ""
    missing: tuple[SlipLine, ...] = ()
    too_many: tuple[SlipLine, ...] = ()
    foreign: tuple[SlipLine, ...] = ()
    words: RepickWords = RepickWords()


def render_repick_slip(slip: RepickSlip, page: PageSize = LABEL_100x150) -> bytes:
    """The slip as PDF; lines that do not fit the first page go on to the next."""
    words = slip.words
    facts = (
        (words.order, slip.order_number),
        (words.cut_off, slip.cut_off),
        (words.picker, slip.picker),
        (words.owner, slip.owner),
        (words.bench, slip.bench),
        (words.packer, slip.packer),
    )
    head = SlipHead(
        title=words.title,
        code=slip.code,
        big_label=words.slot,
        big_text=slip.slot,
        facts=tuple((word, value) for word, value in facts if value),
        foot=slip.printed_at,
    )
    sections = (
        SlipSection(words.missing, slip.missing, "+"),
        SlipSection(words.too_many, slip.too_many, "−"),
        SlipSection(words.foreign, slip.foreign, "−"),
    )
    return render_slip(head, sections, page)
