"""What of a courier's bill is paid: amounts by kind, claims kept back, what came over.

Pure sums; amounts are minor units of the bill's currency.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from app.domain.bill_matching import BillClass, Leg


class CostKind(Enum):
    """What is paid for; an ERP has an account for each."""

    FREIGHT = "freight"
    EXTRA = "extra"  # insurance, remote places, packing ...
    RETURNS = "returns"
    CREDITS = "credits"
    COLLECT = "collect"


KEPT_BACK = frozenset({"disputed", "recovered"})
"""States of lines whose claim is not paid."""


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of one leg, cause and state together; ``extra`` of ``billed`` is beside the freight."""

    leg: str
    cause: str
    state: str
    lines: int
    billed: int
    extra: int
    claim: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept back for one cause."""

    cause: str
    lines: int
    amount: int


@dataclass(frozen=True, slots=True)
class Carried:
    """An earlier bill whose claims were decided otherwise since it was closed."""

    number: str
    month: str
    amount: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """``amount`` = all kinds - what is kept back + what came over from earlier bills."""

    kinds: Mapping[CostKind, int]
    kept: tuple[Kept, ...]
    carried: tuple[Carried, ...]

    @property
    def billed(self) -> int:
        return sum(self.kinds.values())

    @property
    def kept_back(self) -> int:
        return sum(one.amount for one in self.kept)

    @property
    def amount(self) -> int:
        return self.billed - self.kept_back + sum(one.amount for one in self.carried)


def settle(parts: Iterable[Part], carried: Iterable[Carried] = ()) -> Settlement:
    """The settlement of one bill."""
    kinds = dict.fromkeys(CostKind, 0)
    kept: dict[str, tuple[int, int]] = {}
    for part in parts:
        kind = _kind(part)
        if kind is CostKind.FREIGHT:
            kinds[CostKind.EXTRA] += part.extra
            kinds[CostKind.FREIGHT] += part.billed - part.extra
        else:
            kinds[kind] += part.billed
        if part.state in KEPT_BACK and part.claim:
            lines, amount = kept.get(part.cause, (0, 0))
            kept[part.cause] = (lines + part.lines, amount + part.claim)
    dearest = sorted(kept.items(), key=lambda one: (-one[1][1], one[0]))
    return Settlement(
        {kind: amount for kind, amount in kinds.items() if amount},
        tuple(Kept(cause, *sums) for cause, sums in dearest),
        tuple(one for one in carried if one.amount),
    )


def _kind(part: Part) -> CostKind:
    if part.leg == Leg.RETURN.value:
        return CostKind.RETURNS
    if part.cause == BillClass.CREDIT.value:
        return CostKind.CREDITS
    if part.cause == BillClass.COLLECT.value:
        return CostKind.COLLECT
    return CostKind.FREIGHT
