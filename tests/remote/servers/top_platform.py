"""TOP on loopback: checks every signature and clock, throttles, fails after doing the work.

What the methods answer is up to handlers: ``(parameters) -> content``. A handler raises ``Fault``
for a business error.
"""

import hashlib
import hmac
import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from app.remote.channels.json_values import CHINA
from tests.remote.servers.loopback import Answering, Served

KEY, SECRET, SESSION = "12345678", "helloworld", "a-session"
DRIFT = timedelta(minutes=10)
Handler = Callable[[Mapping[str, str]], dict[str, Any]]


class Fault(Exception):  # noqa: N818 -- what the platform calls it
    """An ``error_response``."""

    def __init__(
        self, code: int, sub_code: str = "", sub_msg: str = "", msg: str = "error"
    ) -> None:
        super().__init__(sub_code)
        self.body = {"code": code, "msg": msg, "sub_code": sub_code, "sub_msg": sub_msg}


@dataclass
class Once:
    """What happens to one of the next calls instead of an answer."""

    fault: Fault | None = None
    done_first: bool = False  # the work is done before
    cut: bool = False  # the line is cut
    status: int = 200
    body: bytes | None = None


class TopPlatform(Served):
    """``plans``: what happens to the next calls, one each; None is a plain answer."""

    def __init__(self, handlers: Mapping[str, Handler], now: Callable[[], datetime]) -> None:
        self.handlers = handlers
        self.now = now
        self.plans: deque[Once | None] = deque()
        self.calls: list[str] = []
        super().__init__(_Calls, "/router/rest")

    def answer(self, sent: dict[str, str]) -> dict[str, Any]:
        """The answer to one call. Raises Fault."""
        self._check(sent)
        method = sent["method"]
        if method not in self.handlers:
            raise Fault(22, "isv.invalid-method", f"Invalid method {method}")
        content = self.handlers[method](sent)
        return {f"{method.removeprefix('taobao.').replace('.', '_')}_response": content}

    def _check(self, sent: dict[str, str]) -> None:
        if sent.get("app_key") != KEY:
            raise Fault(29, "isv.invalid-app-key", "Invalid app Key")
        # Written out here and not taken from the program: the platform is another side.
        text = "".join(f"{name}{sent[name]}" for name in sorted(sent) if name != "sign")
        made = hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).hexdigest().upper()
        if sent.get("sign_method") != "hmac-sha256" or made != sent.get("sign"):
            raise Fault(25, "isv.invalid-signature", "Invalid signature")
        at = datetime.strptime(sent["timestamp"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
        if abs(at - self.now()) > DRIFT:
            raise Fault(31, "isv.invalid-timestamp", "Invalid timestamp")
        if sent.get("session") != SESSION:
            raise Fault(27, "isv.invalid-session", "Invalid session")
        if sent.get("format") != "json":
            raise Fault(23, "isv.invalid-format", "the default is xml")


class _Calls(Answering):
    platform: TopPlatform

    def posted(self, body: str) -> None:
        sent = dict(parse_qsl(body, keep_blank_values=True, strict_parsing=True))
        with self.platform.lock:
            self.platform.calls.append(sent.get("method", ""))
            plan = self.platform.plans.popleft() if self.platform.plans else None
            answer = self._answered(sent, plan)
        if plan is not None and plan.cut:
            self.close_connection = True
            return
        made = plan.body if plan and plan.body is not None else json.dumps(answer).encode()
        self.answer(made, plan.status if plan else 200, "text/javascript;charset=UTF-8")

    def _answered(self, sent: dict[str, str], plan: Once | None) -> dict[str, Any]:
        try:
            done = plan is None or plan.done_first
            answer = self.platform.answer(sent) if done else {}
            if plan is not None and plan.fault is not None:
                raise plan.fault
        except Fault as fault:
            return {"error_response": fault.body}
        return answer
