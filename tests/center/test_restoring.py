"""A restored center lends no number that somebody may have; and knows when it is an older copy."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.center import doctor, keeping, pool, restoring
from app.center.checks import Level
from app.domain import events as e
from app.domain.waybill_number import NumberState
from app.store.engine import Store
from app.store.records import Cursor
from app.store.session import ORDERS, WAYBILLS
from app.store.tables.shipping import waybill_number
from app.store.tables.system import center as center_row
from tests.builders import NOON
from tests.center.desk_rig import Desk

ALL = tuple(f"SF{n}" for n in range(1, 9))
MINE = tuple(f"SF/{number}" for number in ALL[:4])


def bring_back(desk: Desk, epoch: str = "epoch-2") -> int:
    """The backup was made before any number was lent."""
    with desk.store.write() as tx:
        tx._session.connection.execute(
            update(waybill_number)
            .where(waybill_number.c.warehouse == "W1")
            .values(state="pool", station_id="", parcel_id="")
        )
        return restoring.begin_epoch(tx, epoch, desk.now)


def greet(desk: Desk, station: str, waiting: int = 0) -> None:
    desk.now += timedelta(seconds=10)
    desk.desk.hello(station, "0.1", desk.now, waiting)


def ask_numbers(desk: Desk, station: str, epoch: str = "epoch-2") -> list[str]:
    page = desk.desk.pull(WAYBILLS + station, Cursor(epoch), 100)
    return [row.id for row in page.rows]


def left(desk: Desk, station: str) -> int:
    with desk.store.read() as tx:
        return tx.waybills.left("SF", station)


def step(desk: Desk) -> int:
    return desk.store.transact(lambda tx: restoring.release_if_told(tx, desk.now))


@pytest.fixture
def lent(desk: Desk) -> Desk:
    """Bench b1 has four numbers; the center then forgot that."""
    with desk.store.write() as tx:
        pool.stock_up(tx, "SF", ALL)
    greet(desk, "b1")
    assert left(desk, "b1") == 4
    assert bring_back(desk) == 8
    return desk


def test_numbers_of_the_backup_are_lent_to_nobody(lent: Desk) -> None:
    greet(lent, "b2")
    assert left(lent, "b2") == 0
    assert lent.tasks() == ["numbers_held"]
    with lent.store.write() as tx:
        pool.stock_up(tx, "SF", ("SF90", "SF91"))
    greet(lent, "b2", waiting=1)
    assert left(lent, "b2") == 2  # new ones are nobody else's


def test_they_are_lent_again_when_every_bench_has_told(lent: Desk) -> None:
    greet(lent, "b2")
    greet(lent, "b1", waiting=3)
    lent.desk.keep_numbers("b1", MINE)
    assert ask_numbers(lent, "b1") == list(MINE)
    assert ask_numbers(lent, "b2") == []
    lent.now += restoring.REST
    greet(lent, "b1", waiting=2)
    greet(lent, "b2")
    assert step(lent) == 0
    with lent.store.read() as tx:
        held = restoring.hold(tx)
    assert held is not None
    assert held.waits_for == ("b1",)  # its facts may name numbers that it used
    greet(lent, "b1")
    assert step(lent) == 4
    assert lent.tasks() == []
    greet(lent, "b2", waiting=1)
    with lent.store.read() as tx:
        assert {one.number for one in tx.waybills.leased("b2")} == set(ALL[4:])
        assert {one.number for one in tx.waybills.leased("b1")} == set(ALL[:4])
        assert [one.action for one in tx.audit.read()][-1] == "numbers.release"


def test_not_within_the_hour_and_not_without_a_bench_that_is_away(lent: Desk) -> None:
    greet(lent, "b2")
    ask_numbers(lent, "b2")
    greet(lent, "b2")
    assert step(lent) == 0
    lent.now += 3 * restoring.REST
    assert step(lent) == 0  # b1 was not heard
    with lent.store.write() as tx:
        pool.rest(tx, "b1")  # it was revoked
    assert step(lent) == 8


def test_a_center_that_knows_no_bench_waits_an_hour(desk: Desk) -> None:
    with desk.store.write() as tx:
        pool.stock_up(tx, "SF", ALL)
    bring_back(desk)
    assert step(desk) == 0
    desk.now += restoring.REST
    assert step(desk) == 8


def test_a_number_used_meanwhile_is_its_parcels(lent: Desk) -> None:
    lent.bring(e.WaybillAssigned("parcel-b1", "SF", "SF1"))
    lent.desk.keep_numbers("b1", MINE)
    assert ask_numbers(lent, "b1") == list(MINE)
    lent.now += restoring.REST
    greet(lent, "b1")
    assert step(lent) == 4
    with lent.store.read() as tx:
        used = tx.waybills.get("SF", "SF1")
    assert used is not None
    assert (used.state, used.station_id) == (NumberState.ASSIGNED, "b1")
    assert "number_used_twice" not in lent.tasks()


def test_what_the_backup_calls_lent_may_have_come_back_since(desk: Desk) -> None:
    """b1 gave its numbers back and b2 got them; the backup knows neither."""
    with desk.store.write() as tx:
        pool.stock_up(tx, "SF", ALL[:4])
    greet(desk, "b1")
    with desk.store.write() as tx:
        restoring.begin_epoch(tx, "epoch-2", desk.now)
    greet(desk, "b2")
    assert ask_numbers(desk, "b1") == []
    desk.desk.keep_numbers("b2", MINE)
    assert ask_numbers(desk, "b2") == list(MINE)
    assert left(desk, "b1") == 0


def test_a_person_releases_them(lent: Desk) -> None:
    with pytest.raises(restoring.HoldRefusedError, match="import new numbers"):
        restoring.release(lent.store, lent.now)
    assert restoring.release(lent.store, lent.now, at_once=True) == 8
    with pytest.raises(restoring.HoldRefusedError, match="no numbers"):
        restoring.release(lent.store, lent.now)
    bring_back(lent, "epoch-3")
    lent.now += restoring.REST
    assert restoring.release(lent.store, lent.now) == 8


def test_a_first_epoch_holds_nothing(desk: Desk) -> None:
    with desk.store.read() as tx:
        assert restoring.hold(tx) is None


def checks(store: Store, name: str) -> list[tuple[Level, str]]:
    found = doctor.examine(store, NOON)
    return [(one.level, one.found) for one in found if name in one.name]


def test_the_doctor_says_what_is_held_and_for_whom(lent: Desk) -> None:
    ((level, found),) = checks(lent.store, "numbers held")
    assert level is Level.WARNING
    assert "8 of SF" in found
    assert "b1" in found


def test_a_bench_that_has_seen_more_proves_an_older_copy(desk: Desk) -> None:
    assert checks(desk.store, "restored by hand")[0][0] is Level.OK
    with desk.store.read() as tx:
        head = tx.feed.head(ORDERS)
    desk.desk.pull(ORDERS, Cursor("epoch-0", head + 90), 10)
    desk.desk.pull(ORDERS, Cursor("epoch-1", head), 10)
    assert checks(desk.store, "restored by hand")[0][0] is Level.OK
    desk.desk.pull(ORDERS, Cursor("epoch-1", head + 90), 10)
    ((level, found),) = checks(desk.store, "restored by hand")
    assert level is Level.BROKEN
    assert str(head + 90) in found
    with desk.store.write() as tx:
        restoring.begin_epoch(tx, "epoch-2", NOON)
    assert checks(desk.store, "restored by hand")[0][0] is Level.OK


def test_another_database_than_the_epoch_began_in(desk: Desk) -> None:
    """A dump that was restored by hand is another database on PostgreSQL."""
    with desk.store.write() as tx:
        here = tx.center.database()
        assert tx.center.begun_in() == here
        tx._session.connection.execute(
            update(center_row).where(center_row.c.warehouse == "W1").values(database="7/1")
        )
    level = checks(desk.store, "restored by hand")[0][0]
    assert level is (Level.BROKEN if here else Level.OK)


def test_a_key_that_is_gone_is_named(desk: Desk) -> None:
    assert checks(desk.store, "keys of personal data")[0][0] is Level.OK
    keys = desk.store.vault.keys
    lost = keys.current()
    desk.store.vault.rotate()
    key = keys.get(lost)
    assert key is not None
    keys.drop(lost)
    desk.store.vault._ciphers.clear()
    ((level, found),) = checks(desk.store, "keys of personal data")
    keys.put(key)
    assert level is Level.BROKEN
    assert lost in found


def test_keeping_goes_on_in_a_restored_center(desk: Desk) -> None:
    list(keeping.retire(desk.store, NOON, 30))
    with desk.store.write() as tx:
        restoring.begin_epoch(tx, "epoch-2", NOON)
    assert sum(keeping.retire(desk.store, NOON + timedelta(days=31), 30)) == 0
