"""Any bench hands over any parcel, the first manifest wins. Both wires, both engines."""

from collections.abc import Callable
from datetime import date

from app.center.handing import (
    HANDED_TWICE,
    LOADED_UNKNOWN,
    OLD_COPY_LOADED,
    REPRINTED_TWICE,
    manifests_of,
    sheet_of,
)
from app.domain import hand_facts as h
from app.domain.events import LabelPrinted, ParcelPacked, WaybillAssigned
from app.domain.label_facts import LabelReprinted
from app.domain.manifest import ManifestState, ReadyParcel
from app.domain.values import Grams
from app.domain.waybill_number import NumberState
from app.store.engine import Store
from tests.sync.rig import Bench

DAY = date(2026, 11, 24)


def pack(bench: Bench, parcel: str, number: str) -> None:
    bench.record(parcel, WaybillAssigned(parcel, "SF", number))
    bench.record(parcel, LabelPrinted(parcel, "job"))
    bench.record(
        parcel,
        ParcelPacked(parcel, f"o-{parcel}", parcel, 1, 1, "SF", number, Grams(640), "", {"TEA": 1}),
    )


def load(bench: Bench, manifest: str, parcel: str, number: str, copy: int = 0) -> None:
    bench.record("", h.ManifestOpened(manifest, "SF", "", DAY))
    bench.record("", h.ParcelLoaded(manifest, parcel, "SF", number, Grams(640), copy))


def again(bench: Bench, parcel: str, number: str, copy: int) -> None:
    """Its label is printed again at this bench."""
    bench.record("", LabelReprinted(parcel, f"o-{parcel}", parcel, "SF", number, copy, "damaged"))


def packed(new_bench: Callable[..., Bench]) -> tuple[Bench, Bench]:
    """Two benches; a parcel of the first, of which the center has heard."""
    first, second = new_bench("b1"), new_bench("b2")
    pack(first, "p1", "SF1")
    first.run(steps=1)
    return first, second


def reprinted(new_bench: Callable[..., Bench]) -> Bench:
    """The other bench, which has not heard yet that the label was printed again."""
    packer, door = packed(new_bench)
    again(packer, "p1", "SF1", 2)
    packer.run(steps=1)
    return door


def known(bench: Bench, number: str) -> ReadyParcel:
    with bench.store.read() as tx:
        (one,) = tx.hand_parcels.by_waybill(number)
    return one.parcel


def on(bench: Bench, number: str) -> str:
    return known(bench, number).manifest


def opened(center: Store) -> list[str]:
    """The exceptions that wait for a person."""
    with center.read() as tx:
        return [one.kind for one in tx.tasks.in_state("open")]


def test_a_parcel_of_one_bench_is_handed_over_by_another(
    new_bench: Callable[..., Bench], center: Store
) -> None:
    packer, door = packed(new_bench)
    door.run(steps=1)
    assert on(door, "sf1") == ""
    load(door, "M1", "p1", "SF1")
    door.record("", h.ManifestClosed("M1", 1, Grams(640)))
    door.record("", h.ManifestPrinted("M1", 2))
    door.record("", h.ManifestHanded("M1"))
    door.run(steps=1)
    packer.run(steps=1)
    assert on(packer, "SF1") == "M1"
    with center.read() as tx:
        (kept,) = manifests_of(tx, DAY, DAY)
        sheet = sheet_of(tx, "M1")
        number = tx.waybills.get("SF", "SF1")
    assert (kept.state, kept.parcels, kept.copies) == (ManifestState.HANDED, 1, 2)
    assert sheet is not None
    assert [one.parcel.waybill for one in sheet.parcels] == ["SF1"]
    assert number is not None
    assert number.state is NumberState.HANDED_OVER


def test_the_first_manifest_wins_and_a_person_hears_of_the_second(
    new_bench: Callable[..., Bench], center: Store
) -> None:
    first, second = packed(new_bench)
    load(first, "M1", "p1", "SF1")
    load(second, "M2", "p1", "SF1")
    first.run(steps=1)
    second.run(steps=1)
    with center.read() as tx:
        (task,) = [one for one in tx.tasks.in_state("open") if one.kind == HANDED_TWICE]
        sheet = sheet_of(tx, "M2")
    assert task.details["first_manifest"] == "M1"
    assert task.details["first_bench"] == "b1"
    assert sheet is not None
    assert sheet.parcels == ()


def test_off_one_list_and_on_the_next(new_bench: Callable[..., Bench], center: Store) -> None:
    bench = new_bench("b1")
    pack(bench, "p1", "SF1")
    load(bench, "M1", "p1", "SF1")
    bench.record("", h.ParcelUnloaded("M1", "p1", "SF1", Grams(640)))
    load(bench, "M2", "p1", "SF1")
    load(bench, "M2", "p-unknown", "SF9")
    bench.run(steps=2)
    with center.read() as tx:
        kinds = [one.kind for one in tx.tasks.in_state("open")]
        (open_one, _) = manifests_of(tx, DAY, DAY)
    assert on(bench, "SF1") == "M2"
    assert LOADED_UNKNOWN in kinds
    assert (open_one.number, open_one.parcels) == ("M2", 1)


def test_every_bench_hears_of_the_newer_label(
    new_bench: Callable[..., Bench], center: Store
) -> None:
    door = reprinted(new_bench)
    door.run(steps=1)
    assert known(door, "SF1").copy == 2
    assert opened(center) == []


def test_two_labels_of_one_copy_count_neither(
    new_bench: Callable[..., Bench], center: Store
) -> None:
    first, second = packed(new_bench)
    again(first, "p1", "SF1", 2)
    again(second, "p1", "SF1", 2)
    first.run(steps=1)
    second.run(steps=1)
    assert opened(center) == [REPRINTED_TWICE]
    assert known(second, "SF1").copy == 3


def test_an_old_label_that_was_loaded_meanwhile_is_looked_for(
    new_bench: Callable[..., Bench], center: Store
) -> None:
    door = reprinted(new_bench)
    load(door, "M1", "p1", "SF1", copy=1)
    door.run(steps=1)
    assert opened(center) == [OLD_COPY_LOADED]


def test_a_reprint_may_be_heard_before_its_parcel(
    new_bench: Callable[..., Bench], center: Store
) -> None:
    packer, door = new_bench("b1"), new_bench("b2")
    again(door, "p1", "SF1", 2)
    door.run(steps=1)
    pack(packer, "p1", "SF1")
    packer.run(steps=1)
    door.run(steps=1)
    parcel = known(door, "SF1")
    assert (parcel.copy, parcel.finished, parcel.grams) == (2, True, 640)
    assert opened(center) == []
