"""What the bench prints, as documents: the courier's label and the re-pick slip."""

from datetime import datetime

from app.domain.order import Order
from app.i18n import Words, mark
from app.labels.parcel_label import LabelledParcel
from app.labels.repick_slip import RepickSlip, RepickWords
from app.labels.slip import SlipLine
from app.station.effects import PrintLabel, PrintSlip


def parcel_of(effect: PrintLabel) -> LabelledParcel:
    """What the label is for, as the bench asked for it."""
    return LabelledParcel(
        effect.waybill,
        effect.parcel_no,
        effect.parcel_of,
        effect.grams,
        effect.copy,
        effect.sorting_code,
    )


def repick_slip(effect: PrintSlip, bench: str, printed_at: datetime, words: Words) -> RepickSlip:
    """The exact difference, for the person who walks back to the shelf."""
    order = effect.order
    cut_off = order.cut_off.astimezone().strftime("%H:%M") if order.cut_off else ""
    return RepickSlip(
        code=effect.ticket,
        order_number=order.number,
        slot=order.tote,
        cut_off=cut_off,
        picker=order.picker,
        bench=bench,
        printed_at=printed_at.astimezone().strftime("%Y-%m-%d %H:%M"),
        missing=tuple(_slip_line(order, sku, pieces) for sku, pieces in effect.missing.items()),
        foreign=tuple(SlipLine(quantity=1, name=code) for code in effect.extra),
        words=_slip_words(words),
    )


def _slip_words(words: Words) -> RepickWords:
    return RepickWords(
        title=words.say(mark("Re-pick")),
        slot=words.say(mark("Tote")),
        order=words.say(mark("Order")),
        cut_off=words.say(mark("Courier cut-off")),
        picker=words.say(mark("Picker")),
        packer=words.say(mark("Packer")),
        bench=words.say(mark("Bench")),
        owner=words.say(mark("Goes to")),
        missing=words.say(mark("Missing: bring")),
        too_many=words.say(mark("Too many: put back")),
        foreign=words.say(mark("Not of this order: put back")),
    )


def _slip_line(order: Order, sku: str, pieces: int) -> SlipLine:
    for line in order.lines:
        for item in (line.item, *(part.item for part in line.parts)):
            if item.sku == sku:
                return SlipLine(
                    quantity=pieces, name=item.name, detail=item.spec, place=item.location
                )
    return SlipLine(quantity=pieces, name=sku)
