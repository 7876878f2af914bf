"""The ``reconcile-bill`` tool: a courier's bill against our parcels, by the code of the pages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from app.center.bill_cells import yuan
from app.center.bill_file import open_bill
from app.center.bill_profile import USUAL, known_profiles
from app.center.bill_run import StalePrices, StaleWatch, Verdicts, judge, pricing
from app.center.bill_spool import Spool
from app.center.cards import read_cards
from app.center.problems import refused
from app.center.sheets import read_sheets
from app.domain.bill_matching import Judged, Leg, SentParcel, missing
from app.domain.particulars import Particulars
from app.domain.places import Destination
from app.domain.recosting import undated

Json = dict[str, Any]
VOID = "VOID"


@dataclass(frozen=True, slots=True)
class BillQuestion:
    """``card``: the id of the card that priced the parcels, taken as in force."""

    bill: Path
    cards: Path
    card: str
    parcels: Path
    paid: Path | None = None
    profile: str = USUAL


def reconcile_bill(asked: BillQuestion) -> Iterator[Json]:
    """A line for every line of the bill, and for every parcel that it lacks.

    Raises ImportRefusedError with everything that is wrong with the files.
    """
    profile = known_profiles().get(asked.profile)
    if profile is None:
        raise refused(asked.bill.name, f"there is no bill profile {asked.profile!r}")
    alone = asked.cards / f"{asked.card}.card.json"  # the folder may hold large ones beside it
    cards = read_cards(alone if alone.exists() else asked.cards)
    card = next((one for one in cards if one.id == asked.card), None)
    if card is None:
        raise refused(asked.cards.name, f"there is no card {asked.card!r}")
    in_force = undated(card)
    bill = open_bill(asked.bill, profile)
    sent = {parcel.waybill: parcel for parcel in _parcels(asked.parcels)}
    known = _Known(sent, frozenset(_paid(asked.paid)) if asked.paid else frozenset())
    price = pricing(lambda _day, _service: in_force)
    watch, told = StaleWatch(), Verdicts()
    with Spool() as spool:
        for line in bill.read():
            spool.add(line)
        bill.findings.refuse_if_any()
        for verdicts, _parcels_of in judge(spool, known, price):
            told += verdicts
    for one, judged in sorted(told, key=lambda each: each[0].n):
        watch.see(one.line, judged)
        yield _line(judged)
    billed = {one.line.waybill for one, _judged in told if one.line.leg is Leg.OUT}
    for waybill, parcel in sent.items():
        if waybill not in billed and waybill not in known.before and not parcel.void:
            yield _line(missing(parcel, price))
    stale = watch.found()
    if stale is not None:
        yield _stale(stale)
    for warning in bill.findings.warnings:
        yield {"warning": "bill", "message": str(warning)}


@dataclass(frozen=True, slots=True)
class _Known:
    """Our side as two files told it. ``before``: what earlier bills had."""

    sent: Mapping[str, SentParcel]
    before: frozenset[str]

    def parcels(self, waybills: Sequence[str]) -> Mapping[str, SentParcel]:
        return {one: self.sent[one] for one in waybills if one in self.sent}

    def paid(self, waybills: Sequence[str]) -> frozenset[str]:
        return self.before.intersection(waybills)


def _stale(stale: StalePrices) -> Json:
    return {
        "warning": "price_list_out_of_date",
        "lines": stale.lines,
        "of": stale.of,
        "amount": yuan(stale.amount),
        "percent": stale.percent,
    }


def _line(one: Judged) -> Json:
    effects = one.effects
    return {
        "row": one.line.row if one.line else None,
        "waybill": one.waybill,
        "leg": one.leg.value,
        "class": one.cause.value,
        "billed": yuan(one.billed),
        "expected": None if one.expected is None else yuan(one.expected),
        "zone_effect": yuan(effects.zone) if effects else None,
        "weight_effect": yuan(effects.weight) if effects else None,
        "rate_effect": yuan(effects.rate) if effects else None,
        "extra_effect": yuan(effects.extra) if effects else None,
        "claim": yuan(one.claim),
    }


def _parcels(path: Path) -> Iterator[SentParcel]:
    """waybill, ship_date, province, city, weight (kg), status, returned.

    Where they are known: length_mm, width_mm, height_mm, and the amounts declared and cod.
    """
    for number, row in _rows(path):
        try:
            yield SentParcel(
                waybill=row["waybill"],
                ship_date=date.fromisoformat(row["ship_date"]),
                place=Destination(province=row["province"], city=row["city"]),
                grams=int((Decimal(row["weight"]) * 1000).to_integral_value(ROUND_HALF_UP)),
                void=row.get("status", "").upper() == VOID,
                returned=row.get("returned", "") in {"1", "true"},
                particulars=_particulars(row),
            )
        except (KeyError, ValueError, InvalidOperation) as error:
            raise refused(path.name, f"row {number}: {error!s} is missing or wrong") from error


def _particulars(row: Mapping[str, str]) -> Particulars:
    length, width, height, declared, cod = (
        Decimal(text) if (text := row.get(name)) else None
        for name in ("length_mm", "width_mm", "height_mm", "declared", "cod")
    )
    sides = (length, width, height) if length and width and height else None
    return Particulars("", sides, declared or None, cod or None)


def _paid(path: Path) -> Iterator[str]:
    for number, row in _rows(path):
        if "waybill" not in row:
            raise refused(path.name, f"row {number}: the file has no column waybill")
        yield row["waybill"]


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    for sheet in read_sheets(path):
        (_, titles), *rows = sheet.rows or ((0, ()),)
        names = [cell.text for cell in titles]
        for number, cells in rows:
            texts = [cell.text for cell in cells]
            yield number, dict(zip(names, texts, strict=False))
