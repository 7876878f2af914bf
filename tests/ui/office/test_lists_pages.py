"""Couriers' lists and packed parcels over a real center: exceptions, papers, labels, masks."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.center.office_center import OfficeCenter
from app.domain.order import Role
from app.ui.office.context import Office
from app.ui.office.form import Form
from app.ui.office.manifests_page import ManifestsPage
from app.ui.office.parcels_page import ParcelsPage
from tests.ui.office.page_rig import settled, shown, told

CLOSED = "MF261124-B03-02"


def titles(page: ManifestsPage | ParcelsPage) -> list[str]:
    assert page.drawer.model is not None
    return [part.title for part in page.drawer.model.sections]


def actions(page: ManifestsPage | ParcelsPage) -> list[str]:
    assert page.drawer.model is not None
    return [one.key for one in page.drawer.model.actions]


def manifests(qtbot: QtBot, office: Office, number: str = CLOSED) -> ManifestsPage:
    page = shown(qtbot, office, ManifestsPage(office))
    page.open(next(one for one in page.rows() if one.number == number))
    settled(qtbot, page)
    return page


def parcels(qtbot: QtBot, office: Office, who: str, role: Role) -> ParcelsPage:
    """The page with the newest parcel that waits in its drawer."""
    office.me, office.role = who, role
    page = shown(qtbot, office, ParcelsPage(office))
    page.table.ask(group="waiting")
    settled(qtbot, page)
    page.open(page.rows()[0])
    settled(qtbot, page)
    return page


def test_a_list_shows_its_exceptions_first(qtbot: QtBot, office: Office) -> None:
    page = manifests(qtbot, office)
    assert titles(page) == ["Missing · 2", "Cancelled · 1", "Old label · 1", "On the list · 8"]
    page.table.ask(group="open")
    settled(qtbot, page)
    (one,) = page.rows()
    assert (one.state, one.parcels, one.missing) == ("open", 8, 3)
    page.open(one)
    assert page.drawer.model is not None
    assert page.drawer.model.actions[0].why_not == "It is still open at its bench"


def test_paper_and_lines_are_written_and_said(
    qtbot: QtBot, office: Office, center: OfficeCenter, tmp_path: Path
) -> None:
    office.me, office.exports = "LA", tmp_path / "out"
    said = told(office)
    page = manifests(qtbot, office)
    for action in ("print", "xlsx", "csv"):
        page.drawer.press(action)
        settled(qtbot, page)
    assert sorted(path.suffix for path in office.exports.iterdir()) == [".csv", ".pdf", ".xlsx"]
    assert said[0] == f"Written to {office.exports / f'{CLOSED}-c2.pdf'}"
    kept = center.read(lambda tx: tx.manifests.get(CLOSED))
    assert kept is not None
    assert kept.copies == 2


def test_from_a_list_to_its_parcels(qtbot: QtBot, office: Office) -> None:
    asked: list[tuple[str, str]] = []
    office.search_for = lambda text, key: asked.append((text, key))
    manifests(qtbot, office).drawer.press("parcels")
    assert asked == [(CLOSED, "parcels")]


def test_several_labels_with_one_reason(
    qtbot: QtBot, office: Office, center: OfficeCenter, tmp_path: Path
) -> None:
    office.exports = tmp_path / "out"
    page = parcels(qtbot, office, "LA", Role.LEAD)
    page.table.view.selectAll()
    chosen = [one.id for one in page.table.rows()]
    page.drawer.press("labels")
    form = page.drawer.own()
    assert isinstance(form, Form)
    assert page.drawer.model is not None
    assert page.drawer.model.title == f"{len(chosen)} labels once more"
    form.submit()
    assert set(form.errors()) == {"reason"}
    form.show_values({"reason": "damaged", "where": "file"})
    form.submit()
    settled(qtbot, page)
    (file,) = office.exports.iterdir()
    assert file.read_bytes().startswith(b"%PDF")
    found = center.read(lambda tx: [tx.hand_parcels.get(one) for one in chosen])
    assert {one.parcel.copy for one in found if one} == {2}
    page.open(page.rows()[0])
    settled(qtbot, page)
    assert titles(page) == ["Printed again at the office"]


def test_who_may_see_the_recipient_shows_it_and_others_cannot(
    qtbot: QtBot, office: Office, center: OfficeCenter
) -> None:
    page = parcels(qtbot, office, "C1", Role.CLERK)
    assert page.drawer.model is not None
    assert ("Receives", "R********5") in page.drawer.model.facts
    assert "show" in actions(page)
    page.drawer.press("show")
    settled(qtbot, page)
    assert ("Receives", "Receiver45") in page.drawer.model.facts
    assert "show" not in actions(page)
    noted = center.read(
        lambda tx: [one.who for one in tx.audit.read() if one.action == "recipient.show"]
    )
    assert noted == ["C1"]


def test_a_lead_sees_it_masked_alone(qtbot: QtBot, office: Office) -> None:
    page = parcels(qtbot, office, "LA", Role.LEAD)
    assert page.drawer.model is not None
    assert ("Receives", "R********5") in page.drawer.model.facts
    assert actions(page) == ["labels"]


def test_finance_looks_and_prints_no_label(qtbot: QtBot, office: Office) -> None:
    page = parcels(qtbot, office, "F1", Role.FINANCE)
    assert actions(page) == []
    assert page.tools() == ()
