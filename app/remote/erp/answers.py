"""What the ERPs' answers have in common: JSON with exact numbers, or a server that is busy."""

import json
from collections.abc import Callable
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from app.remote.erp.base import ErpAnswerError
from app.remote.http import AwayError, HttpAnswer

_OK, _BUSY = 200, frozenset({429, 502, 503, 504})


def document_of(
    call: str, answer: HttpAnswer, hook: Callable[[dict[str, Any]], Any] | None = None
) -> dict[str, Any]:
    """The JSON object of an answer. ``call`` is for messages; ``hook`` reads objects inside.

    Raises AwayError where the server is busy, ErpAnswerError.
    """
    if answer.status in _BUSY:
        raise AwayError(f"{call}: the ERP answers {answer.status}")
    if answer.status != _OK:
        raise ErpAnswerError(f"{call}: the ERP answers {answer.status}")
    try:
        found = json.loads(answer.text, parse_float=Decimal, object_hook=hook)
    except ValueError as error:
        raise ErpAnswerError(f"{call}: not JSON: {answer.text[:80]!r}") from error
    if not isinstance(found, dict):
        raise ErpAnswerError(f"{call}: not an answer: {answer.text[:80]!r}")
    return found


def whole_pieces(quantity: Any) -> int:
    """A part of a piece is none that could be sold."""
    return int(Decimal(str(quantity or 0)).to_integral_value(rounding=ROUND_FLOOR))
