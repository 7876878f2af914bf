"""Calls of Shopify's Admin API (GraphQL): a token in a header, and a bucket of points that drips.

A query costs points before it is run; one that the bucket has no points for is refused with HTTP
200 and says how much is there and how fast it fills. Source: shopify.dev, API limits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.remote.channels.base import RefusedError, SignInAgainError, ThrottledError
from app.remote.channels.calls import part_of
from app.remote.channels.graphql import Question, Told, ask
from app.remote.channels.json_values import Node, dig, nodes
from app.remote.http import AwayError, Http, UnknownResultError

VERSION = "2026-07"
_USUAL_WAIT_S = 2.0
_SERVERS_FAULT = frozenset({"INTERNAL_SERVER_ERROR", "TIMEOUT"})


@dataclass(frozen=True, slots=True)
class ShopifyKeys:
    """The token of an app that the shop has installed. Never shown in a log."""

    token: str = field(repr=False)


class ShopifyClient:
    """One shop's calls. ``base_url``: ``https://NAME.myshopify.com``."""

    def __init__(
        self, http: Http, keys: ShopifyKeys, base_url: str, version: str = VERSION
    ) -> None:
        self._http = http
        self._url = f"{base_url.rstrip('/')}/admin/api/{version}/graphql.json"
        self._head = {"X-Shopify-Access-Token": keys.token}

    def ask(
        self, name: str, query: str, given: Mapping[str, Any], *, changes: bool = False
    ) -> Node:
        """The ``data`` of an answer.

        Raises AwayError, UnknownResultError, ThrottledError, SignInAgainError, RefusedError.
        """
        told = ask(self._http, self._url, self._head, Question(name, query, given, changes))
        if told.fault:
            raise _error_of(told, name, changes=changes)
        return part_of(told.document.get("data"), name)

    def change(self, name: str, query: str, given: Mapping[str, Any]) -> Node:
        """The result of a mutation called ``name``. Raises RefusedError for its userErrors."""
        result = part_of(self.ask(name, query, given, changes=True).get(name), name)
        faults = nodes(result, "userErrors")
        if faults:
            where = ".".join(str(part) for part in faults[0].get("field") or [name])
            code = str(faults[0].get("code") or where)
            raise RefusedError(code, str(faults[0].get("message") or "no words given"))
        return result

    def close(self) -> None:
        self._http.close()


def _error_of(told: Told, name: str, *, changes: bool) -> Exception:
    match told.fault:
        case "THROTTLED":  # nothing was done
            return ThrottledError(f"{name}: {told.words}", _wait_s(told))
        case "ACCESS_DENIED":
            return SignInAgainError(f"{name}: {told.words}")
        case code if code in _SERVERS_FAULT:
            return (UnknownResultError if changes else AwayError)(f"{name}: {told.words}")
        case code:
            return RefusedError(code, told.words)


def _wait_s(told: Told) -> float:
    """Until the bucket holds what the query costs."""
    cost = dig(told.document, "extensions", "cost")
    status = dig(cost, "throttleStatus")
    wanted, there = dig(cost, "requestedQueryCost"), dig(status, "currentlyAvailable")
    rate = dig(status, "restoreRate")
    if wanted is None or there is None or not rate:
        return _USUAL_WAIT_S
    return max(0.0, float(wanted - there) / float(rate))
