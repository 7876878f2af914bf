"""A bill taken over against our own parcels, worked off, and never taken twice."""

from pathlib import Path

import pytest

from app.center import bills
from app.center.office_center import OfficeCenter
from app.center.refusals import NotDoneError
from app.center.staff import NotPermittedError
from app.domain.paging import PageQuery
from app.domain.waybill_number import NumberState
from app.store.engine import Store
from tests.center.bill_rig import a_bill, lines_of, office_over, take


@pytest.fixture
def office(store: Store) -> OfficeCenter:
    return office_over(store)


@pytest.fixture
def bill(tmp_path: Path) -> Path:
    return a_bill(tmp_path)


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
    assert taken.billed_minor == 5840
    assert taken.claim_minor == sum(line.claim_minor for line in found.values())
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
