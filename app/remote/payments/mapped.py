"""Statements of any other platform: a table whose columns a person named once, as data."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Final

import msgspec

from app.domain.statement import LineKind, StatementLine, StatementTotals
from app.domain.values import Money
from app.remote.payments.base import StatementError, Tally, row_amount

HEADER_WITHIN: Final = 30
"""Rows in which the titles must stand; some platforms put their address above."""

COLUMNS: Final = ("time", "transaction", "order", "amount", "income", "expense", "fee", "currency",
                  "text")  # fmt: skip
_TIME = re.compile(
    r"(\d{4})[-/.年](\d\d?)[-/.月](\d\d?)日?[ T]+(\d\d?):(\d\d)(?::(\d\d))?(?:\.\d+)?"
)
Row = tuple[int, Sequence[str]]
"""Number as people count, and trimmed cells."""


@dataclass(frozen=True, slots=True)
class StatementProfile:
    """``columns``: ours -> the title in the file. ``utc_offset``: hours of the file's clock.

    ``time`` must be there, and ``amount`` (signed: what comes in is positive) or ``income`` and
    ``expense``; and ``transaction`` or ``order``, by which an order is found.
    """

    name: str
    columns: Mapping[str, str]
    currency: str = "CNY"
    utc_offset: float = 8.0

    def __post_init__(self) -> None:
        named = {column for column, title in self.columns.items() if title}
        if not self.name.strip():
            raise StatementError("the profile needs the platform's name")
        if unknown := sorted(named - set(COLUMNS)):
            raise StatementError(f"a statement has no {', '.join(unknown)}")
        if "time" not in named or not named & {"transaction", "order"}:
            raise StatementError("name the column of the time, and of the transaction or the order")
        if "amount" not in named and not {"income", "expense"} <= named:
            raise StatementError("name the column of the amount, or those of income and expense")
        if "amount" in named and named & {"income", "expense"}:
            raise StatementError("either the amount, or income and expense")


def profile_of(document: bytes | str) -> StatementProfile:
    """From its saved form (JSON). Raises StatementError."""
    try:
        return msgspec.json.decode(document, type=StatementProfile)
    except msgspec.ValidationError as error:
        raise StatementError(f"the profile: {error}") from error
    except msgspec.DecodeError as error:
        raise StatementError(f"the profile is no JSON: {error}") from error


def find_header(rows: Iterable[Row], profile: StatementProfile) -> dict[str, int] | None:
    """Reads up to the row with all the titles: where each column is; None: there is none."""
    wanted = {column: title for column, title in profile.columns.items() if title}
    for _number, texts in rows:
        if set(wanted.values()) <= set(texts):
            return {column: list(texts).index(title) for column, title in wanted.items()}
    return None


@dataclass(slots=True)
class MappedReader:
    """The rows below the titles. The same row twice in a file is two lines."""

    profile: StatementProfile
    places: Mapping[str, int]
    rows: Iterable[Row]
    account: str = ""
    _tally: Tally = field(default_factory=Tally)
    _seen: Counter[str] = field(default_factory=Counter)

    @property
    def provider(self) -> str:
        return self.profile.name

    def lines(self) -> Iterator[StatementLine]:
        """Raises StatementError with the row and the column."""
        for number, texts in self.rows:
            row = {
                column: texts[at] if at < len(texts) else "" for column, at in self.places.items()
            }
            if row.get("time"):  # sums at the foot have none
                yield self._line(row, number)

    def totals(self) -> StatementTotals:
        return self._tally.against({})

    def _line(self, row: Mapping[str, str], number: int) -> StatementLine:
        amount, fee = _amount(row, number), -abs(row_amount(row, "fee", number))
        currency = row.get("currency") or self.profile.currency
        trade, order = row.get("transaction", ""), row.get("order", "")
        kind = LineKind.INCOME if amount > 0 else LineKind.REFUND
        if not trade and not order:
            kind = LineKind.OTHER
        elif not amount:
            kind = LineKind.FEE if fee else LineKind.OTHER
        self._tally.count("lines")
        self._tally.add(f"{kind.value}_{currency}", amount)
        return StatementLine(
            provider=self.provider,
            key=self._key(row),
            kind=kind,
            at=_moment(row["time"], self.profile.utc_offset, number),
            transaction=trade,
            order_ref=order,
            amount=Money.of(amount or fee, currency) if kind is LineKind.FEE
            else Money.of(amount, currency),
            settled=Money.of(amount + fee, currency),
            fee=Money.of(fee, currency),
            text=row.get("text", ""),
        )  # fmt: skip

    def _key(self, row: Mapping[str, str]) -> str:
        told = "\x1f".join(f"{column}={text}" for column, text in sorted(row.items()))
        key = hashlib.sha256(told.encode()).hexdigest()[:32]
        self._seen[key] += 1
        return f"{key}-{self._seen[key]}"


def _amount(row: Mapping[str, str], number: int) -> Decimal:
    if "amount" in row:
        return row_amount(row, "amount", number)
    return abs(row_amount(row, "income", number)) - abs(row_amount(row, "expense", number))


def _moment(text: str, utc_offset: float, number: int) -> datetime:
    found = _TIME.match(text)
    if found is None:
        raise StatementError(f"{text!r} is no time", number, "time")
    zone = timezone(timedelta(hours=utc_offset))
    try:
        at = datetime(*(int(part or 0) for part in found.groups()), tzinfo=zone)  # type: ignore[arg-type,misc]
    except ValueError as error:
        raise StatementError(f"{text!r} is no time", number, "time") from error
    return at.astimezone(UTC)
