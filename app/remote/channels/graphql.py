"""One question to a GraphQL platform: whatever went wrong may come with HTTP 200."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.remote.channels.calls import document_in, told_by_status
from app.remote.channels.incoming import ChannelError
from app.remote.channels.json_values import Node, dig
from app.remote.http import Http, HttpRequest


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: its document and its headers, with lower-case names."""

    document: Node
    headers: Mapping[str, str]

    @property
    def fault(self) -> str:
        """The code of the first error; "" where there is none, "unknown" where it has no code."""
        errors = self.document.get("errors")
        if not errors:
            return ""
        first = errors[0] if isinstance(errors, list) else None
        return str(dig(first, "extensions", "code") or "unknown")

    @property
    def words(self) -> str:
        errors = self.document.get("errors")
        first = errors[0] if isinstance(errors, list) and errors else None
        return str(dig(first, "message") or errors or "no words given")


@dataclass(frozen=True, slots=True)
class Question:
    """``changes``: it changes something, so that a broken answer leaves its result unknown."""

    name: str
    text: str
    variables: Mapping[str, Any]
    changes: bool = False


def ask(http: Http, url: str, head: Mapping[str, str], question: Question) -> Told:
    """Raises AwayError, UnknownResultError, ThrottledError, SignInAgainError, RefusedError."""
    asked = {"query": question.text, "variables": question.variables}
    body = json.dumps(asked, ensure_ascii=False).encode()
    sent = {"Content-Type": "application/json", **head}
    answer = http.ask(HttpRequest(url, "POST", body, sent))
    told_by_status(answer, question.name, changes=question.changes)
    document = document_in(answer, question.name, changes=question.changes)
    if not isinstance(document, Mapping):
        raise ChannelError(f"{question.name}: an answer that is no GraphQL answer")
    return Told(document, answer.headers)
