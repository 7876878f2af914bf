"""The page of courier rules over a real center: entered, judged at its field, taken back."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.center.office_center import OfficeCenter
from app.center.routing_places import places_of
from app.domain.order import Role
from app.domain.routing import RoutingRule, RuleKind
from app.ui.office.context import Office
from app.ui.office.form import Form
from app.ui.office.routing_entries import rule_of, values_of
from app.ui.office.routing_page import RoutingPage
from tests.ui.office.page_rig import settled, shown

NAMES = ["Heavy to the far west", "Dear orders", "Heavy parcels", "Small gifts"]


@pytest.fixture
def undone(office: Office) -> list[Callable[[], None]]:
    found: list[Callable[[], None]] = []
    office.tell = lambda _text, _word, undo: found.append(undo) if undo else None
    return found


def over(qtbot: QtBot, office: Office) -> RoutingPage:
    office.me = "S1"
    return shown(qtbot, office, RoutingPage(office))


def names(page: RoutingPage) -> list[str]:
    return [one.name for one in page.rows()]


def pressed(qtbot: QtBot, page: RoutingPage, name: str, action: str) -> None:
    page.open(next(one for one in page.rows() if one.name == name))
    settled(qtbot, page)
    page.drawer.press(action)
    settled(qtbot, page)


def kept(center: OfficeCenter) -> tuple[RoutingRule, ...]:
    return center.read(lambda tx: tx.routing_rules.every())


def test_rules_are_listed_as_they_are_asked(qtbot: QtBot, office: Office) -> None:
    page = over(qtbot, office)
    assert names(page) == NAMES
    assert [one.state for one in page.rows()] == ["on", "on", "on", "over"]
    page.open(page.rows()[0])
    settled(qtbot, page)
    model = page.drawer.model
    assert model is not None
    assert model.line == "None of these takes the parcel: Courier A"
    assert model.sections[0].lines == (
        ("Places", "新疆维吾尔自治区, 西藏自治区"),
        ("Weight", "above 3,000 g"),
    )


def test_a_rule_is_added_and_taken_back(
    qtbot: QtBot, office: Office, center: OfficeCenter, undone: list[Callable[[], None]]
) -> None:
    page = over(qtbot, office)
    page.add()
    form = page.drawer.own()
    assert isinstance(form, Form)
    form.show_values({"kind": "only"})
    form.submit()
    assert set(form.errors()) == {"name", "couriers"}
    typed = {"name": "West", "kind": "only", "couriers": "sf", "places": "Atlantis"}
    form.show_values(typed)
    form.submit()
    assert form.errors() == {"places": "No place is called Atlantis"}
    form.show_values({**typed, "couriers": "pigeon", "places": "四川"})
    form.submit()
    settled(qtbot, page)
    assert form.errors() == {"": "No courier in use is called pigeon"}
    form.show_values({**typed, "places": "四川", "cod": "no"})
    form.submit()
    settled(qtbot, page)
    assert names(page) == [*NAMES, "West"]
    rule = kept(center)[-1]
    assert (rule.kind, rule.couriers, rule.cod) == (RuleKind.ONLY, ("SF",), False)
    assert rule.places == places_of("四川")
    undone[-1]()
    settled(qtbot, page)
    assert names(page) == NAMES


def test_a_change_is_taken_back(
    qtbot: QtBot, office: Office, center: OfficeCenter, undone: list[Callable[[], None]]
) -> None:
    page = over(qtbot, office)
    pressed(qtbot, page, "Heavy parcels", "change")
    form = page.drawer.own()
    assert isinstance(form, Form)
    form.show_values({**(form.values() or {}), "name": "Heavier", "grams_over": 8000})
    form.submit()
    settled(qtbot, page)
    assert names(page)[2] == "Heavier"
    undone[-1]()
    settled(qtbot, page)
    assert names(page) == NAMES
    assert kept(center)[2].grams_over == 5000


@pytest.mark.parametrize("action", ["drop", "off", "up", "down"])
def test_what_is_done_to_a_rule_is_taken_back(
    qtbot: QtBot, office: Office, undone: list[Callable[[], None]], action: str
) -> None:
    page = over(qtbot, office)

    def stand() -> list[tuple[str, str]]:
        return [(one.name, one.state) for one in page.rows()]

    before = stand()
    pressed(qtbot, page, "Dear orders", action)
    assert stand() != before
    undone[-1]()
    settled(qtbot, page)
    assert stand() == before


def test_who_may_not_change_sees_no_buttons(qtbot: QtBot, office: Office) -> None:
    office.role = Role.CLERK
    page = over(qtbot, office)
    assert page.tools() == ()
    model = page.detail(page.rows()[0])
    assert [one.key for one in model.actions] == ["ask"]


def test_a_rule_comes_back_as_it_was_typed(office: Office, center: OfficeCenter) -> None:
    del office
    for rule in kept(center):
        again = rule_of(rule.id, values_of(rule))
        assert (again.places, again.items, again.ends) == (rule.places, rule.items, rule.ends)
        assert values_of(again) == values_of(rule)
