"""The goods themselves, counted without the program: what a packer could see in the boxes."""

from collections import Counter
from dataclasses import dataclass, field

from app.domain.order import Order
from app.domain.pick_check import ItemScan
from app.domain.verdict import Verdict
from tests.builders import TODAY

SKUS = ("TEA", "CUP", "PEN")
KITS = {"SET": {"TEA": 1, "CUP": 1}, "DUO": {"TEA": 2, "PEN": 1}}

Piece = tuple[str, str | None]
"""SKU and lot."""


def parts_of(order: Order, sku: str) -> dict[str, int]:
    """SKU -> pieces that one scan of a code stands for."""
    kits = {line.item.sku for line in order.lines if line.parts}
    return KITS[sku] if sku in kits else {sku: 1}


@dataclass
class Pile:
    """All pieces of one order that are in its boxes, and what the order wants."""

    order: Order
    pieces: Counter[Piece] = field(default_factory=Counter)
    serials: set[str] = field(default_factory=set)
    vague: bool = False  # a lot was taken out: the check may be stricter than need be

    def wants(self) -> Counter[Piece]:
        wanted: Counter[Piece] = Counter()
        for line in self.order.lines:
            if line.parts:
                for part in line.parts:
                    wanted[part.item.sku, None] += part.quantity * line.quantity
            else:
                wanted[line.item.sku, line.lot] += line.quantity
        return wanted

    def wanted(self, sku: str) -> int:
        return sum(n for (one, _), n in self.wants().items() if one == sku)

    def inside(self, sku: str) -> int:
        return sum(n for (one, _), n in self.pieces.items() if one == sku)

    def has_lots(self, sku: str) -> bool:
        return any(one == sku and lot for one, lot in self.wants())

    def missing(self) -> Counter[Piece]:
        """What may still be put in, by lot; pieces of a lot fill their own lot's place first."""
        wants = self.wants()
        missing = wants - self.pieces
        for (sku, lot), n in self.pieces.items():
            if lot is not None:
                missing[sku, None] -= max(0, n - wants[sku, lot])
        return +missing

    @property
    def complete(self) -> bool:
        return all(self.inside(sku) == self.wanted(sku) for sku, _ in self.wants())

    def fits(self, pieces: Counter[Piece]) -> bool:
        """Whether every piece has a place: its own lot's, or one that takes any lot."""
        wants = self.wants()
        surplus: Counter[str] = Counter()
        for (sku, lot), n in pieces.items():
            surplus[sku] += max(0, n - (wants[sku, lot] if lot else 0))
        return all(n <= wants[sku, None] for sku, n in surplus.items())

    def of(self, scan: ItemScan) -> Counter[Piece]:
        """The pieces that a scan stands for. A lot that nobody asked for is not kept."""
        match = scan.matches[0]
        parts = parts_of(self.order, match.item.sku)
        lot = scan.lot if self.has_lots(match.item.sku) else None
        return Counter({(sku, lot): n * match.quantity for sku, n in parts.items()})

    def verdict(self, scan: ItemScan) -> Verdict:
        """What a careful person would say to a scan."""
        meant = {match.item.sku for match in scan.matches}
        if len(meant) != 1:
            return Verdict.AMBIGUOUS if meant else Verdict.UNKNOWN_CODE
        (sku,) = meant
        parts = parts_of(self.order, sku)
        if not all(self.wanted(part) for part in parts):
            return Verdict.WRONG_ITEM
        if f"{sku}:{scan.serial}" in self.serials:
            return Verdict.DUPLICATE_SERIAL
        if scan.expires and scan.expires < TODAY:
            return Verdict.EXPIRED
        after = Pile(self.order, self.pieces + self.of(scan))
        if self.fits(after.pieces):
            return Verdict.COMPLETE if after.complete else Verdict.OK
        return self._too_much(sku, scan)

    def _too_much(self, sku: str, scan: ItemScan) -> Verdict:
        takes = {lot for one, lot in self.wants() if one == sku}
        room = self.wanted(sku) - self.inside(sku) >= scan.matches[0].quantity
        if takes and (room or not takes & {None, scan.lot}):
            return Verdict.WRONG_LOT
        return Verdict.OVER

    def put(self, scan: ItemScan) -> None:
        self.pieces += self.of(scan)
        if scan.serial:
            self.serials.add(f"{scan.matches[0].item.sku}:{scan.serial}")

    def can_give(self, scan: ItemScan, within: Counter[str]) -> bool:
        """Whether the pieces are in, and no recorded serial would be left without its piece."""
        match = scan.matches[0]
        sku = match.item.sku
        parts = parts_of(self.order, sku)
        if any(within[part] < n * match.quantity for part, n in parts.items()):
            return False
        left = {one for one in self.serials if one.startswith(f"{sku}:")} - {f"{sku}:{scan.serial}"}
        sets = min(self.inside(part) // n for part, n in parts.items())
        return len(left) <= sets - match.quantity

    def give(self, pieces: Counter[Piece], serial_key: str) -> None:
        assert not pieces - self.pieces, "what is not in cannot be taken out"
        self.pieces -= pieces
        self.serials.discard(serial_key)
        self.vague |= any(self.has_lots(sku) for sku, _ in pieces)
