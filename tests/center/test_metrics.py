"""The center's figures over a real socket."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from app.center import metrics_http
from app.center.metrics import CONTENT_TYPE, Figures, Metric, text
from app.domain import events as e
from app.store.engine import Store, open_store
from app.store.records import StationSeen
from tests.builders import NOON
from tests.center.desk_rig import Desk

LINE = re.compile(r'[a-z_]+(\{[a-z]+="(?:[^"\\\n]|\\.)*"\})? [0-9.e+-]+')


@dataclass
class Ticking:
    """Seconds that pass only when a test says so."""

    at: float = 0.0

    def __call__(self) -> float:
        return self.at


@contextmanager
def asked(store: Store, timer: Ticking | None = None) -> Iterator[HTTPConnection]:
    figures = Figures(store, lambda: NOON + timedelta(seconds=30), timer or Ticking())
    with metrics_http.serving("127.0.0.1:0", figures) as port:
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            yield connection
        finally:
            connection.close()


def get(connection: HTTPConnection, path: str) -> tuple[int, str, str]:
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.getheader("Content-Type", ""), answer.read().decode()


def values(body: str) -> dict[str, float]:
    lines = [line for line in body.splitlines() if not line.startswith("#")]
    assert all(LINE.fullmatch(line) for line in lines), lines
    return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in lines}


def test_figures(desk: Desk) -> None:
    desk.packed()
    desk.packed("b2", "SF2")
    with desk.store.write() as tx:
        tx.stations.put(StationSeen("b1", seen_at=NOON, skew_ms=-250, waiting=3))
    with asked(desk.store) as connection:
        status, kind, body = get(connection, "/metrics")
    found = values(body)
    assert (status, kind) == (200, CONTENT_TYPE)
    assert found["secondpass_up"] == 1
    assert found['secondpass_facts_received_total{station="b1"}'] == 5
    assert found['secondpass_station_seen_seconds{station="b1"}'] == 30
    assert found['secondpass_station_facts_waiting{station="b1"}'] == 3
    assert found['secondpass_station_clock_skew_seconds{station="b1"}'] == -0.25
    assert found['secondpass_tasks_open{kind="double_pack"}'] == 1
    assert found["secondpass_parcels_accepted_day"] == 1
    assert found["secondpass_parcels_duplicate_day"] == 1
    assert found['secondpass_orders{state="packed"}'] == 1
    assert found['secondpass_feed_head{feed="orders"}'] >= 2
    assert "secondpass_store_write_seconds" in found


def test_health(desk: Desk) -> None:
    with asked(desk.store) as connection:
        status, kind, body = get(connection, "/health")
        assert (status, kind) == (200, "application/json")
        assert json.loads(body)["epoch"] == "epoch-1"
        assert get(connection, "/other")[0] == 404


def test_a_center_that_was_not_set_up(tmp_path: Path) -> None:
    store = open_store(tmp_path / "new.db", warehouse="W1")
    with asked(store) as connection:
        status, _, body = get(connection, "/health")
    store.close()
    assert status == 503
    assert "center init" in json.loads(body)["reason"]


def test_a_store_that_fails(local: Store) -> None:
    timer = Ticking()
    with asked(local, timer) as connection:
        assert get(connection, "/health")[0] == 200
        with local._writing.begin() as running:
            running.execute(sql("ALTER TABLE checkpoint RENAME TO gone"))
        assert get(connection, "/health")[0] == 200  # asked a moment ago
        timer.at += 6
        status, _, body = get(connection, "/health")
        assert status == 503
        assert json.loads(body)["reason"]
        assert values(get(connection, "/metrics")[2])["secondpass_up"] == 0
        with local._writing.begin() as running:
            running.execute(sql("ALTER TABLE station RENAME TO gone_too"))
        status, _, body = get(connection, "/metrics")
        assert (status, values(body)) == (503, {"secondpass_up": 0})


def test_what_counts_rows_is_read_once_a_minute(desk: Desk) -> None:
    timer = Ticking()
    figures = Figures(desk.store, lambda: NOON, timer)

    def parcels() -> float:
        (one,) = (one for one in figures.read() if one.name == "secondpass_parcels_accepted_day")
        return one.samples[0][1]

    assert parcels() == 0
    desk.packed()
    assert parcels() == 0
    timer.at += 61
    assert parcels() == 1


def test_names_are_escaped() -> None:
    odd = Metric("secondpass_x", "gauge", "Odd.", (({"station": 'a"\\\nb'}, 1.5),))
    assert text([odd]).splitlines()[2] == 'secondpass_x{station="a\\"\\\\\\nb"} 1.5'


@pytest.mark.parametrize(
    "words", ["0.0.0.0:9187", "192.168.1.5:1", "localhost:1", "9187", "[::]:1"]
)
def test_only_this_computer_may_ask(words: str) -> None:
    with pytest.raises(ValueError, match=r"127\.0\.0\.1"):
        metrics_http.address_of(words)
    assert metrics_http.address_of("[::1]:9187") == ("::1", 9187)


def test_a_caller_that_goes_away(desk: Desk) -> None:
    desk.bring(e.LeadCalled())
    with asked(desk.store) as connection:
        connection.connect()
        connection.sock.sendall(b"GET /metr")
        connection.close()
        assert get(connection, "/health")[0] == 200
