"""A parcel's label as it goes to the drawing process: addressed, masked, in its courier's form."""

from dataclasses import replace
from datetime import datetime

from app.config import Settings
from app.labels.page import LabelError, PageSize
from app.labels.templates import template
from app.labels.waybill import WaybillLabel
from app.station import papers
from app.station.effects import PrintLabel
from app.store.engine import Store
from app.store.errors import StoreError
from app.store.vault import VaultError


def parcel_label(
    effect: PrintLabel, store: Store, settings: Settings, at: datetime
) -> tuple[WaybillLabel, PageSize]:
    """The label and its size. Raises LabelError where it cannot be made."""
    sender, policy = settings.sender, settings.policy
    party = papers.Sender(sender.name, sender.phone, sender.address)
    form = template(_form(effect, store, at))
    label = papers.waybill_label(
        addressed(effect, store),
        policy.courier_name(effect.courier),
        party,
        at,
        masked=policy.mask_labels,
        copy_marks=policy.copy_marks,
    )
    return form.dressed(label), form.page


def _form(effect: PrintLabel, store: Store, at: datetime) -> str:
    """What the contract in force asks for, else the courier's file, else the usual form ("")."""
    try:
        with store.read() as tx:
            contracts = tx.contracts.of_courier(effect.courier, at.astimezone().date())
            courier = tx.couriers.get(effect.courier)
    except StoreError as error:
        raise LabelError(f"the courier's file cannot be read: {error}") from error
    asked = next((one.label_template for one in contracts if one.label_template), "")
    return asked or (courier.label_template if courier else "")


def addressed(effect: PrintLabel, store: Store) -> PrintLabel:
    """The label with who receives it: opened here, in the printer's thread, and kept nowhere.

    Raises LabelError where the address is not here: no label goes out without it.
    """
    if not effect.order.warehouse:  # a test label belongs to nobody
        return effect
    try:
        with store.read() as tx:
            to = tx.personal.recipient(effect.order.id)
    except (VaultError, StoreError) as error:
        raise LabelError(f"the recipient cannot be read: {error}") from error
    if to is None:
        raise LabelError("the order is not on this bench any more: its recipient is not known")
    return replace(effect, order=replace(effect.order, recipient=to))
