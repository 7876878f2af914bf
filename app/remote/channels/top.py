"""Calls of Taobao's open platform (TOP): signed, dated by China's clock, errors told apart.

Source: the platform's protocol page (articleId=101617) and its table of system errors. A call is a
POST of plain parameters; business errors come with HTTP 200 under ``error_response``.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from app.remote.channels.base import (
    RefusedError,
    SignInAgainError,
    ThrottledError,
    WindowTooWideError,
)
from app.remote.channels.calls import document_of, part_of
from app.remote.channels.json_values import CHINA, Node, dig
from app.remote.http import AwayError, Http, HttpRequest, UnknownResultError
from app.remote.signing.pairs import top_sign

GATEWAY = "https://eco.taobao.com/router/rest"
_BAN = re.compile(r"last for (\d+) more seconds")
_BUSY_CODES = frozenset({4, 5, 6, 7, 8})
_SESSION_CODES = frozenset({26, 27})
_REJECTED, _REJECTED_WAIT_S = "isv.trade-service-rejection", 180.0
_SERVER_CODE = 15
_USUAL_BAN_S = 1.0


@dataclass(frozen=True, slots=True)
class TopKeys:
    """An application and the shop that authorised it. Never shown in a log."""

    app_key: str
    secret: str = field(repr=False)
    session: str = field(repr=False)


class TopClient:
    """One shop's calls. ``clock`` gives aware time; the server allows ten minutes of drift."""

    def __init__(
        self, http: Http, keys: TopKeys, clock: Callable[[], datetime], gateway: str = GATEWAY
    ) -> None:
        self._http, self._keys, self._clock, self._gateway = http, keys, clock, gateway

    def call(self, method: str, parameters: Mapping[str, str], *, changes: bool = False) -> Node:
        """The content of ``<method>_response``.

        ``changes``: the call changes something, so that a fault of the server leaves its result
        unknown. Raises AwayError, UnknownResultError, ThrottledError, WindowTooWideError,
        SignInAgainError, RefusedError, ChannelError.
        """
        sent = {
            **parameters,
            "method": method,
            "app_key": self._keys.app_key,
            "session": self._keys.session,
            "timestamp": self._clock().astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
            "v": "2.0",
            "format": "json",
            "sign_method": "hmac-sha256",
        }
        sent["sign"] = top_sign(self._keys.secret, sent)
        head = {"Content-Type": "application/x-www-form-urlencoded;charset=utf-8"}
        body = urlencode(sent).encode()
        request = HttpRequest(self._gateway, "POST", body, head)
        document = document_of(self._http, request, method, changes=changes)
        fault = dig(document, "error_response")
        if fault is not None:
            raise error_of(fault, changes=changes)
        name = method.removeprefix("taobao.").replace(".", "_")
        return part_of(dig(document, f"{name}_response"), method)

    def close(self) -> None:
        self._http.close()


def error_of(fault: Any, *, changes: bool = False) -> Exception:
    """The error that an ``error_response`` means."""
    code = int(dig(fault, "code") or 0)
    sub_code, words = str(dig(fault, "sub_code") or ""), _words(fault)
    if sub_code == _REJECTED:
        return WindowTooWideError(words, _REJECTED_WAIT_S)
    if code in _BUSY_CODES:
        found = _BAN.search(words)
        return ThrottledError(words, float(found[1]) if found else _USUAL_BAN_S)
    if code in _SESSION_CODES:
        return SignInAgainError(words)
    ours = sub_code.startswith("isv.")  # the platform's word for: your fault, do not ask again
    if sub_code.startswith("isp.") or (code == _SERVER_CODE and not ours):
        return UnknownResultError(words) if changes else AwayError(words)
    return RefusedError(sub_code or str(code), words)


def _words(fault: Any) -> str:
    return str(dig(fault, "sub_msg") or dig(fault, "msg") or "no words given")
