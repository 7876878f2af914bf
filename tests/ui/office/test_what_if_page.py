"""The what-if page over a real center: every courier's price with its steps, who is chosen, why."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from app.domain.surcharge import BaseOn, Surcharge, SurchargeKind, When
from app.domain.values import Money
from app.store.engine import Store
from app.ui import figures
from app.ui.office.context import Office
from app.ui.office.present_what_if import sides_of, wrong_sides
from app.ui.office.what_if_page import WhatIfPage
from tests.ui.office.page_rig import settled, shown

THOUSAND = Money(100_000, "CNY")
SIX_FORTY = figures.money(Money(640, "CNY"))
CHENGDU = "四川省成都市武侯区某路1号"


def asked(qtbot: QtBot, office: Office, **values: object) -> WhatIfPage:
    page = shown(qtbot, office, WhatIfPage(office))
    page.form.show_values({"day": "2026-11-24", **values})
    page.form.submit()
    settled(qtbot, page)
    return page


def test_the_cheapest_is_chosen_and_every_step_is_said(qtbot: QtBot, office: Office) -> None:
    model = asked(qtbot, office, address=CHENGDU, grams=2400).model
    assert model is not None
    assert model.place == "四川省 • 成都市 • 武侯区"
    first, second = model.prices
    assert (first.courier, first.price, first.word) == ("Courier A", SIX_FORTY, "Would be chosen")
    assert first.why == "the cheapest that serves the place and may take it"
    assert first.lines == (
        "zone B: by province 四川",
        "weighs 2400 g: 2.4 kg",
        "in steps of 0.1, rounded up: 2.4",
        "price above 1 up to 3: 6.4",
        "to the step of 0.01, rounded: 6.4",
    )
    assert (second.courier, second.word) == ("Courier B", "")


def test_what_is_insured_and_collected_goes_into_the_price(
    qtbot: QtBot, office: Office, store: Store
) -> None:
    insured = Surcharge("INS", SurchargeKind.PERCENT, Decimal("0.3"), base_on=BaseOn.DECLARED)
    collected = Surcharge("COD", SurchargeKind.FIXED, Decimal(4), when=When(flag="COD"))
    with store.write() as tx:
        (card,) = tx.rates.of_courier("SF")
        begins = date(2026, 11, 1)
        tx.rates.put([replace(card, valid_from=begins, surcharges=(insured, collected))])
    prices = []
    for amounts in ({}, {"insured": THOUSAND}, {"insured": THOUSAND, "collected": THOUSAND}):
        model = asked(qtbot, office, address=CHENGDU, grams=500, **amounts).model
        assert model is not None
        prices += [one.price for one in model.prices if one.courier == "Courier B"]
    assert prices == [figures.money(Money(minor, "CNY")) for minor in (1050, 1350, 1750)]


def test_a_rule_goes_before_the_price_and_says_what_it_costs(qtbot: QtBot, office: Office) -> None:
    model = asked(qtbot, office, address=CHENGDU, grams=5400).model
    assert model is not None
    first, second = model.prices
    assert (first.courier, first.word) == ("Courier B", "Would be chosen")
    assert "by the rule Heavy parcels" in first.why
    assert "dearer than the cheapest" in first.why
    assert second.word == "Cheapest"


def test_a_place_without_a_zone_has_no_price(qtbot: QtBot, office: Office) -> None:
    model = asked(qtbot, office, province="海南省", grams=500).model
    assert model is not None
    assert {one.why for one in model.prices} == {"the place is in no zone: not served"}
    assert {one.tone for one in model.prices} == {"stop"}


def test_an_address_that_is_not_clear_is_asked_about(qtbot: QtBot, office: Office) -> None:
    page = asked(qtbot, office, address="朝阳区某路1号", grams=500)
    assert page.model is not None
    assert page.model.doubt
    assert len(page.model.candidates) > 1
    place = next(one for one in page.model.candidates if one[0] == "北京市")
    page.choose_place(place)
    settled(qtbot, page)
    assert page.model.place == "北京市 • 北京市 • 朝阳区"
    assert not page.model.doubt


def test_what_is_missing_is_said_at_its_field(qtbot: QtBot, office: Office) -> None:
    page = asked(qtbot, office, grams=500)
    assert page.form.errors() == {"address": "Where does it go?"}
    page.form.show_values({"address": CHENGDU, "grams": 0, "day": "tomorrow", "sides": "3x4"})
    page.form.submit()
    assert set(page.form.errors()) == {"grams", "day", "sides"}


@pytest.mark.parametrize("text", ["30x20x10", "30 × 20 × 10", "30*20*10 cm", "30,20,10"])
def test_sides_are_typed_in_many_ways(text: str) -> None:
    assert [int(side) for side in sides_of(text) or ()] == [300, 200, 100]
    assert wrong_sides(text) == ""
