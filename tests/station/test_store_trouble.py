# mypy: disable-error-code="comparison-overlap, unreachable"
# (it believes that what an assert found on the bench stays so after the next scan)
"""A disk that is full, read-only or held: nothing is recorded, nothing is green, all recovers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pysqlite3 import dbapi2

from app.domain.control_code import Control
from app.domain.events import ItemChecked, LabelPrinted, OrderClosed, ParcelWeighed, SignedOut
from app.domain.policy import BenchPolicy
from app.domain.verdict import Verdict
from app.station.inputs import ClaimHeard, OrdersHeard, Tick
from app.station.recorder import CHECKPOINT
from app.station.snapshot import Face, Sound
from tests.builders import an_order
from tests.station.harness import MakeStation, Station


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another program has the write lock."""
    other = dbapi2.connect(str(path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def pragma(bench: Station, words: str) -> None:
    """Set something on the bench's own connection."""
    raw = bench.store._reading.raw_connection()
    raw.cursor().execute(f"PRAGMA {words}")
    raw.close()


@contextmanager
def full(bench: Station) -> Iterator[None]:
    """Not one page more may be written: SQLite says what a full disk makes it say."""
    pragma(bench, "max_page_count=1")  # it is never set below what is there
    yield
    pragma(bench, "max_page_count=1073741823")


@contextmanager
def read_only(bench: Station) -> Iterator[None]:
    pragma(bench, "query_only=ON")
    yield
    pragma(bench, "query_only=OFF")


def opened(station: MakeStation, policy: BenchPolicy | None = None) -> Station:
    more = {} if policy is None else {"policy": policy}
    bench = station(an_order({"TEA": 2}), busy_ms=1, **more)
    bench.scan("SO-1")
    return bench


def test_held_by_another_program(station: MakeStation) -> None:
    bench = opened(station)
    with held(bench.path):
        bench.scan("TEA")
        assert (bench.face, bench.verdict) == (Face.STOP, Verdict.STORE)
        assert bench.stop.details == {"problem": "locked"}
        assert bench.snap.cue is not None
        assert bench.snap.cue.sound is Sound.STOP
        assert (bench.snap.scanned, bench.facts(ItemChecked)) == (0, [])
    bench.scan("TEA")
    assert (bench.snap.stop, bench.snap.scanned) == (None, 1)


def test_a_full_disk(station: MakeStation) -> None:
    bench = opened(station)
    with full(bench):
        for _ in range(400):  # until the last free page is used up
            bench.press(Control.CALL_LEAD)
            if bench.verdict is Verdict.STORE:
                break
        assert bench.stop.details == {"problem": "disk_full"}
        facts = len(bench.facts())
        state = bench.state
        bench.scan("TEA")
        assert bench.verdict is Verdict.STORE
        assert (len(bench.facts()), bench.state) == (facts, state)
    bench.scan("TEA")
    assert (bench.snap.stop, bench.snap.scanned) == (None, 1)
    with bench.store.read() as tx:
        assert tx.journal.verify_chain("B01") is None


def test_a_read_only_database(station: MakeStation) -> None:
    bench = opened(station)
    with read_only(bench):
        bench.scan("TEA")
        assert bench.stop.details == {"problem": "read_only"}
    bench.scan("TEA")
    assert bench.snap.scanned == 1


def test_the_acknowledgement_of_a_store_stop_is_no_command(station: MakeStation) -> None:
    bench = opened(station)
    with held(bench.path):
        bench.scan("TEA")
        bench.press(Control.ACKNOWLEDGE)
        assert bench.snap.stop is None
    bench.scan("TEA")
    assert bench.snap.scanned == 1


def test_another_stop_is_still_there_behind_it(station: MakeStation) -> None:
    bench = opened(station)
    bench.scan("WHAT-IS-THIS")
    with held(bench.path):
        bench.press(Control.ACKNOWLEDGE)
        assert bench.verdict is Verdict.STORE
    bench.press(Control.ACKNOWLEDGE)
    assert bench.verdict is Verdict.UNKNOWN_CODE
    bench.press(Control.ACKNOWLEDGE)
    assert bench.snap.stop is None


def test_no_badge_can_be_stored(station: MakeStation) -> None:
    bench = station(signed_in=False, busy_ms=1)
    with held(bench.path):
        bench.sign_in()
        assert (bench.face, bench.verdict) == (Face.SIGN_IN, Verdict.STORE)
    bench.sign_in()
    assert bench.face is Face.WAIT_ORDER


def test_a_weight_is_taken_once_the_disk_is_well(station: MakeStation) -> None:
    bench = opened(station)
    bench.scan_all("TEA", "TEA")
    with held(bench.path):
        cues = 0
        bench.weigh(200)
        for _ in range(20):
            bench.reading(200)
            cues += bench.snap.cue is not None
        assert (bench.verdict, bench.labels) == (Verdict.STORE, [])
        assert cues == 0  # it was heard once, when it happened
    for _ in range(8):
        bench.reading(200)
    assert (bench.face, bench.snap.stop) == (Face.STICK_LABEL, None)
    assert len(bench.labels) == 1


def test_the_printers_answer_is_not_lost(station: MakeStation) -> None:
    bench = opened(station)
    bench.prints = False
    bench.scan_all("TEA", "TEA")
    bench.weigh(200)
    with held(bench.path):
        bench.printed()
        assert bench.verdict is Verdict.STORE
    bench.clock.advance(1_100)
    bench.post(Tick())
    assert (bench.face, len(bench.facts(LabelPrinted))) == (Face.STICK_LABEL, 1)


def test_the_answer_to_a_claim_is_not_lost(station: MakeStation) -> None:
    bench = opened(station)
    with held(bench.path):
        bench.post(ClaimHeard("id-SO-1", granted=False, holder="B02"))
    bench.clock.advance(1_100)
    bench.post(Tick())
    assert bench.verdict is Verdict.CLAIMED_ELSEWHERE
    bench.press(Control.ACKNOWLEDGE)
    assert len(bench.facts(OrderClosed)) == 1


def test_the_idle_lock_tries_again_quietly(station: MakeStation) -> None:
    bench = opened(station, BenchPolicy(idle_lock_s=10))
    bench.clock.advance(11_000)
    with held(bench.path):
        sounds = []
        for _ in range(10):
            bench.clock.advance(200)
            bench.post(Tick())
            sounds.append(bench.snap.cue)
        assert sum(cue is not None for cue in sounds) == 1
    bench.clock.advance(1_100)
    bench.post(Tick())
    assert (bench.face, bench.facts(SignedOut)) == (Face.LOCKED, [SignedOut("idle")])
    assert bench.snap.stop is None


def test_a_scan_that_was_lost_stays_on_the_screen(station: MakeStation) -> None:
    bench = opened(station)
    bench.prints = False
    bench.scan_all("TEA", "TEA")
    bench.weigh(200)
    with held(bench.path):
        bench.scan(bench.waybill)
    bench.printed()
    assert bench.verdict is Verdict.STORE
    bench.scan(bench.waybill)
    assert bench.face is Face.DONE


def test_a_start_on_a_database_that_cannot_be_read(station: MakeStation) -> None:
    bench = opened(station)
    bench.scan("TEA")
    bench.store.close()
    bench.store = bench._open()
    with bench.store.write() as tx:
        tx._session.connection.exec_driver_sql("ALTER TABLE checkpoint RENAME TO elsewhere")
    bench.boot()
    assert (bench.face, bench.verdict) == (Face.SIGN_IN, Verdict.STORE)
    with bench.store.write() as tx:
        tx._session.connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO checkpoint")
    bench.scan("TEA")
    assert (bench.snap.stop, bench.snap.scanned) == (None, 2)


def test_a_checkpoint_that_cannot_be_read_costs_only_time(station: MakeStation) -> None:
    bench = opened(station)
    bench.scan("TEA")
    with bench.store.write() as tx:
        tx.checkpoint.put(CHECKPOINT, b'{"n": "of an older program"}')
    before = bench.state
    bench.restart()
    assert bench.state == before


def test_a_commit_that_was_kept_although_it_failed(station: MakeStation) -> None:
    """The journal is one fact ahead of what the bench believes: it stands where the journal is."""
    bench = opened(station)
    bench.scan("TEA")
    bench.bench._recorder.last_n -= 1
    bench.scan("TEA")
    assert bench.verdict is Verdict.STORE
    bench.scan("TEA")
    assert (bench.snap.stop, bench.snap.scanned) == (None, 2)
    assert bench.folded() == bench.state


@contextmanager
def kept_but_failed(bench: Station) -> Iterator[None]:
    """What happens here is committed, and the bench believes that it is not."""
    made, recorder = bench.bench, bench.bench._recorder
    state, gate, last_n = made.state, made._gate, recorder.last_n
    yield
    made.state, made._gate, recorder.last_n = state, gate, last_n
    bench.press(Control.CALL_LEAD)  # the next fact does not follow the last one of the journal
    assert bench.verdict is Verdict.STORE


def test_word_of_an_order_that_is_open_no_more(station: MakeStation) -> None:
    """It is packed on disk; where the bench stands is found out before the word is judged."""
    bench = opened(station)
    bench.scan_all("TEA", "TEA")
    bench.weigh(200)
    with kept_but_failed(bench):
        bench.prove()
    assert bench.state.packing is not None
    bench.post(OrdersHeard(("id-SO-1",)))
    assert bench.state.packing is None
    bench.clock.advance(1_100)
    bench.post(Tick())
    assert bench.folded() == bench.state


def test_word_of_an_order_that_is_open_after_all(station: MakeStation) -> None:
    order = an_order({"TEA": 2})
    bench = station(order)
    with kept_but_failed(bench):
        bench.scan("SO-1")
    assert bench.state.packing is None
    bench.refund(order)
    bench.clock.advance(1_100)
    bench.post(Tick())
    bench.press(Control.ACKNOWLEDGE)  # of the scan that was lost
    assert bench.verdict is Verdict.REFUNDED


def test_a_weight_that_is_on_disk_is_not_taken_again(station: MakeStation) -> None:
    bench = opened(station)
    bench.prints = False
    bench.scan_all("TEA", "TEA")
    bench.reading(0)
    bench.reading(0)
    with kept_but_failed(bench):
        bench.weigh(200, lift=False)
    for _ in range(20):
        bench.reading(200)
    assert len(bench.facts(ParcelWeighed)) == 1
    assert [(one.copy, one.doubted) for one in bench.labels] == [(1, False), (1, True)]


@pytest.mark.parametrize("scans", [1, 2])
def test_what_is_on_disk_makes_the_state(station: MakeStation, scans: int) -> None:
    bench = opened(station)
    bench.scan_all(*["TEA"] * scans)
    assert bench.folded() == bench.state
