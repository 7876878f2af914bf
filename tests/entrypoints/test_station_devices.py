"""A real bench and its center: how the devices are comes to the office by the greeting."""

import time
from pathlib import Path
from threading import Event

from app.config import CenterSettings, PrinterSettings, ScannerSettings, Settings
from app.domain.readings import DeviceKind
from app.entrypoints.station_host import StationHost
from app.station.snapshot import BenchSnapshot
from app.store.records import StationNow
from tests.sync.rig import a_center

WITHIN_S = 60.0


def test_devices_come_to_the_office_with_the_greeting(tmp_path: Path) -> None:
    place = tmp_path / "center.db"
    center = a_center(str(place), orders=1)
    changed, shown = Event(), list[BenchSnapshot]()

    def show(snapshot: BenchSnapshot) -> None:
        shown.append(snapshot)
        changed.set()

    host = StationHost(
        Settings(
            center=CenterSettings(database=str(place)),
            scanner=(ScannerSettings("keys", "keyboard"),),
            printer=PrinterSettings("folder"),
        ),
        tmp_path,
        show,
    )
    host.start()
    try:
        said = StationNow("")
        end = time.monotonic() + WITHIN_S
        while not (shown and said.devices == _pills(shown)) and time.monotonic() < end:
            changed.wait(1.0)  # the bench says something five times a second
            changed.clear()
            with center.read() as tx:
                said = tx.stations.now("B01") or said
    finally:
        host.stop()
        center.close()
    assert said.devices.keys() == {"scanner", "scale", "printer"}
    assert said.devices == _pills(shown)
    assert said.devices["scale"] == "off"
    assert said.devices["printer"] != "off"
    assert said.instance


def _pills(shown: list[BenchSnapshot]) -> dict[str, str]:
    """What the bench's own screen says of its devices."""
    return {
        pill.kind.value: pill.state.value
        for pill in shown[-1].pills
        if pill.kind is not DeviceKind.CENTER
    }
