"""A wire between us and the real server that can be cut, before or after the work is done."""

import json
from collections.abc import Callable
from datetime import datetime

from app.remote.http import Http, HttpRequest
from tests.remote.servers.loopback import Call, Loopback, Reply

_PASSED_ON = frozenset({"authorization", "content-type"})
_GIVEN_BACK = frozenset({"vendure-auth-token"})


class Wire(Loopback):
    """``plans`` say what happens to the next calls, as with any platform on loopback."""

    path = ""

    def __init__(self, server: str, now: Callable[[], datetime]) -> None:
        super().__init__(now)
        self._to, self._http, self.calls = server, Http(), 0

    def reply(self, call: Call) -> Reply:
        self.calls += 1
        head = {name: value for name, value in call.headers.items() if name in _PASSED_ON}
        request = HttpRequest(self._to + call.path, call.method, call.body.encode(), head)
        answer = self._http.ask(request)
        back = {name: value for name, value in answer.headers.items() if name in _GIVEN_BACK}
        return Reply(json.loads(answer.body), answer.status, back)

    def __exit__(self, *given: object) -> None:
        super().__exit__(*given)
        self._http.close()
