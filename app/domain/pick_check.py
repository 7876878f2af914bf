"""The second-pass check: is this scanned item one that the order still needs?

Pure and immutable. ``judge`` answers a scan, ``count`` applies an accepted one. The same scans
in the same order give the same answers, so any parcel can be replayed from its journal.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher

from app.domain.catalogue import Item, ItemMatch
from app.domain.order import Order, OrderLine
from app.domain.verdict import Stop, Verdict


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One thing to scan ``needed`` times. A kit line becomes one check line for each part.

    ``key`` is "3" for a plain line, "3.1" for the first part of the kit in line 3.
    """

    key: str
    item: Item
    needed: int
    kit_sku: str = ""
    per_kit: int = 1
    lot: str | None = None


@dataclass(frozen=True, slots=True)
class ItemScan:
    """An item scan as understood: what the code can mean, and what else it said."""

    code: str
    matches: tuple[ItemMatch, ...]
    lot: str | None = None
    expires: date | None = None
    serial: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """``counted`` (line key -> pieces) for an accepted scan, ``stop`` for a refused one."""

    verdict: Verdict
    item: Item | None = None
    counted: dict[str, int] = field(default_factory=dict)
    stop: Stop | None = None


def check_lines(order: Order) -> tuple[CheckLine, ...]:
    """The order with its kits exploded into parts."""
    return tuple(line for bought in order.lines for line in _explode(bought))


def _explode(bought: OrderLine) -> Iterator[CheckLine]:
    if not bought.parts:
        yield CheckLine(str(bought.line_no), bought.item, bought.quantity, lot=bought.lot)
    for place, part in enumerate(bought.parts, start=1):
        yield CheckLine(
            key=f"{bought.line_no}.{place}",
            item=part.item,
            needed=part.quantity * bought.quantity,
            kit_sku=bought.item.sku,
            per_kit=part.quantity,
        )


@dataclass(frozen=True, slots=True)
class PickCheck:
    """How far the check of one order is."""

    lines: tuple[CheckLine, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    serials: frozenset[str] = frozenset()

    @property
    def complete(self) -> bool:
        """True only when every line is exactly what the order needs."""
        return all(self.counts.get(line.key, 0) == line.needed for line in self.lines)

    @property
    def needed(self) -> int:
        return sum(line.needed for line in self.lines)

    @property
    def scanned(self) -> int:
        return sum(self.counts.values())

    def open_in(self, line: CheckLine) -> int:
        return line.needed - self.counts.get(line.key, 0)

    def remaining(self, sku: str) -> int:
        """Pieces of an item still to scan, over all lines that hold it."""
        return sum(self.open_in(line) for line in self.lines if line.item.sku == sku)

    def missing(self) -> dict[str, int]:
        """SKU -> pieces still to scan, open ones only."""
        skus = dict.fromkeys(line.item.sku for line in self.lines)
        return {sku: left for sku in skus if (left := self.remaining(sku))}

    def judge(self, scan: ItemScan, today: date) -> Answer:
        """The verdict on one scan. Changes nothing: an accepted scan is applied by ``count``."""
        refusal = self._refuse_code(scan)
        if refusal:
            return refusal
        match = scan.matches[0]
        if not self._has(match.item.sku):
            nearest = self._nearest(match.item)
            stop = Stop(Verdict.WRONG_ITEM, scan.code, match.item, nearest)
            return Answer(Verdict.WRONG_ITEM, match.item, stop=stop)
        refusal = self._refuse_piece(scan, match, today)
        if refusal:
            return refusal
        counted = self._place(match, scan.lot)
        if not counted:
            return self._no_room(scan, match)
        after = self.count(counted)
        verdict = Verdict.COMPLETE if after.complete else Verdict.OK
        return Answer(verdict, match.item, counted)

    def judge_take_out(self, scan: ItemScan, within: Mapping[str, int] | None = None) -> Answer:
        """The verdict on a scan that takes pieces out again.

        ``within`` (line key -> pieces) are the pieces that can still be reached; without it all
        that are counted. A piece counted with its serial is only taken out with its serial.
        """
        refusal = self._refuse_code(scan)
        if refusal:
            return refusal
        match = scan.matches[0]
        counted = self._unplace(match, scan.lot, self.counts if within is None else within)
        if not counted or not self._serials_fit(match, scan.serial):
            stop = Stop(Verdict.WRONG_ITEM, scan.code, match.item, details={"reason": "not_in"})
            return Answer(Verdict.WRONG_ITEM, match.item, stop=stop)
        return Answer(Verdict.OK, match.item, counted)

    def count(self, counted: Mapping[str, int], serial: str | None = None) -> "PickCheck":
        """The check after pieces went in. Never counts above what a line needs.

        Raises:
            ValueError: the pieces do not fit; a fact that says so is damaged.
        """
        counts = dict(self.counts)
        needed = {line.key: line.needed for line in self.lines}
        for key, pieces in counted.items():
            counts[key] = counts.get(key, 0) + pieces
            if not 0 <= counts[key] <= needed.get(key, 0):
                raise ValueError(f"line {key} cannot hold {counts[key]} pieces")
        serials = self.serials | {serial} if serial else self.serials
        return replace(self, counts={k: n for k, n in counts.items() if n}, serials=serials)

    def uncount(self, counted: Mapping[str, int], serial: str | None = None) -> "PickCheck":
        """The check after pieces were taken out."""
        back = self.count({key: -pieces for key, pieces in counted.items()})
        return replace(back, serials=back.serials - {serial}) if serial else back

    def _has(self, sku: str) -> bool:
        return any(sku in (line.item.sku, line.kit_sku) for line in self.lines)

    def _refuse_code(self, scan: ItemScan) -> Answer | None:
        if not scan.matches:
            return _refused(Verdict.UNKNOWN_CODE, scan, None)
        meanings = {(match.item.sku, match.quantity) for match in scan.matches}
        if len(meanings) > 1:
            names = " / ".join(sorted({match.item.name for match in scan.matches}))
            return _refused(Verdict.AMBIGUOUS, scan, None, items=names)
        return None

    def _refuse_piece(self, scan: ItemScan, match: ItemMatch, today: date) -> Answer | None:
        if scan.serial and f"{match.item.sku}:{scan.serial}" in self.serials:
            return _refused(Verdict.DUPLICATE_SERIAL, scan, match.item, serial=scan.serial)
        if scan.expires and scan.expires < today:
            when = scan.expires.isoformat()
            return _refused(Verdict.EXPIRED, scan, match.item, expiry=when)
        return None

    def _place(self, match: ItemMatch, lot: str | None) -> dict[str, int]:
        """Where the pieces go, line by line; nothing at all when they do not all fit.

        A line that wants this very lot comes before one that takes any, and a kit's own lines
        come first for the kit's code and last for a single part: so no early piece takes the
        only place of a later one.
        """
        room = {line.key: self.open_in(line) for line in self.lines}
        return self._spread(match, self._holders(match, lot), room)

    def _unplace(
        self, match: ItemMatch, lot: str | None, within: Mapping[str, int]
    ) -> dict[str, int]:
        """Where the pieces come from: from the last line back, all pieces or none.

        Lines that want this very lot give first: what stays counted there must be that lot.
        """
        held = {line.lot for line in self._of(match.item.sku) if self.counts.get(line.key, 0)}
        if lot is None and held - {None}:
            if len(held) > 1:
                return {}  # nobody knows which lot leaves
            lot = next(iter(held))
        last_first = self._holders(match, lot)[::-1]
        lines = sorted(last_first, key=lambda line: line.lot is None)
        return self._spread(match, lines, within)

    def _spread(
        self, match: ItemMatch, lines: list[CheckLine], room: Mapping[str, int]
    ) -> dict[str, int]:
        counted: dict[str, int] = {}
        for sku, wanted in self._stands_for(match.item.sku).items():
            left = wanted * match.quantity
            for line in lines:
                pieces = min(left, room.get(line.key, 0)) if line.item.sku == sku else 0
                if pieces > 0:
                    counted[line.key] = pieces
                    left -= pieces
            if left:
                return {}
        return counted

    def _holders(self, match: ItemMatch, lot: str | None) -> list[CheckLine]:
        """The lines that may hold the pieces, best first. A kit's lot is not its parts' lot."""
        kit = match.item.sku if any(line.kit_sku == match.item.sku for line in self.lines) else ""
        lots = (None,) if kit else (None, lot)
        fitting = [line for line in self.lines if line.lot in lots]
        return sorted(fitting, key=lambda line: (line.lot is None, line.kit_sku != kit))

    def _stands_for(self, sku: str) -> dict[str, int]:
        """SKU -> pieces in one of it: itself, or a kit's parts. One kit, on however many lines."""
        parts: dict[str, int] = {}
        bought = ""
        for line in self.lines:
            number = line.key.partition(".")[0]
            if line.kit_sku == sku and bought in ("", number):
                bought = number
                parts[line.item.sku] = parts.get(line.item.sku, 0) + line.per_kit
        return parts or {sku: 1}

    def _of(self, sku: str) -> list[CheckLine]:
        return [line for line in self.lines if line.item.sku == sku]

    def _serials_fit(self, match: ItemMatch, serial: str | None) -> bool:
        """Whether after a take-out there are still as many pieces as serials on record."""
        sku = match.item.sku
        known = {one for one in self.serials if one.startswith(f"{sku}:")} - {f"{sku}:{serial}"}
        inside = min(
            sum(self.counts.get(line.key, 0) for line in self._of(part)) // pieces
            for part, pieces in self._stands_for(sku).items()
        )
        return len(known) <= inside - match.quantity

    def _no_room(self, scan: ItemScan, match: ItemMatch) -> Answer:
        lines = self._of(match.item.sku)
        fits = any(line.lot in (None, scan.lot) for line in lines)
        left = self.remaining(match.item.sku)
        if lines and (not fits or 0 < match.quantity <= left):
            lots = " / ".join(sorted({line.lot for line in lines if line.lot}))
            return _refused(Verdict.WRONG_LOT, scan, match.item, lot=scan.lot or "", needed=lots)
        if not lines:  # a kit: its parts may be in singly, so there is no number of kits to say
            return _refused(Verdict.OVER, scan, match.item)
        needed = sum(line.needed for line in lines)
        inside = str(needed - left)
        return _refused(Verdict.OVER, scan, match.item, needed=str(needed), counted=inside)

    def _nearest(self, item: Item) -> Item | None:
        """The open line most like a wrong item: same name first, then the most similar words."""
        still_open = [line.item for line in self.lines if self.open_in(line)]
        if not still_open:
            return None
        best = max(still_open, key=lambda other: _likeness(item, other))
        return best if len(still_open) == 1 or _likeness(item, best) > _ALIKE else None


def resume(
    lines: tuple[CheckLine, ...], counts: Mapping[str, int], serials: Iterable[str]
) -> PickCheck:
    """A check where it was parked; one whose counts the order has outgrown begins anew."""
    try:
        return replace(PickCheck(lines).count(counts), serials=frozenset(serials))
    except ValueError:
        return PickCheck(lines)


_ALIKE = 0.6  # below this two names share only filler words


def _likeness(one: Item, other: Item) -> float:
    if one.name == other.name:
        return 1 + SequenceMatcher(None, one.spec, other.spec).ratio()
    return SequenceMatcher(None, one.name, other.name).ratio()


def _refused(verdict: Verdict, scan: ItemScan, item: Item | None, **details: str) -> Answer:
    return Answer(verdict, item, stop=Stop(verdict, scan.code, item, None, details))
