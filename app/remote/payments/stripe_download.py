"""Stripe's balance transactions of a day, page by page, as one document.

Source: ``GET /v1/balance_transactions`` of Stripe's API reference; newest first, a page goes on
after the last id of the one before. The source is expanded: its metadata names the order.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from app.remote.channels.base import RefusedError, SignInAgainError, ThrottledError
from app.remote.channels.incoming import ChannelError
from app.remote.channels.json_values import dig, load, nodes
from app.remote.http import AwayError, HttpRequest
from app.remote.payments.downloads import OK, Line, NotReadyError

HOST = "https://api.stripe.com"
_PAGE = 100
_TOO_MANY, _UNKNOWN_KEY = 429, 401
_CALM_S = 2.0


@dataclass(frozen=True, slots=True)
class StripeAccess:
    """A restricted key that may read balance transactions is enough."""

    key: str = field(repr=False)
    host: str = HOST

    def fetch(self, day: date, line: Line) -> bytes:
        """All pages as one list, oldest first; see ``download_day``."""
        start = datetime.combine(day, time(), UTC)
        left = start + timedelta(days=1) - line.clock()
        if left > timedelta():
            raise NotReadyError(f"{day}: the day is not over yet", left.total_seconds())
        span = {
            "created[gte]": int(start.timestamp()),
            "created[lt]": int((start + timedelta(days=1)).timestamp()),
            "limit": _PAGE,
            "expand[]": "data.source",
        }
        found: dict[str, Any] = {}
        after = ""
        while True:
            more = {"starting_after": after} if after else {}
            page = self._page({**span, **more}, line)
            entries = nodes(page, "data")
            found |= {str(entry["id"]): entry for entry in entries}
            if not dig(page, "has_more") or not entries:
                break
            after = str(entries[-1]["id"])
        if not found:
            return b""
        document = {"object": "list", "has_more": False, "data": list(reversed(found.values()))}
        return json.dumps(document, ensure_ascii=False, default=str).encode()

    def _page(self, asked: dict[str, Any], line: Line) -> Any:
        url = f"{self.host}/v1/balance_transactions?{urlencode(asked)}"
        head = {"Authorization": f"Bearer {self.key}"}
        answer = line.ask(HttpRequest(url, headers=head), "balance_transactions")
        try:
            document = load(answer.text)
        except ChannelError as error:
            raise AwayError("balance_transactions: an answer that is no JSON") from error
        if answer.status == OK:
            return document
        words = str(dig(document, "error", "message") or f"HTTP {answer.status}")
        if answer.status == _TOO_MANY:
            raise ThrottledError(words, answer.retry_after_s(_CALM_S))
        if answer.status == _UNKNOWN_KEY:
            raise SignInAgainError(words)
        raise RefusedError(str(dig(document, "error", "code") or answer.status), words)
