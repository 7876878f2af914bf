"""Who receives a parcel stands on its label, and nowhere else at a bench."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.config import BenchSettings, Settings
from app.domain.control_code import Control
from app.domain.order import Recipient
from app.entrypoints.label_print import addressed
from app.entrypoints.station_host import StationHost
from app.labels.page import LabelError
from app.station import devices_page
from app.store.vault import Vault
from app.store.vault_keys import FolderKeys
from tests.builders import an_order
from tests.station.harness import START, MakeStation

PERSON = Recipient("Recipient Q7", "00099988877", "CN", "P", "C", "D", "77 Quiet Road", "100000")
SECRET = (PERSON.name, PERSON.phone, PERSON.address)


def test_no_fact_no_screen_and_no_file_names_the_recipient(station: MakeStation) -> None:
    bench = station(
        an_order({"TEA": 2}, recipient=PERSON), an_order(number="SO-2", recipient=PERSON)
    )
    bench.scan_all("SO-1", "TEA")
    bench.press(Control.PARK)
    bench.restart()
    bench.scan_all("SO-1", "TEA")
    bench.weigh_right()
    bench.prove()
    bench.scan("SO-2")
    bench.press(Control.RETURN)
    said = repr((bench.snapshots, bench.journal(), bench.state, bench.effects))
    files = b"".join(path.read_bytes() for path in bench.path.parent.glob("*") if path.is_file())
    for secret in SECRET:
        assert secret not in said
        assert secret.encode() not in files
    assert bench.snapshots[3].order is None or bench.snapshots[3].order.region == "P C"
    assert bench.folded() == bench.state


@pytest.fixture
def host(tmp_path: Path) -> Iterator[StationHost]:
    made = StationHost(Settings(bench=BenchSettings()), tmp_path, lambda _snapshot: None)
    with made._store.write() as tx:
        tx.orders.upsert([an_order(recipient=PERSON)], START)
    yield made
    made._labels.close()
    made._store.close()


def test_the_label_gets_the_recipient_from_the_vault(
    station: MakeStation, host: StationHost
) -> None:
    bench = station(an_order(recipient=PERSON), prints=False)
    bench.scan_all("SO-1", "TEA")
    bench.weigh_right()
    (asked,) = bench.labels
    assert asked.order.recipient.address == ""
    assert addressed(asked, host._store).order.recipient == PERSON


def test_no_label_goes_out_without_its_recipient(station: MakeStation, host: StationHost) -> None:
    bench = station(an_order(recipient=PERSON), prints=False)
    bench.scan_all("SO-1", "TEA")
    bench.weigh_right()
    (asked,) = bench.labels
    with pytest.raises(LabelError, match="not on this bench"):
        addressed(replace(asked, order=replace(asked.order, id="another")), host._store)
    host._store.vault = Vault(lambda: FolderKeys(Path("no such folder")))
    with pytest.raises(LabelError, match="cannot be read"):
        addressed(asked, host._store)


def test_a_test_label_needs_nobody(host: StationHost) -> None:
    label = devices_page.test_label(1)
    assert addressed(label, host._store) is label
