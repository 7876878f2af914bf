"""Couriers' bills of the sample center: one to work off, and the months before it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from app.center import bill_closing
from app.center.office_center import Act
from app.store.bills import Bill, StoredLine
from app.store.transaction import Transaction

_SU, _XIN = "江苏 苏州市", "新疆 乌鲁木齐市"
_LINES: Final = (
    ("WRONG_ZONE", 4_800, 180, 4_620, 0, 0, 0, 4_620, 900, 900, _XIN),
    ("WEIGHT_OVER", 925, 215, 0, 710, 0, 0, 710, 1_480, 6_020, _SU),
    ("EXTRA_FEE", 680, 180, 0, 0, 0, 500, 500, 1_000, 1_000, _SU),
    ("WRONG_RATE", 215, 180, 0, 0, 35, 0, 35, 1_000, 1_000, _SU),
    ("WEIGHT_VOLUMETRIC", 250, 215, 0, 35, 0, 0, 35, 1_480, 2_890, _SU),
    ("WEIGHT_IN_TOLERANCE", 215, 180, 0, 35, 0, 0, 0, 980, 1_020, _SU),
    ("MATCH", 180, 180, 0, 0, 0, 0, 0, 900, 900, _SU),
    ("UNDERCHARGE", 200, 295, 0, 0, -95, 0, 0, 1_440, 1_440, _SU),
)
_MONTHS: Final = tuple(f"2026-{month:02d}" for month in range(4, 10))
_ZONES: Final = ("A", "A", "A", "B", "B", "C")
_PARCELS: Final = 60


def bills(tx: Transaction, at: datetime) -> None:
    """Taken over two days before ``at``; of each month before it one bill of two couriers."""
    _open_bill(tx, at)
    number = 2
    for month in _MONTHS:
        for courier, dear in (("YUNDA", 0), ("SF", 900)):
            if (courier, month) != ("SF", _MONTHS[0]):  # it came later
                _month(tx, f"bill-{number}", courier, month, dear + number * 7, at)
                number += 1


def _open_bill(tx: Transaction, at: datetime) -> None:
    bill = Bill(
        id="bill-1", courier="YUNDA", name="2026-10.xlsx", file_sha256="sample", currency="CNY",
        taken_at=at - timedelta(days=2), taken_by="F1", lines=len(_LINES), stated_minor=7_465,
        billed_minor=7_465, expected_minor=1_625, claim_minor=5_900, month="2026-10",
    )  # fmt: skip
    tx.bills.add(bill)
    tx.bills.load_lines(
        StoredLine(
            id=f"{bill.id}-{number}", bill_id=bill.id, bill_name=bill.name, courier="YUNDA",
            sheet="1", row=number + 4, waybill=f"43{number:011d}", leg="out", cause=cause,
            billed_minor=billed, expected_minor=expected, zone_minor=zone, weight_minor=weight,
            rate_minor=rate, extra_minor=extra, claim_minor=claim, currency="CNY",
            our_grams=ours, their_grams=theirs, our_place="江苏 苏州市", their_place=place,
            ship_date="2026-10-12", parcel_id=f"parcel-{number}", zone="A",
            state="open" if claim else "accepted", raw='["运单", "江苏", "0.9"]',
        )
        for number, (cause, billed, expected, zone, weight, rate, extra, claim, ours, theirs, place)
        in enumerate(_LINES)
    )  # fmt: skip


def _month(
    tx: Transaction, bill_id: str, courier: str, month: str, dear: int, at: datetime
) -> None:
    lines = tuple(_lines(bill_id, courier, month, dear))
    taken = datetime.fromisoformat(f"{month}-28T09:00:00+00:00")
    bill = Bill(
        bill_id, courier, f"{month}-{courier}.csv", f"sample-{bill_id}", "CNY", taken, "F1",
        len(lines), None, sum(one.billed_minor for one in lines),
        sum(one.expected_minor or 0 for one in lines), sum(one.claim_minor for one in lines),
        month=month,
    )  # fmt: skip
    tx.bills.add(bill)
    tx.bills.load_lines(lines)
    act = Act("F1", min(taken + timedelta(days=3), at), lambda: "")
    bill_closing.close(tx, act, bill_id=bill_id)
    if bill_id != "bill-3":
        bill_closing.pay(tx, act, bill_id=bill_id)


def _lines(bill_id: str, courier: str, month: str, dear: int) -> Iterator[StoredLine]:
    """Most agree; some are too heavy, two go to the wrong place."""
    for number in range(_PARCELS):
        ours = 400 + number * 61 % 2_600
        over = number % 9 == 0
        wrong = number in {5, 31}
        expected = 180 + dear + ours // 100 * 7
        claim = 120 if over else 900 if wrong else 0
        states = ("disputed", "recovered", "written_off")
        yield StoredLine(
            id=f"{bill_id}-{number}", bill_id=bill_id, bill_name=f"{month}-{courier}.csv",
            courier=courier, sheet="", row=number + 2, waybill=f"{courier}{month}{number:05d}",
            leg="out", cause="WEIGHT_OVER" if over else "WRONG_ZONE" if wrong else "MATCH",
            billed_minor=expected + claim, expected_minor=expected, zone_minor=900 if wrong else 0,
            weight_minor=120 if over else 0, rate_minor=0, extra_minor=0, claim_minor=claim,
            currency="CNY", our_grams=ours, their_grams=ours + (dear // 10 + 900 if over else 0),
            our_place=_SU, their_place=_XIN if wrong else _SU, ship_date=f"{month}-12",
            parcel_id="", state=states[number % 3] if claim else "accepted",
            zone=_ZONES[number % len(_ZONES)],
        )  # fmt: skip
