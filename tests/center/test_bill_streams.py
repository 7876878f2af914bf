"""A bill of any length goes one way: in parts, stopped without a trace, and never half there."""

import gc
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.center import bill_spool, bill_world, bills
from app.center.bill_file import ReadLine, open_bill
from app.center.bill_profile import USUAL, known_profiles
from app.center.bill_run import judge
from app.center.bill_spool import Spool
from app.center.bill_taking import drop
from app.center.office_center import OfficeCenter
from app.center.problems import ImportRefusedError
from app.center.refusals import NotDoneError
from app.center.uncollected import uncollected
from app.domain.bill_matching import BillLine, Charge, Judged, Leg, SentParcel
from app.domain.paging import PageQuery
from app.domain.particulars import Particulars
from app.domain.places import Destination
from app.store.engine import Store
from tests.center.bill_rig import a_bill, lines_of, office_over, take

HERE = Destination(province="四川")


class Files:
    """Our side as a test knows it."""

    def parcels(self, waybills: Sequence[str]) -> Mapping[str, SentParcel]:
        return {
            one: SentParcel(one, date(2026, 11, 1), HERE, 900)
            for one in waybills
            if not one.endswith("7")
        }

    def paid(self, waybills: Sequence[str]) -> frozenset[str]:
        return frozenset(one for one in waybills if one.endswith("3"))


def price(_day: date, _place: Destination, grams: int, _of: Particulars) -> int:
    return 180 if grams <= 1000 else 215


def a_thousand() -> Iterator[ReadLine]:
    """Waybills come several times, far from one another, on both legs."""
    rng = random.Random(8)
    for n in range(1000):
        charge = rng.choice([Charge.FREIGHT, Charge.FREIGHT, Charge.EXTRA])
        leg = rng.choice([Leg.OUT, Leg.OUT, Leg.RETURN])
        line = BillLine(n + 2, f"W{rng.randrange(400)}", leg, charge, 180, rng.choice([0, 50]), 950)
        yield ReadLine(n, "", line, "[]")


def verdicts(lines_in_part: int) -> list[Judged]:
    with Spool(lines_in_part) as spool:
        for one in a_thousand():
            spool.add(one)
        told = [each for found, _parcels in judge(spool, Files(), price) for each in found]
    return [judged for _line, judged in sorted(told, key=lambda each: each[0].n)]


@pytest.mark.parametrize("places", [1 << 23, 64, 1])
@pytest.mark.parametrize("lines_in_part", [16, 150, 999])
def test_in_how_many_parts_a_bill_is_judged_changes_nothing(
    lines_in_part: int, places: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = verdicts(1000)
    assert len(whole) == 1000
    monkeypatch.setattr(bill_spool, "_PLACES", places)  # 1: every waybill seems to come twice
    monkeypatch.setattr(bill_spool, "_BLOCK", 50)  # many blocks, in a file on the disk
    monkeypatch.setattr(bill_spool, "_IN_MEMORY", 1)
    assert verdicts(lines_in_part) == whole


def test_a_part_holds_all_lines_of_its_waybills() -> None:
    with Spool(60) as spool:
        for one in a_thousand():
            spool.add(one)
        found = list(spool.parts())
    parts = [{one.line.waybill for one in part} for part in found]
    assert len(parts) > 1
    assert sum(map(len, parts)) == len(set.union(*parts))
    assert all(part == sorted(part, key=lambda one: one.n) for part in found)


def test_what_comes_once_is_given_back_in_the_order_of_the_bill() -> None:
    line = BillLine(2, "", Leg.OUT, Charge.FREIGHT, 180)
    twice = {"W3", "W77"}
    with Spool(10) as spool:
        for n in range(100):
            waybill = "W3" if n == 77 else "W77" if n == 78 else f"W{n}"
            spool.add(ReadLine(n, "", line._replace(waybill=waybill), "[]"))
        every = [one for part in spool.parts() for one in part]
    once = [one.n for one in every if one.line.waybill not in twice]
    assert len(every) == 100
    assert once == sorted(once)


def test_a_file_without_end_of_faults_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = a_bill(tmp_path, "运单号,运费\n" + "X1,three\n" * 5_000)
    bill = open_bill(path, known_profiles()[USUAL])
    assert sum(1 for _line in bill.read()) < 1_100
    with pytest.raises(ImportRefusedError, match="row 900, column 运费"):
        bill.findings.refuse_if_any()


def broken_off() -> None:
    with uncollected():
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
        raise PowerCutError


@pytest.mark.parametrize("on", [True, False])
def test_garbage_is_looked_for_again_as_before(*, on: bool) -> None:
    before = gc.isenabled()
    (gc.enable if on else gc.disable)()
    try:
        with pytest.raises(PowerCutError):
            broken_off()
        assert gc.isenabled() is on
    finally:
        (gc.enable if before else gc.disable)()


def bills_of(office: OfficeCenter) -> list[bills.Bill]:
    return list(office.read(lambda tx: bills.read(tx, PageQuery())).rows)


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_bill_that_is_stopped_leaves_nothing(store: Store, tmp_path: Path, after: int) -> None:
    office, asked = office_over(store), []

    def go_on(done: int, _all: int) -> bool:
        asked.append(done)
        return len(asked) <= after

    path = a_bill(tmp_path)
    assert take(office, path, go_on=go_on) is None
    assert bills_of(office) == []
    assert lines_of(office) == {}
    assert asked == sorted(asked)
    assert take(office, path) is not None
    assert lines_of(office)["X1"].cause == "MATCH"


def test_parcels_of_many_days_are_looked_for_and_each_is_lacking_once(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X1 is packed first, X3 two minutes later: with a minute at a time X2 is at the very edge."""
    monkeypatch.setattr(bill_world, "_BEYOND", timedelta(0))
    monkeypatch.setattr(bill_world, "_AT_ONCE", timedelta(minutes=1))
    office = office_over(store)
    assert take(office, a_bill(tmp_path, "运单号,省,重量,运费\nX1,江苏,0.9,1.8\nX4,江苏,0.7,1.8\n"))
    found = lines_of(office, "missing")
    assert sorted(found) == ["X2", "X3"]
    assert len(lines_of(office)) == 4


class PowerCutError(Exception):
    """The computer is gone."""


def test_lines_of_a_bill_that_is_half_there_count_for_nothing(store: Store, tmp_path: Path) -> None:
    office, path = office_over(store), a_bill(tmp_path)
    taken = take(office, path)
    assert taken is not None
    with store.write() as tx:  # as a power cut leaves it
        tx.bills.payables.set_bill_state(taken.id, ("taken",), "taking")
    assert lines_of(office) == {}
    with store.read() as tx:
        assert tx.bills.facts.paid("YUNDA", ["X1"]) == frozenset()
    with pytest.raises(NotDoneError, match="wait for it, or drop it"):
        take(office, path)
    drop(store, taken.id)
    assert bills_of(office) == []
    assert take(office, path) is not None


def test_what_goes_wrong_on_the_way_is_taken_away(store: Store, tmp_path: Path) -> None:
    office = office_over(store)

    def go_on(done: int, every: int) -> bool:
        if bills_of(office) and done:
            raise PowerCutError
        return every > 0

    with pytest.raises(PowerCutError):
        take(office, a_bill(tmp_path), go_on=go_on)
    assert bills_of(office) == []
