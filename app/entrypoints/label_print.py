"""A parcel's label as it goes to the drawing process: addressed, masked, in its courier's form."""

from dataclasses import replace
from datetime import datetime

from app.config import Settings
from app.domain.order import Freight
from app.labels.page import LabelError, PageSize
from app.labels.parcel_label import LabelPolicy, Sender, form_name, freight_of, waybill_label
from app.labels.templates import LabelTemplate, template
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
    form, freight = _agreed(effect, store, at)
    label = waybill_label(
        addressed(effect, store).order,
        papers.parcel_of(effect),
        settings.policy.courier_name(effect.courier),
        at,
        label_policy(settings),
        freight,
    )
    return form.dressed(label), form.page


def label_policy(settings: Settings) -> LabelPolicy:
    """What the settings say of labels."""
    sender, policy = settings.sender, settings.policy
    party = Sender(sender.name, sender.phone, sender.address)
    return LabelPolicy(party, masked=policy.mask_labels, copy_marks=policy.copy_marks)


def _agreed(effect: PrintLabel, store: Store, at: datetime) -> tuple[LabelTemplate, Freight | None]:
    """The form of the label, and who pays the way."""
    try:
        with store.read() as tx:
            contracts = tx.contracts.of_courier(effect.courier, at.astimezone().date())
            courier = tx.couriers.get(effect.courier)
    except StoreError as error:
        raise LabelError(f"the courier's file cannot be read: {error}") from error
    return template(form_name(contracts, courier)), freight_of(contracts)


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
