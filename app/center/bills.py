"""A courier's bill taken over, worked off line by line, and argued with its evidence."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path

from app.center import staff
from app.center.bill_file import BillFile, RawRow, read_bill
from app.center.bill_profile import USUAL, known_profiles
from app.center.bill_run import Against, pricing, reconcile, stale_prices
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.domain.bill_matching import ACCEPTED, BillClass, Judged, SentParcel, Terms
from app.domain.paging import Page, PageQuery
from app.domain.permissions import Permission
from app.domain.places import Destination
from app.domain.rate_card import RateCard
from app.domain.waybill_number import ForbiddenTransitionError
from app.i18n import mark as _
from app.store.bills import Bill, CauseSum, StoredLine
from app.store.engine import Store
from app.store.transaction import Transaction

__all__ = ["Bill", "CauseSum", "StoredLine", "TakenBill"]
"""Rows of the store that the pages show."""

CURRENCY = "CNY"
NEXT: Mapping[str, frozenset[str]] = {
    "open": frozenset({"accepted", "disputed", "written_off"}),
    "accepted": frozenset({"open", "disputed"}),
    "disputed": frozenset({"open", "recovered", "written_off"}),
    "recovered": frozenset({"disputed"}),
    "written_off": frozenset({"disputed", "open"}),
}
"""What a line may become; the way back is the undo."""
_BEYOND = timedelta(days=1)
Progress = Callable[[int, int], bool]


def read(tx: Transaction, query: PageQuery) -> Page[Bill]:
    return tx.bills.page(query)


def read_lines(tx: Transaction, query: PageQuery) -> Page[StoredLine]:
    """Lines of all bills. Groups: all | claims | disputed | missing."""
    return tx.bills.line_page(query)


def causes(tx: Transaction, bill_id: str) -> tuple[CauseSum, ...]:
    return tx.bills.causes(bill_id)


@dataclass(frozen=True, slots=True)
class TakenBill:
    """``stale``: lines that differ alike, 0 when the price list is up to date."""

    bill: Bill
    stale: int


def take(store: Store, act: Act, go_on: Progress, *, path: Path, courier: str, zone: tzinfo) -> int:
    """Read, judge and store a bill; how many lines, -1 when it was stopped.

    ``zone`` is the warehouse's: the ship date is a day there. Raises NotDoneError,
    ImportRefusedError (all faults of the file), NotPermittedError.
    """
    taken = take_bill(store, act, go_on, path=path, courier=courier, zone=zone)
    return -1 if taken is None else taken.bill.lines


def take_bill(
    store: Store, act: Act, go_on: Progress, *, path: Path, courier: str, zone: tzinfo
) -> TakenBill | None:
    """The same, with what was made of it; None when it was stopped."""
    profiles = known_profiles()
    file = read_bill(path, profiles.get(courier, profiles[USUAL]))
    file.findings.refuse_if_any()
    if not go_on(0, len(file.lines)):
        return None
    return store.transact(lambda tx: _take(tx, act, file, courier, zone))


def _take(tx: Transaction, act: Act, file: BillFile, courier: str, zone: tzinfo) -> TakenBill:
    staff.require(tx, act.who, Permission.WORK_BILLS)
    before = tx.bills.known(file.sha256)
    if before is not None:
        raise NotDoneError(_("This file was taken over already, as {name}"), name=before.name)
    world = _World(tx, courier, zone, act.at)
    waybills = sorted({line.waybill for line in file.lines})
    parcels = world.parcels(waybills)
    against = Against(
        parcels, pricing(world.card_of), tx.bills.billed_before(courier, waybills), world.terms()
    )
    judged = tuple(reconcile(file.lines, against))
    bill = _bill(act, file, courier, judged)
    tx.bills.add(bill)
    raw = {(id(line)): row for line, row in zip(file.lines, file.raw, strict=True)}
    tx.bills.add_lines(_stored(bill, judged, raw, world))
    _mark_billed(tx, courier, judged)
    tx.audit.add(act.who, "bill.take", bill.id, act.at, after={"file": file.name})
    stale = stale_prices(judged)
    return TakenBill(bill, stale.lines if stale else 0)


class _World:
    """What the center knows of the waybills of a bill."""

    def __init__(self, tx: Transaction, courier: str, zone: tzinfo, now: datetime) -> None:
        self._tx, self._courier, self._zone, self._now = tx, courier, zone, now
        self._cards: dict[date, RateCard | None] = {}
        self.ids: dict[str, str] = {}
        self.sent: dict[str, SentParcel] = {}

    def parcels(self, waybills: list[str]) -> dict[str, SentParcel]:
        """Parcels of the bill, and those of its days that it lacks."""
        rows = list(self._tx.bills.parcels_of(self._courier, waybills))
        if rows:
            start, end = min(row.packed_at for row in rows), max(row.packed_at for row in rows)
            rows += self._tx.bills.unbilled(self._courier, start - _BEYOND, end + _BEYOND)
        void = self._tx.bills.voided(self._courier, waybills)
        for row in rows:
            self.ids[row.waybill] = row.id
            self.sent[row.waybill] = SentParcel(
                row.waybill,
                self._day(row.packed_at),
                self._place(row.order_id),
                row.grams,
                void=row.waybill in void or not row.accepted,
            )
        for waybill in void - self.sent.keys():
            day = self._day(self._now)
            self.sent[waybill] = SentParcel(waybill, day, Destination(), 0, void=True)
        return self.sent

    def card_of(self, parcel: SentParcel) -> RateCard | None:
        if parcel.ship_date not in self._cards:
            found = self._tx.rates.in_force(self._courier, parcel.ship_date)
            self._cards[parcel.ship_date] = found
        return self._cards[parcel.ship_date]

    def terms(self) -> Terms:
        agreed = next(
            (one for one in self._tx.contracts.every() if one.courier == self._courier), None
        )
        return Terms(agreed.dispute_weight_g, agreed.dispute_minor) if agreed else Terms()

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()

    def _place(self, order_id: str) -> Destination:
        known = self._tx.orders.get(order_id)
        if known is None:
            return Destination()
        to = known.order.recipient
        return Destination(to.country, to.province, to.city, to.district, to.postcode)


def _bill(act: Act, file: BillFile, courier: str, judged: tuple[Judged, ...]) -> Bill:
    lines = [one for one in judged if one.line is not None]
    return Bill(
        id=act.id(),
        courier=courier,
        name=file.name,
        file_sha256=file.sha256,
        currency=CURRENCY,
        taken_at=act.at,
        taken_by=act.who,
        lines=len(lines),
        stated_minor=sum(file.stated.values()) if file.stated else None,
        billed_minor=sum(line.billed for line in file.lines),
        expected_minor=sum(one.expected or 0 for one in lines),
        claim_minor=sum(one.claim for one in lines),
        warning="; ".join(problem.says for problem in file.findings.warnings),
    )


def _stored(
    bill: Bill, judged: tuple[Judged, ...], raw: Mapping[int, RawRow], world: _World
) -> Iterator[StoredLine]:
    for number, one in enumerate(judged):
        line, effects = one.line, one.effects
        sent = world.sent.get(one.waybill)
        stood = raw.get(id(line)) if line is not None else None
        yield StoredLine(
            id=f"{bill.id}-{number:07d}",
            bill_id=bill.id,
            bill_name=bill.name,
            courier=bill.courier,
            sheet=stood.sheet if stood else "",
            row=line.row if line else 0,
            waybill=one.waybill,
            leg=one.leg.value,
            cause=one.cause.value,
            billed_minor=one.billed,
            expected_minor=one.expected,
            zone_minor=effects.zone if effects else None,
            weight_minor=effects.weight if effects else None,
            rate_minor=effects.rate if effects else None,
            extra_minor=effects.extra if effects else None,
            claim_minor=one.claim,
            currency=bill.currency,
            our_grams=sent.grams if sent else None,
            their_grams=line.grams if line else None,
            our_place=_words(sent.place) if sent else "",
            their_place=_words(line.place) if line and line.place else "",
            ship_date=str(sent.ship_date) if sent else None,
            parcel_id=world.ids.get(one.waybill, ""),
            state="accepted" if one.cause in ACCEPTED - _WAITS else "open",
            raw=json.dumps(stood.cells, ensure_ascii=False) if stood else "",
        )


_WAITS = frozenset({BillClass.MISSING_FROM_BILL})


def _words(place: Destination) -> str:
    return " ".join(part for part in (place.province, place.city, place.district) if part)


def _mark_billed(tx: Transaction, courier: str, judged: tuple[Judged, ...]) -> None:
    """The ledger of numbers goes on; a number in no state for it keeps its own."""
    for waybill in {one.waybill for one in judged if one.line is not None}:
        known = tx.waybills.get(courier, waybill)
        if known is None:
            continue
        try:
            billed = known.billed()
        except ForbiddenTransitionError:
            continue  # voided, never printed, or billed before: its line says so
        tx.waybills.set_state(billed, known.state)


def set_state(tx: Transaction, act: Act, *, line_id: str, state: str, reason: str = "") -> str:
    """Work a line off, or take that back; the state it was in. Raises NotDoneError."""
    staff.require(tx, act.who, Permission.WORK_BILLS)
    known = tx.bills.line(line_id)
    if known is None:
        raise NotDoneError(_("This line is not there any more"))
    if state not in NEXT[known.state]:
        raise NotDoneError(
            _("A line that is {before} cannot become {after}"), before=known.state, after=state
        )
    tx.bills.set_state(line_id, known.state, state, reason)
    tx.audit.add(
        act.who, "bill.line", line_id, act.at,
        before={"state": known.state}, after={"state": state, "reason": reason},
    )  # fmt: skip
    return known.state
