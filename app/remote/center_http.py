"""Questions to the center over HTTPS: a token, a deadline, no redirect, no proxy, no guesses."""

import ipaddress
import time
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from app.remote.http import CONNECT_S, read_body

OK = 200
BUSY = (408, 429, 502, 503, 504)


class HttpAwayError(Exception):
    """No answer: no network, no server, a wrong certificate, or not in time."""


class HttpBusyError(HttpAwayError):
    """The server asks to come back later."""

    def __init__(self, why: str, retry_after_s: float) -> None:
        super().__init__(why)
        self.retry_after_s = retry_after_s


class HttpRefusedError(Exception):
    """The server answered with a refusal; the message is the server's own."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status
        self.body = body


class UnsafeUrlError(ValueError):
    """The address would send a secret in the open, or is no address."""


def checked(url: str) -> str:
    """An address of a center without its last slash. Plain http is for this computer alone.

    Raises UnsafeUrlError.
    """
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError as error:
        raise UnsafeUrlError(f"{url!r} is not an address: {error}") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UnsafeUrlError(f"{url!r} is not an address: write https://host:port")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise UnsafeUrlError("the center's address has no user, password or query")
    if parts.scheme == "http" and not is_this_computer(parts.hostname):
        raise UnsafeUrlError(f"{url!r} is not encrypted: write https://, or use a local center")
    return url.rstrip("/")


def is_this_computer(host: str) -> bool:
    """Whether what is sent to a host cannot leave this computer."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class CenterHttp:
    """One connection, kept open. Not for two threads at once.

    ``ca_file``: the authority (PEM) that signed the center's certificate, where it is not one
    that the program knows. Raises UnsafeUrlError.
    """

    def __init__(self, url: str, *, ca_file: str = "", deadline_s: float = 10.0) -> None:
        self._url = checked(url)
        self._deadline_s = deadline_s
        self._session = requests.Session()
        self._session.trust_env = False  # a .netrc would put its own password over our token
        self._session.verify = ca_file or True
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=1, max_retries=0))

    def ask(
        self, path: str, body: bytes, headers: dict[str, str], within_s: float | None = None
    ) -> bytes:
        """Post a question; the answer's body.

        Raises:
            HttpAwayError: no answer within the deadline. HttpBusyError: later.
            HttpRefusedError: any other status than 200.
        """
        deadline = within_s or self._deadline_s
        end = time.monotonic() + deadline
        try:
            with self._session.post(
                self._url + path,
                data=body,
                headers={"Content-Type": "application/json", **headers},
                timeout=(min(CONNECT_S, deadline), deadline),
                allow_redirects=False,
                stream=True,
            ) as response:
                answer = read_body(response, end)
        except (requests.RequestException, HTTPError, OSError) as error:
            raise HttpAwayError(_why(error)) from error
        if response.status_code == OK:
            return answer
        if response.status_code in BUSY:
            raise HttpBusyError(f"HTTP {response.status_code}", _seconds(response))
        raise HttpRefusedError(response.status_code, answer)

    def close(self) -> None:
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()


def _why(error: Exception) -> str:
    match error:
        case requests.exceptions.SSLError():
            return f"the center's certificate is not trusted: {error}"
        case requests.exceptions.Timeout() | TimeoutError():
            return "the center did not answer in time"
        case _:
            return f"the center cannot be reached: {error}"


def _seconds(response: requests.Response) -> float:
    """Retry-After in whole seconds; a date or nonsense counts as two."""
    text = response.headers.get("Retry-After", "")
    return min(300.0, float(text)) if text.isdecimal() else 2.0
