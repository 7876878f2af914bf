"""Couriers from the office: label and number formats are set, checked, and reach the bench."""

from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from app.center import courier_desk
from app.center.office_center import Act
from app.center.refusals import NotDoneError
from app.center.staff import CENTER, NotPermittedError
from app.config import BenchSettings, Settings
from app.domain.contract import Contract, Courier
from app.domain.policy import BenchPolicy
from app.entrypoints.label_print import parcel_label
from app.labels.page import LABEL_76x130, LABEL_100x150
from app.station.effects import PrintLabel
from app.store.engine import Store, open_store
from tests.builders import NOON, an_order

FORMATS = ("sf_15", "sf_12")


def act(who: str = CENTER) -> Act:
    ids = count()
    return Act(who, NOON, lambda: f"id-{next(ids)}")


def saved(store: Store, courier: Courier, contract: Contract, *, new: bool = True) -> str:
    with store.write() as tx:
        return courier_desk.save(tx, act(), courier=courier, contract=contract, people=(), new=new)


def test_label_formats_and_branch_are_kept_and_said(local: Store) -> None:
    courier = Courier("sf", "SF", FORMATS, "76x130", note="kept")
    contract_id = saved(local, courier, Contract("", "sf", label_template="4x6"))
    changed = Courier("sf", "SF Express", FORMATS[:1], "100x180")
    saved(local, changed, Contract(contract_id, "sf", number_branch="B1"), new=False)
    with local.read() as tx:
        kept, agreed = tx.couriers.get("sf"), tx.contracts.get(contract_id)
        notes = [one for one in tx.audit.read() if one.action == "contract.save"]
    assert kept == Courier("sf", "SF Express", FORMATS[:1], "100x180", note="kept")
    assert agreed == Contract(contract_id, "sf", number_branch="B1")
    assert notes[0].before == {}
    assert {one.after["courier_label"] for one in notes} == {"76x130", "100x180"}
    last = notes[-1]
    assert (last.before["label"], last.after["label"]) == ("4x6", "")
    assert (last.before["formats"], last.after["formats"]) == (list(FORMATS), ["sf_15"])
    assert last.after["number_branch"] == "B1"


@pytest.mark.parametrize(
    ("courier", "contract", "said"),
    [
        (Courier("sf", "SF", ("pigeon",)), Contract("", "sf"), "pigeon"),
        (Courier("sf", "SF", label_template="9x9"), Contract("", "sf"), "9x9"),
        (Courier("sf", "SF"), Contract("", "sf", label_template="A3"), "A3"),
    ],
)
def test_names_that_are_not_known_are_refused(
    local: Store, courier: Courier, contract: Contract, said: str
) -> None:
    with pytest.raises(NotDoneError, match=said):
        saved(local, courier, contract)
    with local.read() as tx:
        assert tx.couriers.get("sf") is None


def test_somebody_else_may_not(local: Store) -> None:
    with pytest.raises(NotPermittedError), local.write() as tx:
        courier_desk.save(
            tx, act("nobody"), courier=Courier("sf", "SF"), contract=Contract("", "sf"),
            people=(), new=True,
        )  # fmt: skip


def test_every_form_is_offered_with_its_size() -> None:
    assert dict(courier_desk.label_forms()) == {
        "100x150": "100 × 150 mm",
        "100x180": "100 × 180 mm",
        "76x130": "76 × 130 mm",
        "4x6": "4 × 6 in",
    }


def test_the_bench_prints_in_the_form_that_the_office_set(tmp_path: Path) -> None:
    """The contract's form goes before the courier's; without both it is the usual one."""
    store = open_store(tmp_path / "bench.db", warehouse="W1", station="B01")
    order, at = an_order({"TEA": 2}, courier="sf"), datetime(2026, 11, 24, 8, tzinfo=UTC)
    with store.write() as tx:
        tx.orders.upsert([order], at)
    effect = PrintLabel("job", order, "SF1", "sf", 1, 1, 500, 1)
    settings = Settings(bench=BenchSettings(), policy=BenchPolicy())

    def page() -> object:
        return parcel_label(effect, store, settings, at)[1]

    assert page() == LABEL_100x150
    contract_id = saved(store, Courier("sf", "SF", label_template="76x130"), Contract("", "sf"))
    assert page() == LABEL_76x130
    own = Contract(contract_id, "sf", label_template="100x150")
    saved(store, Courier("sf", "SF", label_template="76x130"), own, new=False)
    assert page() == LABEL_100x150
    store.close()
