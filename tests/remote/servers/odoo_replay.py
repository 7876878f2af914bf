"""Odoo's recorded answers over HTTP: each call is answered as it was when it was recorded."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.builders import NOON
from tests.remote.servers.loopback import Loopback

SAMPLE = Path(__file__).parents[2] / "data/samples/odoo18_jsonrpc_transcript.json"
Step = dict[str, Any]
Asked = tuple[str, str]
"""Model and method of a call; of the login the service in place of the model."""


def recorded() -> dict[int, Step]:
    """The steps of the recording by the id of their request."""
    steps = json.loads(SAMPLE.read_text("utf-8"))
    return {step["request"]["id"]: step for step in steps}


def asked_of(request: Mapping[str, Any]) -> Asked:
    params = request["params"]
    if params["service"] != "object":
        return params["service"], params["method"]
    return params["args"][3], params["args"][4]


class OdooReplay(Loopback):
    """Answers a call with the recorded step of its model and method, or by hand.

    ``steps``: the id of the recorded step for a call. ``by_hand``: results of calls that were
    never recorded, one for each time they are made. ``requests``: what was asked, in order.
    """

    path = ""

    def __init__(self, steps: Mapping[Asked, int], by_hand: Mapping[Asked, list[Any]]) -> None:
        super().__init__(_noon)
        self.recording = recorded()
        self.steps = dict(steps)
        self.by_hand = {asked: list(results) for asked, results in by_hand.items()}
        self.requests: list[Step] = []

    def document(self, path: str, body: str) -> Step:
        assert path == "/jsonrpc", path
        request = json.loads(body)
        self.requests.append(request)
        asked = asked_of(request)
        if asked in self.by_hand:
            return {"jsonrpc": "2.0", "id": request["id"], "result": self.by_hand[asked].pop(0)}
        return {**self.recording[self.steps[asked]]["response"], "id": request["id"]}

    def made(self, asked: Asked) -> Step:
        """The one request for this model and method."""
        (request,) = (one for one in self.requests if asked_of(one) == asked)
        return request


def _noon() -> datetime:
    return NOON
