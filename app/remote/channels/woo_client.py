"""Signed calls of WooCommerce's REST API (wc/v3).

Over HTTPS the keys go as Basic authentication; over plain HTTP the shop takes OAuth 1.0a alone.
"""

import json
import secrets
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from app.remote.channels.calls import json_in, told_by_status
from app.remote.http import Http, HttpRequest
from app.remote.signing.oauth1 import Consumer, oauth_parameters

API = "/wp-json/wc/v3"


@dataclass(frozen=True, slots=True)
class WooKeys:
    """A key of the shop's REST API that may read and write. Never shown in a log."""

    key: str
    secret: str = field(repr=False)


class WooClient:
    """Signed calls. ``nonce`` makes a text that is new for each call."""

    def __init__(
        self,
        http: Http,
        keys: WooKeys,
        clock: Callable[[], datetime],
        base_url: str,
        nonce: Callable[[], str] = lambda: secrets.token_hex(16),
    ) -> None:
        self._http, self._keys, self._clock, self._nonce = http, keys, clock, nonce
        self._api = base_url.rstrip("/") + API

    def get(self, path: str, asked: Mapping[str, str] | None = None) -> tuple[Any, int]:
        """The document and the number of pages that the whole list has."""
        request = self.request("GET", path, asked or {}, None)
        answer = told_by_status(self._http.ask(request), path, changes=False)
        pages = answer.headers.get("x-wp-totalpages", "1")
        return json_in(answer, path, changes=False), int(pages) if pages.isdecimal() else 1

    def send(self, method: str, path: str, given: Mapping[str, Any]) -> Any:
        """Raises UnknownResultError where the shop may have done it."""
        body = json.dumps(given, ensure_ascii=False).encode()
        request = self.request(method, path, {}, body)
        answer = told_by_status(self._http.ask(request), path, changes=True)
        return json_in(answer, path, changes=True)

    def request(
        self, method: str, path: str, asked: Mapping[str, str], body: bytes | None
    ) -> HttpRequest:
        url = f"{self._api}/{path}"
        head = {"Content-Type": "application/json"}
        if url.startswith("https://"):
            basic = b64encode(f"{self._keys.key}:{self._keys.secret}".encode()).decode()
            head["Authorization"] = f"Basic {basic}"
        else:
            at = str(int(self._clock().timestamp()))
            consumer = Consumer(self._keys.key, self._keys.secret)
            plain = f"{url}?{urlencode(asked)}" if asked else url
            asked = {
                **asked,
                **oauth_parameters(consumer, method, plain, timestamp=at, nonce=self._nonce()),
            }
        return HttpRequest(f"{url}?{urlencode(asked)}" if asked else url, method, body, head)

    def close(self) -> None:
        self._http.close()
