"""The contract's part of a rate card: dates, units, roundings, seasons, volume, surcharges."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise

from app.domain.published_sizes import with_published
from app.domain.rate_card import (
    GRAMS_PER_UNIT,
    MM_PER_UNIT,
    SIZE_UNIT,
    Peak,
    RateCard,
    RateRow,
    RoundMode,
    SizeLimits,
    Volume,
    WeightStep,
    Zone,
)
from app.domain.sheet_cells import Cells, SheetFault
from app.domain.surcharge import Surcharge
from app.domain.surcharge_sheet import surcharge_from

CARD_KEYS = frozenset(
    {"id", "courier", "name", "service", "currency", "weight_unit", "money", "peaks"}
    | {"valid_from", "valid_to", "weight_steps", "min_billable", "surcharges"}
    | {"dim_divisor", "dim_unit", "dim_threshold", "dim_round"}
    | {"size_limits_kg", "max_longest_cm", "max_sum_cm"}
)
PUBLISHED_SIZES = "published_sizes"
REMARK_KEYS = ("origin", "note", "source", "verified", PUBLISHED_SIZES)  # kept as they are
STEP_PARTS = 3  # up to, step, mode
EVERY_ZONE = "*"
NO = frozenset({"no", "false", "0", "否"})


def contract_card(
    faults: list[SheetFault],
    contract: Mapping[str, object],
    zones: tuple[Zone, ...],
    lists: tuple[Zone, ...],
    rows: tuple[RateRow, ...],
) -> RateCard | None:
    """The card of a contract; None where it cannot be made (why is in ``faults``)."""
    cells = Cells(faults, "card", 0, contract)
    starts, ends = _days(cells)
    step, mode = _money(cells)
    unit = _unit(cells)
    priced = frozenset(row.zone for row in rows)
    try:
        card = RateCard(
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
            service=cells.text("service"),
            volume=_volume(cells, priced),
            sizes=_sizes(cells, unit),
            surcharges=_surcharges(cells, lists, priced),
            lists=lists,
            remarks=tuple((key, text) for key in REMARK_KEYS if (text := cells.text(key))),
        )
    except ValueError as error:
        faults.append(SheetFault("money", 0, "step", str(error)))
        return None
    return card if cells.text(PUBLISHED_SIZES).casefold() in NO else with_published(card)


def _money(cells: Cells) -> tuple[Decimal | None, RoundMode]:
    entry = cells.values.get("money")
    money = Cells(cells.faults, "money", 0, entry if isinstance(entry, Mapping) else {})
    return money.above_zero("step", needed=True), _mode(money)


def _days(cells: Cells) -> tuple[date | None, date | None]:
    """The first and the last day. Keys that nobody knows are named first of all."""
    for key in sorted(set(cells.values) - CARD_KEYS - set(REMARK_KEYS)):
        cells.fault(key, "is nothing that this program can price")
    starts, ends = cells.day("valid_from"), cells.day("valid_to")
    if starts is not None and ends is not None and ends < starts:
        cells.fault("valid_to", f"{ends} is before valid_from {starts}")
    return starts, ends


def _unit(cells: Cells) -> str:
    unit = cells.text("weight_unit", needed=True)
    if unit and unit not in {*GRAMS_PER_UNIT, SIZE_UNIT}:
        known = ", ".join((*GRAMS_PER_UNIT, SIZE_UNIT))
        cells.fault("weight_unit", f"{unit!r} is not one of {known}")
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


def _volume(cells: Cells, priced: frozenset[str]) -> Volume | None:
    """None where the contract says nothing of sizes."""
    value = cells.values.get("dim_divisor")
    by_zone = value if isinstance(value, Mapping) else {EVERY_ZONE: value}
    divisors = Cells(cells.faults, "dim_divisor", 0, by_zone)
    numbers = {str(zone): divisors.above_zero(str(zone)) for zone in by_zone}
    for zone in sorted(set(numbers) - priced - {EVERY_ZONE}):
        divisors.fault(zone, f"zone {zone} has no price")
    unit = cells.text("dim_unit")
    if unit and unit not in MM_PER_UNIT:
        cells.fault("dim_unit", f"{unit!r} is not one of {', '.join(MM_PER_UNIT)}")
    step, mode = _side_step(cells)
    if not unit and not any(numbers.values()):
        return None
    own = tuple(
        (zone, divisor) for zone, divisor in numbers.items() if zone != EVERY_ZONE and divisor
    )
    return Volume(
        divisor=numbers.get(EVERY_ZONE),
        unit=unit or "cm",
        threshold=cells.number("dim_threshold") or Decimal(0),
        side_step=step,
        side_mode=mode,
        by_zone=own,
    )


def _side_step(cells: Cells) -> tuple[Decimal | None, RoundMode]:
    """``half_up`` rounds to whole units; ``["0.1", "half_up"]`` to tenths."""
    value = cells.values.get("dim_round")
    if value in (None, ""):
        return None, RoundMode.HALF_UP
    entry = value if isinstance(value, list) else ["1", value]
    if len(entry) != STEP_PARTS - 1:
        cells.fault("dim_round", "is not [step, mode]")
        return None, RoundMode.HALF_UP
    part = Cells(cells.faults, "dim_round", 0, dict(zip(("step", "mode"), entry, strict=True)))
    return part.above_zero("step", needed=True), _mode(part)


def _sizes(cells: Cells, unit: str) -> SizeLimits | None:
    value = cells.values.get("size_limits_kg")
    by_size = value if isinstance(value, Mapping) else {}
    longest, total = cells.above_zero("max_longest_cm"), cells.above_zero("max_sum_cm")
    if unit != SIZE_UNIT:
        if by_size or longest or total:
            cells.fault("size_limits_kg", f"belongs to cards in {SIZE_UNIT} only")
        return None
    if not by_size:
        cells.fault("size_limits_kg", "a card by size says up to which weight each size goes")
    sizes = Cells(cells.faults, "size_limits_kg", 0, by_size)
    found: list[tuple[Decimal, Decimal]] = []
    for place, size in enumerate(by_size, start=1):
        edge = Cells(cells.faults, "size_limits_kg", place, {"size": size}).above_zero("size")
        heaviest = sizes.above_zero(str(size), needed=True)
        if edge is not None and heaviest is not None:
            found.append((edge, heaviest))
    return SizeLimits(tuple(sorted(found)), longest, total)


def _surcharges(
    cells: Cells, lists: tuple[Zone, ...], priced: frozenset[str]
) -> tuple[Surcharge, ...]:
    names = frozenset(one.code for one in lists)
    found: list[Surcharge] = []
    for place, entry in enumerate(_listed(cells, "surcharges"), start=1):
        part = Cells(cells.faults, "surcharges", place, entry if isinstance(entry, Mapping) else {})
        surcharge = surcharge_from(part, names, priced)
        if surcharge is not None and any(one.code == surcharge.code for one in found):
            part.fault("code", f"{surcharge.code} is there twice")
        elif surcharge is not None:
            found.append(surcharge)
    return tuple(found)
