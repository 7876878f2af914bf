"""The audit trail: every change of the past is seen."""

import threading

import pytest
from sqlalchemy import text

from app.store.engine import Store
from tests.store.samples import NOW


def fill(store: Store, count: int = 4) -> None:
    for n in range(1, count + 1):
        with store.write() as tx:
            tx.audit.add("op-9", "order.hold", f"SO-{n}", NOW, before={"state": "approved"})


def test_what_was_done_is_read_back_in_order(store: Store) -> None:
    fill(store)
    with store.read() as tx:
        entries = list(tx.audit.read())
        assert [one.n for one in entries] == [1, 2, 3, 4]
        assert (entries[0].who, entries[0].action, entries[0].about) == (
            "op-9",
            "order.hold",
            "SO-1",
        )
        assert entries[0].before == {"state": "approved"}
        assert [one.n for one in tx.audit.read(2)] == [3, 4]
        assert [one.about for one in tx.audit.read(about="SO-3")] == ["SO-3"]
        assert tx.audit.verify() is None
        assert tx.audit.last()[0] == 4


@pytest.mark.parametrize(
    ("change", "bad"),
    [
        ("UPDATE audit SET who = 'op-1' WHERE n = 2", 2),
        ('UPDATE audit SET after = \'{"state":"held"}\' WHERE n = 3', 3),
        ("UPDATE audit SET about = 'SO-9' WHERE n = 4", 4),
        ("DELETE FROM audit WHERE n = 2", 2),
        ("DELETE FROM audit WHERE n = 1", 1),
        ("UPDATE audit SET sha256 = 'x' WHERE n = 1", 1),
    ],
)
def test_a_changed_past_is_seen(store: Store, change: str, bad: int) -> None:
    fill(store)
    with store.write() as tx:
        tx._session.connection.execute(text(change))
    with store.read() as tx:
        assert tx.audit.verify() == bad


def test_a_trail_cut_short_is_seen_by_whoever_kept_its_last_hash(store: Store) -> None:
    fill(store)
    with store.read() as tx:
        kept = tx.audit.last()
    with store.write() as tx:
        tx._session.connection.execute(text("DELETE FROM audit WHERE n = 4"))
    with store.read() as tx:
        assert tx.audit.verify() is None
        assert tx.audit.last() != kept


@pytest.mark.parametrize("name", ["recipient", "phone", "address", "pin", "token"])
def test_personal_data_and_secrets_have_no_place_in_it(store: Store, name: str) -> None:
    with store.write() as tx, pytest.raises(ValueError, match="personal data"):
        tx.audit.add("op-9", "x", "y", NOW, after={name: "1"})


def test_many_writers_make_one_chain(store: Store) -> None:
    with store.write() as tx:
        tx.center.begin_epoch("e1", NOW)

    def write() -> None:
        for _ in range(5):
            store.transact(lambda tx: tx.audit.add("op-9", "x", "y", NOW))

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as tx:
        assert tx.audit.last()[0] == 20
        assert tx.audit.verify() is None
