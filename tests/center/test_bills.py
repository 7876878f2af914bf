"""A bill taken over against our own parcels, worked off, and never taken twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from app.center import bills
from app.center.cards import read_cards, take_cards
from app.center.office_center import Act, OfficeCenter
from app.center.refusals import NotDoneError
from app.center.staff import NotPermittedError
from app.domain.order import OrderState, Recipient, Role
from app.domain.paging import PageQuery
from app.domain.recosting import undated
from app.domain.values import Grams
from app.domain.waybill_number import NumberState, WaybillNumber
from app.store.engine import Store
from app.store.records import StoredParcel
from tests.builders import an_operator, an_order

CARDS = Path(__file__).parents[1] / "data" / "courier" / "ratecards"
SHIPPED = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
PARCELS = (("X1", 900, "江苏"), ("X2", 2050, "江苏"), ("X3", 500, "江苏"), ("X4", 700, "江苏"))
BILL = (
    "运单号,省,市,重量,运费,附加费\n"
    "X1,江苏,苏州市,0.9,1.8,\n"  # agrees
    "X2,新疆,乌鲁木齐市,2.05,48,\n"  # wrong zone
    "X3,江苏,苏州市,0.5,1.8,5\n"  # an extra fee
    "X9,江苏,苏州市,0.5,1.8,\n"  # nobody knows it
    "合计,,,,58.4,\n"
)


def fill(store: Store) -> None:
    (card,) = read_cards(CARDS / "cn_yunda_sichuan_2020-12.card.json")
    take_cards(store, [undated(card)])
    with store.write() as tx:
        tx.operators.put([an_operator("F1", Role.FINANCE), an_operator("P1", Role.PACKER)])
        for number, (waybill, grams, province) in enumerate(PARCELS):
            order = an_order(number=f"A-{number}", state=OrderState.PACKED)
            to = Recipient(province=province, city="苏州市")
            tx.orders.upsert([replace(order, recipient=to)], SHIPPED)
            tx.parcels.accept(_parcel(number, waybill, grams, card.courier), SHIPPED, f"t{number}")
            tx.waybills.add(card.courier, [waybill])
            used = WaybillNumber(card.courier, waybill, NumberState.PROVEN, "B1", f"p{number}")
            tx.waybills.set_state(used, NumberState.POOL)


def _parcel(number: int, waybill: str, grams: int, courier: str) -> StoredParcel:
    return StoredParcel(
        id=f"p{number}", order_id=f"id-A-{number}", order_number=f"A-{number}", parcel_no=1,
        parcel_of=1, contents={}, grams=Grams(grams), box="", courier=courier, waybill=waybill,
        zone="",
        charge_minor=None, currency="CNY", card_hash="", station_id="B1", operator_id="P1",
        fact_id=f"f{number}", packed_at=SHIPPED + timedelta(minutes=number),
    )  # fmt: skip


@pytest.fixture
def office(store: Store) -> OfficeCenter:
    fill(store)
    numbers = count()
    return OfficeCenter(store, lambda: SHIPPED, lambda: f"id-{next(numbers)}")


def take(office: OfficeCenter, path: Path, who: str = "F1") -> bills.TakenBill | None:
    def work(store: Store, act: Act) -> bills.TakenBill | None:
        return bills.take_bill(
            store, act, lambda _done, _all: True, path=path, courier="YUNDA", zone=UTC
        )

    return office.run(work, who)


def lines_of(office: OfficeCenter, group: str = "all") -> dict[str, bills.StoredLine]:
    page = office.read(lambda tx: bills.read_lines(tx, PageQuery(group=group)))
    return {one.waybill: one for one in page.rows}


@pytest.fixture
def bill(tmp_path: Path) -> Path:
    path = tmp_path / "november.csv"
    path.write_text(BILL, "gb18030")
    return path


def test_every_line_has_its_cause_and_the_lacking_parcel_is_carried_over(
    office: OfficeCenter, bill: Path
) -> None:
    taken = take(office, bill)
    assert taken is not None
    found = lines_of(office)
    assert {waybill: line.cause for waybill, line in found.items()} == {
        "X1": "MATCH",
        "X2": "WRONG_ZONE",
        "X3": "EXTRA_FEE",
        "X9": "NOT_OURS",
        "X4": "MISSING_FROM_BILL",
    }
    wrong = found["X2"]
    assert wrong.expected_minor is not None
    assert wrong.zone_minor == wrong.billed_minor - wrong.expected_minor == wrong.claim_minor
    assert (wrong.our_place, wrong.their_place) == ("江苏 苏州市", "新疆 乌鲁木齐市")
    assert (found["X1"].state, wrong.state, found["X4"].state) == ("accepted", "open", "open")
    assert taken.bill.billed_minor == 5840
    assert taken.bill.claim_minor == sum(line.claim_minor for line in found.values())
    assert set(lines_of(office, "claims")) == {"X2", "X3", "X9"}
    assert set(lines_of(office, "missing")) == {"X4"}


def test_the_same_file_is_taken_once(office: OfficeCenter, bill: Path) -> None:
    take(office, bill)
    with pytest.raises(NotDoneError, match=r"november\.csv"):
        take(office, bill)


def test_a_waybill_of_an_earlier_bill_is_not_paid_again(
    office: OfficeCenter, bill: Path, tmp_path: Path
) -> None:
    take(office, bill)
    later = tmp_path / "december.csv"
    later.write_text(
        "运单号,省,市,重量,运费\nX1,江苏,苏州市,0.9,1.8\nX4,江苏,苏州市,0.7,1.8\n", "utf-8"
    )
    take(office, later)
    found = office.read(lambda tx: bills.read_lines(tx, PageQuery(text="december")))
    causes = {one.waybill: one.cause for one in found.rows}
    assert causes == {"X1": "DUPLICATE_PREV_BILL", "X4": "MATCH"}


def test_the_ledger_of_numbers_goes_on(office: OfficeCenter, bill: Path) -> None:
    take(office, bill)
    states = office.read(lambda tx: [tx.waybills.get("YUNDA", waybill) for waybill in ("X1", "X4")])
    assert [one.state for one in states if one] == [NumberState.BILLED, NumberState.PROVEN]


def test_a_line_is_worked_off_and_taken_back(office: OfficeCenter, bill: Path) -> None:
    take(office, bill)
    line = lines_of(office)["X2"]

    def move(state: str) -> str:
        return office.change(
            lambda tx, act: bills.set_state(tx, act, line_id=line.id, state=state), "F1"
        )

    assert move("disputed") == "open"
    assert set(lines_of(office, "disputed")) == {"X2"}
    assert move("recovered") == "disputed"
    with pytest.raises(NotDoneError, match="recovered cannot become accepted"):
        move("accepted")
    assert move("disputed") == "recovered"


def test_a_packer_takes_no_bill(office: OfficeCenter, bill: Path) -> None:
    with pytest.raises(NotPermittedError):
        take(office, bill, "P1")
