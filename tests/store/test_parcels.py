"""Parcels: the first fact wins, every later one is kept and shown to a person."""

from app.store.engine import Store
from app.store.parcels import parcel_of
from app.store.records import Acceptance, StoredParcel
from tests.store.samples import NOW, a_fact, packed


def _parcel(name: str, station: str, **changes: object) -> StoredParcel:
    fact = packed(name, **changes)
    return parcel_of(a_fact(1, station, fact=fact), fact)


def test_the_first_fact_wins_and_no_other_is_lost(store: Store) -> None:
    first, second = _parcel("p1", "b1"), _parcel("p2", "b2", waybill="SF2")
    with store.write() as tx:
        assert tx.parcels.accept(first, NOW, "t1") == Acceptance(accepted=True, first=first)
    with store.write() as tx:
        answer = tx.parcels.accept(second, NOW, "t2")
        assert (answer.accepted, answer.first.id, answer.reason) == (False, "p1", "double_pack")
    with store.read() as tx:
        kept = tx.parcels.of_order("o1")
        assert {one.id: one.accepted for one in kept} == {"p1": True, "p2": False}
        assert tx.parcels.first("o1", 1) == first
        (task,) = tx.tasks.in_state("open")
        assert (task.id, task.parcel_id, task.details["first_station"]) == ("t2", "p2", "b1")
        assert [one.id for one in tx.parcels.by_waybill("sf", "SF2")] == ["p2"]
        assert [one.id for one in tx.parcels.packed_between(NOW, NOW.replace(hour=9))] == ["p1"]


def test_the_same_fact_again_changes_nothing(store: Store) -> None:
    parcels = [_parcel("p1", "b1"), _parcel("p2", "b2")]
    for _ in range(2):
        with store.write() as tx:
            for one in parcels:
                tx.parcels.accept(one, NOW, f"task-{one.id}")
    with store.read() as tx:
        assert len(tx.parcels.of_order("o1")) == 2
        assert len(tx.tasks.in_state("open")) == 1
    with store.write() as tx:
        again = tx.parcels.accept(parcels[1], NOW, "t9")
        assert (again.repeated, again.accepted, again.first.id) == (True, False, "p1")


def test_each_parcel_of_an_order_has_its_own_place(store: Store) -> None:
    with store.write() as tx:
        assert tx.parcels.accept(_parcel("p1", "b1", parcel_of=2), NOW, "").accepted
        two = _parcel("p2", "b1", parcel_no=2, parcel_of=2, charge_minor=None)
        assert tx.parcels.accept(two, NOW, "").accepted
        assert tx.parcels.get("p2") == two
