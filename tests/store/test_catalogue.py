"""Items, boxes, people, rate cards and waybill numbers."""

from dataclasses import replace
from datetime import date

from app.domain.catalogue import BarcodeLevel, Box, ItemBarcode, ItemMatch, KitPart
from app.domain.order import Operator, Role
from app.domain.values import Grams
from app.domain.waybill_number import NumberState, WaybillNumber
from app.store.engine import Store
from app.store.records import JobRun, PickError, StationSeen, Task, Ticket
from tests.store.samples import CUP, NOW, TEA, a_card


def test_a_code_means_so_many_pieces_of_an_item(store: Store) -> None:
    with store.write() as tx:
        tx.catalogue.put([TEA, CUP])
    with store.read() as tx:
        assert tx.catalogue.by_barcode("6901234567892") == (ItemMatch(TEA, 1),)
        assert tx.catalogue.by_barcode("16901234567899") == (
            ItemMatch(TEA, 12, BarcodeLevel.CARTON),
        )
        assert tx.catalogue.by_barcode("cup-1") == (ItemMatch(CUP, 1),)
        assert tx.catalogue.by_barcode("none") == ()
        assert tx.catalogue.get("TEA") == TEA
        assert tx.catalogue.get("none") is None


def test_one_code_of_two_items_gives_both(store: Store) -> None:
    with store.write() as tx:
        tx.catalogue.put([TEA, replace(CUP, barcodes=TEA.barcodes)])
    with store.read() as tx:
        found = tx.catalogue.by_barcode("06901234567892")
    assert [match.item.sku for match in found] == ["CUP", "TEA"]


def test_a_changed_or_retired_item_loses_its_codes(store: Store) -> None:
    with store.write() as tx:
        tx.catalogue.put([TEA, CUP])
    with store.write() as tx:
        tx.catalogue.put([replace(TEA, barcodes=(ItemBarcode("NEW"),))])
        tx.catalogue.retire(["CUP"])
    with store.read() as tx:
        assert tx.catalogue.by_barcode("6901234567892") == ()
        assert len(tx.catalogue.by_barcode("new")) == 1
        assert tx.catalogue.by_barcode("CUP-1") == ()


def test_kits(store: Store) -> None:
    with store.write() as tx:
        tx.catalogue.put([TEA, CUP])
        tx.catalogue.put_kit("SET", [KitPart(CUP, 2), KitPart(TEA, 1)])
        assert tx.catalogue.kit("SET") == (KitPart(CUP, 2), KitPart(TEA, 1))
        tx.catalogue.put_kit("SET", [])
        assert tx.catalogue.kit("SET") == ()


def test_boxes(store: Store) -> None:
    box = Box("BOX-2", "small", Grams(92), 200, 150, 100)
    with store.write() as tx:
        tx.boxes.put([box])
    with store.write() as tx:
        assert tx.boxes.by_code("box-2") == box
        assert tx.boxes.every() == (box,)
        tx.boxes.put([box], active=False)
        assert tx.boxes.by_code("BOX-2") is None


def test_badges(store: Store) -> None:
    packer = Operator("op1", "B-100", "packer one")
    lead = Operator("op2", "B-200", "lead one", Role.LEAD)
    with store.write() as tx:
        tx.operators.put([packer, lead])
    with store.write() as tx:
        assert tx.operators.by_badge("b-200") == lead
        assert tx.operators.get("op1") == packer
        assert tx.operators.every() == (packer, lead)
        tx.operators.put([lead], active=False)
        assert tx.operators.by_badge("B-200") is None
        tx.operators.put([Operator("op3", "b-100", "packer two")])
        assert tx.operators.by_badge("B-100") is None  # two people, one badge: nobody


def test_the_card_in_force(store: Store) -> None:
    old = a_card(ends=date(2026, 2, 28))
    new = a_card(starts=date(2026, 3, 1))
    with store.write() as tx:
        hashes = tx.rates.put([old, new])
        assert tx.rates.put([new]) == hashes[1:]
    with store.read() as tx:
        assert tx.rates.in_force("sf", date(2026, 2, 28)) == old
        found = tx.rates.in_force("sf", date(2026, 3, 1))
        assert found == new
        assert found is not None
        assert found.content_hash() == hashes[1]
        assert tx.rates.in_force("yto", date(2026, 3, 1)) is None
        assert tx.rates.get(hashes[0]) == old
        assert tx.rates.get("none") is None


def test_numbers_are_lent_and_used_up(store: Store) -> None:
    with store.write() as tx:
        assert tx.waybills.add("sf", ["SF3", "SF1", "SF2", "SF1"]) == 3
        assert tx.waybills.add("sf", ["SF1"]) == 0
        assert tx.waybills.lease("sf", "b1", 2) == ("SF1", "SF2")
        assert tx.waybills.lease("sf", "b2", 5) == ("SF3",)
        assert tx.waybills.pool("sf") == 0
        assert tx.waybills.left("sf", "b1") == 2
        number = tx.waybills.next_leased("sf", "b1")
        assert number == WaybillNumber("sf", "SF1", NumberState.LEASED, "b1")
        assert tx.waybills.set_state(number.assign("p1"), NumberState.LEASED)
        assert not tx.waybills.set_state(number.assign("p2"), NumberState.LEASED)
        assert tx.waybills.left("sf", "b1") == 1
        following = tx.waybills.next_leased("sf", "b1")
        assert following is not None
        assert following.number == "SF2"
        assert tx.waybills.of_parcel("p1") == (number.assign("p1"),)
        assert tx.waybills.get("sf", "SF1") == number.assign("p1")
        assert tx.waybills.next_leased("yto", "b1") is None


def test_what_waits_for_a_person(store: Store) -> None:
    task = Task("t1", "double_pack", NOW, "o1", "p2", "b2", {"first": "p1"})
    error = PickError(
        "f1", "o1", "SO-1", "wrong_item", "X", "CUP", "TEA", "picker", "b1", "op1", NOW
    )
    ticket = Ticket("RP-1", "o1", {"TEA": 1}, ("X",), "short", "4", "b1", "op1", NOW)
    with store.write() as tx:
        assert tx.tasks.open(task)
        assert not tx.tasks.open(task)
        assert tx.pick_errors.add(error)
        assert tx.tickets.open(ticket)
    with store.write() as tx:
        assert tx.tasks.in_state("open") == (task,)
        assert tx.tasks.close("t1", "lead", "found", NOW)
        assert tx.tasks.in_state("open") == ()
        assert tx.pick_errors.of_order("o1") == (error,)
        assert tx.pick_errors.acknowledge("f1")
        assert tx.pick_errors.assign("f1", "lead")
        assert tx.pick_errors.close("f1", "label", "swapped", NOW)
        closed = tx.pick_errors.get("f1")
        assert closed == replace(
            error,
            state="closed",
            assignee="lead",
            cause="label",
            resolution="swapped",
            closed_at=NOW,
        )
        assert tx.tickets.get("RP-1") == ticket
        assert tx.tickets.move("RP-1", "picked", NOW, owner="picker")
        assert tx.tickets.of_order("o1")[0].owner == "picker"
        assert not tx.tickets.move("none", "closed", NOW)


def test_runs_of_jobs(store: Store) -> None:
    with store.write() as tx:
        tx.jobs.start(JobRun("r1", "intake", "running", NOW))
        tx.jobs.start(JobRun("r2", "intake", "running", NOW))
        assert tx.jobs.finish("r1", "completed", NOW, counts={"orders": 7})
    with store.write() as tx:
        assert tx.jobs.interrupt_running(NOW) == 1
        assert [run.state for run in tx.jobs.last("intake", 2)] == ["completed", "interrupted"]
        assert tx.jobs.last("intake")[0].counts == {"orders": 7}


def test_stations_and_the_epoch(store: Store) -> None:
    with store.write() as tx:
        assert tx.center.epoch() == ""
        tx.center.begin_epoch("e1", NOW)
        tx.center.begin_epoch("e2", NOW)
        assert tx.center.epoch() == "e2"
        tx.stations.put(StationSeen("b1", "bench one"))
        tx.stations.put(StationSeen("b1", "bench one", program="1.0", seen_at=NOW, skew_ms=-12))
        seen = tx.stations.get("b1")
        assert seen == StationSeen("b1", "bench one", program="1.0", seen_at=NOW, skew_ms=-12)
        assert tx.stations.get("b9") is None
