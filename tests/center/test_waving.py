"""From approval to the bench: waves are made once, undone while untouched, and tell what left."""

from dataclasses import replace
from threading import Thread

import pytest

from app.center import wave_desk, waving
from app.center.refusals import NotDoneError
from app.center.staff import NotPermittedError
from app.center.wave_desk import Trouble, WaveDetail
from app.domain.order import OrderState
from app.domain.paging import PageQuery
from app.domain.waving import Out, WavePolicy
from app.store.engine import Store
from tests.builders import NOON, an_operator, an_order
from tests.center.review_rig import an_act
from tests.center.wave_rig import approved, mixed, order_of, released


def seen(store: Store, number: str) -> WaveDetail:
    with store.read() as tx:
        found = wave_desk.detail(tx, number=number, now=NOON)
    assert found is not None
    return found


def troubles(store: Store, number: str) -> dict[str, Trouble]:
    return {one.number: one.trouble for one in seen(store, number).orders if one.trouble}


def test_released_orders_are_in_their_wave_and_reach_the_benches(store: Store) -> None:
    single = an_order({"TEA": 1}, number="1")
    with store.read() as tx:
        before = tx.feed.heads()
    approved(store, single, mixed("2"), mixed("3"), mixed("held", state=OrderState.HELD))
    waves = released(store)
    assert [(one.number, one.kind, one.orders, one.pieces) for one in waves] == [
        ("W260302-001", "batch", 2, 6),
        ("W260302-002", "single", 1, 1),
    ]
    assert (order_of(store, "2").wave, order_of(store, "1").wave) == ("W260302-001", "W260302-002")
    assert order_of(store, "2").recipient.name == "Recipient"
    assert order_of(store, "held").wave == ""
    with store.read() as tx:
        assert tx.feed.heads() != before
    assert released(store) == ()


def test_a_preview_writes_nothing_and_says_what_stays_out(local: Store) -> None:
    approved(local, mixed("1"), mixed("2", courier=""))
    with local.read() as tx:
        found = wave_desk.preview(tx, now=NOON)
    assert (found.plan.orders, found.plan.out) == (1, {Out.NO_COURIER: 1})
    assert order_of(local, "1").wave == ""


def test_two_that_release_one_plan_make_each_wave_once(store: Store) -> None:
    approved(store, *(mixed(f"{n:03}") for n in range(60)))
    with store.read() as tx:
        wanted = waving.plan(tx, WavePolicy(orders=4), NOON)
    made: list[dict[str, int]] = []

    def work() -> None:
        made.append(waving.release_all(store, an_act(), wanted=wanted))

    both = [Thread(target=work) for _n in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sum(one["orders"] for one in made) == 60
    assert sum(one["waves"] for one in made) == 15
    with store.read() as tx:
        page = tx.wave_book.page(PageQuery(limit=50))
        members = tx.wave_book.members(one.number for one in page.rows)
    ids = [one.order_id for some in members.values() for one in some]
    assert len(ids) == len(set(ids)) == 60
    assert sorted(one.number for one in page.rows) == [f"W260302-{n:03}" for n in range(1, 16)]


def test_what_was_held_meanwhile_stays_out_of_the_release(local: Store) -> None:
    approved(local, mixed("1"), mixed("2"))
    with local.write() as tx:
        wanted = waving.plan(tx, WavePolicy(), NOON)
        tx.orders.set_state("id-1", OrderState.HELD, NOON)
        (made,) = waving.release(tx, an_act(), wanted.waves)
    assert (made.orders, made.pieces) == (1, 3)
    assert order_of(local, "1").wave == ""


def test_the_list_says_what_left_the_wave_and_what_is_packed(local: Store) -> None:
    approved(local, *(mixed(str(n)) for n in range(6)))
    (wave,) = released(local)
    with local.write() as tx:
        for number, state in (
            ("0", OrderState.PACKED), ("1", OrderState.HELD), ("2", OrderState.REFUNDED),
            ("3", OrderState.RETURNED),
        ):  # fmt: skip
            tx.orders.set_state(f"id-{number}", state, NOON)
        tx.orders.upsert([replace(mixed("4"), wave="other")], NOON)
    found = seen(local, wave.number)
    assert troubles(local, wave.number) == {
        "1": Trouble.HELD, "2": Trouble.GONE, "3": Trouble.RETURNED, "4": Trouble.MOVED,
    }  # fmt: skip
    row = found.row
    assert (row.state, row.packed, row.packed_pieces, row.troubles) == ("picking", 1, 3, 4)
    with local.write() as tx:
        for number in ("3", "5"):
            tx.orders.set_state(f"id-{number}", OrderState.PACKED, NOON)
    assert seen(local, wave.number).row.state == "packed"
    with local.read() as tx:
        counts = [
            wave_desk.read(tx, PageQuery(group=group), now=NOON).total
            for group in ("all", "open", "ended")
        ]
    assert counts == [1, 0, 1]


def test_undone_while_nothing_is_opened(store: Store) -> None:
    approved(store, mixed("1"), mixed("2"))
    (wave,) = released(store)
    with store.write() as tx:
        assert waving.undo(tx, an_act(), number=wave.number) == 2
    assert order_of(store, "1").wave == ""
    assert [one.number for one in released(store)] == ["W260302-002"]
    with store.write() as tx, pytest.raises(NotDoneError, match="no wave"):
        waving.undo(tx, an_act(), number=wave.number)


def test_not_undone_once_a_bench_has_it(local: Store) -> None:
    approved(local, mixed("1"), mixed("2"))
    (wave,) = released(local)
    assert wave_desk.lend(local, an_act(), number=wave.number, station="B01", hours=8) == 2
    assert seen(local, wave.number).row.lent_to == "B01"
    with local.write() as tx, pytest.raises(NotDoneError, match="lent to B01"):
        waving.undo(tx, an_act(), number=wave.number)
    with pytest.raises(NotDoneError, match="lent to B01"):
        wave_desk.lend(local, an_act(), number=wave.number, station="B02", hours=8)
    assert wave_desk.take_back(local, an_act(), number=wave.number) == 2
    with pytest.raises(NotDoneError, match="lent to nobody"):
        wave_desk.take_back(local, an_act(), number=wave.number)
    with local.write() as tx:
        tx.orders.set_state("id-1", OrderState.PARKED, NOON)
        with pytest.raises(NotDoneError, match="1 was opened"):
            waving.undo(tx, an_act(), number=wave.number)


def test_a_wave_of_which_nothing_is_left_is_not_lent(local: Store) -> None:
    approved(local, mixed("1"))
    (wave,) = released(local)
    with local.write() as tx:
        tx.orders.set_state("id-1", OrderState.CANCELLED, NOON)
    with pytest.raises(NotDoneError, match="can be packed"):
        wave_desk.lend(local, an_act(), number=wave.number, station="B01", hours=8)
    assert seen(local, wave.number).row.state == "ended"


def test_a_picker_is_named_for_all_of_it(local: Store) -> None:
    approved(local, mixed("1"), mixed("2"))
    (wave,) = released(local)
    with local.write() as tx:
        wave_desk.pick_by(tx, an_act(), number=wave.number, picker="P02")
    assert {order_of(local, one).picker for one in ("1", "2")} == {"P02"}
    assert seen(local, wave.number).row.picker == "P02"


def test_the_job_makes_waves_only_where_the_policy_says_so(local: Store) -> None:
    approved(local, mixed("1"))
    assert waving.run(local, an_act()) == {}
    with local.write() as tx:
        waving.set_policy(tx, an_act(), wanted=WavePolicy(auto=True))
    assert waving.run(local, an_act()) == {"waves": 1, "orders": 1}
    assert waving.run(local, an_act()) == {}


@pytest.mark.parametrize("wrong", [{"orders": 0}, {"pieces": 0}, {"hurry_min": -1}, {"least": 41}])
def test_a_policy_that_cannot_be(local: Store, wrong: dict[str, int]) -> None:
    with local.write() as tx, pytest.raises(NotDoneError):
        waving.set_policy(tx, an_act(), wanted=WavePolicy(**wrong))  # type: ignore[arg-type]
    with local.read() as tx:
        assert waving.policy(tx) == WavePolicy()


def test_a_packer_makes_no_waves(local: Store) -> None:
    with local.write() as tx:
        tx.operators.put([an_operator("P01")])
        with pytest.raises(NotPermittedError):
            waving.release(tx, an_act("P01"), ())
