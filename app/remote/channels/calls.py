"""What every platform's calls have in common: an answer that is JSON, and pages read backwards."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.domain.values import Money
from app.remote.channels.base import (
    ChannelAdapter,
    Level,
    PriceLevel,
    PriceRefusal,
    Pushed,
    Refusal,
    RefusedError,
    Shipment,
    SignInAgainError,
    ThrottledError,
)
from app.remote.channels.incoming import ChannelError, IncomingOrder
from app.remote.channels.json_values import Node, dig, load
from app.remote.http import AwayError, Http, HttpAnswer, HttpRequest, UnknownResultError

_OK = 200
_NO_LONGER_OK, _FAULTS_OF_THE_SERVER = 300, 500
_WHO_ARE_YOU, _BUSY = frozenset({401, 403}), frozenset({429, 503})
_BUSY_WAIT_S = 5.0


def document_of(http: Http, request: HttpRequest, what: str, *, changes: bool) -> Any:
    """The JSON that answers a request. ``what`` names the call in an error.

    ``changes``: the call changes something, so that a broken answer leaves its result unknown.
    Raises AwayError, UnknownResultError.
    """
    return document_in(http.ask(request), what, changes=changes)


def document_in(answer: HttpAnswer, what: str, *, changes: bool) -> Any:
    """The JSON in an answer that is HTTP 200. Raises AwayError, UnknownResultError."""
    if answer.status != _OK:
        raise (UnknownResultError if changes else AwayError)(f"{what}: HTTP {answer.status}")
    return json_in(answer, what, changes=changes)


def json_in(answer: HttpAnswer, what: str, *, changes: bool) -> Any:
    """The same, of any HTTP status."""
    try:
        return load(answer.text)
    except ChannelError as error:
        away = UnknownResultError if changes else AwayError
        raise away(f"{what}: an answer that is no JSON") from error


def told_by_status(answer: HttpAnswer, what: str, *, changes: bool) -> HttpAnswer:
    """The answer of a platform that tells its refusals by the HTTP status, where it is a good one.

    Raises AwayError, UnknownResultError, ThrottledError (with the seconds of Retry-After),
    SignInAgainError, RefusedError (with the ``code`` of the body).
    """
    status = answer.status
    if status < _NO_LONGER_OK:
        return answer
    said = f"{what}: HTTP {status}"
    if status in _WHO_ARE_YOU:
        raise SignInAgainError(said)
    if status in _BUSY:
        raise ThrottledError(said, answer.retry_after_s(_BUSY_WAIT_S))
    if status >= _FAULTS_OF_THE_SERVER:
        raise (UnknownResultError if changes else AwayError)(said)
    try:
        body = load(answer.text)
    except ChannelError:
        body = None
    code = dig(body, "code") or dig(body, "errors")
    raise RefusedError(str(code or status), str(dig(body, "message") or said))


def named(orders: Iterable[IncomingOrder], shop: str) -> tuple[IncomingOrder, ...]:
    """Orders under the shop's name in our settings; "": under what the platform calls it."""
    return tuple(replace(order, shop=shop) if shop else order for order in orders)


def once(tell: Callable[[], object], shop: ChannelAdapter, shipment: Shipment) -> Pushed:
    """Tells a parcel. A refusal of one that the platform has already is no refusal."""
    try:
        tell()
    except RefusedError:
        if shipment.waybill in shop.shipped(shipment.number):
            return Pushed(already=True)
        raise
    return Pushed()


def in_batches(
    levels: Sequence[Level],
    size: int,
    push: Callable[[Sequence[Level]], Iterable[Refusal[Level]]],
) -> tuple[Refusal[Level], ...]:
    """All refusals of stock or prices that are pushed so many rows at a time."""
    starts = range(0, len(levels), size)
    return tuple(refusal for at in starts for refusal in push(levels[at : at + size]))


def row_by_row(
    levels: Sequence[Level], push: Callable[[Level], object]
) -> tuple[Refusal[Level], ...]:
    """All refusals of stock or prices that are pushed one row at a time."""
    refused = []
    for level in levels:
        try:
            push(level)
        except RefusedError as error:
            refused.append(Refusal(level, error.code, str(error)))
    return tuple(refused)


def in_money_of(level: PriceLevel, currency: str) -> Money:
    """The price, where the shop sells in its currency. Raises RefusedError: nothing is asked."""
    if level.price.currency != currency:
        words = f"the shop sells in {currency}, our price is in {level.price.currency}"
        raise RefusedError("another_currency", words)
    return level.price


def split_by_currency(
    levels: Sequence[PriceLevel], currency: str
) -> tuple[list[PriceLevel], list[PriceRefusal]]:
    """What may be asked of a shop that sells in this currency, and the refusals of the others."""
    refused = row_by_row(levels, lambda level: in_money_of(level, currency))
    others = [one.level for one in refused]
    return [level for level in levels if level not in others], list(refused)


def unknown(levels: Sequence[Level], known: Collection[str]) -> list[Refusal[Level]]:
    """The refusals of variants that the shop does not know."""
    words = "no such variant in the shop"
    return [
        Refusal(level, "unknown_variant", words)
        for level in levels
        if level.variant_id not in known
    ]


def part_of(found: Any, what: str) -> Node:
    """The call's own part of an answer. Raises ChannelError where there is none."""
    if not isinstance(found, Mapping):
        raise ChannelError(f"{what}: an answer without its own part")
    return found


def last_page(total: int, size: int) -> str:
    """The page that is read first, counted from 1 (docs/channels.md says why from the end)."""
    return str(-(-total // size))


def page_to_read(page: str | None, size: int, total: Callable[[], int]) -> str | None:
    """The page that was named, else the last one of so many rows; None where there are none."""
    if page:
        return page
    rows = total()
    return last_page(rows, size) if rows else None


def page_before(page: str) -> str | None:
    """The page that is read next; None after the first."""
    return str(int(page) - 1) if int(page) > 1 else None
