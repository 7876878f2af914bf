"""Labels printed again from the office: drawn first, then counted; noted; all or none."""

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp

from app.center import label_batch, parcel_desk, recipients
from app.center.label_batch import LabelDesk
from app.center.refusals import NotDoneError
from app.center.staff import NotPermittedError
from app.domain.card_key import ReprintReason
from app.domain.masking import Shown
from app.domain.paging import PageQuery
from app.domain.waybill_number import NumberState
from app.labels.page import LabelError, PageSize
from app.labels.raster import rasterise
from app.labels.waybill import WaybillLabel
from app.store.engine import Store
from tests.center.hand_rig import CLERK, LEAD, LIST, PACKER, Hands


@pytest.fixture
def hands(store: Store) -> Hands:
    return Hands(store)


def printed(hands: Hands, path: Path | None, *ids: str, **more: Any) -> int:
    values: dict[str, Any] = {"desk": LabelDesk(), "who": LEAD, "go_on": lambda _n, _all: True}
    values |= more
    return label_batch.print_again(
        hands.store, hands.act(values["who"]), values["go_on"], parcel_ids=ids,
        reason=ReprintReason.DAMAGED, desk=values["desk"], path=path,
    )  # fmt: skip


def copies(hands: Hands, *numbers: int) -> list[int]:
    return [hands.parcel(n).parcel.copy for n in numbers]


def test_many_labels_in_one_file_each_readable(hands: Hands, tmp_path: Path) -> None:
    ids = hands.pack(1, 2, 3)
    path = tmp_path / "out" / "labels.pdf"
    assert printed(hands, path, *ids) == 3
    pages = rasterise(path.read_bytes())
    found = [
        {one.format.name: one.text for one in zxingcpp.read_barcodes(page.image().convert("L"))}
        for page in pages
    ]
    assert found == [{"Code128": f"SF{n}", "QRCode": f"SF{n}*2"} for n in (1, 2, 3)]
    document = pypdfium2.PdfDocument(path)
    text = document[0].get_textpage().get_text_range()
    width = document[0].get_width()
    document.close()
    assert "¥ 128.00" in text  # to be collected
    assert "Recipient" not in text
    assert round(width / 72 * 25.4) == 76  # the courier's form
    assert copies(hands, 1, 2, 3) == [2, 2, 2]
    assert hands.audited("label.reprint") == [(LEAD, one) for one in ids]
    with hands.store.read() as tx:
        (again,) = parcel_desk.reprints(tx, parcel_id="p1")
    assert (again.copy, again.reason) == (2, "damaged")
    assert list(tmp_path.rglob("*.part")) == []


def test_what_may_not_be_printed_voids_nothing(hands: Hands, tmp_path: Path) -> None:
    hands.pack(1, 2, 3, 4)
    hands.load(2)
    hands.cancel(3)
    hands.change(4, void=True)
    for bad, says in (("p2", LIST), ("p3", "cancelled"), ("p4", "void"), ("p9", "not here")):
        with pytest.raises(NotDoneError, match=says):
            printed(hands, tmp_path / "x.pdf", "p1", bad)
    with pytest.raises(NotPermittedError):
        printed(hands, tmp_path / "x.pdf", "p1", who=PACKER)
    assert printed(hands, tmp_path / "x.pdf", "p1", go_on=lambda _n, _all: False) == -1
    assert copies(hands, 1) == [1]
    assert list(tmp_path.glob("x.pdf*")) == []


def test_a_void_number_gets_no_label(hands: Hands, tmp_path: Path) -> None:
    hands.pack(1)
    with hands.store.write() as tx:
        tx.waybills.add("SF", ("SF1",))
        known = tx.waybills.get("SF", "SF1")
        assert known is not None
        tx.waybills.set_state(known.voided(), NumberState.POOL)
    with pytest.raises(NotDoneError, match="void"):
        printed(hands, tmp_path / "x.pdf", "p1")


def test_the_printer_of_the_office_stops_the_rest_when_it_stops(hands: Hands) -> None:
    ids = hands.pack(1, 2, 3)
    sent: list[str] = []

    def send(job_id: str, label: WaybillLabel, _page: PageSize) -> None:
        if label.waybill_number == "SF2":
            raise LabelError("out of paper")
        sent.append(job_id)

    with pytest.raises(NotDoneError, match="stopped at SF2, 1 of 3"):
        printed(hands, None, *ids, desk=LabelDesk(send=send))
    assert sent == ["SF1-c2"]
    assert copies(hands, 1, 2, 3) == [2, 2, 1]  # of the second nobody knows: it is void
    with pytest.raises(NotDoneError, match="no printer"):
        printed(hands, None, "p3")


def test_the_list_says_where_a_parcel_stands(hands: Hands) -> None:
    hands.pack(1, 2, 3)
    hands.load(2)
    hands.change(3, void=True)
    with hands.store.read() as tx:
        rows = {one.waybill: one for one in parcel_desk.read(tx, PageQuery()).rows}
        waiting = parcel_desk.read(tx, PageQuery(group="waiting")).rows
        searched = parcel_desk.read(tx, PageQuery(text=LIST)).rows
    states = {name: one.state for name, one in rows.items()}
    assert states == {"SF1": "waiting", "SF2": "on_list", "SF3": "void"}
    assert (rows["SF1"].name, rows["SF1"].count) == ("SF Express", "1/1")
    assert [one.waybill for one in waiting] == ["SF1"]
    assert [one.waybill for one in searched] == ["SF2"]


def test_who_receives_is_masked_and_every_look_at_the_whole_is_noted(hands: Hands) -> None:
    hands.pack(1)
    with hands.store.read() as tx:
        seen = recipients.look(tx, order_id="o1")
        assert recipients.look(tx, order_id="nobody") is None
    assert seen is not None
    assert (seen.shown, seen.recipient.name) == (Shown.MASKED, "R*******t")
    assert (seen.recipient.phone, seen.recipient.address) == ("000******78", "1 Road, ***")
    with hands.store.write() as tx, pytest.raises(NotPermittedError):
        recipients.unmask(tx, hands.act(LEAD), order_id="o1")
    with hands.store.write() as tx:
        whole = recipients.unmask(tx, hands.act(CLERK), order_id="o1")
    assert (whole.shown, whole.recipient.phone) == (Shown.WHOLE, "00012345678")
    assert hands.audited("recipient.show") == [(CLERK, "o1")]
