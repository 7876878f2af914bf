"""The shift lead's desk on both engines: what stops is on the board, and what is done is kept."""

import itertools
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.center.alert_board import AlertFilter
from app.center.alert_sheet import Column
from app.center.alerts import AlertsDesk, DeskAwayError
from app.center.sheets import read_sheets
from app.domain import events as e
from app.domain.control_code import Control
from app.domain.order import Role
from app.domain.verdict import Stop, Verdict
from app.store.engine import open_store
from tests.builders import NOON, an_item, an_operator
from tests.center.desk_rig import Desk, mismatch

ALL = AlertFilter(since=NOON - timedelta(hours=4))
CUT_OFF = NOON + timedelta(hours=2)


@pytest.fixture
def alerts(desk: Desk) -> AlertsDesk:
    with desk.store.write() as tx:
        tx.orders.upsert([replace(desk.order, cut_off=CUT_OFF, revision=2)], NOON)
        tx.operators.put([an_operator("L1", Role.LEAD, name="lead A")])
    numbers = itertools.count(1)
    return AlertsDesk(desk.store, lambda: desk.now, lambda: f"act-{next(numbers):04d}")


def test_every_stop_is_on_the_board_with_all_a_lead_asks(desk: Desk, alerts: AlertsDesk) -> None:
    weight = Stop(Verdict.WEIGHT_OUT, details={"shown_g": "182", "expected_g": "96"})
    desk.bring(mismatch(), e.Stopped(weight), e.LabelFailed("p", "j", "out_of_paper"))
    desk.bring(e.LeadCalled(desk.order.id), e.Stopped(Stop(Verdict.REFUNDED)))

    board = alerts.board(ALL, desk.now)
    page = alerts.page(ALL, descending=False)

    assert [(one.kind, one.verdict) for one in page.rows] == [
        ("mismatch", "wrong_item"),
        ("stop", "weight_out"),
        ("printer", "printer"),
        ("lead", "call_lead"),
        ("stop", "refunded"),
    ]
    first = page.rows[0]
    assert first.found is not None
    assert first.expected is not None
    assert (first.order_number, first.found.sku, first.expected.sku) == ("SO-1", "CUP", "TEA")
    assert (first.picker, first.station_id, first.operator) == ("picker 02", "b1", "Packer")
    assert (first.cut_off, first.state) == (CUT_OFF, "open")
    assert board.groups == {"all": 5, "todo": 5, "mine": 0, "closed": 0}
    assert len(board.open) == 5


def test_a_fact_delivered_twice_is_one_alert(desk: Desk, alerts: AlertsDesk) -> None:
    rows = tuple(desk.seal(mismatch()))
    desk.desk.push(rows)
    desk.desk.push(rows)
    assert alerts.page(ALL).total == 1


def test_what_the_packer_mends_alone_calls_nobody(desk: Desk, alerts: AlertsDesk) -> None:
    desk.bring(e.Stopped(Stop(Verdict.MISREAD, "69")))
    (one,) = alerts.page(ALL).rows
    assert (one.state, one.cause) == ("closed", "passed")
    assert alerts.board(ALL, desk.now).open == ()


def test_the_bench_going_on_and_the_printer_working_again(desk: Desk, alerts: AlertsDesk) -> None:
    desk.bring(mismatch(), e.LabelFailed("p", "j", "out_of_paper"))
    desk.bring(e.StopCleared("wrong_item", Control.ACKNOWLEDGE), e.LabelPrinted("p", "j"))
    by_verdict = {one.verdict: one for one in alerts.page(ALL).rows}
    assert by_verdict["wrong_item"].cleared_at is not None
    assert by_verdict["wrong_item"].state == "open"
    assert (by_verdict["printer"].state, by_verdict["printer"].cause) == ("closed", "printed")


def test_acknowledge_assign_close_with_who_and_when(desk: Desk, alerts: AlertsDesk) -> None:
    desk.bring(mismatch())
    (one,) = alerts.page(ALL).rows
    desk.now = NOON + timedelta(seconds=48)
    alerts.acknowledge([one.id], "L1")
    assert alerts.acknowledge([one.id, "nobody"], "S1").skipped == (one.id, "nobody")
    alerts.assign([one.id], "P01", "L1")
    assert alerts.board(replace(ALL, me="P01"), desk.now).groups["mine"] == 1
    alerts.close([one.id], "wrong_location", "bin A-07 relabelled", "L1")

    (one,) = alerts.page(replace(ALL, group="closed")).rows
    assert (one.state, one.cause, one.note) == ("closed", "wrong_location", "bin A-07 relabelled")
    assert (one.acknowledged_by, one.assignee, one.closed_by) == ("lead A", "Packer", "lead A")
    assert [(step.action, step.by) for step in alerts.history(one.id)] == [
        ("acknowledge", "lead A"),
        ("assign", "lead A"),
        ("close", "lead A"),
    ]
    assert alerts.board(ALL, desk.now).answer_s == 48
    with desk.store.read() as tx:
        (error,) = tx.pick_errors.in_state("closed")
    assert (error.cause, error.assignee, error.resolution) == (
        "wrong_location",
        "P01",
        "bin A-07 relabelled",
    )


def test_undo_gives_back_what_was_unless_somebody_went_on(desk: Desk, alerts: AlertsDesk) -> None:
    desk.bring(mismatch())
    (before,) = alerts.page(ALL).rows
    done = alerts.close([before.id], "damaged", "", "L1")
    assert alerts.undo(done.actions, "L1").skipped == ()
    assert alerts.page(ALL).rows == (before,)

    first = alerts.acknowledge([before.id], "L1")
    alerts.assign([before.id], "P01", "L1")
    assert alerts.undo(first.actions, "L1").skipped == first.actions


def test_tickets_with_their_difference_owner_and_clock(desk: Desk, alerts: AlertsDesk) -> None:
    desk.bring(e.OrderReturned(desk.order.id, "ZR0001", {"1": 1}, {"TEA": 1}, ("CUP",)))
    (ticket,) = alerts.board(ALL, desk.now).tickets
    assert (ticket.order_number, ticket.cut_off, ticket.picker) == ("SO-1", CUT_OFF, "picker 02")
    assert (ticket.missing, ticket.extra) == ((("tea", 1),), (("CUP", 1),))
    alerts.assign_ticket(ticket.id, "P01", "L1")
    (ticket,) = alerts.board(ALL, desk.now).tickets
    assert (ticket.owner_id, ticket.owner) == ("P01", "Packer")
    desk.packed()
    assert alerts.board(ALL, desk.now).tickets == ()
    assert alerts.assign_ticket(ticket.id, "L1", "L1").skipped == (ticket.id,)


def test_marks_change_with_the_board_and_only_with_it(desk: Desk, alerts: AlertsDesk) -> None:
    before = alerts.marks()
    assert alerts.marks() == before
    desk.bring(mismatch())
    stopped = alerts.marks()
    assert stopped != before
    (one,) = alerts.page(ALL).rows
    alerts.acknowledge([one.id], "L1")
    assert alerts.marks() != stopped


def test_benches_away_are_named_with_since_when(desk: Desk, alerts: AlertsDesk) -> None:
    desk.desk.hello("b1", "0.1", NOON, 0)
    desk.now = NOON + timedelta(seconds=60)
    desk.desk.hello("b2", "0.1", NOON, 3)
    (gone,) = alerts.board(ALL, desk.now).away
    assert (gone.station_id, gone.since, gone.waiting) == ("b1", NOON, 0)
    assert alerts.marks().away == ("b1",)


def test_pages_sorts_and_searches(desk: Desk, alerts: AlertsDesk) -> None:
    names = ["MUG", "SOCK", "LAMP", "TOY", "SOAP"]
    for number, name in enumerate(names):
        stop = Stop(Verdict.WRONG_ITEM, name, an_item(name), an_item("TEA"))
        desk.bring(e.Stopped(stop), station=f"b{number % 2}")
    shown = [
        one.code
        for offset in (0, 2, 4)
        for one in alerts.page(
            ALL, sort="station_id", descending=False, offset=offset, limit=2
        ).rows
    ]
    assert sorted(shown) == sorted(names)
    assert alerts.page(replace(ALL, text="lamp so-1")).total == 1
    assert alerts.page(replace(ALL, text="100%")).total == 0
    assert alerts.page(replace(ALL, station_id="b1")).total == 2
    assert alerts.page(replace(ALL, kinds=("stop",))).total == 0
    assert alerts.page(replace(ALL, since=NOON + timedelta(hours=1))).total == 0
    with pytest.raises(ValueError):
        alerts.page(ALL, sort="words")


def test_bars_and_rate(desk: Desk, alerts: AlertsDesk) -> None:
    desk.bring(mismatch(), mismatch())
    desk.packed()
    desk.now = NOON + timedelta(minutes=30)
    edges = [NOON - timedelta(hours=1), NOON, NOON + timedelta(hours=1)]
    board = alerts.board(ALL, desk.now, edges)
    assert [span.count for span in board.spans] == [0, 2]
    assert (board.rate.errors, board.rate.parcels, board.rate.per_myriad) == (2, 1, 20_000)
    assert board.rate_before.per_myriad is None


COLUMNS = (
    Column("order", lambda one: one.order_number),
    Column("code", lambda one: one.code),
    Column("at", lambda one: f"{one.at:%H:%M}"),
)


def test_export_is_a_sheet_of_text(desk: Desk, alerts: AlertsDesk, tmp_path: Path) -> None:
    desk.bring(mismatch("0012345678901"), mismatch("=1+1"))
    told: list[tuple[int, int]] = []

    def go_on(done: int, whole: int) -> bool:
        told.append((done, whole))
        return True

    path = tmp_path / "alerts.xlsx"
    assert alerts.export(path, ALL, COLUMNS, go_on) == 2
    (sheet,) = read_sheets(path)
    codes = [cells[1].text for _number, cells in sheet.rows]
    assert codes == ["code", "=1+1", "0012345678901"]
    assert not any(cell.numeric for _number, cells in sheet.rows for cell in cells)
    assert told[-1] == (2, 2)


def test_export_that_is_stopped_leaves_no_file(
    desk: Desk, alerts: AlertsDesk, tmp_path: Path
) -> None:
    desk.bring(*[mismatch() for _ in range(100)])
    desk.bring(*[mismatch() for _ in range(100)])
    path = tmp_path / "alerts.xlsx"
    assert alerts.export(path, ALL, COLUMNS, lambda _done, _all: False) == -1
    assert list(tmp_path.glob("alerts*")) == []


def test_a_database_that_is_gone_says_what_to_do(tmp_path: Path) -> None:
    place = tmp_path / "gone.db"
    store = open_store(place, warehouse="W1")
    store.close()
    place.write_bytes(b"no database" * 1000)
    with pytest.raises(DeskAwayError) as error:
        AlertsDesk(store, lambda: NOON, lambda: "id").marks()
    assert error.value.advice
    store.close()
