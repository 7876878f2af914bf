"""What the center knows of the waybills of a bill: parcels, numbers, cards, what was agreed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from app.domain.bill_matching import SentParcel, Terms
from app.domain.contract import Contract
from app.domain.particulars import sides_by_code
from app.domain.places import Destination
from app.domain.rate_card import RateCard
from app.store.engine import Store
from app.store.shipped_to import Shipments

_BEYOND = timedelta(days=1)
_AT_ONCE = timedelta(days=1)  # looked through in one statement: it must end in good time
_MINUTES = 50_000
_MINUTE = 16  # signs of an instant as text, down to its minute: no zone is shifted by less


@dataclass(slots=True)
class World:
    """Asked part by part; of what was asked before it keeps the places and the days alone.

    ``zone`` is the warehouse's: the ship date is a day there.
    """

    store: Store
    courier: str
    zone: tzinfo
    now: datetime
    bill_id: str
    _shipments: Shipments | None = None
    _contracts: tuple[Contract, ...] | None = None
    _terms: dict[tuple[date, str], Terms] = field(default_factory=dict)
    _days: dict[str, date] = field(default_factory=dict)
    _first: datetime | None = None
    _last: datetime | None = None

    def parcels(self, waybills: Sequence[str]) -> Mapping[str, SentParcel]:
        with self.store.read() as tx:
            rows = tx.bills.facts.parcels_of(self.courier, waybills)
            void = tx.bills.facts.voided(self.courier, waybills)
            returned = tx.bills.facts.returned(self.courier, waybills)
        if rows:
            times = [row.packed_at for row in rows]
            first, last = _moment(min(times)), _moment(max(times))
            self._first = min(self._first or first, first)
            self._last = max(self._last or last, last)
        sent = self._sent(rows, void, returned)
        today = self._day(self.now)
        for waybill in void - sent.keys():
            sent[waybill] = SentParcel(waybill, today, Destination(), 0, void=True)
        return sent

    def paid(self, waybills: Sequence[str]) -> frozenset[str]:
        with self.store.read() as tx:
            return tx.bills.facts.paid(self.courier, waybills)

    def lacking(self) -> Iterator[list[SentParcel]]:
        """Parcels of the bill's days that it lacks, some at a time, oldest first.

        Each lot must be stored as lacking before the next is asked for.
        """
        if self._first is None or self._last is None:
            return
        begin, end = self._first - _BEYOND, self._last + _BEYOND
        while begin < end:
            until = min(begin + _AT_ONCE, end)
            after = begin, ""
            while rows := self._page(after, until):
                yield list(self._sent(rows, frozenset(), frozenset()).values())
                after = rows[-1].packed_at, rows[-1].id
            begin = until

    def _page(self, after: tuple[datetime, str], until: datetime) -> Sequence[Any]:
        with self.store.read() as tx:
            return tx.bills.facts.lacking(self.courier, self.bill_id, after, until)

    def card_of(self, day: date, service: str) -> RateCard | None:
        with self.store.read() as tx:
            return tx.rates.in_force(self.courier, day, service)

    def terms_of(self, day: date, service: str) -> Terms:
        """By the contract in force on the ship date; one that names the service goes before."""
        known = self._terms.get((day, service))
        if known is None:
            known = self._terms[day, service] = self._agreed(day, service)
        return known

    def _agreed(self, day: date, service: str) -> Terms:
        if self._contracts is None:
            with self.store.read() as tx:
                self._contracts = tx.contracts.of_courier(self.courier)
        there = [one for one in self._contracts if one.in_force(day)]
        named = (one for one in there if service in one.services)
        agreed = next(named, next(iter(there), None))
        return Terms(agreed.dispute_weight_g, agreed.dispute_minor) if agreed else Terms()

    def _shipped(self) -> Shipments:
        """With the boxes as they are now, also those that are not used any more."""
        if self._shipments is None:
            with self.store.read() as tx:
                self._shipments = Shipments(sides_by_code(tx.boxes.every(also_unused=True)))
        return self._shipments

    def _sent(
        self, rows: Iterable[Any], void: frozenset[str], returned: frozenset[str]
    ) -> dict[str, SentParcel]:
        sent: dict[str, SentParcel] = {}
        day_of, shipped_of = self._day, self._shipped().of
        for parcel_id, waybill, grams, packed_at, accepted, zone, box, number, document in rows:
            if not accepted and waybill in sent:
                continue  # one that was accepted stands before one that was not
            place, particulars = shipped_of(document, box, number)
            sent[waybill] = SentParcel(
                waybill,
                day_of(packed_at),
                place,
                grams,
                waybill in void or not accepted,
                waybill in returned,
                parcel_id,
                zone,
                particulars,
            )
        return sent

    def _day(self, at: datetime | str) -> date:
        if not isinstance(at, str):
            return at.astimezone(self.zone).date()
        day = self._days.get(at[:_MINUTE])
        if day is None:
            if len(self._days) >= _MINUTES:
                self._days.clear()
            day = self._days[at[:_MINUTE]] = self._day(_moment(at))
        return day


def _moment(at: datetime | str) -> datetime:
    return datetime.fromisoformat(at) if isinstance(at, str) else at
