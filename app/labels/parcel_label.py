"""From an order and its parcel to the label of it: the same at a bench and at the office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.contract import Contract, Courier
from app.domain.hand_over import label_code
from app.domain.masking import mask_address, mask_name, mask_phone
from app.domain.order import Freight, Order, Recipient
from app.domain.values import Money
from app.labels.waybill import Party, WaybillLabel

_SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: the warehouse's own name, phone and address, as printed on every label."""

    name: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class LabelPolicy:
    """What the warehouse decided about its labels.

    ``masked``: name, phone and room are hidden; the courier's system has them in full.
    ``copy_marks``: the QR code says which copy this is, so that an old one is caught.
    """

    sender: Sender = Sender()
    masked: bool = True
    copy_marks: bool = True


@dataclass(frozen=True, slots=True)
class LabelledParcel:
    """The parcel that a label is for. ``grams`` 0: not weighed; ``copy`` 1: the first print."""

    waybill: str
    parcel_no: int
    parcel_of: int
    grams: int
    copy: int
    sorting_code: str = ""


def waybill_label(
    order: Order,
    parcel: LabelledParcel,
    courier: str,
    printed_at: datetime,
    policy: LabelPolicy,
    freight: Freight | None = None,
) -> WaybillLabel:
    """The label of a parcel. ``courier``: as it is called here; ``freight``: of the contract."""
    to, sender = order.recipient, policy.sender
    return WaybillLabel(
        courier=courier,
        service=order.service,
        sorting_code=_sorting_code(order, parcel),
        waybill_number=parcel.waybill,
        recipient=_recipient(to, masked=policy.masked),
        sender=Party(sender.name, sender.phone, sender.address),
        order_number=order.number,
        parcel=parcel.parcel_no,
        parcels=parcel.parcel_of,
        weight_g=parcel.grams or None,
        items=tuple(f"{line.item.name} {line.item.spec} × {line.quantity}" for line in order.lines),
        note=order.buyer_note,
        # Collected and answered for once, with the first parcel; two marks would be paid twice.
        cod=_amount(order.cod) if parcel.parcel_no == 1 else "",
        insured=_amount(order.insured) if parcel.parcel_no == 1 else "",
        freight=order.freight or freight,
        copy_number=parcel.copy,
        qr_text=label_code(parcel.waybill, parcel.copy) if policy.copy_marks else "",
        printed_at=printed_at.astimezone().strftime("%Y-%m-%d %H:%M"),
    )


def form_name(contracts: Sequence[Contract], courier: Courier | None) -> str:
    """What the contract in force asks for, else the courier's file, else the usual form ("")."""
    asked = next((one.label_template for one in contracts if one.label_template), "")
    return asked or (courier.label_template if courier else "")


def freight_of(contracts: Sequence[Contract]) -> Freight | None:
    """Who pays under the contract in force: an account has a monthly bill. None: no contract."""
    if not contracts:
        return None
    return Freight.MONTHLY if contracts[0].account else Freight.SENDER


def _sorting_code(order: Order, parcel: LabelledParcel) -> str:
    to = order.recipient
    bought = (one.sorting_code for one in order.bought if one.number == parcel.waybill)
    return parcel.sorting_code or next(bought, "") or to.city or to.province


def _recipient(to: Recipient, *, masked: bool) -> Party:
    address = f"{to.province}{to.city}{to.district} {to.address}"
    if not masked:
        return Party(to.name, to.phone, address)
    return Party(mask_name(to.name), mask_phone(to.phone), mask_address(address))


def _amount(money: Money | None) -> str:
    """Money as a driver reads it: ¥ 128.00."""
    if money is None:
        return ""
    return f"{_SIGNS.get(money.currency, money.currency)} {money.amount:,}"
