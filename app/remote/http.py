"""Requests to other people's servers: a deadline, no redirect, no proxy, nothing secret in logs.

One call is one request. Retrying is the caller's business, because only the caller knows whether
a call may be repeated; ``Patience`` says how long to wait.
"""

import logging
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

log = logging.getLogger(__name__)

CONNECT_S = 5.0
MOST_BYTES = 64_000_000
PART = 65_536
_WITHOUT_BODY = frozenset({204, 304})


class AwayError(Exception):
    """The request never reached the server, or it may be repeated without harm."""


class UnknownResultError(AwayError):
    """The request went out and no answer came: the server may have done the work.

    Ask what happened before you repeat anything that cannot be taken back.
    """


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """``headers`` with lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", errors="replace")

    def retry_after_s(self, otherwise: float) -> float:
        """Seconds of Retry-After; a date or nonsense counts as ``otherwise``."""
        text = self.headers.get("retry-after", "")
        return float(text) if text.isdecimal() else otherwise


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """``url``: whole address with its query. ``body`` makes it no GET."""

    url: str
    method: str = "GET"
    body: bytes | None = None
    headers: Mapping[str, str] | None = None


class Http:
    """A session with one platform, kept open. Not for two threads at once."""

    def __init__(self, *, deadline_s: float = 20.0, ca_file: str = "") -> None:
        self._deadline_s = deadline_s
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = ca_file or True
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=1, max_retries=0))

    def ask(self, request: HttpRequest, within_s: float | None = None) -> HttpAnswer:
        """One request; any status is an answer.

        Raises:
            AwayError: nothing was sent. UnknownResultError: sent, but no whole answer.
        """
        deadline = within_s or self._deadline_s
        begun = time.monotonic()
        try:
            with self._session.request(
                request.method,
                request.url,
                data=request.body,
                headers=dict(request.headers or {}),
                timeout=(min(CONNECT_S, deadline), deadline),
                allow_redirects=False,
                stream=True,
            ) as response:
                body = read_body(response, begun + deadline)
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            raise _away(error, request) from error
        if not body and _cut_in_its_head(response):
            raise UnknownResultError(f"{plain(request.url)}: the answer ended inside its headers")
        taken_ms = int((time.monotonic() - begun) * 1000)
        log.debug(
            "%s %s: %d in %d ms", request.method, plain(request.url), response.status_code, taken_ms
        )
        headers = {name.lower(): value for name, value in response.headers.items()}
        return HttpAnswer(response.status_code, headers, body)

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


def plain(url: str) -> str:
    """An address for a log: without its query, which may hold a token or a name."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path}"


def read_body(response: requests.Response, end: float) -> bytes:
    """The whole body; a server that drips must not hold us for ever.

    Raises OSError after ``end`` (monotonic seconds) or for a body beyond all measure.
    """
    body = bytearray()
    while part := response.raw.read1(PART, decode_content=True):
        body += part
        if len(body) > MOST_BYTES:
            raise OSError(f"an answer of more than {MOST_BYTES} bytes")
        if time.monotonic() > end:
            raise TimeoutError("the answer did not come in time")
    return bytes(body)


def _cut_in_its_head(response: requests.Response) -> bool:
    """Whether an empty answer may be the beginning of one: the library takes a cut head for whole.

    A whole head says how long the body is, or that there is none.
    """
    said = {"content-length", "transfer-encoding"} & {name.lower() for name in response.headers}
    return not said and response.status_code not in _WITHOUT_BODY


def _away(error: Exception, request: HttpRequest) -> AwayError:
    where = plain(request.url)
    match error:
        case requests.exceptions.SSLError():
            return AwayError(f"{where}: its certificate is not trusted")
        case requests.exceptions.ConnectTimeout():
            return AwayError(f"{where}: cannot be reached")
        case requests.exceptions.ConnectionError() if _never_sent(error):
            return AwayError(f"{where}: cannot be reached")
        case _:
            return UnknownResultError(f"{where}: no answer in time")


def _never_sent(error: requests.exceptions.ConnectionError) -> bool:
    """Whether the connection itself failed: no name, nobody listens."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return type(reason).__name__ in {"NewConnectionError", "NameResolutionError"}


@dataclass(frozen=True, slots=True)
class Patience:
    """Waiting between tries: doubled each time, with jitter so that shops do not march in step."""

    first_s: float = 2.0
    most_s: float = 300.0

    def wait_s(self, tries: int, chance: random.Random) -> float:
        """Seconds before the next try after ``tries`` failures (from 1)."""
        whole = min(self.most_s, self.first_s * float(2 ** (tries - 1)))
        return whole * (0.5 + chance.random() / 2)
