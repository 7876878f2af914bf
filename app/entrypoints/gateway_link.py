"""A bench's wire to a center over HTTPS: the sync room's questions in the gateway's words."""

import secrets
from pathlib import Path
from typing import TypeVar

import msgspec

from app.center import gateway_wire as wire
from app.center.desk import ClaimWord, FeedPage
from app.center.greeting import SECOND_INSTANCE
from app.entrypoints.station_token import TokenPlace, TokenUnsafeError
from app.remote.center_http import (
    CenterHttp,
    HttpAwayError,
    HttpBusyError,
    HttpRefusedError,
    UnsafeUrlError,
)
from app.store.records import Answer, Cursor, Envelope
from app.sync.transport import (
    PROTOCOL,
    BenchTwiceError,
    CenterAwayError,
    CenterBusyError,
    CenterRefusedError,
    ClaimReply,
    FactsRefusedError,
    Greeting,
    Page,
    Welcome,
)

T = TypeVar("T")
DEADLINE_S = 10.0
ABOUT_FACTS = (413, 422, 500)
UNKNOWN = 401
CONFLICT = 409


class HttpTransport:
    """Asks a gateway. Not for two threads at once. The token is looked up when first needed."""

    def __init__(
        self, http: CenterHttp, station: str, token: TokenPlace, protocol: int = PROTOCOL
    ) -> None:
        self._http = http
        self._station = station
        self._place = token
        self._token = ""
        self._protocol = protocol

    def hello(self, greeting: Greeting) -> Welcome:
        ask = wire.HelloAsk(
            greeting.program,
            greeting.at,
            greeting.waiting,
            greeting.instance,
            greeting.devices,
            greeting.data_age_s,
        )
        said = self._ask("/hello", ask, wire.HelloSay)
        return Welcome(said.epoch, said.protocol, said.clock, said.heads)

    def push(self, batch: tuple[Envelope, ...]) -> tuple[Answer, ...]:
        return self._ask("/push", wire.PushAsk(batch), wire.PushSay, FactsRefusedError).answers

    def pull(self, feed: str, after: Cursor, limit: int) -> Page:
        page = self._ask("/pull", wire.PullAsk(feed, after, limit), FeedPage)
        return Page(feed, page.epoch, page.head, page.rows, page.more, page.floor, page.after)

    def claim(self, order_id: str, station_id: str) -> ClaimReply:  # noqa: ARG002 - the token says
        word = self._ask("/claim", wire.OrderAsk(order_id), ClaimWord)
        return ClaimReply(
            order_id,
            word.granted,
            word.holder,
            word.fence,
            word.state,
            word.packed_by,
            word.packed_at,
        )

    def release(self, order_id: str, station_id: str) -> None:  # noqa: ARG002
        self._ask("/release", wire.OrderAsk(order_id), wire.Done)

    def keep_numbers(self, station_id: str, held: tuple[str, ...]) -> None:  # noqa: ARG002
        self._ask("/numbers/keep", wire.NumbersAsk(held), wire.Done)

    def give_back(self, station_id: str, numbers: tuple[str, ...]) -> None:  # noqa: ARG002
        self._ask("/numbers/return", wire.NumbersAsk(numbers), wire.Done)

    def watch(self, station_id: str, known: str, within_s: float) -> str:  # noqa: ARG002
        ask = wire.WatchAsk(known, within_s)
        return self._ask("/watch", ask, wire.WatchSay, within_s=DEADLINE_S + within_s).mark

    def close(self) -> None:
        self._http.close()

    def _ask(
        self,
        path: str,
        ask: object,
        kind: type[T],
        refusal: type[CenterRefusedError] = CenterRefusedError,
        within_s: float | None = None,
    ) -> T:
        headers = {
            "Authorization": f"Bearer {self._secret()}",
            wire.STATION: self._station,
            wire.VERSION: str(self._protocol),
        }
        try:
            said = self._http.ask(path, msgspec.json.encode(ask), headers, within_s)
            return msgspec.json.decode(said, type=kind)
        except HttpBusyError as error:
            raise CenterBusyError(str(error), error.retry_after_s) from error
        except HttpAwayError as error:
            raise CenterAwayError(str(error)) from error
        except HttpRefusedError as error:
            if error.status == UNKNOWN:
                self._token = ""  # enrolled again meanwhile? look it up anew
            if error.status == CONFLICT and _problem(error) == SECOND_INSTANCE:
                raise BenchTwiceError(_reason(error)) from error
            about_facts = error.status in ABOUT_FACTS
            raise (refusal if about_facts else CenterRefusedError)(_reason(error)) from error
        except msgspec.DecodeError as error:
            raise CenterRefusedError(f"the center's answer is not understood: {error}") from error

    def _secret(self) -> str:
        if not self._token:
            try:
                self._token = self._place.get()
            except TokenUnsafeError as error:
                raise CenterRefusedError(str(error)) from error
        if not self._token:
            raise CenterRefusedError(
                "this bench is not enrolled: run `station enrol` with a code of the center"
            )
        return self._token


def http_transport(
    center: str, _warehouse: str, station: str, *, home: str, ca_file: str = ""
) -> HttpTransport:
    """What the sync process calls to connect, through a partial that carries the last two."""
    place = TokenPlace(Path(home), center, station)
    try:
        http = CenterHttp(center, ca_file=ca_file, deadline_s=DEADLINE_S)
    except UnsafeUrlError as error:
        raise CenterRefusedError(str(error)) from error
    return HttpTransport(http, station, place)


def enrol(http: CenterHttp, station: str, code: str) -> tuple[str, wire.EnrolSay]:
    """Trade a code for a token: the token, and whose bench this is now.

    Raises:
        CenterAwayError: nobody there; the same code can be used again.
        CenterRefusedError: with what to do.
    """
    token = secrets.token_urlsafe(32)
    ask = msgspec.json.encode(wire.EnrolAsk(station, code, token))
    for last in (False, True):
        try:
            return token, msgspec.json.decode(http.ask("/enrol", ask, {}), type=wire.EnrolSay)
        except HttpAwayError as error:
            if last:  # the answer may be lost, the same token may be asked for again
                raise CenterAwayError(str(error)) from error
        except HttpRefusedError as error:
            raise CenterRefusedError(_reason(error)) from error
    raise AssertionError("the loop returns or raises")


def _problem(error: HttpRefusedError) -> str:
    try:
        return msgspec.json.decode(error.body, type=wire.Problem).error
    except msgspec.DecodeError:
        return ""


def _reason(error: HttpRefusedError) -> str:
    try:
        return msgspec.json.decode(error.body, type=wire.Problem).detail
    except msgspec.DecodeError:
        return str(error)
