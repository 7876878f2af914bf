"""Surcharges as a contract's sheet holds them, read and written: names and numbers as text.

Short forms, as price lists print them: ``{"code": "RES", "fixed": "5.95"}``, ``per_weight``,
``per_100_declared``, ``per_100_cod``, ``percent`` (with ``base_on``), ``tiers``. Without ``when`` a
surcharge is asked for by its code; with an empty ``when`` every parcel gets it.
"""

from collections.abc import Mapping
from decimal import Decimal

from app.domain.sheet_cells import Cells
from app.domain.surcharge import BaseOn, Surcharge, SurchargeKind, Tier, When

HUNDRED_OF = {"per_100_declared": BaseOn.DECLARED, "per_100_cod": BaseOn.COD}
PLAIN = {
    "fixed": SurchargeKind.FIXED,
    "percent": SurchargeKind.PERCENT,
    "per_weight": SurchargeKind.PER_WEIGHT,
}
PRICES = (*PLAIN, *HUNDRED_OF, "tiers")
KEYS = frozenset(
    {"code", "name", "base_on", "min", "max", "when", "group", "priority", "min_billable"}
) | frozenset(PRICES)
WHEN_KEYS = frozenset(
    {"zone", "places", "w_from", "w_to", "longest_over", "second_over", "girth_over"}
    | {"flag", "from", "to"}
)
TIER_PARTS = 3  # up to, fixed, per weight


def surcharge_from(cells: Cells, lists: frozenset[str], zones: frozenset[str]) -> Surcharge | None:
    """One surcharge; None where it is faulty (the faults are in ``cells``)."""
    _known(cells, KEYS)
    code = cells.text("code", needed=True)
    priced = [name for name in PRICES if cells.values.get(name) not in (None, "")]
    if len(priced) != 1:
        cells.fault("code", f"needs one price of {', '.join(PRICES)}, and has {len(priced)}")
        return None
    kind, base, amount, tiers = _price(cells, priced[0])
    least, most = cells.number("min"), cells.number("max")
    if least is not None and most is not None and most < least:
        cells.fault("max", f"{most} is below min {least}")
    surcharge = Surcharge(
        code=code,
        kind=kind,
        amount=amount,
        name=cells.text("name"),
        base_on=base,
        tiers=tiers,
        least=least,
        most=most,
        when=_when(cells, code, lists, zones),
        group=cells.text("group"),
        priority=int(cells.number("priority") or 0),
        min_billable=cells.above_zero("min_billable"),
    )
    return None if cells.wrong else surcharge


def _price(cells: Cells, key: str) -> tuple[SurchargeKind, BaseOn, Decimal, tuple[Tier, ...]]:
    base = BaseOn.FREIGHT
    if key == "tiers":
        return SurchargeKind.TIER, base, Decimal(0), _tiers(cells)
    amount = cells.number(key) or Decimal(0)
    if key in HUNDRED_OF:
        return SurchargeKind.PER_VALUE, HUNDRED_OF[key], amount, ()
    if text := cells.text("base_on"):
        found = next((one for one in BaseOn if one.value == text), None)
        if found is None or key != "percent":
            known = ", ".join(one.value for one in BaseOn)
            cells.fault("base_on", f"{text!r}: only a percent has it, one of {known}")
        base = found or base
    return PLAIN[key], base, amount, ()


def _tiers(cells: Cells) -> tuple[Tier, ...]:
    entries = cells.values.get("tiers")
    found: list[Tier] = []
    for place, entry in enumerate(entries if isinstance(entries, list) else [], start=1):
        if not isinstance(entry, list) or len(entry) != TIER_PARTS:
            cells.fault("tiers", f"entry {place} is not [up to, fixed, per weight]")
            continue
        named = dict(zip(("upto", "fixed", "per_weight"), entry, strict=True))
        part = Cells(cells.faults, cells.table, cells.row, named)
        fixed, per_weight = part.number("fixed"), part.number("per_weight")
        found.append(Tier(part.above_zero("upto"), fixed or Decimal(0), per_weight or Decimal(0)))
        cells.wrong |= part.wrong
    edges = [tier.upto for tier in found]
    if not edges or edges[-1] is not None or None in edges[:-1]:
        cells.fault("tiers", "the last tier, and no other, covers all heavier weights")
    elif (rising := [edge for edge in edges if edge is not None]) != sorted(set(rising)):
        cells.fault("tiers", "the edges must rise")
    return tuple(found)


def _when(cells: Cells, code: str, lists: frozenset[str], zones: frozenset[str]) -> When:
    entry = cells.values.get("when")
    if entry is None:
        return When(flag=code)
    if not isinstance(entry, Mapping):
        cells.fault("when", "is no list of conditions")
        return When()
    part = Cells(cells.faults, cells.table, cells.row, entry)
    _known(part, WHEN_KEYS)
    when = When(
        zones=_zones(part, zones),
        places=part.text("places"),
        w_from=part.number("w_from"),
        w_to=part.above_zero("w_to"),
        longest_over=part.above_zero("longest_over"),
        second_over=part.above_zero("second_over"),
        girth_over=part.above_zero("girth_over"),
        flag=part.text("flag"),
        starts=part.day("from"),
        ends=part.day("to"),
    )
    if when.places and when.places not in lists:
        part.fault("places", f"no list #{when.places} among the zones")
    if when.starts is not None and when.ends is not None and when.ends < when.starts:
        part.fault("to", f"{when.ends} is before {when.starts}")
    if when.w_from is not None and when.w_to is not None and when.w_to <= when.w_from:
        part.fault("w_to", f"{when.w_to} is not above w_from {when.w_from}")
    cells.wrong |= part.wrong
    return when


def _zones(part: Cells, known: frozenset[str]) -> tuple[str, ...]:
    value = part.values.get("zone")
    found = value if isinstance(value, list) else [value] if value not in (None, "") else []
    codes = tuple(str(code) for code in found)
    for code in codes:
        if code not in known:
            part.fault("zone", f"zone {code} has no price")
    return codes


def _known(cells: Cells, known: frozenset[str]) -> None:
    for key in sorted(set(map(str, cells.values)) - known):
        cells.fault(key, "is nothing that this program can price")


def surcharge_entry(one: Surcharge) -> dict[str, object]:
    """The surcharge as its sheet says it: what ``surcharge_from`` reads."""
    entry: dict[str, object] = {"code": one.code}
    if one.name:
        entry["name"] = one.name
    match one.kind:
        case SurchargeKind.TIER:
            entry["tiers"] = [
                [plain(tier.upto), plain(tier.fixed), plain(tier.per_weight)] for tier in one.tiers
            ]
        case SurchargeKind.PER_VALUE:
            key = next(key for key, base in HUNDRED_OF.items() if base is one.base_on)
            entry[key] = plain(one.amount)
        case _:
            entry[one.kind.value] = plain(one.amount)
    if one.kind is SurchargeKind.PERCENT and one.base_on is not BaseOn.FREIGHT:
        entry["base_on"] = one.base_on.value
    more = {
        "min": plain(one.least),
        "max": plain(one.most),
        "group": one.group or None,
        "priority": str(one.priority) if one.priority else None,
        "min_billable": plain(one.min_billable),
    }
    entry |= {key: value for key, value in more.items() if value is not None}
    if one.when != When(flag=one.code):
        entry["when"] = _when_entry(one.when)
    return entry


def _when_entry(when: When) -> dict[str, object]:
    entry: dict[str, object] = {"zone": list(when.zones)} if when.zones else {}
    words = {"places": when.places, "flag": when.flag}
    sizes = ("w_from", "w_to", "longest_over", "second_over", "girth_over")
    entry |= {key: word for key, word in words.items() if word}
    entry |= {key: plain(size) for key in sizes if (size := getattr(when, key)) is not None}
    days = {"from": when.starts, "to": when.ends}
    return entry | {key: day.isoformat() for key, day in days.items() if day is not None}


def plain(number: Decimal | None) -> str | None:
    """A number with the digits it has; never with an exponent."""
    return None if number is None else f"{number:f}"
