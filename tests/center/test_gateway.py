"""The gateway over the loopback: who is let in, what is refused, and what stands in the log."""

import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
import requests

from app.center import gateway_wire as wire
from app.center.gateway_gate import GatewayPolicy
from app.domain import events as e
from app.entrypoints.gateway_link import HttpTransport
from app.entrypoints.station_token import TokenPlace
from app.remote.center_http import CenterHttp
from app.store.engine import Store, open_store
from app.store.records import Cursor
from app.sync.transport import (
    CenterBusyError,
    CenterRefusedError,
    FactsRefusedError,
    Greeting,
)
from tests.builders import NOON, an_order
from tests.center.desk_rig import Desk
from tests.sync.gateways import TOKEN, Gateways, HttpServer, no_keyring

HELLO = wire.HelloAsk("0.1", NOON)


@pytest.fixture(scope="module")
def http_server() -> Iterator[HttpServer]:
    with HttpServer() as server:
        yield server


@pytest.fixture
def gateways(http_server: HttpServer, tmp_path: Path) -> Iterator[Gateways]:
    made = Gateways(http_server, tmp_path)
    yield made
    made.close()


@pytest.fixture
def center(gateways: Gateways, local: Store) -> str:
    """The place of a center with one order and one enrolled station."""
    with local.write() as tx:
        tx.orders.upsert([an_order()], NOON)
    return local.place


@pytest.fixture
def link(gateways: Gateways, center: str) -> Iterator[HttpTransport]:
    made = gateways.connect(center, "b1")
    yield made
    made.close()


def asked(url: str, path: str, ask: object, **headers: str) -> requests.Response:
    given = {
        "Authorization": f"Bearer {TOKEN.format('b1')}",
        wire.STATION: "b1",
        wire.VERSION: "2",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    body = ask if isinstance(ask, bytes) else msgspec.json.encode(ask)
    with requests.Session() as session:
        return session.post(url + path, data=body, headers=given, timeout=10)


def said(response: requests.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]


def greeting(waiting: int = 0) -> Greeting:
    return Greeting("b1", "0.1", 2, datetime.now(UTC), waiting)


def test_every_question_has_its_answer(link: HttpTransport) -> None:
    welcome = link.hello(greeting())
    assert (welcome.epoch, welcome.protocol) == ("epoch-1", 2)
    assert welcome.heads["orders"] == 1
    page = link.pull("orders", Cursor(), 200)
    assert [row.id for row in page.rows] == ["id-SO-1"]
    assert link.claim("id-SO-1", "b1").granted
    link.release("id-SO-1", "b1")
    link.keep_numbers("b1", ("SF/SF1",))
    assert [row.id for row in link.pull("waybills:b1", Cursor(), 200).rows] == ["SF/SF1"]
    link.give_back("b1", ("SF/SF1", "nonsense"))
    assert link.push(()) == ()


@pytest.mark.parametrize(
    ("headers", "status", "error"),
    [
        ({"Authorization": ""}, 401, "unknown"),
        ({"Authorization": "Bearer wrong"}, 401, "unknown"),
        ({"Authorization": f"Basic {TOKEN.format('b1')}"}, 401, "unknown"),
        ({"SecondPass_Station": "b2"}, 401, "unknown"),
        ({"SecondPass_Station": "b1/../b2"}, 401, "unknown"),
        ({"SecondPass_Protocol": "3"}, 426, "version"),
        ({"SecondPass_Protocol": ""}, 426, "version"),
    ],
)
def test_who_is_not_let_in(
    headers: dict[str, str],
    status: int,
    error: str,
    link: HttpTransport,
    gateways: Gateways,
    center: str,
) -> None:
    response = asked(gateways.url(center), "/hello", HELLO, **headers)
    assert said(response) == (status, error)


def test_the_protocol_before_this_one_is_understood(
    link: HttpTransport, gateways: Gateways, center: str
) -> None:
    response = asked(gateways.url(center), "/hello", HELLO, SecondPass_Protocol="1")
    assert response.status_code == 200
    more = {"program": "9", "at": NOON, "waiting": 0, "a field of the future": [1]}
    assert asked(gateways.url(center), "/hello", more).status_code == 200


@pytest.mark.parametrize(
    ("path", "ask", "status", "error"),
    [
        ("/hello", b"", 422, "not_understood"),
        ("/hello", b"\xff\xfe{}", 422, "not_understood"),
        ("/claim", {"order_id": 7}, 422, "not_understood"),
        ("/claim", b"[" * 200_000, 413, "too_large"),
        ("/pull", wire.PullAsk("waybills:b2", Cursor(), 10), 404, "no_such_feed"),
        ("/pull", wire.PullAsk("journal", Cursor(), 10), 404, "no_such_feed"),
    ],
)
def test_what_is_refused(
    path: str,
    ask: object,
    status: int,
    error: str,
    link: HttpTransport,
    gateways: Gateways,
    center: str,
) -> None:
    assert said(asked(gateways.url(center), path, ask)) == (status, error)


def test_a_bench_brings_its_own_facts_only(
    link: HttpTransport, gateways: Gateways, center: str, local: Store, tmp_path: Path
) -> None:
    desk = Desk(local, tmp_path)
    mine, other = desk.seal(e.LeadCalled()), desk.seal(e.LeadCalled(), station="b2")
    for bench in desk.benches.values():
        bench.close()
    with pytest.raises(CenterRefusedError, match="own facts"):
        link.push((*mine, *other))
    assert [answer.id for answer in link.push(tuple(mine))] == ["b1-1"]
    with pytest.raises(FactsRefusedError, match="at most 100"):
        link.push(tuple(mine) * 101)


def test_a_revoked_bench_is_out_at_once_and_comes_back_with_a_new_token(
    link: HttpTransport, gateways: Gateways, center: str, local: Store
) -> None:
    link.hello(greeting())
    with local.write() as tx:
        tx.stations.set_token("b1", "")
    with pytest.raises(CenterRefusedError, match="revoked"):
        link.hello(greeting())
    again = gateways.connect(center, "b1")
    assert again.hello(greeting()).epoch == "epoch-1"
    assert link.hello(greeting()).epoch == "epoch-1"  # the same token file is read anew
    again.close()


def test_too_fast_is_told_when_to_come_back(gateways: Gateways, center: str) -> None:
    gateways.url(center, GatewayPolicy(rate=0.1, burst=2))
    link = gateways.connect(center, "b1")
    link.hello(greeting())
    link.hello(greeting())
    with pytest.raises(CenterBusyError) as busy:
        link.hello(greeting())
    assert 5 <= busy.value.retry_after_s <= 11
    link.close()


def test_guessing_is_slowed_down(gateways: Gateways, center: str) -> None:
    url = gateways.url(center, GatewayPolicy(strikes=3, strike_s=60))
    link = gateways.connect(center, "b1")
    link.hello(greeting())
    for _ in range(3):
        asked(url, "/enrol", wire.EnrolAsk("b9", "AAAA", "t" * 43))
    response = asked(url, "/enrol", wire.EnrolAsk("b9", "AAAA", "t" * 43))
    assert said(response) == (429, "too_many_failures")
    assert int(response.headers["Retry-After"]) >= 1
    assert said(asked(url, "/hello", HELLO, SecondPass_Station="b3")) == (429, "too_many_failures")
    assert link.hello(greeting()).epoch == "epoch-1"  # the real bench works on
    link.close()


def test_watch_hears_a_change_and_ends_in_time(
    link: HttpTransport, gateways: Gateways, center: str, local: Store
) -> None:
    mark = link.watch("b1", "", 5)
    assert link.watch("b1", mark, 0.05) == mark
    heard: list[str] = []
    waiting = threading.Thread(target=lambda: heard.append(link.watch("b1", mark, 10)))
    waiting.start()
    with local.write() as tx:
        tx.orders.upsert([an_order(number="SO-2")], NOON)
    waiting.join(5)
    assert not waiting.is_alive()
    assert heard != [mark]


def test_a_center_that_is_not_set_up(gateways: Gateways, tmp_path: Path) -> None:
    place = str(tmp_path / "empty.db")
    open_store(place, warehouse="W1").close()
    link = gateways.connect(place, "b1")
    with pytest.raises(CenterRefusedError, match="center init"):
        link.hello(greeting())
    link.close()


def test_the_log_tells_who_and_what_but_no_secret(
    link: HttpTransport,
    gateways: Gateways,
    center: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    link.hello(greeting())
    asked(gateways.url(center), "/hello", HELLO, Authorization="Bearer wrong-secret")
    lines = [r.getMessage() for r in caplog.records if r.name.startswith("app.center.gateway")]
    assert any(line.startswith("/hello b1 127.0.0.1 200") for line in lines)
    assert any("no valid token" in line for line in lines)
    assert TOKEN.format("b1") not in caplog.text
    assert "wrong-secret" not in caplog.text


def test_health_needs_no_token(gateways: Gateways, center: str) -> None:
    with requests.Session() as session:
        answer: Any = session.get(gateways.url(center) + "/health", timeout=10).json()
        assert answer == {"done": True}
        assert session.get(gateways.url(center) + "/hello", timeout=10).status_code == 405


def test_a_bench_without_a_token_says_what_to_do(
    gateways: Gateways, center: str, tmp_path: Path
) -> None:
    url = gateways.url(center)
    link = HttpTransport(CenterHttp(url), "b1", TokenPlace(tmp_path, url, "b1", no_keyring()))
    with pytest.raises(CenterRefusedError, match="station enrol"):
        link.hello(greeting())
    link.close()
