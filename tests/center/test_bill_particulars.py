"""A bill over parcels that are no plain ones: large, insured, COD, of a service of its own."""

from dataclasses import replace
from datetime import UTC, date, timedelta
from decimal import Decimal
from pathlib import Path

from app.center import bills
from app.center.bill_taking import take_bill
from app.center.bill_world import World
from app.center.choosing import Chosen, choose_for
from app.center.office_center import Act
from app.domain.bill_matching import Terms
from app.domain.contract import Contract
from app.domain.order import Order, OrderState, Recipient, Role
from app.domain.paging import PageQuery
from app.domain.particulars import sides_of
from app.domain.recosting import undated
from app.domain.values import Grams, Money
from app.store.engine import Store
from app.store.past_parcels import past_parcels
from app.store.records import StoredParcel
from tests.builders import a_box, an_operator, an_order
from tests.center.bill_rig import SHIPPED, going_on
from tests.domain.rate_sheets import SF, card_of

TO = Recipient(province="江苏", city="苏州市")
EXTRAS = [
    {"code": "INSURED", "percent": "0.3", "base_on": "declared", "min": "1", "when": {}},
    {"code": "COD", "fixed": "4"},
]
CARD = undated(card_of(SF, dim_divisor="6000", surcharges=EXTRAS))
AIR = replace(CARD, service="air", surcharges=(), money_step=Decimal(10))  # whole tens of yuan
LARGE = a_box("B9", length_mm=400, width_mm=300, height_mm=300)
THOUSAND = Money(100_000, "CNY")


def fill(store: Store, *orders: Order, box: str = "", parcels: int = 1) -> None:
    """A kilogram each to 江苏: 7.00 by its weight."""
    with store.write() as tx:
        tx.rates.put([CARD, AIR])
        tx.boxes.put([LARGE], active=False)  # not used any more
        tx.operators.put([an_operator("F1", Role.FINANCE)])
        for order in orders:
            sent = replace(order, recipient=TO, state=OrderState.PACKED, courier="SF")
            tx.orders.upsert([sent], SHIPPED)
            for number in range(1, parcels + 1):
                tx.parcels.accept(_parcel(order, number, box), SHIPPED, f"t-{order.id}-{number}")


def _parcel(order: Order, number: int, box: str) -> StoredParcel:
    return StoredParcel(
        id=f"p-{order.number}-{number}", order_id=order.id, order_number=order.number,
        parcel_no=number, parcel_of=1, contents={}, grams=Grams(1000), box=box, courier="SF",
        waybill=f"{order.number}/{number}", zone="", charge_minor=None, currency="CNY",
        card_hash="", station_id="B1", operator_id="P1", fact_id=f"f-{order.number}-{number}",
        packed_at=SHIPPED + timedelta(minutes=number),
    )  # fmt: skip


def taken(store: Store, folder: Path, *lines: str) -> dict[str, bills.StoredLine]:
    path = folder / "bill.csv"
    path.write_text("\n".join(("运单号,省,市,重量,运费,附加费", *lines, "")), "utf-8")
    act = Act("F1", SHIPPED, lambda: "bill-1")
    assert take_bill(store, act, going_on, path=path, courier="SF", zone=UTC)
    with store.read() as tx:
        found = bills.read_lines(tx, PageQuery(group="all"))
    return {one.waybill: one for one in found.rows}


def test_a_large_box_is_expected_as_the_bench_priced_it(store: Store, tmp_path: Path) -> None:
    fill(store, an_order(number="V"), box="B9")
    found = taken(store, tmp_path, "V/1,江苏,苏州市,6,20.00,")
    one = found["V/1"]
    assert (one.cause, one.expected_minor, one.claim_minor) == ("MATCH_WEIGHT_DIFF", 2000, 0)


def test_agreed_fees_are_not_claimed_and_go_with_the_first_parcel(
    store: Store, tmp_path: Path
) -> None:
    both = an_order(number="A", insured=THOUSAND, cod=Money(5_000, "CNY"))
    fill(store, both, an_order(number="N"), parcels=2)
    lines = ("A/1,江苏,苏州市,1,7,7", "A/2,江苏,苏州市,1,7,3", "N/1,江苏,苏州市,1,7,")
    found = taken(store, tmp_path, *lines)
    assert {
        key: (one.cause, one.expected_minor, one.claim_minor) for key, one in found.items()
    } == {
        "A/1": ("MATCH", 1400, 0),
        "A/2": ("EXTRA_FEE", 700, 300),
        "N/1": ("MATCH", 700, 0),
        "N/2": ("MISSING_FROM_BILL", 700, 0),
    }


def test_the_card_of_the_orders_service(store: Store, tmp_path: Path) -> None:
    fill(store, an_order(number="L"), an_order(number="A", service="air"))
    found = taken(store, tmp_path, "L/1,江苏,苏州市,1,7,", "A/1,江苏,苏州市,1,7,")
    assert found["L/1"].expected_minor == 700
    assert (found["A/1"].expected_minor, found["A/1"].cause) == (1000, "UNDERCHARGE")


def test_the_contract_of_the_ship_date(store: Store) -> None:
    day = date(2026, 11, 2)
    old = Contract("c1", "SF", valid_to=day, dispute_weight_g=70)
    new = Contract("c2", "SF", valid_from=day + timedelta(days=1), dispute_minor=5)
    air = Contract("c3", "SF", services=("air",), valid_to=day, dispute_weight_g=90)
    with store.write() as tx:
        tx.contracts.put([old, new, air])
    world = World(store, "SF", UTC, SHIPPED, "bill-1")
    assert world.terms_of(day, "") == Terms(70, 0)
    assert world.terms_of(day, "air") == Terms(90, 0)
    assert world.terms_of(day + timedelta(days=1), "air") == Terms(50, 5)
    assert World(store, "JT", UTC, SHIPPED, "bill-1").terms_of(day, "") == Terms()


def test_a_past_parcel_costs_again_what_it_cost(store: Store) -> None:
    fill(store, an_order(number="A", insured=THOUSAND), box="B9", parcels=2)
    with store.read() as tx:
        first, second = past_parcels(tx, SHIPPED, SHIPPED + timedelta(days=1), UTC)
    assert (first.parcel.declared, first.parcel.flags) == (Decimal(1000), frozenset({"INSURED"}))
    assert (second.parcel.declared, second.parcel.flags) == (None, frozenset())
    assert first.parcel.sides == second.parcel.sides == sides_of(LARGE)


def test_the_choice_knows_the_box_and_the_amounts(store: Store) -> None:
    with store.write() as tx:
        tx.rates.put([CARD])
        tx.boxes.put([LARGE])
        tx.contracts.put([Contract("c1", "SF", cod=True)])
        order = an_order(number="C", recipient=TO, courier="", default_box="B9")
        rich = replace(order, id="rich", insured=THOUSAND, cod=Money(5_000, "CNY"))
        found = choose_for(tx, [order, rich], SHIPPED)
    prices = []
    for one in found.values():
        assert isinstance(one, Chosen)
        assert one.choice.chosen
        prices.append(one.choice.chosen.price)
    assert prices == [Money(2000, "CNY"), Money(2700, "CNY")]
