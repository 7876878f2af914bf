"""U8's OpenAPI: a token, a page of a list, and a write that is known by one id.

Source: Yonyou's page of ``system/tradeid`` and the calls of public clients. A write has either a
``biz_id`` or a ``tradeid``, never both: an add has ``biz_id``, the key of ours that makes one
document of the ERP, however often it is sent; another step has a ``tradeid`` that was asked for.
``errcode`` is text, "0" is good. What a token that has ended is called is unsure.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec

from app.remote.erp.answers import document_of
from app.remote.erp.base import ErpAnswerError, ErpRefusedError
from app.remote.http import Http, HttpAnswer, HttpRequest

TOKEN_LASTS = timedelta(minutes=115)
ROWS = 200
_WRITER = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True, slots=True)
class U8Access:
    """``from_account`` calls, ``to_account`` is the account set that is worked in."""

    base_url: str
    from_account: str
    to_account: str
    app_key: str
    app_secret: str


class U8Rpc:
    """Calls of one application; fetches a token when it is first needed.

    Raises AwayError, UnknownResultError, ErpRefusedError, ErpAnswerError.
    """

    def __init__(self, http: Http, access: U8Access, clock: Callable[[], datetime]) -> None:
        self._http = http
        self._access = access
        self._clock = clock
        self._token = ""
        self._until = clock()

    def page(
        self, name: str, page: str | None, more: Mapping[str, str]
    ) -> tuple[list[dict[str, Any]], str | None]:
        number = int(page or 1)
        paged = {"page_index": str(number), "rows_per_page": str(ROWS)}
        asked = {"to_account": self._access.to_account, **paged, **more}
        answer = self._asked("GET", f"/api/{name}/batch_get", asked)
        rows = answer.get(name.removesuffix("list"), answer.get(name))
        if not isinstance(rows, list):
            raise ErpAnswerError(f"{name}: the answer has no list")
        last = int(answer.get("page_count") or 1)
        return rows, str(number + 1) if number < last else None

    def write(
        self, name: str, step: str, fields: Mapping[str, Any], biz_id: str = ""
    ) -> dict[str, Any]:
        """One write, by its ``biz_id`` or, without one, by a ``tradeid``: never both."""
        known = {"biz_id": biz_id} if biz_id else {"tradeid": self._trade_id()}
        asked = {"to_account": self._access.to_account, "ds_sequence": "1", "sync": "1", **known}
        return self._asked("POST", f"/api/{name}/{step}", asked, {name: fields})

    def _trade_id(self) -> str:
        answer = self._asked("GET", "/system/tradeid", {})
        trade = answer.get("trade")
        if not isinstance(trade, dict) or not trade.get("id"):
            raise ErpAnswerError("tradeid: the answer has none")
        return str(trade["id"])

    def _asked(
        self, method: str, path: str, more: Mapping[str, str], body: object = None
    ) -> dict[str, Any]:
        """One call with a token; a token that has ended is fetched anew, once."""
        for again in (True, False):
            access = self._access
            named = {
                "from_account": access.from_account, "app_key": access.app_key,
                "token": self._valid_token(),
            }  # fmt: skip
            answer = self._sent(method, path, {**named, **more}, body)
            if answer["errcode"] == "0":
                return answer
            words = str(answer.get("errmsg") or "the ERP refuses")
            if "token" not in words.lower() or not again:
                raise ErpRefusedError(answer["errcode"], words)
            self._token = ""
        raise AssertionError("unreachable")

    def _valid_token(self) -> str:
        if not self._token or self._clock() >= self._until:
            access = self._access
            asked = {
                "from_account": access.from_account, "app_key": access.app_key,
                "app_secret": access.app_secret,
            }  # fmt: skip
            asked_at = self._clock()
            answer = self._sent("GET", "/system/token", asked)
            if answer["errcode"] != "0":
                raise ErpRefusedError(answer["errcode"], str(answer.get("errmsg")))
            self._token = str(answer["token"]["id"])
            self._until = asked_at + TOKEN_LASTS
        return self._token

    def _sent(
        self, method: str, path: str, asked: Mapping[str, str], body: object = None
    ) -> dict[str, Any]:
        url = f"{self._access.base_url.rstrip('/')}{path}?{urlencode(asked)}"
        sent = None if body is None else _WRITER.encode(body)
        headers = {"Content-Type": "application/json"}
        return _read(path, self._http.ask(HttpRequest(url, method, sent, headers)))


def _read(path: str, answer: HttpAnswer) -> dict[str, Any]:
    found = document_of(path, answer)
    if "errcode" not in found:
        raise ErpAnswerError(f"{path}: not an answer of U8")
    return {**found, "errcode": str(found["errcode"])}
