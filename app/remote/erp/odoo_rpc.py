"""Odoo's JSON-RPC: who we are, one call, pages of rows, and what its refusals mean.

Source: Odoo 18's ``/jsonrpc`` and recordings of a server.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import msgspec

from app.remote.erp.answers import document_of
from app.remote.erp.base import ErpRefusedError
from app.remote.http import AwayError, Http, HttpRequest

AT_ONCE = 500
_WRITER = msgspec.json.Encoder(decimal_format="number")
_AGAIN = ("SerializationFailure", "LockNotAvailable", "OperationalError", "PoolError")


@dataclass(frozen=True, slots=True)
class OdooAccess:
    base_url: str
    database: str
    user: str
    password: str  # or an API key


class OdooRpc:
    """Calls of one user; signs in when it is first needed.

    Raises AwayError, UnknownResultError, ErpRefusedError, ErpAnswerError.
    """

    def __init__(self, http: Http, access: OdooAccess) -> None:
        self._http = http
        self._access = access
        self._user = 0
        self._numbers = count(1)

    def page(
        self, model: str, where: Sequence[Any], names: Sequence[str], page: str | None,
        context: Mapping[str, Any],
    ) -> tuple[list[dict[str, Any]], str | None]:  # fmt: skip
        """Pages follow the id, so that a row that changes meanwhile moves nobody."""
        beyond = [["id", ">", int(page or 0)], *where]
        rows = self.call(
            model, "search_read", [beyond, list(names)], limit=AT_ONCE, order="id", context=context
        )
        return rows, str(rows[-1]["id"]) if len(rows) == AT_ONCE else None

    def read(self, model: str, row_id: int, names: Sequence[str]) -> dict[str, Any]:
        found: list[dict[str, Any]] = self.call(model, "read", [[row_id], list(names)])
        return found[0]

    def call(self, model: str, method: str, args: Sequence[Any], **named: Any) -> Any:
        access = self._access
        if not self._user:
            asked = [access.database, access.user, access.password, {}]
            self._user = self._asked("common", "authenticate", asked) or 0
            if not self._user:
                words = "the ERP does not let us in: check user and password"
                raise ErpRefusedError("login", words)
        whom = [access.database, self._user, access.password, model, method, list(args), named]
        return self._asked("object", "execute_kw", whom)

    def _asked(self, service: str, method: str, args: Sequence[Any]) -> Any:
        params = {"service": service, "method": method, "args": args}
        asked = {"jsonrpc": "2.0", "method": "call", "params": params, "id": next(self._numbers)}
        body = _WRITER.encode(asked)
        url = f"{self._access.base_url.rstrip('/')}/jsonrpc"
        headers = {"Content-Type": "application/json"}
        answer = self._http.ask(HttpRequest(url, "POST", body, headers))
        found = document_of(method, answer)
        if "error" in found:
            raise _refusal(found["error"])
        return found.get("result")


def _refusal(error: Mapping[str, Any]) -> Exception:
    told = error.get("data") or {}
    kind = str(told.get("name") or error.get("code") or "")
    words = str(told.get("message") or error.get("message") or "the ERP refuses")
    if kind.rsplit(".", 1)[-1] in _AGAIN:
        return AwayError(words)
    return ErpRefusedError(kind, words)
