"""A bench for a test: stocked, signed in, closed at the end."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.order import Order
from app.domain.policy import BenchPolicy
from app.store.engine import open_store
from tests.station.harness import CORRECT, MakeStation, Station


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bench's database with its tables, made once and copied for each test."""
    path = tmp_path_factory.mktemp("template") / "bench.db"
    open_store(path, warehouse="W1", station="B01").close()
    return path


@pytest.fixture
def station(tmp_path: Path, empty_database: Path) -> Iterator[MakeStation]:
    """``station(order, ..., policy=, signed_in=, prints=, **stock)``: mistakes are corrected."""
    opened: list[Station] = []

    def make(
        *orders: Order,
        policy: BenchPolicy = CORRECT,
        signed_in: bool = True,
        prints: bool = True,
        station_id: str = "B01",
        busy_ms: int = 5_000,
        first_number: int = 1,
        **stock: Any,
    ) -> Station:
        path = tmp_path / f"{station_id}-{len(opened)}.db"
        shutil.copyfile(empty_database, path)
        made = Station(
            path,
            policy,
            station_id=station_id,
            prints=prints,
            busy_ms=busy_ms,
            first_number=first_number,
        )
        opened.append(made)
        made.stock(orders, **stock)
        if signed_in:
            made.sign_in()
        return made

    yield make
    for each in opened:
        each.close()
