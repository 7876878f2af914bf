"""The ``quote`` tool: what a parcel costs on a card, by the importer and the rating of the pages.

A line holds ``card``, ``dest`` (``zone``; or province, city, district; or country, postcode),
``weight`` and ``dims`` in the card's units, and where wanted ``ship_date``, ``surcharges`` (codes
that are asked for), ``declared``, ``cod``. On a card by size ``weight`` is the size that was
applied, or kilograms where ``dims`` are given.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from app.center.cards import read_cards
from app.domain.billable import Sides
from app.domain.places import Destination
from app.domain.quotes import Quote, RatedParcel
from app.domain.rate_card import SIZE_UNIT, RateCard
from app.domain.rating import price

Json = dict[str, Any]
KEYS = ("country", "province", "city", "district", "postcode")
SIDES = 3


class _BadLineError(ValueError):
    """A line that says no parcel."""


def quoting(cards: Path) -> Callable[[Json], Json]:
    """The tool for the cards of a folder or file. Raises ImportRefusedError for faulty ones."""
    by_id = {card.id: card for card in read_cards(cards)}

    def answer(line: Json) -> Json:
        card = by_id.get(str(line.get("card")))
        if card is None:
            return _error("unknown_card", f"no card {line.get('card')!r} in {cards.name}")
        try:
            parcel = _parcel(card, line)
        except _BadLineError as error:
            return _error("bad_input", str(error))
        return _answer(card, parcel)

    return answer


def _answer(card: RateCard, parcel: RatedParcel) -> Json:
    found = price(card, parcel)
    if not isinstance(found, Quote):
        said = ", ".join(f"{name} {_text(value)}" for name, value in found.params if value)
        return _error(found.code.value, f"{card.id} has no price: {said or found.code.value}")
    trace = [
        {"code": line.code.value, **{name: _text(value) for name, value in line.params}}
        for line in found.trace
    ]
    return {
        "zone": found.zone,
        "billable": f"{found.billable:f}",
        "total": f"{found.total.amount:f}",
        "currency": found.total.currency,
        "trace": trace,
    }


def _parcel(card: RateCard, line: Mapping[str, Any]) -> RatedParcel:
    dest = line.get("dest")
    if not isinstance(dest, dict):
        raise _BadLineError("dest is missing")
    places = {key: str(dest[key]) for key in KEYS if dest.get(key)}
    sides = _sides(line.get("dims"))
    by_size = card.weight_unit == SIZE_UNIT
    length = card.volume.unit if card.volume else "cm"
    return RatedParcel(
        destination=Destination(**places),
        weight=_number(line.get("weight"), "weight"),
        ship_date=_day(line.get("ship_date")),
        unit="kg" if by_size and sides else card.weight_unit,
        sides=sides,
        sides_unit="cm" if by_size else length,
        zone=str(dest.get("zone") or ""),
        flags=frozenset(map(str, line.get("surcharges") or line.get("flags") or ())),
        declared=_maybe(line.get("declared"), "declared"),
        cod=_maybe(line.get("cod"), "cod"),
    )


def _sides(dims: object) -> Sides | None:
    if not dims:
        return None
    if not isinstance(dims, list) or len(dims) != SIDES:
        raise _BadLineError("dims must be three sides")
    longest, second, third = (_number(side, "dims") for side in dims)
    return longest, second, third


def _number(value: object, name: str) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise _BadLineError(f"{name}: {value!r} is not a number") from None
    if not number.is_finite():
        raise _BadLineError(f"{name}: {value!r} is not a number")
    return number


def _maybe(value: object, name: str) -> Decimal | None:
    return None if value in (None, "") else _number(value, name)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        raise _BadLineError(f"ship_date: {value!r} is not a date like 2025-06-30") from None


def _text(value: str | Decimal | None) -> str | None:
    return f"{value:f}" if isinstance(value, Decimal) else value


def _error(code: str, message: str) -> Json:
    return {"error": {"code": code, "message": message}}
