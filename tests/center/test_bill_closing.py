"""A bill's month closed with one document, undone until paid, and what goes over to the next."""

import json
from pathlib import Path

import pytest

from app.center import bill_closing, bill_figures, bill_papers
from app.center.office_center import Act, OfficeCenter
from app.center.refusals import NotDoneError
from app.center.sheets import read_sheets
from app.i18n import Words
from app.store.engine import Store
from tests.center.bill_rig import a_bill, going_on, lines_of, office_over, set_line, take

DECEMBER = (
    "运单号,省,市,重量,运费\n"
    "X1,江苏,苏州市,0.9,1.8\n"  # stood on the bill of november
    "X4,江苏,苏州市,0.7,1.8\n"  # was lacking there
)


@pytest.fixture
def office(store: Store, tmp_path: Path) -> OfficeCenter:
    """With a bill taken over: 58.40 asked, 4 claims of it 45.85 + 5 + 1.80"""
    made = office_over(store)
    taken = take(made, a_bill(tmp_path))
    assert taken is not None
    return made


def bill_id(office: OfficeCenter, text: str = "november") -> str:
    return next(iter(lines_of(office, text=text).values())).bill_id


def close(office: OfficeCenter, text: str = "november", who: str = "F1") -> bill_closing.Payable:
    wanted = bill_id(office, text)
    return office.change(lambda tx, act: bill_closing.close(tx, act, bill_id=wanted), who)


def test_open_claims_are_decided_before_a_bill_is_closed(office: OfficeCenter) -> None:
    with pytest.raises(NotDoneError, match="3 lines are open"):
        close(office)


def test_the_document_pays_what_is_not_disputed(office: OfficeCenter) -> None:
    found = lines_of(office)
    set_line(office, found["X2"], "disputed")
    set_line(office, found["X9"], "disputed")
    set_line(office, found["X3"], "accepted")  # the extra fee is paid
    made = close(office)
    claims = found["X2"].claim_minor + found["X9"].claim_minor
    assert (made.id, made.amount_minor) == ("YUNDA-2026-11-1", 5840 - claims)
    document = json.loads(made.document)
    assert document["kinds"] == {"freight": "53.40", "extra": "5.00"}
    assert [(one["cause"], one["lines"]) for one in document["claims"]] == [
        ("WRONG_ZONE", 1),
        ("NOT_OURS", 1),
    ]
    assert document["carried_over"] == []
    assert close(office).id == made.id  # asked again by one whose answer was lost
    with pytest.raises(NotDoneError, match="closed already"):
        close(office, who="F2")


def dispute_all(office: OfficeCenter) -> tuple[int, str]:
    wanted = bill_id(office)
    return office.change(lambda tx, act: bill_closing.dispute_all(tx, act, bill_id=wanted), "F1")


def test_all_claims_are_disputed_at_once_and_back(office: OfficeCenter) -> None:
    count, mark = dispute_all(office)
    assert count == 3
    assert set(lines_of(office, "disputed")) == {"X2", "X3", "X9"}
    wanted = bill_id(office)
    office.change(
        lambda tx, act: bill_closing.dispute_none(tx, act, bill_id=wanted, mark=mark), "F1"
    )
    assert set(lines_of(office, "claims")) == {"X2", "X3", "X9"}


def test_closing_is_undone_until_it_is_paid(office: OfficeCenter) -> None:
    dispute_all(office)
    first, wanted = close(office), bill_id(office)
    assert (
        office.change(lambda tx, act: bill_closing.reopen(tx, act, bill_id=wanted), "F1")
        == first.id
    )
    second = close(office)
    assert second.id == "YUNDA-2026-11-2"  # a number is never given twice
    office.change(lambda tx, act: bill_closing.pay(tx, act, bill_id=wanted), "F1")
    with pytest.raises(NotDoneError, match="is paid"):
        office.change(lambda tx, act: bill_closing.reopen(tx, act, bill_id=wanted), "F1")
    office.change(lambda tx, act: bill_closing.pay(tx, act, bill_id=wanted, paid=False), "F1")
    office.change(lambda tx, act: bill_closing.reopen(tx, act, bill_id=wanted), "F1")
    with pytest.raises(NotDoneError, match="not closed"):
        office.change(lambda tx, act: bill_closing.reopen(tx, act, bill_id=wanted), "F1")


def test_a_claim_given_up_later_is_paid_with_the_next_bill(
    office: OfficeCenter, tmp_path: Path
) -> None:
    dispute_all(office)
    first, november = close(office), bill_id(office)
    given_up = lines_of(office)["X2"]
    set_line(office, given_up, "written_off")
    take(office, a_bill(tmp_path, DECEMBER, "december.csv"))
    twice = lines_of(office, text="december")["X1"]
    set_line(office, twice, "disputed")
    second = close(office, "december")
    carried = json.loads(second.document)["carried_over"]
    assert carried == [{"number": first.id, "month": "2026-11", "amount": "45.85"}]
    assert second.amount_minor == 360 - twice.claim_minor + 4585
    with pytest.raises(NotDoneError, match="counts on"):
        office.change(lambda tx, act: bill_closing.reopen(tx, act, bill_id=november), "F1")
    again = office.read(lambda tx: bill_closing.settlement(tx, second.bill_id))
    assert again.amount == second.amount_minor  # as it was closed, whatever comes later
    take(office, a_bill(tmp_path, "运单号,运费\nX5,1\n", "third.csv"))
    third = bill_id(office, "third")
    settled = office.read(lambda tx: bill_closing.settlement(tx, third))
    assert settled.carried == ()  # it is paid once


def test_a_parcel_that_was_lacking_waits_until_a_bill_has_it(
    office: OfficeCenter, tmp_path: Path
) -> None:
    assert set(lines_of(office, "missing")) == {"X4"}
    take(office, a_bill(tmp_path, "运单号,运费\nX2,48\n", "other.csv"))
    assert [one.bill_name for one in lines_of(office, "missing").values()] == ["november.csv"]
    take(office, a_bill(tmp_path, DECEMBER, "december.csv"))
    assert lines_of(office, "missing") == {}


def test_papers_for_the_courier_accounts_and_the_erp(office: OfficeCenter, tmp_path: Path) -> None:
    wanted, words = bill_id(office), Words("en")

    def write(store: Store, act: Act) -> tuple[int, int]:
        where = {"bill_id": wanted, "folder": tmp_path, "words": words}
        return (
            bill_papers.write_claims(store, act, going_on, **where),  # type: ignore[arg-type]
            bill_papers.write_settlement(store, act, going_on, **where),  # type: ignore[arg-type]
        )

    dispute_all(office)
    made = close(office)
    claims, rows = office.run(write, "F1")
    assert claims == 3
    (sheet,) = read_sheets(tmp_path / "november-claims.xlsx")
    assert [cells[0].text for _row, cells in sheet.rows] == ["Waybill", "X2", "X3", "X9"]
    sheets = {one.name: one for one in read_sheets(tmp_path / "november-settlement.xlsx")}
    assert list(sheets) == ["Settlement", "By cause", "Kept back", "Not billed yet"]
    last = sheets["Settlement"].rows[-1][1]
    assert (last[0].text, last[1].text) == ("To be paid", f"{made.amount_minor / 100:g}")
    assert [cells[0].text for _row, cells in sheets["Not billed yet"].rows] == ["Waybill", "X4"]
    assert rows > 0
    document = json.loads((tmp_path / f"{made.id}.json").read_text("utf-8"))
    assert document["amount"] == f"{made.amount_minor / 100:.2f}"
    (sheet,) = read_sheets(tmp_path / f"{made.id}.xlsx")
    rows_of = {cells[0].text: [cell.text for cell in cells[1:]] for _row, cells in sheet.rows}
    assert rows_of["Document"] == [made.id, ""]
    assert rows_of["Kept back: Extra fee"] == ["1", "-5"]
    assert float(rows_of["To be paid"][1]) == made.amount_minor / 100


def test_what_the_months_say(office: OfficeCenter, tmp_path: Path) -> None:
    set_line(office, lines_of(office)["X2"], "disputed", "recovered")
    found = office.read(lambda tx: bill_figures.read(tx, since="2026-01"))
    assert (found.currency, found.months, found.couriers) == ("CNY", ("2026-11",), ("YUNDA",))
    whole = found.whole
    assert (whole.lines, whole.parcels, whole.billed, whole.claims) == (4, 3, 5840, 3)
    assert whole.recovered == whole.kept_back == 4585
    assert f"{whole.cost_per_parcel:.2f}" == "4.18"
    assert list(found.causes) == ["WRONG_ZONE", "EXTRA_FEE", "NOT_OURS"]
    assert sum(found.zones.values()) == 3
    path = office.run(
        lambda store, act: bill_figures.write(
            store, act, since="2026-01", courier="", folder=tmp_path, words=Words("en")
        ),
        "F1",
    )
    sheets = {one.name: one.rows for one in read_sheets(path)}
    assert sheets["Couriers and months"][1][1][1].text == "2026-11"
    assert sheets["Claims by cause"][1][1][0].text == "Wrong zone"
