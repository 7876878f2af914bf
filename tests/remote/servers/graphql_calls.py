"""A GraphQL call as a platform on loopback understands it: by the name of its operation."""

import json
import re
from typing import Any

from tests.remote.servers.loopback import Call

_OPERATION = re.compile(r"^(?:query|mutation)\s+(\w+)")


def operation(call: Call) -> tuple[str, dict[str, Any]]:
    """The operation's name and its variables."""
    asked = json.loads(call.body)
    found = _OPERATION.match(asked["query"])
    assert found is not None
    assert asked["query"].count("{") == asked["query"].count("}")
    return found[1], asked["variables"]
