"""The bench's own manifest on paper and in files, and the form of a courier's label."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.config import BenchSettings, Settings
from app.domain.contract import Contract, Courier
from app.domain.manifest import ReadyParcel
from app.domain.policy import BenchPolicy
from app.domain.values import Grams
from app.entrypoints.label_print import parcel_label
from app.entrypoints.manifest_print import FOLDER, manifest_paper
from app.i18n import Words
from app.labels.page import LABEL_76x130, LABEL_100x150, LabelError
from app.station.effects import PrintLabel, PrintManifest
from app.store.engine import open_store
from app.store.manifests import HandParcel, StoredManifest
from tests.builders import an_order

AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
SETTINGS = Settings(
    bench=BenchSettings(), policy=BenchPolicy(couriers={"sf": "SF Express"}, mask_labels=False)
)


def test_paper_and_files_of_a_manifest(tmp_path: Path) -> None:
    store = open_store(tmp_path / "bench.db", warehouse="W1", station="B01")
    parcel = ReadyParcel("p1", "SF1", "sf", "", "SO-1", "四川", Grams(500), manifest="M1")
    with store.write() as tx:
        tx.manifests.open(StoredManifest("M1", "sf", "", date(2026, 11, 24), "B01", AT))
        tx.hand_parcels.put(HandParcel(parcel, "o1", AT, AT))
    paper = manifest_paper(PrintManifest("M1", 2), store, tmp_path, SETTINGS, Words())
    assert (paper.courier, paper.copy, len(paper.lines)) == ("SF Express", 2, 1)
    names = sorted(path.name for path in (tmp_path / FOLDER).iterdir())
    assert names == ["M1.csv", "M1.pdf", "M1.xlsx"]
    with pytest.raises(LabelError, match="no manifest M2"):
        manifest_paper(PrintManifest("M2"), store, tmp_path, SETTINGS, Words())
    store.close()


def test_a_label_has_the_form_that_its_contract_asks_for(tmp_path: Path) -> None:
    store = open_store(tmp_path / "bench.db", warehouse="W1", station="B01")
    order = an_order()
    with store.write() as tx:
        tx.orders.upsert([order], AT)
    effect = PrintLabel("job", order, "SF1", "sf", 1, 1, 500, 1)
    label, page = parcel_label(effect, store, SETTINGS, AT)
    assert (page, label.courier, label.qr_text) == (LABEL_100x150, "SF Express", "SF1*1")
    with store.write() as tx:
        tx.couriers.put([Courier("sf", "SF", label_template="4x6")])
        tx.contracts.put([Contract("c1", "sf", label_template="76x130")])
    label, page = parcel_label(effect, store, SETTINGS, AT)
    assert (page, label.items) == (LABEL_76x130, ())
    store.close()
