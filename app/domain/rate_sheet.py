"""From the three tables of a rate card (contract, rows, zone members) to a card, or every fault.

A price sheet is typed by people. It is read as a whole before anything is kept, and each fault
names its table, row and column, so that one look at the sheet mends all of them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby, pairwise

from app.domain.contract_sheet import contract_card
from app.domain.place_index import postcodes
from app.domain.places import ZoneLevel, place_names
from app.domain.rate_card import SIZE_UNIT, RateCard, RateRow, Zone, ZoneMember
from app.domain.sheet_cells import Cells, SheetError, SheetFault

Row = Mapping[str, str | None]
"""One line of a table by column name, as ``csv.DictReader`` gives it."""

ROW_COLUMNS = frozenset({"zone", "w_from", "w_to", "base", "base_weight", "per_weight", "step"}) | {
    "manual"
}
ZONE_COLUMNS = frozenset({"zone", "level", "value", "value_to", "country"})
LIST_MARK = "#"
"""A zone of this beginning is no zone but a list of places that surcharges speak of."""

YES = frozenset({"yes", "y", "true", "1", "x", "是"})
NO = frozenset({"", "no", "n", "false", "0", "否"})


def card_from_sheet(
    card_json: Mapping[str, object], rows: Sequence[Row], zones: Sequence[Row]
) -> RateCard:
    """The card of one contract. Raises SheetError with every fault of the three tables.

    What the card says and this program cannot price is a fault too: a price that leaves something
    out is worse than none. A card without zones prices by zone codes alone.
    """
    faults: list[SheetFault] = []
    _known_columns(faults, "rows", rows, ROW_COLUMNS)
    _known_columns(faults, "zones", zones, ZONE_COLUMNS)
    card_zones, lists = _zones(faults, zones)
    card_rows = _rows(faults, rows)
    if not faults:
        _bands(faults, card_rows, by_size=card_json.get("weight_unit") == SIZE_UNIT)
        if card_zones:
            _zones_against_rows(faults, card_zones, card_rows)
    card = contract_card(faults, card_json, card_zones, lists, card_rows)
    if faults or card is None:
        raise SheetError(faults)
    return card


def _known_columns(
    faults: list[SheetFault], table: str, rows: Sequence[Row], known: frozenset[str]
) -> None:
    unknown = {str(column) for row in rows for column in row} - known
    faults.extend(SheetFault(table, 1, name, "is no column we know") for name in sorted(unknown))


def _rows(faults: list[SheetFault], rows: Sequence[Row]) -> tuple[RateRow, ...]:
    found: list[RateRow] = []
    if not rows:
        faults.append(SheetFault("rows", 0, "base", "there is no price at all"))
    for line, values in enumerate(rows, start=2):
        cells = Cells(faults, "rows", line, values)
        manual = cells.text("manual").casefold()
        if manual not in YES | NO:
            cells.fault("manual", f"{manual} is neither yes nor no")
        row = RateRow(
            zone=cells.text("zone", needed=True),
            w_from=cells.number("w_from", needed=True) or Decimal(0),
            w_to=cells.above_zero("w_to"),
            base=cells.number("base", needed=manual not in YES) or Decimal(0),
            base_weight=cells.number("base_weight") or Decimal(0),
            per_weight=cells.number("per_weight") or Decimal(0),
            step=cells.above_zero("step"),
            manual=manual in YES,
        )
        if row.w_to is not None and row.w_to <= row.w_from:
            cells.fault("w_to", f"{row.w_to} is not above w_from {row.w_from}")
        if not cells.wrong and not row.base and not row.per_weight and not row.manual:
            cells.fault("base", "neither a base nor a price per weight: nothing is sent for free")
        found.append(row)
    return tuple(found)


def _zones(
    faults: list[SheetFault], rows: Sequence[Row]
) -> tuple[tuple[Zone, ...], tuple[Zone, ...]]:
    """The zones, and the lists of places that stand among them under ``#NAME``."""
    members: list[tuple[str, ZoneMember]] = []
    owner: dict[tuple[object, ...], str] = {}
    ranges: list[tuple[int, str, str, str, str]] = []
    for line, values in enumerate(rows, start=2):
        cells = Cells(faults, "zones", line, values)
        code, value = cells.text("zone", needed=True), cells.text("value", needed=True)
        level = next((one for one in ZoneLevel if one.value == cells.text("level")), None)
        if level is None:
            known = ", ".join(one.value for one in ZoneLevel)
            cells.fault("level", f"{cells.text('level')!r} is not one of {known}")
            continue
        member = ZoneMember(level, value, cells.text("value_to"), cells.text("country"))
        members.append((code, member))
        if code.startswith(LIST_MARK):
            continue
        *around, last = value.split("/")
        place = (level, place_names(last, level), *around, member.value_to, member.country)
        if owner.setdefault(place, code) != code:
            cells.fault("value", f"{value} is already in zone {owner[place]}")
        if level is ZoneLevel.POSTCODE:
            low, high = postcodes(member)
            if len(low) != len(high) or high < low:
                cells.fault("value_to", f"{high} does not end a range that begins with {low}")
            ranges.append((line, member.country, low, high, code))
    _apart(faults, ranges)
    # Lines that follow each other make a zone, so that the sheet comes back in its own order.
    runs = groupby(members, key=lambda one: one[0])
    found = [Zone(code, tuple(member for _, member in of)) for code, of in runs]
    lists = [Zone(one.code[1:], one.members) for one in found if one.code[0:1] == LIST_MARK]
    return tuple(one for one in found if one.code[0:1] != LIST_MARK), tuple(lists)


def _apart(faults: list[SheetFault], ranges: list[tuple[int, str, str, str, str]]) -> None:
    """Ranges of postcodes of one length and country that share codes and not the zone."""
    ordered = sorted(ranges, key=lambda one: (one[1], len(one[2]), one[2]))
    for (_, country, low, high, code), (line, other, start, _, zone) in pairwise(ordered):
        alike = country == other and len(low) == len(start)
        if alike and start <= high and zone != code and (low, high) != (start, start):
            problem = f"{start} is already in {low} to {high} of zone {code}"
            faults.append(SheetFault("zones", line, "value", problem))


def _bands(faults: list[SheetFault], rows: tuple[RateRow, ...], *, by_size: bool) -> None:
    """Every weight of a zone has one price: no overlap, no gap, from zero on.

    Only a card by size may begin higher: the smallest size is not sold to every zone.
    """
    by_zone: defaultdict[str, list[tuple[int, RateRow]]] = defaultdict(list)
    for line, row in enumerate(rows, start=2):
        by_zone[row.zone].append((line, row))
    for zone, numbered in by_zone.items():
        bands = sorted(numbered, key=lambda one: one[1].w_from)
        line, first = bands[0]
        if first.w_from and not by_size:
            problem = f"zone {zone} has no price up to {first.w_from}"
            faults.append(SheetFault("rows", line, "w_from", problem))
        for (_, lower), (line, upper) in pairwise(bands):
            if lower.w_to is None or lower.w_to > upper.w_from:
                problem = f"zone {zone} has two prices above {upper.w_from}"
                faults.append(SheetFault("rows", line, "w_from", problem))
            elif lower.w_to < upper.w_from:
                problem = f"zone {zone} has no price from {lower.w_to} to {upper.w_from}"
                faults.append(SheetFault("rows", line, "w_from", problem))


def _zones_against_rows(
    faults: list[SheetFault], zones: tuple[Zone, ...], rows: tuple[RateRow, ...]
) -> None:
    placed, priced = {zone.code for zone in zones}, {row.zone for row in rows}
    unpriced = [("zones", f"zone {code} has no price") for code in sorted(placed - priced)]
    unplaced = [("rows", f"zone {code} has no places") for code in sorted(priced - placed)]
    faults.extend(SheetFault(table, 0, "zone", text) for table, text in unpriced + unplaced)
