"""What a bench knows of a packed parcel: its row, with the order and the number as they are now."""

from dataclasses import replace

from app.domain.order import OrderState
from app.domain.waybill_number import NumberState
from app.store.manifests import HandParcel
from app.store.transaction import Transaction

GIVEN_UP = (OrderState.REFUNDED, OrderState.CANCELLED)


def as_it_is(tx: Transaction, one: HandParcel) -> HandParcel:
    """The parcel with what happened since: refunded, cancelled, its number made void."""
    stored = tx.orders.get(one.order_id)
    kept = tx.waybills.get(one.parcel.courier, one.parcel.waybill)
    void = kept is not None and kept.state is NumberState.VOIDED
    gone = stored is not None and stored.order.state in GIVEN_UP
    return replace(one, parcel=replace(one.parcel, cancelled=gone, void=one.parcel.void or void))
