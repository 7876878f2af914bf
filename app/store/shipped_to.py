"""Where an order went and what makes its price, out of its document without reading the rest."""

from collections.abc import Hashable, Mapping
from decimal import Decimal

import msgspec

from app.domain.billable import Sides
from app.domain.particulars import Particulars, worth
from app.domain.places import Destination
from app.domain.values import Money


class _To(msgspec.Struct, frozen=True, gc=False):
    """As Destination, but made and compared in C: there is one for every parcel of a bill."""

    country: str = "CN"
    province: str = ""
    city: str = ""
    district: str = ""
    postcode: str = ""


class _Amount(msgspec.Struct, frozen=True, gc=False):
    """As Money."""

    minor: int
    currency: str


class _Shipped(msgspec.Struct, frozen=True, gc=False):
    """What of an order's document a price needs."""

    recipient: _To = _To()
    service: str = ""
    insured: _Amount | None = None
    cod: _Amount | None = None


_DECODE = msgspec.json.Decoder(_Shipped).decode
_KEPT = 50_000


class Shipments:
    """One object a place, one for parcels that are alike: each is asked for again and again.

    ``boxes``: their sides in mm, by code.
    """

    def __init__(self, boxes: Mapping[str, Sides]) -> None:
        self._boxes = boxes
        self._places: dict[_To, Destination] = {}
        self._alike: dict[Hashable, Particulars] = {}

    def of(self, document: str | None, box: str, parcel_no: int) -> tuple[Destination, Particulars]:
        """Nowhere for an order that is gone. The amounts go with its first parcel."""
        if not document:
            return _NOWHERE, self._particulars(box, "", None, None)
        order = _DECODE(document)
        place = self._places.get(order.recipient) or self._place(order.recipient)
        first = parcel_no == 1
        insured, cod = (order.insured, order.cod) if first else (None, None)
        return place, self._particulars(box, order.service, insured, cod)

    def _place(self, to: _To) -> Destination:
        if len(self._places) >= _KEPT:
            self._places.clear()
        place = Destination(to.country, to.province, to.city, to.district, to.postcode)
        self._places[to] = place
        return place

    def _particulars(
        self, box: str, service: str, insured: _Amount | None, cod: _Amount | None
    ) -> Particulars:
        key = box, service, insured, cod
        known = self._alike.get(key)
        if known is None:
            if len(self._alike) >= _KEPT:
                self._alike.clear()
            known = Particulars(service, self._boxes.get(box), _worth(insured), _worth(cod))
            self._alike[key] = known
        return known


def _worth(amount: _Amount | None) -> Decimal | None:
    return worth(Money(amount.minor, amount.currency)) if amount else None


_NOWHERE = Destination("")
