"""What goes on paper: names and phones hidden by the national rule for express labels."""

from datetime import UTC, datetime

from app.i18n import Words
from app.station.effects import PrintLabel, PrintSlip
from app.station.papers import Sender, repick_slip, waybill_label
from tests.builders import a_kit, a_line, a_recipient, an_item, an_order

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_the_label_of_a_parcel() -> None:
    order = an_order(
        {"TEA": 2}, recipient=a_recipient(name="Recipient", phone="00012345678"), service="air"
    )
    effect = PrintLabel("job", order, "WB1", "sf", 2, 3, 512, 2)
    label = waybill_label(effect, "SF Express", Sender("Warehouse", "000", "1 Gate"), AT)
    assert (label.waybill_number, label.courier, label.service) == ("WB1", "SF Express", "air")
    assert (label.parcel, label.parcels, label.weight_g, label.copy_number) == (2, 3, 512, 2)
    assert (label.recipient.name, label.recipient.phone) == ("R*******t", "000******78")
    assert label.qr_text == "WB1*2"
    assert label.sender.name == "Warehouse"
    assert label.sorting_code == "C"


def test_a_warehouse_may_print_names_and_plain_qr_codes() -> None:
    to = a_recipient(name="Recipient", phone="00012345678", address="1 Road, Room 1203")
    effect = PrintLabel("job", an_order({"TEA": 2}, recipient=to), "WB1", "sf", 1, 1, 512, 1)
    sender = Sender("Warehouse", "000", "1 Gate")
    plain = waybill_label(effect, "SF", sender, AT, masked=False, copy_marks=False)
    assert (plain.recipient.name, plain.recipient.phone) == ("Recipient", "00012345678")
    assert "1203" in plain.recipient.address
    assert plain.qr_text == ""
    assert "1203" not in waybill_label(effect, "SF", sender, AT).recipient.address


def test_a_label_without_a_weight_shows_none() -> None:
    effect = PrintLabel("job", an_order(), "WB1", "sf", 1, 1, 0, 1)
    assert waybill_label(effect, "SF", Sender(), AT).weight_g is None


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
