"""Statements fetched from the platforms, one day each: what all three downloads have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from app.domain.money_days import day_of
from app.remote.http import AwayError, Http, HttpAnswer, HttpRequest

DEADLINE_S = 120.0
SERVER_FAULT = 500
OK = 200


class NotReadyError(AwayError):
    """The day's statement is not made yet; ask again after ``seconds``."""

    def __init__(self, words: str, seconds: float) -> None:
        super().__init__(words)
        self.seconds = seconds


class NotTheirsError(Exception):
    """The answer is not what the platform signed or announced: nothing of it may be used."""


@dataclass(frozen=True, slots=True)
class Line:
    """How a platform is reached. ``clock`` gives aware time."""

    http: Http
    clock: Callable[[], datetime]

    def ask(self, request: HttpRequest, what: str) -> HttpAnswer:
        """Raises AwayError also where the platform's own server has a fault."""
        answer = self.http.ask(request)
        if answer.status >= SERVER_FAULT:
            raise AwayError(f"{what}: HTTP {answer.status}")
        return answer


class Access(Protocol):
    """Whose statement, and the secrets to get it: made for one download, and kept nowhere."""

    def fetch(self, day: date, line: Line) -> bytes: ...


def download_day(access: Access, day: date, line: Line) -> bytes:
    """The statement of one day as a file that ``open_statement`` reads; empty: no business.

    ``day`` is the platform's: China's for Alipay and WeChat Pay, UTC for Stripe. Raises
    NotReadyError, ThrottledError, AwayError (all: later), RefusedError, SignInAgainError and
    NotTheirsError (a person must look).
    """
    if day >= day_of(line.clock()):
        raise NotReadyError(f"{day}: the day is not over yet", 3600.0)
    return access.fetch(day, line)
