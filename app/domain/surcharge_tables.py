"""Surcharges as lines of a spreadsheet: what a contract nests, in one cell each."""

from collections.abc import Mapping

PRICED = (
    "fixed",
    "percent",
    "per_weight",
    "per_100_declared",
    "per_100_cod",
)
CONDITIONS = (
    "zone",
    "places",
    "w_from",
    "w_to",
    "longest_over",
    "second_over",
    "girth_over",
    "flag",
    "from",
    "to",
)
SURCHARGE_TITLES = (
    *("code", "name", *PRICED, "tiers", "base_on", "min", "max"),
    *("asked", *CONDITIONS, "group", "priority", "min_billable"),
)
TIER_PARTS = 3
ASKED, EVERY = "yes", "no"


def row_of_surcharge(entry: Mapping[str, object]) -> dict[str, str]:
    """A surcharge's line; ``asked`` says whether it must be asked for by its code."""
    when = entry.get("when")
    values: dict[str, object] = {**entry, **(when if isinstance(when, Mapping) else {})}
    values["asked"] = ASKED if when is None else EVERY
    zones, tiers = values.get("zone"), values.get("tiers")
    values["zone"] = ", ".join(zones) if isinstance(zones, list) else zones
    if isinstance(tiers, list):
        values["tiers"] = "; ".join(f"{upto or '*'}: {fix} + {per}" for upto, fix, per in tiers)
    return {title: str(values.get(title) or "") for title in SURCHARGE_TITLES}


def surcharge_of_row(row: Mapping[str, str]) -> dict[str, object]:
    """The entry of a contract. A line without ``asked`` and without conditions is asked for."""
    when: dict[str, object] = {key: row[key] for key in CONDITIONS if row.get(key)}
    if zones := row.get("zone"):
        when["zone"] = [code.strip() for code in zones.replace("，", ",").split(",")]
    others = [key for key in SURCHARGE_TITLES if key not in {*CONDITIONS, "asked", "tiers"}]
    entry: dict[str, object] = {key: row[key] for key in others if row.get(key)}
    if tiers := row.get("tiers"):
        entry["tiers"] = [_tier(part) for part in tiers.replace("；", ";").split(";") if part]
    asked = row.get("asked", "").casefold()
    if when or asked == EVERY:
        entry["when"] = when
    if asked == ASKED and when:
        entry["when"] = {**when, "flag": row.get("flag") or row.get("code", "")}
    return entry


def _tier(part: str) -> list[str | None]:
    """``50: 30 + 0.6``: up to 50, thirty and 0.6 a unit; anything else is refused later."""
    upto, _, price = part.replace("：", ":").partition(":")
    fixed, _, per_weight = price.partition("+")
    edge = upto.strip()
    return [None if edge == "*" else edge, fixed.strip(), per_weight.strip() or "0"]
