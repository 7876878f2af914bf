"""Calls of a Vendure server's Admin API: signed in with a name and a password, again when needed.

The token comes in a header of the sign-in's answer; a session that has ended answers FORBIDDEN
with HTTP 200, and nothing was done then.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.remote.channels.base import RefusedError, SignInAgainError
from app.remote.channels.calls import part_of
from app.remote.channels.graphql import Question, Told, ask
from app.remote.channels.json_values import Node, dig
from app.remote.http import AwayError, Http, UnknownResultError

PATH = "/admin-api"
_TOKEN = "vendure-auth-token"  # noqa: S105 -- the name of a header
_FORBIDDEN, _SERVERS_FAULT = "FORBIDDEN", "INTERNAL_SERVER_ERROR"
_SIGN_IN = """mutation SignIn($username:String!,$password:String!){
 login(username:$username,password:$password){__typename ... on ErrorResult{errorCode message}}}"""


@dataclass(frozen=True, slots=True)
class VendureKeys:
    """An administrator of the shop. ``channel``: the token of one of its channels, if any."""

    username: str
    password: str = field(repr=False)
    channel: str = field(default="", repr=False, kw_only=True)


class VendureClient:
    """One shop's calls. ``base_url``: the server, without ``/admin-api``."""

    def __init__(self, http: Http, keys: VendureKeys, base_url: str) -> None:
        self._http, self._keys, self._token = http, keys, ""
        self._url = base_url.rstrip("/") + PATH

    def ask(
        self, name: str, query: str, given: Mapping[str, Any], *, changes: bool = False
    ) -> Node:
        """The ``data`` of an answer.

        Raises AwayError, UnknownResultError, ThrottledError, SignInAgainError, RefusedError.
        """
        question = Question(name, query, given, changes)
        if not self._token:
            self._sign_in()
        told = self._told(question)
        if told.fault == _FORBIDDEN:
            self._sign_in()
            told = self._told(question)
        if told.fault == _FORBIDDEN:
            raise SignInAgainError(f"{name}: {self._keys.username} may not do this")
        if told.fault == _SERVERS_FAULT:
            raise (UnknownResultError if changes else AwayError)(f"{name}: {told.words}")
        if told.fault:
            raise RefusedError(told.fault, told.words)
        return part_of(told.document.get("data"), name)

    def change(self, name: str, query: str, given: Mapping[str, Any]) -> Node:
        """The result of a mutation called ``name``. Raises RefusedError for an ErrorResult."""
        result = part_of(self.ask(name, query, given, changes=True).get(name), name)
        if result.get("errorCode"):
            raise RefusedError(str(result["errorCode"]), str(result.get("message") or name))
        return result

    def _told(self, question: Question) -> Told:
        head = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        if self._keys.channel:
            head["vendure-token"] = self._keys.channel
        return ask(self._http, self._url, head, question)

    def _sign_in(self) -> None:
        self._token = ""
        given = {"username": self._keys.username, "password": self._keys.password}
        told = self._told(Question("login", _SIGN_IN, given))
        refusal = dig(told.document, "data", "login", "errorCode") or told.fault
        self._token = told.headers.get(_TOKEN, "")
        if refusal or not self._token:
            raise SignInAgainError(f"the shop refuses its administrator ({refusal or 'no token'})")

    def close(self) -> None:
        self._http.close()
