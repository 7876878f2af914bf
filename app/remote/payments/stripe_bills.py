"""Stripe's balance transactions, as ``GET /v1/balance_transactions`` answers them.

Amounts are whole minor units of the line's currency; ``created`` is Unix seconds. Source: Stripe's
API reference, "The Balance Transaction object".
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from app.domain.statement import LineKind, StatementLine, StatementTotals
from app.domain.values import Money
from app.remote.channels.incoming import ChannelError
from app.remote.channels.json_values import dig, load, nodes, required, text
from app.remote.payments.base import StatementError, Tally

PROVIDER = "stripe"
_KINDS = {
    "charge": LineKind.INCOME,
    "payment": LineKind.INCOME,
    "refund": LineKind.REFUND,
    "payment_refund": LineKind.REFUND,
    "payment_failure_refund": LineKind.REFUND,
    "payout": LineKind.TRANSFER,
    "payout_cancel": LineKind.TRANSFER,
    "transfer": LineKind.TRANSFER,
    "stripe_fee": LineKind.FEE,
    "application_fee": LineKind.FEE,
}


class StripeTransactions:
    """One answer's list. ``source`` may be expanded: its metadata then names the order."""

    provider = PROVIDER
    account = ""

    def __init__(self, document: Any) -> None:
        self._entries = nodes(document, "data")
        self._tally = Tally()

    def lines(self) -> Iterator[StatementLine]:
        for number, entry in enumerate(self._entries, start=1):
            try:
                yield self._line(entry)
            except (ChannelError, KeyError, TypeError, OverflowError) as error:
                raise StatementError(f"this transaction is not whole: {error}", number) from error

    def totals(self) -> StatementTotals:
        return self._tally.against({})

    def _line(self, entry: Any) -> StatementLine:
        currency = required(entry, "currency").upper()
        amount, fee = (
            Money(_whole(entry, "amount"), currency),
            Money(-_whole(entry, "fee"), currency),
        )
        kind = _KINDS.get(required(entry, "type"), LineKind.OTHER)
        source = entry.get("source")
        transaction = source if isinstance(source, str) else str(dig(source, "id") or "")
        self._tally.count("line_count")
        self._tally.add(f"amount_{currency.lower()}", Decimal(amount.amount))
        return StatementLine(
            provider=PROVIDER,
            key=required(entry, "id"),
            kind=kind,
            at=datetime.fromtimestamp(_whole(entry, "created"), UTC),
            transaction=str(dig(source, "payment_intent") or transaction),
            order_ref=str(dig(source, "metadata", "order_no") or ""),
            amount=amount,
            settled=amount,
            fee=fee,
            refund_ref=transaction if kind is LineKind.REFUND else "",
            status=text(entry, "status"),
            text=text(entry, "description"),
        )


def _whole(entry: Any, name: str) -> int:
    value = entry[name]
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} is no whole number")
    return value


def read_stripe(content: str) -> StripeTransactions:
    """Raises StatementError when this is no list of balance transactions."""
    try:
        document = load(content)
        entries = nodes(document, "data")
    except ChannelError as error:
        raise StatementError(str(error)) from error
    if dig(document, "object") != "list" or any(
        dig(entry, "object") != "balance_transaction" for entry in entries
    ):
        raise StatementError("this is no list of Stripe's balance transactions")
    return StripeTransactions(document)
