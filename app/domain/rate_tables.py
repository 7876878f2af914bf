"""A rate card as the three tables that people keep, and the short words for its nested parts.

What ``card_from_sheet`` reads, ``tables_of`` writes: the same cells, the same digits.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.published_sizes import without_published
from app.domain.rate_card import RateCard, RateRow, Volume, Zone
from app.domain.surcharge_sheet import plain, surcharge_entry

ROW_TITLES = ("zone", "w_from", "w_to", "base", "base_weight", "per_weight", "step")
MANUAL = "manual"
ZONE_TITLES = ("zone", "level", "value", "value_to", "country")
CONTRACT_TITLES = (
    "id", "courier", "name", "service", "origin", "currency", "weight_unit", "valid_from",
    "valid_to", "weight_steps", "min_billable", "dim_divisor", "dim_unit", "dim_round",
    "dim_threshold", "money", "size_limits_kg", "max_longest_cm", "max_sum_cm", "peaks",
    "surcharges", "published_sizes", "note", "source", "verified",
)  # fmt: skip
"""The contract's fields in the order they are written."""


@dataclass(frozen=True, slots=True)
class CardTables:
    """``contract`` as in ``ID.card.json``; ``rows`` and ``zones`` by column name."""

    contract: dict[str, object]
    rows: list[dict[str, str]] = field(default_factory=list)
    zones: list[dict[str, str]] = field(default_factory=list)


def tables_of(card: RateCard) -> CardTables:
    """The sheet of a card."""
    manual = any(row.manual for row in card.rows)
    lists = tuple(Zone(f"#{one.code}", one.members) for one in card.lists)
    zones = [
        {
            "zone": zone.code,
            "level": member.level.value,
            "value": member.value,
            "value_to": member.value_to,
            "country": member.country,
        }
        for zone in (*card.zones, *lists)
        for member in zone.members
    ]
    return CardTables(_contract(card), [_row(row, manual=manual) for row in card.rows], zones)


def _row(row: RateRow, *, manual: bool) -> dict[str, str]:
    cells = {
        "zone": row.zone,
        "w_from": f"{row.w_from:f}",
        "w_to": plain(row.w_to) or "",
        "base": "" if row.manual else f"{row.base:f}",
        "base_weight": f"{row.base_weight:f}" if row.per_weight else "",
        "per_weight": f"{row.per_weight:f}" if row.per_weight else "",
        "step": plain(row.step) or "",
    }
    return cells | ({MANUAL: "yes" if row.manual else ""} if manual else {})


def _contract(card: RateCard) -> dict[str, object]:
    own = without_published(card)
    sizes = card.sizes
    values: dict[str, object] = {
        **dict(card.remarks),
        "id": card.id,
        "courier": card.courier,
        "name": card.name,
        "service": card.service,
        "currency": card.currency,
        "weight_unit": card.weight_unit,
        "valid_from": card.valid_from and card.valid_from.isoformat(),
        "valid_to": card.valid_to and card.valid_to.isoformat(),
        "weight_steps": [
            [plain(one.upto), plain(one.step), one.mode.value] for one in card.weight_steps
        ],
        "min_billable": plain(card.min_billable),
        "money": {"step": f"{card.money_step:f}", "mode": card.money_mode.value},
        "peaks": [_peak(card, at) for at in range(len(card.peaks))],
        "surcharges": [surcharge_entry(one) for one in own.surcharges],
    }
    if card.volume is not None:
        values |= _volume(card.volume)
    if sizes is not None:
        values["size_limits_kg"] = {plain(size): plain(heaviest) for size, heaviest in sizes.kg}
        values["max_longest_cm"] = plain(sizes.longest_cm)
        values["max_sum_cm"] = plain(sizes.sum_cm)
    return {title: values[title] for title in CONTRACT_TITLES if values.get(title)}


def _peak(card: RateCard, at: int) -> dict[str, str]:
    peak = card.peaks[at]
    days = {"from": peak.starts.isoformat(), "to": peak.ends.isoformat()}
    return days | {"multiplier": f"{peak.multiplier:f}", "name": peak.name}


def _volume(volume: Volume) -> dict[str, object]:
    divisors = {"*": plain(volume.divisor)} | {code: plain(one) for code, one in volume.by_zone}
    rounded: object = None
    if volume.side_step is not None:
        rounded = volume.side_mode.value
        if volume.side_step != 1:
            rounded = [f"{volume.side_step:f}", rounded]
    return {
        "dim_divisor": divisors if volume.by_zone else divisors["*"],
        "dim_unit": volume.unit,
        "dim_round": rounded,
        "dim_threshold": f"{volume.threshold:f}" if volume.divisor else None,
    }


_WHERE_A_STEP_ENDS = re.compile(r"\s*[;；]\s*")
_STEP_WORDS = {"up": "up", "half_up": "half_up", "": "up"}


def nested_text(key: str, value: object) -> str:
    """A contract's field in one cell: ``weight_steps`` as ``10: 0.1 up; 100: 0.5 up; *: 1 up``."""
    match value:
        case None:
            return ""
        case list() if key == "weight_steps":
            steps = [f"{upto or '*'}: {step or '-'} {mode}" for upto, step, mode in value]
            return "; ".join(steps)
        case dict():
            return "; ".join(f"{name}: {part}" for name, part in value.items())
        case list():
            return " ".join(map(str, value))
        case _:
            return str(value)


def nested_value(key: str, text: str) -> object:
    """What ``nested_text`` wrote; a text that is no such is left as it is, and refused later."""
    if key == "weight_steps":
        return [_step(part) for part in _parts(text)]
    if key in {"money", "size_limits_kg"} or (key == "dim_divisor" and ":" in text):
        return _named(_parts(text))
    if key == "dim_round" and " " in text:
        return text.split()
    return text


def _parts(text: str) -> list[str]:
    return [part for part in _WHERE_A_STEP_ENDS.split(text.strip()) if part]


def _named(parts: list[str]) -> Mapping[str, str]:
    pairs = [part.replace("：", ":").partition(":") for part in parts]
    return {name.strip(): value.strip() for name, _, value in pairs}


def _step(part: str) -> object:
    ((upto, rounding),) = _named([part]).items()
    step, _, mode = rounding.partition(" ")
    return [
        None if upto in {"*", ""} else upto,
        None if step in {"-", ""} else step,
        _STEP_WORDS.get(mode.strip(), mode.strip()),
    ]
