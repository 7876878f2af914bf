"""Slips and picking lists of a wave: scanned back, printed once, void when changed."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.center import wave_desk, wave_papers, waving
from app.center.refusals import NotDoneError
from app.domain.order import OrderState
from app.domain.waving import Zoning
from app.i18n import Words
from app.store.engine import Store
from tests.builders import NOON, a_line, an_order
from tests.center.review_rig import an_act
from tests.center.test_waving import troubles
from tests.center.wave_rig import (
    CUP,
    TEA,
    a_gift_set,
    approved,
    codes_of,
    mixed,
    order_of,
    released,
)
from tests.labels.test_waybill import page_text

EN = Words("en")
WAVE = "W260302-001"


def slips(store: Store, folder: Path, **more: object) -> list[str]:
    path = wave_papers.print_slips(
        store, an_act(), number=WAVE, folder=folder, words=EN, **more  # type: ignore[arg-type]
    )  # fmt: skip
    return codes_of(path)


def text_of(path: Path) -> str:
    return page_text(path.read_bytes())


@pytest.mark.parametrize("paper", ["a4", "label"])
def test_a_slip_an_order_that_opens_it(local: Store, tmp_path: Path, paper: str) -> None:
    approved(local, mixed("1", seller_note="no invoice"), a_gift_set("2"))
    released(local, by=Zoning.NONE)
    path = wave_papers.print_slips(
        local, an_act(), number=WAVE, folder=tmp_path, words=EN, paper=paper
    )
    assert codes_of(path) == [f"{WAVE}-01", f"{WAVE}-02"]
    text = text_of(path)
    for said in ("Greentea", "A-10", "Slot1", "Slot2", "noinvoice", "sf", "Fetch3"):
        assert said in text
    assert text.index("A-2") < text.index("A-10")
    assert "Copy" not in text
    with local.read() as tx:
        assert tx.orders.by_code(f"{WAVE}-01") == ("id-1",)
    assert order_of(local, "1").slip_revision == 1


def test_printed_once_and_again_as_a_copy(local: Store, tmp_path: Path) -> None:
    approved(local, mixed("1"))
    released(local)
    first = slips(local, tmp_path)
    with pytest.raises(NotDoneError, match="is printed"):
        slips(local, tmp_path)
    again = wave_papers.print_slips(
        local, an_act(), number=WAVE, folder=tmp_path / "again", words=EN, again=True
    )
    assert codes_of(again) == first
    assert "Copyno.2" in text_of(again)


def test_a_changed_order_needs_a_new_slip_and_the_old_one_opens_nothing(
    local: Store, tmp_path: Path
) -> None:
    approved(local, mixed("1"), mixed("2"))
    released(local)
    assert slips(local, tmp_path) == [f"{WAVE}-01", f"{WAVE}-02"]
    now = order_of(local, "2")
    approved(local, replace(now, lines=(a_line(1, TEA, 1),), revision=now.revision + 1))
    assert troubles(local, WAVE) == {"2": wave_desk.Trouble.CHANGED}
    assert slips(local, tmp_path) == [f"{WAVE}-02R2"]
    assert troubles(local, WAVE) == {}
    with local.read() as tx:
        assert tx.orders.by_code(f"{WAVE}-02") == ()
        assert tx.orders.by_code(f"{WAVE}-02R2") == ("id-2",)


def test_a_slip_that_somebody_else_printed_keeps_its_number(local: Store, tmp_path: Path) -> None:
    approved(local, mixed("1", slip="ERP-77", slip_revision=1))
    released(local)
    assert slips(local, tmp_path) == ["ERP-77"]
    with local.write() as tx:
        waving.undo(tx, an_act(), number=WAVE)
    assert order_of(local, "1").slip == "ERP-77"


def test_undone_waves_leave_no_slip_that_opens_anything(local: Store, tmp_path: Path) -> None:
    approved(local, mixed("1"))
    released(local)
    slips(local, tmp_path)
    with local.write() as tx:
        waving.undo(tx, an_act(), number=WAVE)
        assert tx.orders.by_code(f"{WAVE}-01") == ()
    assert order_of(local, "1").slip_revision == 0


def test_what_nobody_may_pack_has_no_slip(local: Store, tmp_path: Path) -> None:
    approved(local, mixed("1"), mixed("2"))
    released(local)
    with local.write() as tx:
        tx.orders.set_state("id-1", OrderState.HELD, NOON)
    assert slips(local, tmp_path) == [f"{WAVE}-02"]
    with local.write() as tx:
        tx.orders.set_state("id-2", OrderState.REFUNDED, NOON)
    with pytest.raises(NotDoneError, match="can be packed"):
        slips(local, tmp_path, again=True)


@pytest.mark.parametrize("paper", ["a4", "label"])
def test_the_picking_list_sums_by_place_and_shares_by_slot(
    local: Store, tmp_path: Path, paper: str
) -> None:
    approved(local, mixed("1"), an_order((a_line(1, CUP, 4),), number="2"))
    released(local, by=Zoning.NONE)
    path = wave_papers.print_list(
        local, an_act(), number=WAVE, folder=tmp_path, words=EN, paper=paper
    )
    assert set(codes_of(path)) == {WAVE}
    text = text_of(path)
    for said in ("Cup", "#1×1#2×4", "#1×2", "Intotheslots7", "Fetch7", "Orders2"):
        assert said in text
    assert text.index("A-2") < text.index("A-10")
    copy = wave_papers.print_list(local, an_act(), number=WAVE, folder=tmp_path, words=EN)
    assert "Copyno.2" in text_of(copy)


def test_the_list_of_single_pieces_needs_no_slots(local: Store, tmp_path: Path) -> None:
    approved(local, *(an_order((a_line(1, TEA),), number=str(n)) for n in range(3)))
    released(local)
    path = wave_papers.print_list(local, an_act(), number=WAVE, folder=tmp_path, words=EN)
    text = text_of(path)
    assert "Fetch3" in text
    assert "#1" not in text
