"""What the suite found once, each as small as it can be said."""

from pathlib import Path

from app.domain import events as e
from app.store.engine import Store
from app.store.records import Cursor
from app.sync.transport import CenterAwayError, Page
from tests.builders import NOON
from tests.faults.after import facts
from tests.sync.rig import Bench, a_center


def _another_center(place: Path) -> Store:
    """The center as it was before it had heard of the bench, under a new epoch."""
    for suffix in ("", "-wal", "-shm"):
        place.with_name(place.name + suffix).unlink(missing_ok=True)
    store = a_center(str(place))
    with store.write() as tx:
        tx.center.begin_epoch("epoch-2", NOON)
    return store


def test_facts_delivered_before_the_first_copy_are_offered_again(tmp_path: Path) -> None:
    """The bench did not yet know whose center it was when that center was lost."""
    place = tmp_path / "center.db"
    a_center(str(place)).close()
    bench = Bench(tmp_path, str(place), "b1")
    pull = bench.transport.pull

    def cut(feed: str, after: Cursor, limit: int) -> Page:
        raise CenterAwayError("cut")

    bench.record("", e.SignedOut("card"))
    bench.transport.pull = cut  # type: ignore[method-assign]
    bench.run(steps=1)
    assert bench.state()["outbox"]["accepted"] == 1
    bench.transport.close()
    bench.transport.pull = pull  # type: ignore[method-assign]
    center = _another_center(place)
    bench.run(steps=3)
    assert len(facts(center, "b1")) == 1
    bench.close()
    center.close()


def test_a_clock_that_ran_ahead_does_not_make_facts_unavailable(tmp_path: Path) -> None:
    """An hour in the year 2038 lets every answered entry look two weeks old."""
    place = tmp_path / "center.db"
    a_center(str(place)).close()
    bench = Bench(tmp_path, str(place), "b1")
    bench.record("", e.SignedOut("card"))
    bench.run(steps=2)
    bench.now = bench.now.replace(year=2038)
    bench.restart()
    bench.run(steps=1)
    bench.now = NOON
    bench.transport.close()
    center = _another_center(place)
    bench.run(steps=3)
    assert len(facts(center, "b1")) == 1
    bench.close()
    center.close()
