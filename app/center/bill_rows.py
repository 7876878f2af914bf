"""Judged lines of a bill as rows of the store: one tuple a line, without an object in between."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from app.center.bill_file import ReadLine
from app.domain.bill_matching import BillClass, Judged, SentParcel
from app.domain.places import Destination
from app.store.bills import Bill

_KEPT = 50_000
_LOOKED_AT = frozenset({BillClass.MISSING_FROM_BILL, BillClass.NOT_PRICED})
"""Nothing is claimed, but somebody must look, or it waits for the next bill."""

_NOT_COMPARED = (None, None, None, None)  # zone, weight, rate, extra
Row = tuple[Any, ...]


def line_id(bill: Bill, number: int) -> str:
    return f"{bill.id}-{number:07d}"


@dataclass(slots=True)
class LineRows:
    """``days``: of the parcels that were packed here, how many left on which day."""

    bill: Bill
    days: Counter[date] = field(default_factory=Counter)

    def billed(self, read: ReadLine, one: Judged, sent: SentParcel | None) -> Row:
        line = read.line
        their_place = _words(line.place) if line.place else ""
        return self._row(read.n, one, sent, read.sheet, line.row, line.grams, their_place, read.raw)

    def lacking(self, number: int, sent: SentParcel, one: Judged) -> Row:
        """A parcel that stands on no bill; ``number``: its place behind the lines of this one."""
        return self._row(number, one, sent, "", 0, None, "", "")

    def month(self) -> str:
        """The one in which most of them left; empty when none was packed here."""
        months: Counter[str] = Counter()
        for day, parcels in self.days.items():
            months[f"{day:%Y-%m}"] += parcels
        return months.most_common(1)[0][0] if months else ""

    def _row(
        self, number: int, one: Judged, sent: SentParcel | None, sheet: str, row: int,
        their_grams: int | None, their_place: str, raw: str,
    ) -> Row:  # fmt: skip
        """The fields of a StoredLine, in their order."""
        _line, waybill, leg, cause, billed, expected, claim, effects = one
        our_grams = ship_date = None
        our_place = parcel_id = zone = ""
        if sent is not None:
            day, our_grams, parcel_id, zone = sent.ship_date, sent.grams, sent.parcel_id, sent.zone
            our_place, ship_date = _words(sent.place), day.isoformat()
            if parcel_id:
                self.days[day] += 1
        bill = self.bill
        return (
            line_id(bill, number), bill.id, bill.name, bill.courier, sheet, row, waybill,
            leg.value, cause.value, billed, expected, *(effects or _NOT_COMPARED), claim,
            bill.currency, our_grams, their_grams, our_place, their_place, ship_date, parcel_id,
            "open" if claim or cause in _LOOKED_AT else "accepted", "", raw, zone,
        )  # fmt: skip


@lru_cache(_KEPT)
def _words(place: Destination) -> str:
    return " ".join(filter(None, (place.province, place.city, place.district)))
