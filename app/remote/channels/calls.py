"""What every platform's calls have in common: an answer that is JSON, and pages read backwards."""

from collections.abc import Mapping
from typing import Any

from app.remote.channels.incoming import ChannelError
from app.remote.channels.json_values import Node, load
from app.remote.http import AwayError, Http, HttpRequest, UnknownResultError

_OK = 200


def document_of(http: Http, request: HttpRequest, what: str, *, changes: bool) -> Any:
    """The JSON that answers a request. ``what`` names the call in an error.

    ``changes``: the call changes something, so that a broken answer leaves its result unknown.
    Raises AwayError, UnknownResultError.
    """
    answer = http.ask(request)
    away = UnknownResultError if changes else AwayError
    if answer.status != _OK:
        raise away(f"{what}: HTTP {answer.status}")
    try:
        return load(answer.text)
    except ChannelError as error:
        raise away(f"{what}: an answer that is no JSON") from error


def part_of(found: Any, what: str) -> Node:
    """The call's own part of an answer. Raises ChannelError where there is none."""
    if not isinstance(found, Mapping):
        raise ChannelError(f"{what}: an answer without its own part")
    return found


def last_page(total: int, size: int) -> str:
    """The page that is read first, counted from 1 (docs/channels.md says why from the end)."""
    return str(-(-total // size))


def page_before(page: str) -> str | None:
    """The page that is read next; None after the first."""
    return str(int(page) - 1) if int(page) > 1 else None
