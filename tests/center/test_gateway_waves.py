"""Waves lent to a station, numbers kept and given back, and what the desk says of them."""

from datetime import timedelta

import pytest

from app.center import pool
from app.center.waves import WaveRefusedError, end_wave, lend_wave
from app.domain import events as e
from app.domain.waybill_number import NumberState
from app.entrypoints import center as command
from app.store.engine import Store
from tests.builders import NOON, an_order
from tests.center.desk_rig import Desk

UNTIL = NOON + timedelta(hours=8)


@pytest.fixture
def waves(desk: Desk) -> Desk:
    with desk.store.write() as tx:
        tx.orders.upsert([an_order(number=f"W-{n}", wave="wave 7") for n in range(3)], NOON)
    return desk


def test_a_lent_wave_is_claimed_by_its_station_alone(waves: Desk) -> None:
    assert lend_wave(waves.store, "wave 7", "b1", UNTIL, NOON) == 3
    refused = waves.desk.claim("id-W-0", "b2")
    assert (refused.granted, refused.holder, refused.state) == (False, "b1", "approved")
    assert waves.desk.claim("id-W-0", "b1").granted
    waves.now = UNTIL + timedelta(seconds=1)
    assert waves.desk.claim("id-W-1", "b2").granted


def test_an_order_that_joins_later_is_lent_with_its_wave(waves: Desk) -> None:
    lend_wave(waves.store, "wave 7", "b1", UNTIL, NOON)
    with waves.store.write() as tx:
        tx.orders.upsert([an_order(number="W-9", wave="wave 7")], NOON)
    assert waves.desk.claim("id-W-9", "b2").holder == "b1"


def test_a_wave_has_one_holder(waves: Desk) -> None:
    lend_wave(waves.store, "wave 7", "b1", UNTIL, NOON)
    with pytest.raises(WaveRefusedError, match="lent to b1"):
        lend_wave(waves.store, "wave 7", "b2", UNTIL, NOON)
    assert lend_wave(waves.store, "wave 7", "b1", UNTIL + timedelta(hours=1), NOON) == 3
    assert end_wave(waves.store, "wave 7") == 3
    assert lend_wave(waves.store, "wave 7", "b2", UNTIL, NOON) == 3
    with pytest.raises(WaveRefusedError, match="no open order"):
        lend_wave(waves.store, "wave 8", "b2", UNTIL, NOON)
    with pytest.raises(WaveRefusedError, match="not lent"):
        end_wave(waves.store, "wave 8")


def test_what_was_packed_in_a_lent_wave_by_another_still_counts(waves: Desk) -> None:
    """A lease is advice like every claim: results are facts."""
    lend_wave(waves.store, "wave 7", "b1", UNTIL, NOON)
    order = an_order(number="W-0", wave="wave 7")
    waves.bring(e.OrderOpened(order, "p", "W-0"), station="b2", order_id=order.id)
    waves.bring(e.OrderPacked(order.id, 1), station="b2", order_id=order.id)
    with waves.store.read() as tx:
        stored = tx.orders.get(order.id)
    assert stored is not None
    assert stored.by_station == "b2"


def test_numbers_that_a_restored_center_forgot(desk: Desk) -> None:
    with desk.store.write() as tx:
        pool.stock_up(tx, "SF", ("SF1", "SF2", "SF3", "SF4"))
        tx.waybills.lease("SF", "b2", 1)
        used = tx.waybills.get("SF", "SF2")
        assert used is not None
        tx.waybills.set_state(used.assign("p9", "b1"), NumberState.POOL)
    held = ("SF/SF1", "SF/SF2", "SF/SF3", "SF/new", "", "SF/", "nonsense")
    desk.desk.keep_numbers("b1", held)
    desk.desk.keep_numbers("b1", held)
    with desk.store.read() as tx:
        assert [one.number for one in tx.waybills.leased("b1")] == ["SF3", "new"]
        assert [one.number for one in tx.waybills.leased("b2")] == ["SF1"]


def test_numbers_given_back_are_lent_again_when_the_station_is_back(desk: Desk) -> None:
    with desk.store.write() as tx:
        pool.stock_up(tx, "SF", ("SF1", "SF2"))
    desk.desk.hello("b1", "0.1", NOON, 0)
    desk.desk.give_back("b1", ("SF/SF1", "SF/SF2", "SF/other"))
    desk.desk.give_back("b1", ("SF/SF1",))
    with desk.store.write() as tx:
        assert tx.waybills.pool("SF") == 2
        assert pool.top_up(tx, "b1", pool.PoolPolicy()) == {}
    desk.now += timedelta(minutes=1)
    desk.desk.hello("b1", "0.1", NOON, 0)
    with desk.store.read() as tx:
        assert tx.waybills.left("SF", "b1") == 2


def test_a_greeting_does_not_write_every_time(desk: Desk) -> None:
    def seen() -> object:
        with desk.store.read() as tx:
            return tx.stations.get("b1")

    desk.desk.hello("b1", "0.1", NOON, 0)
    first = seen()
    desk.now += timedelta(seconds=2)
    desk.desk.hello("b1", "0.1", NOON, 0)
    assert seen() == first
    desk.desk.hello("b1", "0.1", NOON, 3)
    assert seen() != first


def test_a_greeting_leaves_the_token_alone(desk: Desk) -> None:
    with desk.store.write() as tx:
        tx.stations.set_token("b1", "hash")
    desk.desk.hello("b1", "0.1", NOON, 0)
    with desk.store.read() as tx:
        station = tx.stations.get("b1")
    assert station is not None
    assert (station.token_hash, station.name, station.program) == ("hash", "b1", "0.1")


def test_commands_about_waves_and_stations(
    local: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    with local.write() as tx:
        tx.orders.upsert([an_order(number="W-1", wave="7")], NOON)
    at = ["--database", local.place]
    assert command.main(["lend-wave", "7", "b1", "--hours", "2", *at]) == 0
    assert "1 open orders lent to b1" in capsys.readouterr().out
    assert command.main(["lend-wave", "7", "b2", *at]) == 1
    assert command.main(["end-wave", "7", *at]) == 0
    assert command.main(["revoke", "b1", *at]) == 0
    assert command.main(["enrol", "no name", *at]) == 1
    assert "letters" in capsys.readouterr().err
