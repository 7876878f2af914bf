"""What parcels of the past would have cost."""

from datetime import date
from decimal import Decimal

from app.domain.places import Destination
from app.domain.quotes import Quote, RatedParcel
from app.domain.rating import price
from app.domain.recosting import PastParcel, recost, rerouting, undated
from tests.domain.rate_sheets import SF, YUNDA, card_of
from tests.domain.test_rate_diff import changed

DAY = date(2026, 3, 2)
PLACES = ("四川省", "新疆维吾尔自治区", "江苏省", "台湾省")


def past(province: str, grams: int, courier: str = "SF", charge: int | None = None) -> PastParcel:
    return PastParcel(RatedParcel(Destination(province=province), grams, DAY), charge, courier)


def test_the_sums_are_those_of_single_parcels() -> None:
    """The new card as if it had been in force then."""
    old, new = undated(card_of(SF)), changed(SF, "4", "0.30")
    parcels = []
    for grams in range(100, 9_000, 700):
        for province in PLACES:
            answer = price(old, past(province, grams).parcel)
            charge = answer.total.minor if isinstance(answer, Quote) else None
            parcels.append(past(province, grams, charge=charge))
    told = recost(parcels, new)
    assert (told.parcels, told.compared, told.unpriced_before) == (52, 39, 13)
    assert told.difference_minor == 13 * 30
    assert (told.dearer, told.cheaper) == (13, 0)
    assert told.by_province == {"新疆维吾尔自治区": 390}


def test_parcels_without_a_price_are_counted_apart() -> None:
    told = recost([past("台湾省", 500, charge=900), past("四川省", 500, charge=600)], card_of(SF))
    assert told.refused == {"no_zone": 1}
    assert (told.compared, told.old_minor, told.new_minor) == (1, 600, 600)
    again = recost([past("四川省", 500)], changed(SF, "1", "1"), card_of(SF))
    assert (again.old_minor, again.new_minor) == (600, 700)


def test_what_rerouting_would_have_saved() -> None:
    cards = {"SF": undated(card_of(SF)), "YUNDA": undated(card_of(YUNDA))}
    parcels = [
        past("四川省", 900, "SF"),  # 6.00, and 1.80 by the other
        past("西藏自治区", 900, "YUNDA"),  # 15.00, and 9.00
        past("四川省", 900, "YUNDA"),
        past("台湾省", 900, "SF", charge=2000),  # nobody else serves it
        past("台湾省", 900, "SF"),
    ]
    told = rerouting(parcels, cards)
    assert (told.parcels, told.unpriced) == (5, 1)
    assert told.saved_minor == 420 + 600
    assert told.moves == {("SF", "YUNDA"): (1, 420), ("YUNDA", "SF"): (1, 600)}
    assert Decimal(told.cost_minor) == 600 + 1500 + 180 + 2000
