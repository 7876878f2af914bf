"""Requests over a real socket: what was sent and what was not is told apart."""

import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from app.remote.http import AwayError, Http, HttpRequest, Patience, UnknownResultError, plain

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nRetry-After: 7\r\n\r\nok"


@contextmanager
def server(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """One connection on the loopback, handled by ``serve``."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def run() -> None:
            connection, _ = listening.accept()
            with connection:
                serve(connection)

        thread = threading.Thread(target=run, name="http-test")
        thread.start()
        yield f"http://127.0.0.1:{port}/path?token=secret"
        thread.join(5)


def test_an_answer() -> None:
    def serve(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(ANSWER)

    with server(serve) as url, Http(deadline_s=5) as http:
        answer = http.ask(HttpRequest(url))
    assert (answer.status, answer.text, answer.retry_after_s(1)) == (200, "ok", 7.0)


@pytest.mark.parametrize("part", [b"", ANSWER[:12], ANSWER[:30], ANSWER[:-1]])
def test_a_cut_answer_is_an_unknown_result(part: bytes) -> None:
    def serve(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(part)

    with server(serve) as url, Http(deadline_s=5) as http, pytest.raises(UnknownResultError):
        http.ask(HttpRequest(url, "POST", b"x"))


def test_a_server_that_says_nothing_is_left_at_the_deadline() -> None:
    gone = threading.Event()

    def serve(connection: socket.socket) -> None:
        connection.recv(4096)
        gone.wait(5)

    with server(serve) as url, Http() as http:
        with pytest.raises(UnknownResultError, match="no answer in time"):
            http.ask(HttpRequest(url), within_s=0.2)
        gone.set()


def test_nobody_there_means_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with Http() as http, pytest.raises(AwayError) as caught:
        http.ask(HttpRequest(f"http://127.0.0.1:{port}/"))
    assert not isinstance(caught.value, UnknownResultError)


def test_a_log_never_shows_the_query() -> None:
    assert plain("https://user:word@shop.example/a?token=secret") == "https://shop.example/a"


def test_patience_grows_to_its_end_with_jitter() -> None:
    patience, chance = Patience(2, 300), random.Random(1)
    waits = [patience.wait_s(tries, chance) for tries in range(1, 20)]
    assert 1 <= waits[0] <= 2
    assert all(150 <= wait <= 300 for wait in waits[10:])
