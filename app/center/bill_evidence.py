"""What speaks for our weight of a parcel: its weighing, the scale's frame, the scale's check."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.events import ParcelWeighed
from app.domain.recorded import Recorded
from app.domain.scale_facts import ScaleChecked
from app.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Evidence:
    """Empty where nothing is known. ``raw``: the frame as the scale sent it, hex."""

    order_number: str = ""
    station: str = ""
    operator: str = ""
    weighed_at: datetime | None = None
    grams: int | None = None
    shown: str = ""
    raw: str = ""
    device: str = ""
    check: ScaleChecked | None = None
    checked_at: datetime | None = None
    facts: tuple[Recorded, ...] = ()


@dataclass(slots=True)
class Witness:
    """Finds the evidence of many parcels; one check of a scale is looked for once."""

    _checks: dict[tuple[str, str], Recorded | None] = field(default_factory=dict)

    def about(self, tx: Transaction, parcel_id: str) -> Evidence:
        parcel = tx.parcels.get(parcel_id) if parcel_id else None
        if parcel is None:
            return Evidence()
        facts = tx.journal.read_order(parcel.order_id)
        weighed = _weighing(facts, parcel_id)
        if weighed is None:
            return Evidence(parcel.order_number, parcel.station_id, parcel.operator_id, facts=facts)
        recorded, weighing = weighed
        check = self._check(tx, recorded.station_id, weighing.weighing.check_id)
        found = check.fact if check is not None else None
        return Evidence(
            parcel.order_number,
            recorded.station_id,
            recorded.operator_id,
            recorded.moment.utc,
            weighing.weighing.grams,
            f"{weighing.weighing.shown} {weighing.weighing.unit}".strip(),
            weighing.weighing.raw,
            weighing.weighing.device_id,
            found if isinstance(found, ScaleChecked) else None,
            check.moment.utc if check is not None else None,
            facts,
        )

    def _check(self, tx: Transaction, station: str, check_id: str) -> Recorded | None:
        if not check_id:
            return None
        key = (station, check_id)
        if key not in self._checks:
            self._checks[key] = tx.bills.facts.scale_check(station, check_id)
        return self._checks[key]


def _weighing(facts: Iterable[Recorded], parcel_id: str) -> tuple[Recorded, ParcelWeighed] | None:
    """The last one that was taken."""
    found = None
    for one in facts:
        if isinstance(one.fact, ParcelWeighed) and one.fact.parcel_id == parcel_id:
            found = one, one.fact
    return found


def evidence_of(tx: Transaction, *, parcel_id: str) -> Evidence:
    """Of one parcel."""
    return Witness().about(tx, parcel_id)
