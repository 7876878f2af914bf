"""What people tell about bills: the names of a courier's columns, and parcels that came back."""

from pathlib import Path

import pytest

from app.center import bill_profiles, bill_returns, bills
from app.center.office_center import OfficeCenter
from app.center.problems import ImportRefusedError
from app.center.refusals import NotDoneError
from app.domain.paging import ColumnFilter, PageQuery
from app.store.engine import Store
from tests.center.bill_rig import a_bill, lines_of, office_over, take

STRANGE = (
    "Statement of November,,,,\n"
    "Number,Prov,Town,Mass,Sum\n"
    "X1,江苏,苏州市,900,1.8\n"
    "X2,新疆,乌鲁木齐市,2050,48\n"
)
TITLES = {
    "waybill": ("Number",), "province": ("Prov",), "city": ("Town",), "weight": ("Mass",),
    "freight": ("Sum",),
}  # fmt: skip
COMES_BACK = (
    "运单号,运费,退回件费用\n"
    "X1,,1.8\n"
    "X2,,4.2\n"
)  # fmt: skip


@pytest.fixture
def office(store: Store) -> OfficeCenter:
    return office_over(store)


def test_columns_are_told_once(office: OfficeCenter, tmp_path: Path) -> None:
    path = a_bill(tmp_path, STRANGE)
    with pytest.raises(ImportRefusedError, match="no sheet has a header"):
        take(office, path)
    seen = office.read(lambda tx: bill_profiles.look(tx, path=path, courier="YUNDA"))
    assert (seen.whole, seen.rows[seen.header].texts[:2]) == (False, ["Number", "Prov"])
    before = office.change(
        lambda tx, act: bill_profiles.save(
            tx, act, courier="YUNDA", titles=TITLES, weight_unit="g"
        ),
        "F1",
    )
    assert before is None
    take(office, path)
    found = lines_of(office)
    assert (found["X1"].cause, found["X2"].cause) == ("MATCH", "WRONG_ZONE")
    assert found["X1"].their_grams == 900
    now = office.read(lambda tx: bill_profiles.look(tx, path=path, courier="YUNDA"))
    assert now.whole
    assert now.known == {0: "waybill", 1: "province", 2: "city", 3: "weight", 4: "freight"}
    assert not office.read(lambda tx: bill_profiles.look(tx, path=path, courier="SF")).whole
    office.change(
        lambda tx, act: bill_profiles.put_back(tx, act, courier="YUNDA", before=before), "F1"
    )
    assert not office.read(lambda tx: bill_profiles.look(tx, path=path, courier="YUNDA")).whole


def test_without_waybill_and_money_nothing_is_kept(office: OfficeCenter) -> None:
    with pytest.raises(NotDoneError, match="which column is the waybill"):
        office.change(
            lambda tx, act: bill_profiles.save(
                tx, act, courier="YUNDA", titles={"waybill": ("Number",), "freight": ()}
            ),
            "F1",
        )


def test_a_return_that_was_told_is_not_asked_about(office: OfficeCenter, tmp_path: Path) -> None:
    told = a_bill(tmp_path, "Waybill,when\nX1,2026-11-05\n,\n x1 ,\n", "back.csv")

    def tell() -> int:
        return office.run(
            lambda store, act: bill_returns.take(store, act, path=told, courier="YUNDA"), "F1"
        )

    assert (tell(), tell()) == (1, 0)
    take(office, a_bill(tmp_path, COMES_BACK, "returns.csv"))
    query = PageQuery(filters=(ColumnFilter("leg", values=("return",)),))
    found = {one.waybill: one for one in office.read(lambda tx: bills.read_lines(tx, query)).rows}
    assert {waybill: (line.cause, line.claim_minor) for waybill, line in found.items()} == {
        "X1": ("RETURN_LEG", 0),
        "X2": ("RETURN_UNEXPECTED", 420),
    }


@pytest.mark.parametrize(
    ("text", "says"), [("a,b\n1,2\n", "no column is called waybill"), ("运单号\n9E+12\n", "row 2")]
)
def test_a_list_of_returns_with_faults_is_refused(
    office: OfficeCenter, tmp_path: Path, text: str, says: str
) -> None:
    told = a_bill(tmp_path, text, "back.csv")
    with pytest.raises(ImportRefusedError, match=says):
        office.run(
            lambda store, act: bill_returns.take(store, act, path=told, courier="YUNDA"), "F1"
        )
