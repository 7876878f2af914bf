"""Old orders leave the benches, closed months leave the tables; whoever asks still finds them."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Table, func, select

from app.center import keeping, safekeeping
from app.center.export import export
from app.center.intake import Intake
from app.center.jobs_run import KEEPING, LEASES, Jobs
from app.center.keeping import Keeper, KeepingPolicy
from app.center.pool import stock_up
from app.center.service import CenterService
from app.domain import events as e
from app.domain.order import OrderState
from app.remote.channels.incoming import IncomingLine, IncomingOrder
from app.store import health
from app.store.engine import Store
from app.store.records import Cursor, Reception
from app.store.session import ORDERS
from app.store.tables.archive import journal_archive, order_code_archive, orders_archive
from app.store.tables.bench import journal
from app.store.tables.orders import order_code, order_line, orders
from tests.builders import NOON, an_order
from tests.center.desk_rig import Desk

DAYS = 30
LATER = NOON + timedelta(days=DAYS + 1)
NEXT_YEAR = datetime(NOON.year + 1, 1, 15, tzinfo=UTC)
BEFORE = datetime(NOON.year + 1, 1, 1, tzinfo=UTC)
HOT = (orders, order_code, order_line, journal)
MOVED = (orders_archive, order_code_archive, journal_archive)


def rows(store: Store, *tables: Table) -> list[int]:
    with store.read() as tx:
        ask = tx._session.connection
        return [int(ask.scalar(select(func.count()).select_from(one)) or 0) for one in tables]


def retire(store: Store, now: datetime) -> int:
    return sum(keeping.retire(store, now, DAYS))


@pytest.fixture
def packed(desk: Desk) -> Desk:
    """An order of a month that is long over."""
    desk.bring(e.OrderOpened(desk.order, "p", "SO-1"))
    desk.packed()
    retire(desk.store, NOON)
    return desk


@pytest.fixture
def old(packed: Desk) -> Desk:
    assert retire(packed.store, LATER) == 1
    moved = keeping.archive(packed.store, BEFORE, NEXT_YEAR)
    assert (moved.orders, moved.facts) == (1, 6)
    assert rows(packed.store, *HOT) == [0, 0, 0, 0]
    return packed


def test_closed_orders_leave_the_feed_after_their_time(packed: Desk) -> None:
    waiting = an_order({"TEA": 1}, number="SO-2")
    with packed.store.write() as tx:
        tx.orders.upsert([waiting], NOON)
    assert retire(packed.store, LATER - timedelta(days=2)) == 0
    assert retire(packed.store, LATER) == 1
    assert retire(packed.store, LATER) == 0
    page = packed.desk.pull(ORDERS, Cursor("epoch-1"), 100)
    assert [row.id for row in page.rows] == [waiting.id]
    assert page.floor > 0
    with packed.store.read() as tx:
        assert tx.orders.by_code("SO-1") == (packed.order.id,)


def test_an_order_closed_since_stays_whatever_its_bench_called_the_time(desk: Desk) -> None:
    """The day's mark decides, not the clock of a bench that lives in 1970."""
    retire(desk.store, NOON)
    desk.bring(e.OrderOpened(desk.order, "p", "SO-1"))
    with desk.store.write() as tx:
        tx.orders.set_state(desk.order.id, OrderState.PACKED, datetime(1970, 1, 1, tzinfo=UTC))
    assert retire(desk.store, LATER) == 0


def test_what_happens_to_a_retired_order_is_told_again(packed: Desk) -> None:
    retire(packed.store, LATER)
    packed.packed("b2", "SF2")
    page = packed.desk.pull(ORDERS, Cursor("epoch-1"), 100)
    assert [row.id for row in page.rows] == [packed.order.id]


def test_a_bench_hears_by_whom_and_when_an_archived_order_was_packed(old: Desk) -> None:
    word = old.desk.claim(old.order.id, "b2")
    assert not word.granted
    assert (word.state, word.packed_by) == ("packed", "b1")
    assert word.packed_at is not None
    assert rows(old.store, orders) == [0]


def test_an_archived_order_is_found_by_its_papers_parcels_and_facts(
    old: Desk, tmp_path: Path
) -> None:
    with old.store.read() as tx:
        assert tx.orders.by_code("so-1") == (old.order.id,)
        stored = tx.orders.by_number(old.order.channel, old.order.shop, "SO-1")
        assert stored is not None
        assert stored.order.recipient.name == old.order.recipient.name
        assert tx.orders.some(["none", old.order.id]) == (stored,)
        assert [one.order_id for one in tx.parcels.by_waybill("SF", "SF1")] == [old.order.id]
        assert len(tx.journal.read_order(old.order.id)) == 6
        assert tx.journal.orders_about("SF1") == (old.order.id,)
        assert tx.journal.verify_chain("b1") is None
        assert tx.journal.next_n("b1") == 7
        assert health.journal_stations(tx) == ("b1",)
    assert export(old.store, tmp_path / "parcels.csv", NEXT_YEAR) == 1
    with (tmp_path / "parcels.csv").open(encoding="utf-8-sig") as file:
        assert [line["waybill"] for line in csv.DictReader(file)] == ["SF1"]


def test_facts_of_a_closed_month_delivered_again_change_nothing(old: Desk) -> None:
    with old.benches["b1"].read() as tx:
        sent = tuple(tx.journal.envelopes("b1"))
    answers = old.desk.push(sent)
    assert {one.reception for one in answers} == {Reception.DUPLICATE}
    assert rows(old.store, journal, journal_archive) == [0, 6]
    assert old.bring(e.SignedOut("card"), order_id="none") == [Reception.ACCEPTED]
    with old.store.read() as tx:
        assert tx.journal.verify_chain("b1") is None


def test_another_fact_in_an_archived_ones_place_is_refused(old: Desk) -> None:
    old.benches.pop("b1").close()
    (old.folder / "b1.db").unlink()
    forged = old.seal(e.SignedOut("card"))
    (answer,) = old.desk.push(tuple(forged))
    assert answer.reception is Reception.REFUSED
    assert rows(old.store, journal, journal_archive) == [0, 6]


def test_a_second_parcel_of_an_archived_order_is_no_second_shipment(old: Desk) -> None:
    """The last line: one accepted parcel, however long ago; both benches hear of it."""
    answers = old.packed("b2", "SF2")
    assert Reception.DUPLICATE in answers
    assert "double_pack" in old.tasks()
    assert rows(old.store, orders, orders_archive, order_code_archive) == [1, 0, 0]
    assert rows(old.store, order_line)[0] > 0
    with old.store.read() as tx:
        assert [one.accepted for one in tx.parcels.of_order(old.order.id)].count(True) == 1
    page = old.desk.pull(ORDERS, Cursor("epoch-1"), 100)
    assert [row.id for row in page.rows] == [old.order.id]


def told(number: str, state: OrderState) -> IncomingOrder:
    order = an_order(number=number)
    line = IncomingLine(sku="TEA", name="tea", quantity=2)
    return IncomingOrder(
        channel=order.channel, shop=order.shop, number=number, state=state, lines=(line,),
        recipient=order.recipient,
        revision_at=NEXT_YEAR,
    )  # fmt: skip


def test_a_shop_that_tells_an_archived_order_again_makes_no_new_one(old: Desk) -> None:
    with old.store.write() as tx:
        intake = Intake(tx, lambda: "a-new-id", NEXT_YEAR)
        count = intake.take([told("SO-1", OrderState.APPROVED)])
    assert (count.new, count.unchanged) == (0, 1)
    with old.store.write() as tx:
        Intake(tx, lambda: "a-new-id", NEXT_YEAR).take([told("SO-1", OrderState.REFUNDED)])
    assert "refund_after_packing" in old.tasks()


def test_a_cancelled_order_that_is_bought_after_all_comes_back(desk: Desk) -> None:
    with desk.store.write() as tx:
        tx.orders.set_state(desk.order.id, OrderState.CANCELLED, NOON)
    retire(desk.store, NOON)
    retire(desk.store, LATER)
    keeping.archive(desk.store, BEFORE, NEXT_YEAR)
    assert rows(desk.store, orders) == [0]
    with desk.store.write() as tx:
        Intake(tx, lambda: "a-new-id", NEXT_YEAR).take([told("SO-1", OrderState.APPROVED)])
    assert desk.state() is OrderState.APPROVED
    assert rows(desk.store, orders, orders_archive) == [1, 0]


def test_recipients_of_archived_orders_are_sealed_anew_and_forgotten(old: Desk) -> None:
    key_id, count = safekeeping.rotate(old.store, NEXT_YEAR)
    assert count == 1
    with old.store.read() as tx:
        assert tx.personal.keys_in_use() == {key_id: 1}
        assert tx.personal.one_of_each_key() == {key_id: old.order.id}
    assert safekeeping.purge(old.store, 30, NEXT_YEAR) == 1
    with old.store.read() as tx:
        recipient = tx.personal.recipient(old.order.id)
    assert recipient is not None
    assert (recipient.name, recipient.city) == ("", old.order.recipient.city)


def test_an_order_with_an_open_exception_stays(packed: Desk) -> None:
    packed.packed("b2", "SF2")
    keeping_later = LATER + timedelta(days=DAYS)
    retire(packed.store, LATER)
    retire(packed.store, keeping_later)
    assert keeping.archive(packed.store, BEFORE, NEXT_YEAR).orders == 0
    with packed.store.write() as tx:
        for task in tx.tasks.in_state("open"):
            tx.tasks.close(task.id, "P01", "done", NEXT_YEAR)
    assert keeping.archive(packed.store, BEFORE, NEXT_YEAR).orders == 1


def test_only_months_that_are_over() -> None:
    assert keeping.month("2026-03") == datetime(2026, 3, 1, tzinfo=UTC)
    assert keeping.months_ago(datetime(2026, 1, 31, tzinfo=UTC), 2).month == 11
    with pytest.raises(ValueError, match="YYYY-MM"):
        keeping.month("March")
    with pytest.raises(ValueError, match="month"):
        KeepingPolicy(months=0)
    with pytest.raises(ValueError, match="14 days"):
        KeepingPolicy(hand_days=7)


def test_the_center_does_it_beside_its_work_and_notes_it(packed: Desk) -> None:
    now = [LATER]
    jobs = Jobs(packed.store, lambda: now[0], iter(f"run-{n}" for n in range(9)).__next__)
    keeper = Keeper(packed.store, KeepingPolicy(DAYS), most=1)
    service = CenterService(packed.store, lambda: now[0], lambda _text: None, jobs=jobs,
                            keeper=keeper)  # fmt: skip
    with packed.store.write() as tx:
        stock_up(tx, "SF", ("SF7", "SF8"))
    packed.now = LATER
    packed.desk.hello("b1", "0.1", LATER, 0)
    with packed.store.write() as tx:
        stock_up(tx, "SF", ("SF9",))
    for _ in range(4):
        service.step()
    now[0] = NEXT_YEAR
    for _ in range(12):
        service.step()
    with packed.store.read() as tx:
        counts = [run.counts for run in reversed(tx.jobs.last(KEEPING, 9))]
        lent = tx.jobs.last(LEASES, 9)
    assert counts == [{"retired": 1}, {"orders": 1, "facts": 6, "handed": 1}]
    assert [run.counts for run in lent] == [{"numbers_lent": 1}]
