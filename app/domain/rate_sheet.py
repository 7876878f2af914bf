"""From the three tables of a rate card (contract, rows, zone members) to a card, or every fault.

A price sheet is typed by people. It is read as a whole before anything is kept, and each fault
names its table, row and column, so that one look at the sheet mends all of them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from app.domain.places import ZoneLevel, place_names
from app.domain.rate_card import (
    GRAMS_PER_UNIT,
    Peak,
    RateCard,
    RateRow,
    RoundMode,
    WeightStep,
    Zone,
    ZoneMember,
)
from app.domain.sheet_cells import Cells, SheetError, SheetFault

Row = Mapping[str, str | None]
"""One line of a table by column name, as ``csv.DictReader`` gives it."""

CARD_KEYS = frozenset({"id", "courier", "name", "currency", "weight_unit", "money", "peaks"}) | {
    "valid_from",
    "valid_to",
    "weight_steps",
    "min_billable",
}
REMARK_KEYS = frozenset({"note", "source", "verified", "origin"})  # for people; change no price
ROW_COLUMNS = frozenset({"zone", "w_from", "w_to", "base", "base_weight", "per_weight", "step"})
ZONE_COLUMNS = frozenset({"zone", "level", "value", "value_to", "country"})
STEP_PARTS = 3  # up to, step, mode


def card_from_sheet(
    card_json: Mapping[str, object], rows: Sequence[Row], zones: Sequence[Row]
) -> RateCard:
    """The card of one contract. Raises SheetError with every fault of the three tables.

    What the card says and this program cannot price (surcharges, size) is a fault too: a price
    that leaves something out is worse than none.
    """
    faults: list[SheetFault] = []
    _known_columns(faults, "rows", rows, ROW_COLUMNS)
    _known_columns(faults, "zones", zones, ZONE_COLUMNS)
    card_zones = _zones(faults, zones)
    card_rows = _rows(faults, rows)
    if not faults:
        _bands(faults, card_rows)
        _zones_against_rows(faults, card_zones, card_rows)
    card = _card(faults, card_json, card_zones, card_rows)
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
        row = RateRow(
            zone=cells.text("zone", needed=True),
            w_from=cells.number("w_from", needed=True) or Decimal(0),
            w_to=cells.above_zero("w_to"),
            base=cells.number("base", needed=True) or Decimal(0),
            base_weight=cells.number("base_weight") or Decimal(0),
            per_weight=cells.number("per_weight") or Decimal(0),
            step=cells.above_zero("step"),
        )
        if row.w_to is not None and row.w_to <= row.w_from:
            cells.fault("w_to", f"{row.w_to} is not above w_from {row.w_from}")
        if not cells.wrong and not row.base and not row.per_weight:
            cells.fault("base", "neither a base nor a price per weight: nothing is sent for free")
        found.append(row)
    return tuple(found)


def _zones(faults: list[SheetFault], rows: Sequence[Row]) -> tuple[Zone, ...]:
    members: defaultdict[str, list[ZoneMember]] = defaultdict(list)
    owner: dict[tuple[object, ...], str] = {}
    for line, values in enumerate(rows, start=2):
        cells = Cells(faults, "zones", line, values)
        code, value = cells.text("zone", needed=True), cells.text("value", needed=True)
        level = next((one for one in ZoneLevel if one.value == cells.text("level")), None)
        if level is None:
            known = ", ".join(one.value for one in ZoneLevel)
            cells.fault("level", f"{cells.text('level')!r} is not one of {known}")
            continue
        member = ZoneMember(level, value, cells.text("value_to"), cells.text("country"))
        place = (level, place_names(value, level), member.value_to, member.country)
        if owner.setdefault(place, code) != code:
            cells.fault("value", f"{value} is already in zone {owner[place]}")
        members[code].append(member)
    return tuple(Zone(code, tuple(found)) for code, found in members.items())


def _bands(faults: list[SheetFault], rows: tuple[RateRow, ...]) -> None:
    """Every weight of a zone has one price: no overlap, no gap, from zero on."""
    by_zone: defaultdict[str, list[tuple[int, RateRow]]] = defaultdict(list)
    for line, row in enumerate(rows, start=2):
        by_zone[row.zone].append((line, row))
    for zone, numbered in by_zone.items():
        bands = sorted(numbered, key=lambda one: one[1].w_from)
        line, first = bands[0]
        if first.w_from:
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


def _card(
    faults: list[SheetFault],
    card_json: Mapping[str, object],
    zones: tuple[Zone, ...],
    rows: tuple[RateRow, ...],
) -> RateCard | None:
    cells = Cells(faults, "card", 0, card_json)
    for key in sorted(set(card_json) - CARD_KEYS - REMARK_KEYS):
        cells.fault(key, "this program cannot price it yet")
    unit = _unit(cells)
    starts, ends = cells.day("valid_from"), cells.day("valid_to")
    if starts is not None and ends is not None and ends < starts:
        cells.fault("valid_to", f"{ends} is before valid_from {starts}")
    money_json = card_json.get("money")
    money = Cells(faults, "money", 0, money_json if isinstance(money_json, Mapping) else {})
    step, mode = money.above_zero("step", needed=True), _mode(money)
    try:
        return RateCard(
            id=cells.text("id", needed=True),
            courier=cells.text("courier", needed=True),
            currency=cells.text("currency", needed=True),
            weight_unit=unit,
            weight_steps=_weight_steps(cells),
            zones=zones,
            rows=rows,
            valid_from=starts,
            valid_to=ends,
            min_billable=cells.above_zero("min_billable"),
            money_step=step or Decimal(1),
            money_mode=mode,
            peaks=_peaks(cells),
            name=cells.text("name"),
        )
    except ValueError as error:
        money.fault("step", str(error))
        return None


def _unit(cells: Cells) -> str:
    unit = cells.text("weight_unit", needed=True)
    if unit and unit not in GRAMS_PER_UNIT:
        cells.fault("weight_unit", f"{unit!r} is not one of {', '.join(GRAMS_PER_UNIT)}")
    return unit


def _mode(cells: Cells) -> RoundMode:
    text = cells.text("mode", needed=True)
    mode = next((one for one in RoundMode if one.value == text), None)
    if mode is None and text:
        cells.fault("mode", f"{text!r} is not one of up, half_up")
    return mode or RoundMode.UP


def _listed(cells: Cells, key: str) -> list[object]:
    value = cells.values.get(key)
    if value is not None and not isinstance(value, list):
        cells.fault(key, "is not a list")
    return value if isinstance(value, list) else []


def _weight_steps(cells: Cells) -> tuple[WeightStep, ...]:
    found: list[WeightStep] = []
    for place, entry in enumerate(_listed(cells, "weight_steps"), start=1):
        if not isinstance(entry, list) or len(entry) != STEP_PARTS:
            cells.fault("weight_steps", f"entry {place} is not [up to, step, mode]")
            continue
        named = dict(zip(("upto", "step", "mode"), entry, strict=True))
        part = Cells(cells.faults, "weight_steps", place, named)
        found.append(WeightStep(part.above_zero("upto"), part.above_zero("step"), _mode(part)))
    edges = [one.upto for one in found]
    if not edges or edges[-1] is not None or None in edges[:-1]:
        cells.fault("weight_steps", "the last entry, and no other, covers all heavier weights")
    elif any(low is not None and high is not None and high <= low for low, high in pairwise(edges)):
        cells.fault("weight_steps", "the edges must rise")
    return tuple(found)


def _peaks(cells: Cells) -> tuple[Peak, ...]:
    found: list[Peak] = []
    for place, entry in enumerate(_listed(cells, "peaks"), start=1):
        part = Cells(cells.faults, "peaks", place, entry if isinstance(entry, Mapping) else {})
        starts, ends = part.day("from", needed=True), part.day("to", needed=True)
        multiplier = part.above_zero("multiplier", needed=True)
        if starts is not None and ends is not None and ends < starts:
            part.fault("to", f"{ends} is before {starts}")
        if starts is not None and ends is not None and multiplier is not None:
            found.append(Peak(starts, ends, multiplier, part.text("name")))
    by_start = sorted(found, key=lambda peak: peak.starts)
    if any(early.ends >= late.starts for early, late in pairwise(by_start)):
        cells.fault("peaks", "two of them share a day")
    return tuple(found)
