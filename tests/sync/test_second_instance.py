"""A copied disk: two computers that call themselves the same bench. One works, one is told why."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

from app.store.alerts import AlertSearch
from app.store.engine import Store, open_store
from app.sync.instance import instance_of, named
from app.sync.messages import SECOND_INSTANCE, LinkState, Message, TasksChanged
from app.sync.transport import CenterTransport
from app.sync.worker import Station, SyncWorker
from tests.sync.rig import WAREHOUSE, Bench, Connect, some_orders


class Computer:
    """A worker over a bench's file, as the sync process starts it."""

    def __init__(self, store: Store, transport: CenterTransport, bench: Bench) -> None:
        self.heard: list[Message] = []
        self.instance = instance_of(store, Path(store.place), "made")
        station = Station(bench.station, "0.1", self.instance)
        clock, rng = (lambda: bench.now), random.Random(1)
        self.worker = SyncWorker(store, transport, station, clock, rng, self.heard.append)

    def link(self) -> LinkState:
        return [message for message in self.heard if isinstance(message, LinkState)][-1]


def test_the_copy_is_refused_and_the_first_one_works_on(
    new_bench: Callable[..., Bench], center: Store, tmp_path: Path, place: str, connect: Connect
) -> None:
    bench = new_bench()
    first = Computer(bench.store, bench.transport, bench)
    assert first.worker.step()
    copied = tmp_path / "copied.db"
    bench.store.copy_to(copied)
    store = open_store(copied, warehouse=WAREHOUSE, station="b1")
    wire = connect(place, "b1")
    second = Computer(store, wire, bench)
    bench.pack(some_orders(5)[0])
    assert not second.worker.step()
    assert (second.link().reachable, second.link().problem) == (False, SECOND_INSTANCE)
    assert first.worker.step()
    assert (first.link().reachable, first.link().problem, first.link().waiting) == (True, "", 0)
    assert not second.worker.step()
    with center.read() as tx:
        (task,) = tx.tasks.in_state("open")
        alerts = tx.alerts.page(AlertSearch(), sort="at", descending=True, offset=0, limit=9)
        assert tx.journal.next_n("b1") == 8  # the first one's seven facts, and no other
    assert (task.kind, task.station_id) == (SECOND_INSTANCE, "b1")
    assert task.details == {"instance": first.instance, "other": second.instance}
    assert [(one.kind, one.verdict) for one in alerts] == [("exception", SECOND_INSTANCE)]
    told = [message for message in first.heard if isinstance(message, TasksChanged)]
    assert [one.id for message in told for one in message.tasks] == [task.id]
    store.close()
    wire.close()


def test_a_copy_of_the_file_is_another_installation(tmp_path: Path) -> None:
    place, copied = tmp_path / "bench.db", tmp_path / "copied.db"
    store = open_store(place, warehouse=WAREHOUSE, station="b1")
    known = instance_of(store, place, "made")
    assert instance_of(store, place, "made") == known
    store.close()
    shutil.copyfile(place, copied)
    for file, same in ((place, True), (copied, False)):
        again = open_store(file, warehouse=WAREHOUSE, station="b1")
        assert (instance_of(again, file, "another") == known) is same
        again.close()


def test_what_a_copied_disk_does_not_take_along_is_part_of_the_name() -> None:
    here = named("made", ("00163e000001", "boot-1", "17"))
    assert here == named("made", ("00163e000001", "boot-1", "17"))
    others = {
        named("made", ("00163e000002", "boot-1", "17")),  # another computer
        named("made", ("00163e000001", "boot-2", "17")),  # a copied virtual machine
        named("made", ("00163e000001", "boot-1", "18")),  # a copied folder
        named("other", ("00163e000001", "boot-1", "17")),
    }
    assert here not in others
    assert len(others) == 4
    assert len(here) == 32
