"""Two benches without the center: each packs what was lent to it, and says what to do else."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.apart import WhileApart
from app.domain.order import Order
from app.domain.policy import BenchPolicy
from app.domain.verdict import Verdict
from app.i18n import LANGUAGES, Words
from app.station.inputs import CenterHeard
from app.station.snapshot import Face
from app.ui.texts import stop_model
from tests.builders import NOON, an_order
from tests.station.harness import START, Station
from tests.sync.rig import empty_database

AWAY = CenterHeard(reachable=False, age_s=12, waiting=0)
BACK = CenterHeard(reachable=True, age_s=0, waiting=0)
ONE = an_order(number="SO-1", wave="morning")
TWO = an_order(number="SO-2", wave="evening")
FREE = an_order(number="SO-3")
OPENED = (Face.WAIT_ITEM, Face.ACCEPTED)


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Station, Station]]:
    """B01 has the morning wave, B02 the evening wave; both know all orders."""
    made = []
    for name in ("B01", "B02"):
        path = tmp_path / f"{name}.db"
        empty_database(path)
        bench = Station(path, station_id=name)
        bench.stock((ONE, TWO, FREE))
        with bench.store.write() as tx:
            tx.waves.lend("morning", "B01", START + timedelta(hours=4))
            tx.waves.lend("evening", "B02", START + timedelta(hours=4))
        bench.sign_in()
        made.append(bench)
    yield made[0], made[1]
    for bench in made:
        bench.close()


def cut(bench: Station, for_ms: int = 11_000) -> None:
    """The sync has said that nobody answers, and some time went by."""
    bench.post(AWAY)
    bench.clock.advance(for_ms)
    bench.post(AWAY)


def opens(bench: Station, order: Order) -> bool:
    snap = bench.scan(order.number)
    return snap.face in OPENED and snap.order is not None and snap.order.number == order.number


def verdict(bench: Station) -> Verdict | None:
    return bench.snap.stop.stop.verdict if bench.snap.stop else None


def test_apart_each_bench_packs_its_own_wave(pair: tuple[Station, Station]) -> None:
    for bench, own, other in ((pair[0], ONE, TWO), (pair[1], TWO, ONE)):
        cut(bench)
        assert not opens(bench, other)
        assert verdict(bench) is Verdict.APART
        assert opens(bench, own)  # the stop goes with the next scan


def test_the_stop_says_who_has_it_and_what_to_take(pair: tuple[Station, Station]) -> None:
    cut(pair[0])
    pair[0].scan(TWO.number)
    assert pair[0].snap.stop is not None
    details = pair[0].snap.stop.stop.details
    assert details == {
        "number": "SO-2", "wave": "evening", "bench": "B02", "waves": "morning"
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_stop_is_said_in_every_language(pair: tuple[Station, Station], language: str) -> None:
    cut(pair[0])
    pair[0].scan(TWO.number)
    assert pair[0].snap.stop is not None
    said = str(stop_model(Words(language), pair[0].snap.stop))
    assert "evening" in said
    assert "B02" in said


def test_with_a_line_claims_decide(pair: tuple[Station, Station]) -> None:
    pair[0].post(BACK)
    assert opens(pair[0], TWO)


def test_a_line_that_fails_for_a_moment_is_no_separation(pair: tuple[Station, Station]) -> None:
    pair[0].post(AWAY)
    pair[0].clock.advance(3_000)
    assert opens(pair[0], TWO)


def test_when_the_line_is_back_everything_opens_again(pair: tuple[Station, Station]) -> None:
    cut(pair[0])
    assert not opens(pair[0], TWO)
    pair[0].post(BACK)
    assert opens(pair[0], TWO)


def test_an_order_that_is_open_goes_on(pair: tuple[Station, Station]) -> None:
    pair[0].post(BACK)
    assert opens(pair[0], TWO)
    cut(pair[0])
    snap = pair[0].scan(pair[0].snap.lines[0].code)
    assert snap.stop is None


def test_a_lease_that_ran_out_lends_nothing(pair: tuple[Station, Station]) -> None:
    cut(pair[0], for_ms=5 * 3_600_000)
    pair[0].sign_in()
    assert not opens(pair[0], ONE)
    assert verdict(pair[0]) is Verdict.APART


def test_a_claim_from_before_still_counts(pair: tuple[Station, Station]) -> None:
    with pair[0].store.write() as tx:
        tx.orders.claim(TWO.id, "B01", START, NOON + timedelta(days=400))
    cut(pair[0])
    assert opens(pair[0], TWO)


@pytest.mark.parametrize("without_wave", [True, False])
def test_orders_in_no_wave_as_the_policy_says(tmp_path: Path, *, without_wave: bool) -> None:
    path = tmp_path / "b.db"
    empty_database(path)
    bench = Station(path, policy=BenchPolicy(apart_without_wave=without_wave))
    bench.stock((FREE,))
    bench.sign_in()
    cut(bench)
    assert opens(bench, FREE) is without_wave
    bench.close()


def test_a_warehouse_may_let_everything_be_packed(tmp_path: Path) -> None:
    path = tmp_path / "b.db"
    empty_database(path)
    bench = Station(path, policy=BenchPolicy(while_apart=WhileApart.ANY))
    bench.stock((replace(ONE, wave="nobody's"),))
    bench.sign_in()
    cut(bench)
    assert opens(bench, ONE)
    bench.close()
