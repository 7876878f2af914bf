"""A center with parcels that were sent, and a courier's bill over them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from app.center import bills
from app.center.bill_taking import take_bill
from app.center.cards import read_cards, take_cards
from app.center.office_center import Act, OfficeCenter
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
        finance = [an_operator(one, Role.FINANCE) for one in ("F1", "F2")]
        tx.operators.put([*finance, an_operator("P1", Role.PACKER)])
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


def office_over(store: Store) -> OfficeCenter:
    fill(store)
    numbers = count()
    return OfficeCenter(store, lambda: SHIPPED, lambda: f"id-{next(numbers)}")


def going_on(_done: int, _all: int) -> bool:
    return True


def take(
    office: OfficeCenter,
    path: Path,
    who: str = "F1",
    go_on: Callable[[int, int], bool] = going_on,
) -> bills.Bill | None:
    def work(store: Store, act: Act) -> bills.Bill | None:
        return take_bill(store, act, go_on, path=path, courier="YUNDA", zone=UTC)

    return office.run(work, who)


def a_bill(folder: Path, text: str = BILL, name: str = "november.csv") -> Path:
    path = folder / name
    path.write_text(text, "gb18030")
    return path


def lines_of(
    office: OfficeCenter, group: str = "all", text: str = ""
) -> dict[str, bills.StoredLine]:
    page = office.read(lambda tx: bills.read_lines(tx, PageQuery(group=group, text=text)))
    return {one.waybill: one for one in page.rows}


def set_line(office: OfficeCenter, line: bills.StoredLine, *states: str) -> None:
    for state in states:
        office.change(
            lambda tx, act, state=state: bills.set_state(tx, act, line_id=line.id, state=state),  # type: ignore[misc]
            "F1",
        )
