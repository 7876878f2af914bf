"""Tryton's JSON-RPC: a session, values that JSON does not have, warnings that want an answer.

Source: trytond 8.2 (``trytond/protocols/jsonrpc.py``) and recordings of a server: from 8.0 on the
address is ``/<database>/rpc/``, before that ``/<database>/``. The context is the last parameter
of every call. A warning is an error that goes away once ``res.user.warning`` has its name.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.remote.erp.answers import document_of
from app.remote.erp.base import ErpAnswerError, ErpRefusedError
from app.remote.http import AwayError, Http, HttpAnswer, HttpRequest

_WARNINGS = 20
_UNAUTHORIZED = 401
_AGAIN = frozenset({"ConcurrencyException", "LockException", "DatabaseOperationalError"})


@dataclass(frozen=True, slots=True)
class TrytonAccess:
    """Where the server is and who we are there. ``path``: ``rpc/`` from 8.0 on, before it ""."""

    base_url: str
    database: str
    user: str
    password: str
    language: str = "en"
    path: str = "rpc/"

    @property
    def url(self) -> str:
        return f"{self.base_url.rstrip('/')}/{self.database}/{self.path}"


class WarnedError(Exception):
    """The server asks whether we are sure. ``name`` is what it wants to be answered by."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(words)
        self.name = name


class TrytonRpc:
    """Calls with a session; signs in when it is first needed, and again when it has ended."""

    def __init__(self, http: Http, access: TrytonAccess) -> None:
        self._http = http
        self._access = access
        self._session = ""
        self._user = 0
        self._context: Mapping[str, Any] = {}
        self._number = 0

    def call(self, method: str, *params: Any, context: Mapping[str, Any] | None = None) -> Any:
        """The result of a call; warnings are answered yes.

        Raises AwayError, UnknownResultError, ErpRefusedError, ErpAnswerError.
        """
        for _again in range(_WARNINGS):
            try:
                return self._call(method, params, context or {})
            except WarnedError as warned:
                answer = {"user": self._user, "name": warned.name, "always": False}
                self._call("model.res.user.warning.create", ([answer],), {})
        raise ErpAnswerError(f"{method}: the server warns without end")

    @property
    def company(self) -> int:
        """The company that the user works in."""
        self._signed_in()
        return int(self._context.get("company") or 0)

    def _call(self, method: str, params: tuple[Any, ...], context: Mapping[str, Any]) -> Any:
        self._signed_in()
        answer = self._post(method, [*params, {**self._context, **context}])
        if answer.status == _UNAUTHORIZED:
            self._session = ""
            self._signed_in()
            answer = self._post(method, [*params, {**self._context, **context}])
        return _result(method, answer)

    def _signed_in(self) -> None:
        if self._session:
            return
        access = self._access
        asked = [access.user, {"password": access.password}, access.language]
        found = _result("common.db.login", self._post("common.db.login", asked))
        if not isinstance(found, list) or len(found) < 2:  # noqa: PLR2004 - user and token
            raise ErpRefusedError("login", "the ERP does not let us in: check user and password")
        self._user = int(found[0])
        named = f"{access.user}:{found[0]}:{found[1]}".encode()
        self._session = "Session " + base64.b64encode(named).decode()
        self._context = _result("get_preferences", self._post(
            "model.res.user.get_preferences", [True, {}]
        ))  # fmt: skip

    def _post(self, method: str, params: list[Any]) -> HttpAnswer:
        self._number += 1
        body = {"id": self._number, "method": method, "params": params}
        headers = {"Content-Type": "application/json"}
        if self._session:
            headers["Authorization"] = self._session
        sent = json.dumps(body, default=_plain, ensure_ascii=False).encode()
        return self._http.ask(HttpRequest(self._access.url, "POST", sent, headers))


def _plain(value: object) -> object:
    """Values that the protocol has a form of its own for."""
    match value:
        case Decimal():
            return {"__class__": "Decimal", "decimal": str(value)}
        case date():
            return {
                "__class__": "date", "year": value.year, "month": value.month, "day": value.day,
            }  # fmt: skip
        case _:
            raise TypeError(f"not known to the protocol: {type(value).__name__}")


def _value(found: dict[str, Any]) -> Any:
    match found.get("__class__"):
        case "Decimal":
            return Decimal(found["decimal"])
        case "date":
            return date(found["year"], found["month"], found["day"])
        case _:
            return found


def _result(method: str, answer: HttpAnswer) -> Any:
    if answer.status == _UNAUTHORIZED:
        raise ErpRefusedError("login", "the ERP does not let us in: check user and password")
    body = document_of(method, answer, _value)
    if refused := body.get("error"):
        raise _refusal(refused)
    return body.get("result")


def _refusal(error: Any) -> Exception:
    kind, more = (error[0], error[1]) if isinstance(error, list) and len(error) > 1 else (error, "")
    words = [str(one) for one in more if one] if isinstance(more, list) else [str(more)]
    if kind == "UserWarning" and isinstance(more, list) and more:
        return WarnedError(str(more[0]), " ".join(words[1:]))
    if kind in _AGAIN:
        return AwayError(f"{kind}: {' '.join(words)}")
    return ErpRefusedError(str(kind), " ".join(words) or str(kind))
