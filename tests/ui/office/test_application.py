"""The whole office over a real center: it starts, shows what stops, acts, and ends its threads."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.center.alerts import AlertsDesk
from app.center.overview import OverviewDesk
from app.domain.order import Role
from app.entrypoints import office as entrypoint
from app.store.engine import Store, open_store
from app.ui.office_application import OfficeSettings, OfficeUi, build
from tests.builders import NOON, an_operator
from tests.center.desk_rig import Desk, mismatch


def _now() -> datetime:
    """A minute after the facts of the rig."""
    return NOON + timedelta(minutes=1)


@pytest.fixture
def center(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path / "center.db", warehouse="W1")
    with store.write() as tx:
        tx.center.begin_epoch("epoch-1", _now())
        tx.operators.put([an_operator("L1", Role.LEAD, name="lead A")])
    yield store
    store.close()


@pytest.fixture
def benches(center: Store, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(center, tmp_path)
    made.now = _now()
    yield made
    for bench in made.benches.values():
        bench.close()


@pytest.fixture
def ui(qapp: QApplication, qtbot: QtBot, center: Store, tmp_path: Path) -> Iterator[OfficeUi]:
    watched = open_store(tmp_path / "center.db", warehouse="W1")
    numbers = iter(range(1000))
    settings = OfficeSettings(
        kept=tmp_path / "office.json", exports=tmp_path, place="W1", language="en", me="L1"
    )
    made = build(
        settings,
        AlertsDesk(center, _now, lambda: f"act-{next(numbers)}"),
        AlertsDesk(watched, _now, lambda: "unused"),
        OverviewDesk(watched, _now),
        _now,
    )
    qtbot.addWidget(made.window)
    qtbot.addWidget(made.window.wall)
    made.window.resize(1366, 768)
    made.window.show()
    made.sound.start()
    made.watch.start()
    yield made
    made.stop()
    watched.close()


def test_a_stop_is_shown_and_confirmed(ui: OfficeUi, benches: Desk, qtbot: QtBot) -> None:
    window = ui.window
    window.show_page("alerts")
    benches.bring(mismatch())
    table = window.alerts.table
    qtbot.waitUntil(lambda: table.model.rowCount() == 1)
    table.view.select(0)
    window.alerts.act(table.current())
    qtbot.waitUntil(lambda: window.toast.text() == "1 alert confirmed")
    qtbot.waitUntil(lambda: table.current() is not None and table.current().state == "acknowledged")
    with benches.store.read() as tx:
        (kept,) = tx.alerts.of([table.current().id])
    assert (kept.state, kept.acknowledged_by) == ("acknowledged", "L1")


OPEN_AND_QUIT = """
import sys
from PySide6.QtCore import QTimer
from app.entrypoints import office
from app.ui.application import application
QTimer.singleShot(700, application().quit)
sys.exit(office.main(sys.argv[1:]))
"""


def test_the_command_opens_and_ends(center: Store, tmp_path: Path) -> None:
    """In a process of its own: an application that has ended runs no event loop any more."""
    place = str(tmp_path / "center.db")
    arguments = ["--home", str(tmp_path), "--database", place, "--offscreen"]
    run = subprocess.run(
        [sys.executable, "-c", OPEN_AND_QUIT, *arguments],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "logs").is_dir()


def test_a_wrong_database_is_refused_with_advice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "no" / "such.db"
    assert entrypoint.main(["--home", str(tmp_path), "--database", str(place), "--offscreen"]) == 1
    assert "address of the database" in capsys.readouterr().err
