"""The price at the scale: the box by its volume, fees only where the order asks for them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.control_code import Control
from app.domain.events import ParcelPriced
from app.domain.rate_card import RateCard
from app.domain.surcharge import ALWAYS, BaseOn, Surcharge, SurchargeKind, When
from app.domain.values import Money
from app.station.snapshot import Face
from tests.builders import an_order
from tests.station.harness import MakeStation, Station, a_rate_card

VALUE = Money(100_000, "CNY")


def a_card(when: When) -> RateCard:
    """Six yuan; insurance 0.3 %, collecting money 1 %."""
    percent = SurchargeKind.PERCENT
    insured = Surcharge("INS", percent, Decimal("0.3"), base_on=BaseOn.DECLARED, when=when)
    cod = Surcharge("COD", percent, Decimal(1), base_on=BaseOn.COD, when=ALWAYS)
    return replace(a_rate_card(), surcharges=(insured, cod))


def prices(bench: Station) -> list[int]:
    return [one.total.minor for one in bench.facts(ParcelPriced) if isinstance(one, ParcelPriced)]


@pytest.mark.parametrize("when", [ALWAYS, When(flag="INS")])
@pytest.mark.parametrize(
    ("insured", "cod", "minor"),
    [
        (None, None, 600),
        (Money(0, "CNY"), None, 600),
        (VALUE, None, 900),
        (None, VALUE, 1600),
        (VALUE, VALUE, 1900),
    ],
)
def test_fees_of_an_amount(
    station: MakeStation, when: When, insured: Money | None, cod: Money | None, minor: int
) -> None:
    bench = station(an_order(insured=insured, cod=cod), cards=[a_card(when)])
    bench.scan_all("SO-1", "TEA")
    bench.weigh(100)
    assert bench.face is Face.STICK_LABEL
    assert prices(bench) == [minor]


def test_the_second_parcel_is_not_insured_again(station: MakeStation) -> None:
    order = an_order({"TEA": 1, "CUP": 1}, insured=VALUE)
    bench = station(order, cards=[a_card(ALWAYS)])
    bench.scan_all("SO-1", "TEA")
    bench.press(Control.NEXT_BOX)
    bench.scan_all("CUP")
    bench.weigh(100)
    bench.prove()
    bench.weigh(100)
    assert prices(bench) == [900, 600]
