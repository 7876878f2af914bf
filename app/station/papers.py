"""What the bench prints, as documents: the courier's label and the re-pick slip."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.hand_over import label_code
from app.domain.masking import mask_address, mask_name, mask_phone
from app.domain.order import Order, Recipient
from app.i18n import Words, mark
from app.labels.repick_slip import RepickSlip, RepickWords
from app.labels.slip import SlipLine
from app.labels.waybill import Party, WaybillLabel
from app.station.effects import PrintLabel, PrintSlip


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: the warehouse's own name, phone and address, as printed on every label."""

    name: str = ""
    phone: str = ""
    address: str = ""


def waybill_label(
    effect: PrintLabel,
    courier: str,
    sender: Sender,
    printed_at: datetime,
    *,
    masked: bool = True,
    copy_marks: bool = True,
) -> WaybillLabel:
    """The label of a parcel.

    ``masked``: name, phone and room are hidden; the courier's system has them in full.
    ``copy_marks``: the QR code says which copy this is, so that an old one is caught.
    """
    order = effect.order
    to = order.recipient
    return WaybillLabel(
        courier=courier,
        service=order.service,
        sorting_code=effect.sorting_code or (to.city or to.province),
        waybill_number=effect.waybill,
        recipient=_recipient(to, masked=masked),
        sender=Party(sender.name, sender.phone, sender.address),
        order_number=order.number,
        parcel=effect.parcel_no,
        parcels=effect.parcel_of,
        weight_g=effect.grams or None,
        items=tuple(f"{line.item.name} {line.item.spec} × {line.quantity}" for line in order.lines),
        note=order.buyer_note,
        copy_number=effect.copy,
        qr_text=label_code(effect.waybill, effect.copy) if copy_marks else "",
        printed_at=printed_at.astimezone().strftime("%Y-%m-%d %H:%M"),
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


def _recipient(to: Recipient, *, masked: bool) -> Party:
    if not masked:
        return Party(to.name, to.phone, _address(to))
    return Party(mask_name(to.name), mask_phone(to.phone), mask_address(_address(to)))


def _address(to: Recipient) -> str:
    return f"{to.province}{to.city}{to.district} {to.address}"


def _slip_line(order: Order, sku: str, pieces: int) -> SlipLine:
    for line in order.lines:
        for item in (line.item, *(part.item for part in line.parts)):
            if item.sku == sku:
                return SlipLine(
                    quantity=pieces, name=item.name, detail=item.spec, place=item.location
                )
    return SlipLine(quantity=pieces, name=sku)
