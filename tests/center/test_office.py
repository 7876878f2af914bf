"""The office's side of the center: the door, people, jobs, and lists that go out as files."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from app.center import door, job_list, people
from app.center.alert_board import Person
from app.center.alert_sheet import Column
from app.center.office_center import READ_AT_ONCE, OfficeCenter, at_most
from app.center.refusals import NotDoneError
from app.center.sheets import read_sheets
from app.center.staff import NotPermittedError
from app.domain.order import Role
from app.domain.paging import PageQuery
from app.store.engine import Store
from app.store.job_rows import JobRow
from app.store.pins import hash_pin
from tests import many_rows
from tests.builders import NOON, an_operator

PIN = "246813"
HASH = hash_pin(PIN)
Clocked = Callable[[int], None]


@pytest.fixture
def clock() -> list[int]:
    return [0]


@pytest.fixture
def center(local: Store, clock: list[int]) -> OfficeCenter:
    numbers = count(1)
    return OfficeCenter(
        local, lambda: NOON + timedelta(seconds=clock[0]), lambda: f"id-{next(numbers)}"
    )


@pytest.fixture
def staffed(local: Store, center: OfficeCenter) -> OfficeCenter:
    with local.write() as tx:
        tx.operators.put(
            [an_operator("A1", Role.ADMIN, badge="ZB9", name="admin"),
             an_operator("L1", Role.LEAD, badge="ZB1", name="lead"),
             an_operator("P1", Role.PACKER, badge="ZB2", name="packer")]
        )  # fmt: skip
        for one in ("A1", "L1", "P1"):
            tx.operators.set_pin(one, HASH)
    return center


def enter(center: OfficeCenter, who: str, pin: str = PIN) -> Person:
    return center.run(lambda store, act: door.sign_in(store, act, who, pin), "")


def trail(store: Store) -> list[tuple[str, str, str]]:
    with store.read() as tx:
        return [(one.who, one.action, one.about) for one in tx.audit.read()]


def test_the_first_start_names_an_administrator_once(center: OfficeCenter, local: Store) -> None:
    assert center.read(door.state) == door.DoorState(ready=False)

    def begin(name: str = "first", badge: str = "zb-7", pin: str = PIN) -> Person:
        return center.run(lambda store, act: door.first_admin(store, act, name, badge, pin), "")

    with pytest.raises(NotDoneError, match="Six digits"):
        begin(pin="111111")
    person = begin()
    assert (person.name, person.role) == ("first", "admin")
    assert center.read(door.state).ready
    with pytest.raises(NotDoneError, match="already"):
        begin("second", "ZB8")
    assert enter(center, "first") == person
    assert [action for _who, action, _about in trail(local)] == [
        "operator.first_admin", "office.sign_in", "office.sign_in",
    ]  # fmt: skip


def test_badge_id_or_name_and_the_right_pin(staffed: OfficeCenter) -> None:
    assert [enter(staffed, who).id for who in ("ZB1", "l1", "Lead")] == ["L1"] * 3
    for who, why in (("nobody", "Nobody"), ("", "Nobody"), ("P1", "packs at a bench")):
        with pytest.raises(NotDoneError, match=why):
            enter(staffed, who)


def test_wrong_pins_lock_the_badge_everywhere_and_are_an_alert(
    staffed: OfficeCenter, local: Store, clock: list[int]
) -> None:
    for left in (4, 3, 2, 1):
        with pytest.raises(NotDoneError, match=f"left: {left}"):
            enter(staffed, "L1", "000001")
    with pytest.raises(NotDoneError, match="Too many"):
        enter(staffed, "L1", "000001")
    with pytest.raises(NotDoneError, match="Too many"):
        enter(staffed, "L1")  # the right one does not help now
    with local.read() as tx:
        until = tx.operators.locked_until("L1")
        (alert,) = tx.alerts.of(["id-1"])
    assert until == NOON + timedelta(minutes=15)
    assert (alert.kind, alert.verdict, alert.details["who"]) == ("badge", "locked_out", "lead")
    clock[0] = 901
    assert enter(staffed, "L1").id == "L1"


def test_a_right_pin_counts_anew(staffed: OfficeCenter) -> None:
    for _round in range(3):
        for _wrong in range(4):
            with pytest.raises(NotDoneError, match="left"):
                enter(staffed, "L1", "000001")
        enter(staffed, "L1")


def test_tries_are_no_news_for_the_benches(staffed: OfficeCenter, local: Store) -> None:
    with local.read() as tx:
        head = tx.feed.head("operators")
    with pytest.raises(NotDoneError):
        enter(staffed, "L1", "000001")
    with local.read() as tx:
        assert tx.feed.head("operators") == head


def test_people_are_changed_in_somebodys_name(staffed: OfficeCenter, local: Store) -> None:
    new = staffed.change(
        lambda tx, act: people.add(tx, act, name="new", badge="ZB5", role="packer"), "A1"
    )
    staffed.change(
        lambda tx, act: people.change(
            tx, act, operator_id=new, name="newer", badge="ZB6", role="lead"
        ),
        "A1",
    )
    staffed.run(lambda store, act: people.give_pin(store, act, operator_id=new, pin=PIN), "A1")
    assert enter(staffed, "ZB6").name == "newer"
    staffed.change(lambda tx, act: people.set_active(tx, act, operator_id=new, active=False), "A1")
    with pytest.raises(NotDoneError, match="Nobody"):
        enter(staffed, "ZB6")
    page = staffed.read(lambda tx: people.read(tx, PageQuery(group="left"), now=NOON))
    assert [(one.name, one.role, one.state, one.has_pin) for one in page.rows] == [
        ("newer", "lead", "left", True)
    ]
    done = staffed.read(lambda tx: people.history(tx, new))
    assert [one.action for one in done] == [
        "operator.active", "office.sign_in", "operator.pin", "operator.change", "operator.add",
    ]  # fmt: skip
    assert {who for who, action, _about in trail(local) if action.startswith("operator")} == {"A1"}


def test_what_cannot_be_done_to_people(staffed: OfficeCenter) -> None:
    def change(work: Callable[..., object], who: str = "A1", **values: object) -> None:
        staffed.change(lambda tx, act: work(tx, act, **values), who)

    with pytest.raises(NotPermittedError):
        change(people.set_active, "L1", operator_id="P1", active=False)
    with pytest.raises(NotDoneError, match="own badge"):
        change(people.set_active, operator_id="A1", active=False)
    with pytest.raises(NotDoneError, match="last administrator"):
        change(people.change, operator_id="A1", name="admin", badge="ZB9", role="clerk")
    with pytest.raises(NotDoneError, match="has this badge"):
        change(people.add, name="new", badge="zb1", role="packer")
    with pytest.raises(NotDoneError, match="Six digits"):
        staffed.run(lambda store, act: people.give_pin(store, act, operator_id="P1", pin="1"), "A1")


def test_jobs_are_asked_for_and_paused(staffed: OfficeCenter, local: Store) -> None:
    def state(job: str = "backup") -> str:
        asked = PageQuery("id", text=job)
        page = staffed.read(lambda tx: job_list.read(tx, asked, now=NOON))
        return page.rows[0].state

    assert state() == "never"  # only a command begins it
    with pytest.raises(NotDoneError, match="computer"):
        staffed.change(lambda tx, act: job_list.run_now(tx, act, job="backup"), "A1")
    with local.write() as tx:
        later = NOON + timedelta(hours=1)
        tx.job_rows.add([JobRow("backup", "backup", every_s=86_400, next_at=later)], NOON)
    assert state() == "never"
    staffed.change(lambda tx, act: job_list.run_now(tx, act, job="backup"), "A1")
    assert state() == "waiting"
    with pytest.raises(NotDoneError, match="already"):
        staffed.change(lambda tx, act: job_list.run_now(tx, act, job="backup"), "A1")
    staffed.change(lambda tx, act: job_list.pause(tx, act, job="backup"), "A1")
    assert state() == "paused"
    staffed.change(lambda tx, act: job_list.go_on(tx, act, job="backup"), "A1")
    assert state() == "waiting"
    with pytest.raises(NotDoneError, match="7 days"):
        staffed.change(lambda tx, act: job_list.set_every(tx, act, job="backup", seconds=1), "A1")
    with pytest.raises(NotPermittedError):
        staffed.change(lambda tx, act: job_list.run_now(tx, act, job="backup"), "L1")
    with pytest.raises(NotDoneError, match="computer"):
        staffed.change(lambda tx, act: job_list.run_now(tx, act, job="restore"), "A1")
    assert [action for _who, action, _about in trail(local)] == [
        "job.run_now", "job.pause", "job.go_on",
    ]  # fmt: skip


def test_a_whole_list_goes_out_as_a_file(
    center: OfficeCenter, local: Store, tmp_path: Path
) -> None:
    many_rows.fill(local, 2 * READ_AT_ONCE + 7)
    columns = [
        Column("Order", lambda row: row.number),
        Column("Paid", lambda row: f"{row.paid.amount:f}", number=True),
    ]
    steps: list[tuple[int, int]] = []

    def go_on(done: int, total: int) -> bool:
        steps.append((done, total))
        return True

    query = PageQuery("at", descending=False, offset=40, limit=20)
    for ending in ("xlsx", "csv"):
        path = tmp_path / f"rows.{ending}"
        assert center.export(path, many_rows.read, query, columns, go_on) == 2 * READ_AT_ONCE + 7
        assert steps[-1] == (2 * READ_AT_ONCE + 7,) * 2
    (sheet,) = read_sheets(tmp_path / "rows.xlsx")
    assert len(sheet.rows) == 2 * READ_AT_ONCE + 8
    lines = (tmp_path / "rows.csv").read_text(encoding="utf-8-sig").splitlines()
    assert (len(lines), lines[-1]) == (2 * READ_AT_ONCE + 8, f"SO-000{2 * READ_AT_ONCE + 6},0.06")
    assert list(at_most(range(3), 3)) == [0, 1, 2]
    with pytest.raises(NotDoneError, match="plain table"):
        list(at_most(range(4), 3))
    assert center.export(path, many_rows.read, query, columns, lambda *_: False) == -1
