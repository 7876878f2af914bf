"""The ``read-statement`` tool: a payment platform's file as the domain sees it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.center.statement_profiles import open_mapped
from app.domain.statement import StatementLine
from app.remote.payments.base import StatementError
from app.remote.payments.files import Part, open_statement
from app.remote.payments.mapped import profile_of

Json = dict[str, Any]


def read_statement(path: Path, profile: Path | None = None) -> Iterator[Json]:
    """A line of JSON per statement line, then one with totals, stated, agree for each part.

    ``profile``: how a table of any other platform is laid out. A fault ends the output with an
    ``error`` line. Raises OSError.
    """
    content = path.read_bytes()
    try:
        for part in _parts(path, content, profile):
            for line in part.reader.lines():
                yield _line(line)
            totals = part.reader.totals()
            yield {
                "part": part.name,
                "totals": dict(totals.counted),
                "stated": dict(totals.stated),
                "agree": totals.agree,
            }
    except StatementError as error:
        yield {"error": {"code": "bad_statement", "message": str(error)}}


def _parts(path: Path, content: bytes, profile: Path | None) -> tuple[Part, ...]:
    if profile is None:
        return open_statement(path.name, content)
    parts = open_mapped(path, [profile_of(profile.read_bytes())])
    if not parts:
        raise StatementError(f"{path.name}: no row has all titles of the profile")
    return parts


def _line(line: StatementLine) -> Json:
    return {
        "provider": line.provider,
        "key": line.key,
        "kind": line.kind.value,
        "at": line.at.isoformat(),
        "transaction": line.transaction,
        "order": line.order_number,
        "refund": line.refund_ref,
        "amount": str(line.amount.amount),
        "settled": str(line.settled.amount),
        "fee": str(line.fee.amount),
        "currency": line.amount.currency,
        "status": line.status,
        "text": line.text,
    }
