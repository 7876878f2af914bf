"""Couriers' lists at the office: how they stand, what is wrong on them, paper once more."""

from datetime import UTC, time, timedelta
from pathlib import Path

import pypdfium2
import pytest

from app.center import manifest_desk
from app.center.manifest_desk import Contents, ManifestRow, Trouble
from app.center.refusals import NotDoneError
from app.center.staff import NotPermittedError
from app.domain.contract import Contract, CutOff
from app.domain.paging import PageQuery
from app.i18n import Words
from app.store.engine import Store
from tests.center.hand_rig import ACCOUNT, COURIER, LIST, PACKER, Hands


@pytest.fixture
def hands(store: Store) -> Hands:
    return Hands(store)


def row(hands: Hands, group: str = "all") -> ManifestRow | None:
    with hands.store.read() as tx:
        found = manifest_desk.read(tx, PageQuery(group=group), now=hands.now)
    return found.rows[0] if found.rows else None


def contents(hands: Hands) -> Contents:
    with hands.store.read() as tx:
        found = manifest_desk.contents(tx, number=LIST, now=hands.now)
    assert found is not None
    return found


def test_an_open_list_counts_as_it_stands_and_waits_for_its_courier(hands: Hands) -> None:
    hands.pack(1, 2, 3)
    hands.load(1, 2)
    at = (hands.now.astimezone() + timedelta(minutes=30)).replace(second=0, microsecond=0)
    with hands.store.write() as tx:
        cut_offs = (CutOff(time(0, 0)), CutOff(at.time()))
        tx.contracts.put([Contract("K", COURIER, account=ACCOUNT, cut_offs=cut_offs)])
    one = row(hands, "open")
    assert one is not None
    assert (one.name, one.parcels, one.grams, one.missing) == ("SF Express", 2, 1280, 1)
    assert one.cut_off == at.astimezone(UTC)
    hands.close()
    assert row(hands, "open") is None
    closed = row(hands, "closed")
    assert closed is not None
    assert (closed.parcels, closed.cut_off, closed.state) == (2, None, "closed")


def test_every_exception_is_named(hands: Hands) -> None:
    hands.pack(*range(1, 8))
    hands.load(1, 2, 3, 4, 5, 6)
    hands.cancel(1)
    hands.change(2, void=True)
    hands.change(3, account="029")
    hands.change(4, copy=2)
    hands.load(5)
    with hands.store.write() as tx:
        tx.hand_parcels.unload("p6", LIST)
        tx.hand_parcels.load("p6", LIST, hands.now)
    hands.change(6, copy=3)
    found = {(one.trouble, one.waybill) for one in contents(hands).troubles}
    assert found == {
        (Trouble.CANCELLED, "SF1"), (Trouble.VOID, "SF2"), (Trouble.WRONG_COURIER, "SF3"),
        (Trouble.OLD_COPY, "SF4"), (Trouble.COPY_UNSAID, "SF6"), (Trouble.MISSING, "SF7"),
    }  # fmt: skip
    assert len(contents(hands).parcels) == 6


def test_the_paper_again_is_a_copy_and_noted(hands: Hands, tmp_path: Path) -> None:
    hands.pack(1)
    hands.load(1)
    again = {"number": LIST, "folder": tmp_path, "words": Words()}
    with pytest.raises(NotDoneError, match="still open"):
        manifest_desk.print_again(hands.store, hands.act(), **again)  # type: ignore[arg-type]
    hands.close()
    with pytest.raises(NotPermittedError):
        manifest_desk.print_again(hands.store, hands.act(PACKER), **again)  # type: ignore[arg-type]
    path = manifest_desk.print_again(hands.store, hands.act(), **again)  # type: ignore[arg-type]
    assert path.name == "MF-1-c2.pdf"
    document = pypdfium2.PdfDocument(path)
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert "COPY 2" in text
    assert "SF1" in text
    one = row(hands)
    assert one is not None
    assert one.copies == 2
    assert hands.audited("manifest.print") == [("lead", LIST)]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_its_lines_are_written(hands: Hands, tmp_path: Path, ending: str) -> None:
    hands.pack(1, 2)
    hands.load(1, 2)
    path = tmp_path / f"list.{ending}"
    manifest_desk.write(hands.store, hands.act(), number=LIST, path=path, words=Words())
    assert path.stat().st_size > 0


def test_a_list_whose_parcels_were_put_away_says_so(hands: Hands, tmp_path: Path) -> None:
    hands.pack(1, before=timedelta(days=100))
    hands.load(1)
    hands.close()
    with hands.store.write() as tx:
        assert tx.hand_lists.forget(hands.now - timedelta(days=90)) == 1
    assert contents(hands).away
    with pytest.raises(NotDoneError, match="put away"):
        manifest_desk.print_again(
            hands.store, hands.act(), number=LIST, folder=tmp_path, words=Words()
        )


def test_an_open_list_keeps_its_parcels(hands: Hands) -> None:
    hands.pack(1, 2, before=timedelta(days=100))
    hands.load(1)
    with hands.store.write() as tx:
        assert tx.hand_lists.forget(hands.now) == 1
        assert tx.hand_parcels.get("p1") is not None
        assert tx.hand_parcels.get("p2") is None


def test_a_bench_drops_what_left_it_with_its_order(hands: Hands) -> None:
    hands.pack(1, 2, 3)
    hands.load(1)
    with hands.store.write() as tx:
        tx.archive.forget(10_000)  # every closed order
        assert tx.hand_lists.forget_retired() == 2
        assert [one.parcel.parcel_id for one in tx.hand_parcels.on(LIST)] == ["p1"]


def test_many_lists_are_turned_by_their_index(hands: Hands) -> None:
    """What the page asks at first reads no row that it does not show."""
    with hands.store.read() as tx:
        if tx._session.dialect != "sqlite":
            return
        plan = tx._session.connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT number FROM manifest WHERE warehouse = 'W1' "
            "ORDER BY opened_at DESC, number DESC LIMIT 20"
        ).all()
    assert "ix_manifest_warehouse_opened_at_number" in str(plan)
    assert "TEMP B-TREE" not in str(plan)
