"""What goes on paper: names and phones hidden by the national rule for express labels."""

from datetime import UTC, datetime

from app.domain.order import Freight, Order
from app.domain.values import Money
from app.i18n import Words
from app.labels.parcel_label import LabelPolicy, Sender, waybill_label
from app.labels.waybill import WaybillLabel
from app.station.effects import PrintLabel, PrintSlip
from app.station.papers import parcel_of, repick_slip
from tests.builders import a_kit, a_line, a_recipient, an_item, an_order

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SENDER = Sender("Warehouse", "000", "1 Gate")


def a_label(effect: PrintLabel, policy: LabelPolicy | None = None) -> WaybillLabel:
    policy = policy or LabelPolicy(SENDER)
    return waybill_label(effect.order, parcel_of(effect), "SF Express", AT, policy)


def test_the_label_of_a_parcel() -> None:
    order = an_order(
        {"TEA": 2}, recipient=a_recipient(name="Recipient", phone="00012345678"), service="air"
    )
    effect = PrintLabel("job", order, "WB1", "sf", 2, 3, 512, 2)
    label = a_label(effect)
    assert (label.waybill_number, label.courier, label.service) == ("WB1", "SF Express", "air")
    assert (label.parcel, label.parcels, label.weight_g, label.copy_number) == (2, 3, 512, 2)
    assert (label.recipient.name, label.recipient.phone) == ("R*******t", "000******78")
    assert label.qr_text == "WB1*2"
    assert label.sender.name == "Warehouse"
    assert label.sorting_code == "C"


def test_a_warehouse_may_print_names_and_plain_qr_codes() -> None:
    to = a_recipient(name="Recipient", phone="00012345678", address="1 Road, Room 1203")
    effect = PrintLabel("job", an_order({"TEA": 2}, recipient=to), "WB1", "sf", 1, 1, 512, 1)
    plain = a_label(effect, LabelPolicy(SENDER, masked=False, copy_marks=False))
    assert (plain.recipient.name, plain.recipient.phone) == ("Recipient", "00012345678")
    assert "1203" in plain.recipient.address
    assert plain.qr_text == ""
    assert "1203" not in a_label(effect).recipient.address


def test_money_is_collected_with_the_first_parcel_alone() -> None:
    order = an_order(
        cod=Money(12_800, "CNY"), insured=Money(30_000, "CNY"), freight=Freight.RECIPIENT
    )

    def of(parcel_no: int, what: Order) -> tuple[str, str, Freight | None]:
        label = a_label(PrintLabel("job", what, "WB1", "sf", parcel_no, 2, 512, 1))
        return label.cod, label.insured, label.freight

    assert of(1, order) == ("¥ 128.00", "¥ 300.00", Freight.RECIPIENT)
    assert of(2, order) == ("", "", Freight.RECIPIENT)
    assert of(1, an_order()) == ("", "", None)


def test_a_label_without_a_weight_shows_none() -> None:
    effect = PrintLabel("job", an_order(), "WB1", "sf", 1, 1, 0, 1)
    assert a_label(effect).weight_g is None


def test_the_slip_leads_to_the_shelf() -> None:
    tea = an_item("TEA", name="Tea", spec="green", location="A-1")
    order = an_order((a_line(1, tea, 3), a_kit(2, "SET", {"CUP": 1})), tote="T-1", cut_off=AT)
    slip = repick_slip(
        PrintSlip("ZR1", order, {"TEA": 2, "CUP": 1}, ("OTHER",)), "Bench 1", AT, Words("en")
    )
    assert (slip.code, slip.order_number, slip.slot) == ("ZR1", "SO-1", "T-1")
    assert [(line.quantity, line.name, line.place) for line in slip.missing] == [
        (2, "Tea", "A-1"),
        (1, "cup", ""),
    ]
    assert [line.name for line in slip.foreign] == ["OTHER"]
    assert slip.cut_off == AT.astimezone().strftime("%H:%M")
