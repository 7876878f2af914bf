"""The job and the command that read the ERP's items."""

import argparse
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from app.center import erp_desk
from app.domain.catalogue import Item
from app.entrypoints import center_erp
from app.store.engine import Store
from app.store.job_rows import JobRow
from tests.builders import NOON
from tests.center.jobs_rig import Jobs


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def later(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)


def jobs_of(store: Store, folder: Path, clock: Clock) -> Jobs:
    jobs = Jobs(store, clock, lambda: uuid4().hex)
    jobs.has_an_erp(folder, TEA=10)
    return jobs


def item(store: Store) -> Item | None:
    with store.read() as tx:
        return tx.catalogue.get("TEA")


def test_the_job_reads_by_the_clock(store: Store, tmp_path: Path) -> None:
    clock = Clock()
    jobs = jobs_of(store, tmp_path, clock)

    def due() -> bool:
        return jobs.made.step("jobs", frozenset({erp_desk.ITEMS}))

    def row() -> JobRow:
        with store.read() as tx:
            found = tx.job_rows.get(erp_desk.ITEMS)
        assert found is not None
        return found

    assert due()  # no table of items: nothing is told, nothing fails
    assert (row().state, row().reason, item(store)) == ("idle", "", None)
    (tmp_path / "in/items.csv").write_text("sku,name\nTEA,tea\nZZ1,a card\n")
    clock.later(59)
    assert not due()
    clock.later(2)
    assert due()
    assert item(store) == Item("TEA", "tea")
    with store.read() as tx:
        (run,) = tx.jobs.last(erp_desk.ITEMS)
    assert run.counts == {"new": 1, "refused": 1}
    assert row().reason == "ZZ1: ZZ1 begins with ZZ, which is kept for our own printed codes"


def test_a_warehouse_without_an_erp_has_nothing_to_read(local: Store) -> None:
    assert not Jobs(local, Clock(), lambda: uuid4().hex).run(erp_desk.ITEMS)


def test_the_command_says_what_it_did(
    local: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    jobs_of(local, tmp_path, Clock())
    (tmp_path / "in/items.csv").write_text("sku,name\nTEA,tea\nZZ1,a card\n")
    assert center_erp._erp(local, argparse.Namespace(what="items")) == 0
    said = capsys.readouterr().out
    assert "items new: 1, items changed: 0, items retired: 0, items unchanged: 0" in said
    assert "refused: ZZ1: ZZ1 begins with ZZ" in said
