"""A price step by step, and why there is none, as sentences in the reader's language."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from app.domain.quotes import Quote, RatingRefusal, RefusalCode, TraceCode, TraceLine
from app.i18n import Words
from app.i18n import mark as _

LEVELS: Final = {
    "postal": _("postcode"),
    "district": _("district"),
    "city": _("city"),
    "province": _("province"),
    "country": _("country"),
}
_MODES: Final = {"up": _("rounded up"), "half_up": _("rounded")}
STEPS: Final = {
    TraceCode.NO_SHIP_DATE: _("no ship date: neither validity nor season was judged"),
    TraceCode.ZONE: _("zone {zone}: by {level} {value}"),
    TraceCode.WEIGHT: _("weighs {grams} g: {weight} {unit}"),
    TraceCode.VOLUME: _("by volume {sides} / {divisor}: {weight}"),
    TraceCode.SIZE: _("size {size}"),
    TraceCode.SURCHARGE_MINIMUM: _("billed as at least {weight} for {surcharge}"),
    TraceCode.MIN_BILLABLE: _("billed as at least {weight}"),
    TraceCode.WEIGHT_STEP: _("in steps of {step}, {mode}: {weight}"),
    TraceCode.ZERO_WEIGHT: _("weighs nothing: billed as the smallest band; look at the scale"),
    TraceCode.ROW: _("price above {w_from} up to {w_to}: {base}"),
    TraceCode.FURTHER_WEIGHT: _("{weight} further at {per_weight}: {amount}"),
    TraceCode.SURCHARGE: _("{name}: +{charge} = {amount}"),
    TraceCode.PEAK: _("season {name}, times {multiplier}: {amount}"),
    TraceCode.MONEY_STEP: _("to the step of {step}, {mode}: {amount}"),
}
_ZONE_GIVEN: Final = _("zone {zone}: as given")
_VOLUME_SMALL: Final = _("by volume {sides}: not above the threshold of {threshold}")
_ABOVE: Final = _("price above {w_from}: {base}")
REFUSALS: Final = {
    RefusalCode.NOT_IN_FORCE: _("the card is not in force on {day}"),
    RefusalCode.NO_ZONE: _("the place is in no zone: not served"),
    RefusalCode.ZONE_NOT_CLEAR: _("the place is in several zones: {zones}"),
    RefusalCode.NO_ROW: _("zone {zone} has no price for {weight}"),
    RefusalCode.ROW_NOT_CLEAR: _("zone {zone} has two prices for {weight}"),
    RefusalCode.ASK_COURIER: _("zone {zone}, {weight}: the courier must be asked"),
    RefusalCode.BAD_WEIGHT: _("that is no weight"),
    RefusalCode.BAD_SIZE: _("a side has no length"),
    RefusalCode.NO_SIZE: _("it is priced by size: give the three sides"),
    RefusalCode.TOO_LARGE: _("too large: at most {most}"),
    RefusalCode.TOO_HEAVY: _("too heavy: at most {most} kg"),
    RefusalCode.UNKNOWN_UNIT: _("the unit {unit} is not known"),
    RefusalCode.NO_VALUE: _("{surcharge} needs the value"),
}
NO_PRICE: Final = {
    "no_card": _("no rate card in force on that day"),
    "no_cod": _("collects no money at the door"),
    "other_currency": _("priced in another currency: cannot be compared"),
}
_CODES: Final = frozenset(code.value for code in TraceCode)
assert set(STEPS) == set(TraceCode)
assert set(REFUSALS) == set(RefusalCode)


def trace_lines(quote: Quote, words: Words) -> tuple[str, ...]:
    """Every step of a price, in the order they were taken."""
    return tuple(trace_line(one, words) for one in quote.trace)


def kept_lines(trace: Iterable[Mapping[str, str]], words: Words) -> tuple[str, ...]:
    """The same of a price as it was stored with its parcel (``ParcelPriced.trace``).

    Steps that only a newer program knows are left out.
    """
    known = [line for line in trace if line.get("code") in _CODES]
    return tuple(
        trace_line(
            TraceLine(
                TraceCode(line["code"]),
                tuple((name, value) for name, value in line.items() if name != "code"),
            ),
            words,
        )
        for line in known
    )


def trace_line(line: TraceLine, words: Words) -> str:
    """One step as a sentence."""
    values = _texts(line.params)
    given = dict(line.params)
    text = STEPS[line.code]
    if line.code is TraceCode.ZONE and given.get("level") is None:
        text = _ZONE_GIVEN
    elif line.code is TraceCode.VOLUME and given.get("weight") is None:
        text = _VOLUME_SMALL
    elif line.code is TraceCode.ROW and given.get("w_to") is None:
        text = _ABOVE
    values["level"] = words.say(LEVELS.get(values.get("level", ""), ""))
    values["mode"] = words.say(_MODES.get(values.get("mode", ""), ""))
    if line.code is TraceCode.SURCHARGE:
        values["name"] = values.get("name") or values["surcharge"]
    return words.say(text, **values)


def refusal_line(refusal: RatingRefusal, words: Words) -> str:
    """Why a card has no price, as a sentence."""
    return words.say(REFUSALS[refusal.code], **_texts(refusal.params))


def _texts(params: tuple[tuple[str, str | Decimal | None], ...]) -> dict[str, str]:
    return {key: _text(value) for key, value in params}


def _text(value: str | Decimal | None) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value or ""
