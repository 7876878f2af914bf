"""What the doctor finds, on a sound center and on one where something is wrong."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app.center import doctor, pool
from app.center.checks import Check, Level
from app.center.jobs_run import Jobs
from app.domain import events as e
from app.domain.order import OrderState
from app.store import health
from app.store.engine import Store
from app.store.records import StationSeen, Task
from tests.builders import NOON, an_order
from tests.center.desk_rig import Desk
from tests.center.test_backup import run
from tests.store.samples import a_card


def examined(store: Store, *, full: bool = False, hours: int = 0) -> dict[str, Check]:
    now = NOON + timedelta(hours=hours)
    return {one.name: one for one in doctor.examine(store, now, full=full)}


def levels(found: dict[str, Check], level: Level) -> list[str]:
    return [name for name, one in found.items() if one.level is level]


def test_a_sound_center(desk: Desk) -> None:
    """Only what a fresh center cannot have is missing; a test's server does not sync its disk."""
    desk.packed()
    found = examined(desk.store, full=True)
    server = "fsync" in found
    assert levels(found, Level.BROKEN) == (["fsync"] if server else [])
    assert set(levels(found, Level.WARNING)) <= {
        "backup", "data_checksums", "server clock", "disk", "waybill numbers of SF",
    }  # fmt: skip
    assert "sound" in found["journal chains"].found
    assert found["engine"].found.startswith("PostgreSQL" if server else "SQLite 3.")
    text = doctor.lines(list(found.values()))
    assert any(line.startswith("ok       schema: revision 00") for line in text)
    assert all(one.advice for one in found.values() if one.level is not Level.OK)


def test_a_changed_fact_is_broken(desk: Desk) -> None:
    desk.packed()
    with desk.store._writing.begin() as connection:
        connection.execute(text("UPDATE journal SET mono_ms = 7 WHERE n = 4"))
    check = examined(desk.store)["journal chains"]
    assert (check.level, check.found) == (Level.BROKEN, "b1 at fact 4")
    assert check.advice


def test_a_missing_fact_is_a_warning(desk: Desk) -> None:
    rows = desk.seal(*(e.LeadCalled() for _ in range(6)))
    desk.desk.push((*rows[:2], *rows[4:]))
    found = examined(desk.store)
    assert found["journal chains"].level is Level.OK
    missing = found["facts missing"]
    assert (missing.level, missing.found) == (Level.WARNING, "b1: 2 from fact 3")


@pytest.mark.parametrize(("changed", "tail", "seen"), [(3, 4, 0), (3, 0, 3), (9, 4, 9), (6, 4, 7)])
def test_only_the_end_of_a_long_journal_is_followed(
    desk: Desk, changed: int, tail: int, seen: int
) -> None:
    desk.bring(*(e.LeadCalled() for _ in range(10)))
    with desk.store._writing.begin() as connection:
        connection.execute(
            text(
                "UPDATE journal SET sha256 = repeat_ WHERE n = :n".replace(
                    "repeat_", f"'{'0' * 64}'"
                )
            ),
            {"n": changed},
        )
    assert health.chain(desk.store, "b1", tail).changed == seen


def test_facts_that_were_not_applied(desk: Desk) -> None:
    desk.bring(e.OrderParked("id-nobody", {"1": 1}), order_id="id-nobody")
    check = examined(desk.store)["facts not applied"]
    assert (check.level, check.found) == (Level.WARNING, "b1: 1")


def test_a_row_that_no_bench_will_hear_of(desk: Desk) -> None:
    with desk.store._writing.begin() as connection:
        connection.execute(text("UPDATE orders SET seq = 999"))
    check = examined(desk.store)["feeds"]
    assert check.level is Level.BROKEN
    assert "orders" in check.found


def test_numbers_cards_and_tasks(desk: Desk) -> None:
    task = Task("t1", "double_pack", NOON)
    with desk.store.write() as tx:
        pool.stock_up(tx, "SF", ("SF1", "SF2"))
        tx.tasks.open(task)
        tx.rates.put([a_card("SF", ends=NOON.date() + timedelta(days=3))])
        tx.orders.upsert([an_order({"TEA": 1}, number="SO-9", courier="YTO")], NOON)
    found = examined(desk.store)
    assert found["exceptions"] == Check("exceptions", Level.OK, "double_pack: 1")
    assert found["waybill numbers of SF"].level is Level.WARNING
    assert found["waybill numbers of SF"].found == "2 in the pool, 0 lent"
    assert found["rate card of SF"].level is Level.WARNING
    assert "none today, 1 orders wait" in found["rate card of YTO"].found
    assert examined(desk.store, hours=30)["exceptions"].level is Level.WARNING
    assert "none today" in examined(desk.store, hours=24 * 5)["rate card of SF"].found


def test_stations_and_clocks(desk: Desk) -> None:
    seen = StationSeen("b1", seen_at=NOON, skew_ms=-90_000, waiting=12)
    with desk.store.write() as tx:
        tx.stations.put(seen)
        tx.stations.put(replace(seen, id="b2", skew_ms=100, seen_at=NOON + timedelta(hours=20)))
    found = examined(desk.store, hours=30)
    assert found["stations"].found == "not seen for a day: b1 (12 facts wait there)"
    assert found["clocks"].found == "b1 -90 s"


def test_the_age_of_the_backup(desk: Desk) -> None:
    jobs = Jobs(desk.store, lambda: NOON, lambda: "run-1")
    jobs.note("backup", "completed")
    assert examined(desk.store, hours=20)["backup"].level is Level.OK
    late = examined(desk.store, hours=30)["backup"]
    assert (late.level, late.found) == (Level.WARNING, "30.0 h old")


def test_dangerous_settings_of_a_server() -> None:
    safe = dict.fromkeys(health.POSTGRES_SETTINGS, "on")
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        checks = doctor._postgres_settings(safe | {name: "off"})
        assert [one.name for one in checks if one.level is Level.BROKEN] == [name]
    lite = {"journal_mode": "delete", "synchronous": "1"}
    assert [one.level for one in doctor._sqlite_settings(lite)] == [Level.BROKEN] * 2


def test_on_the_command_line(
    local: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("doctor", "--database", local.place) == 0
    assert "ok       journal chains: 0 stations" in capsys.readouterr().out
    assert run("doctor", "--json", "--full", "--database", local.place) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["level"] == "warning"
    assert {"name", "level", "found", "advice"} == set(document["checks"][0])
    assert run("doctor", "--database", str(tmp_path / "nothing.db")) == 1
    assert "is not there" in capsys.readouterr().out
    (tmp_path / "odd.db").write_bytes(b"no database at all" * 1000)
    assert run("doctor", "--database", str(tmp_path / "odd.db")) == 1
    assert "->" in capsys.readouterr().out


def test_states_that_wait_to_be_packed(desk: Desk) -> None:
    with desk.store.read() as tx:
        assert health.couriers_to_pack(tx) == {"SF": 1}
    desk.packed()
    assert desk.state() is OrderState.PACKED
    with desk.store.read() as tx:
        assert health.couriers_to_pack(tx) == {}
        assert health.parcels_since(tx, NOON) == {True: 1, False: 0}
