"""The line to the center is cut for a whole shift: the bench packs on, from its own store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.control_code import Control
from app.domain.events import ParcelPacked
from app.domain.verdict import Verdict
from app.station.inputs import CenterHeard
from app.station.snapshot import Face
from app.store.records import Answer, Reception
from tests.builders import an_order
from tests.station.harness import CORRECT, START, Station

ORDERS = 40


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Station]:
    station = Station(tmp_path / "bench.db", CORRECT)
    orders = [an_order(number=f"SO-{n:02d}", tote=f"T-{n % 7}") for n in range(ORDERS)]
    station.stock(orders, numbers=ORDERS)
    station.sign_in()
    yield station
    station.close()


def waiting(bench: Station) -> int:
    with bench.store.read() as tx:
        return tx.outbox.count()["waiting"]


def test_an_offline_shift(bench: Station) -> None:
    bench.post(CenterHeard(reachable=False, age_s=4_000, waiting=0))
    for n in range(ORDERS):
        bench.pack(f"SO-{n:02d}", "TEA")
        assert bench.face is Face.DONE
        if n % 10 == 9:
            bench.restart()  # the machine is switched off for lunch

    packed = [one for one in bench.facts(ParcelPacked) if isinstance(one, ParcelPacked)]
    assert len({one.order_id for one in packed}) == ORDERS
    assert len({one.waybill for one in packed}) == ORDERS

    # Nothing can be packed a second time although the center never said a word.
    bench.scan("SO-07")
    assert bench.verdict is Verdict.ALREADY_PACKED
    bench.press(Control.ACKNOWLEDGE)

    # All of it waits for the center, in order and in one unbroken chain.
    facts = bench.journal()
    assert waiting(bench) == len(facts)
    with bench.store.read() as tx:
        assert tx.journal.verify_chain("B01") is None
        delivered = tx.outbox.waiting(limit=100)
    assert [one.n for one in delivered] == list(range(1, 101))

    # The line is back: what is answered leaves the queue, the rest stays.
    with bench.store.write() as tx:
        answers = [Answer(one.id, "B01", one.n, Reception.ACCEPTED) for one in delivered]
        tx.outbox.answer(answers, START)
    assert waiting(bench) == len(facts) - 100
    assert len(bench.journal()) == len(facts)


def test_the_numbers_lent_for_the_shift_are_used_up(tmp_path: Path) -> None:
    bench = Station(tmp_path / "short.db", CORRECT)
    bench.stock([an_order(number=f"SO-{n}") for n in range(3)], numbers=2)
    bench.sign_in()
    bench.pack("SO-0", "TEA")
    bench.pack("SO-1", "TEA")
    bench.scan_all("SO-2", "TEA")
    bench.weigh(100)
    assert bench.verdict is Verdict.NO_NUMBER
    bench.press(Control.ACKNOWLEDGE)
    assert bench.face is Face.PARKED
    bench.close()


def test_half_an_order_waits_over_the_cut(bench: Station) -> None:
    bench.scan("SO-01")
    bench.press(Control.PARK)
    bench.restart()
    bench.pack("SO-02", "TEA")
    bench.restart()
    bench.pack("SO-01", "TEA")
    assert bench.face is Face.DONE
