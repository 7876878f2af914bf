"""What the what-if page asks and shows: typed fields as a question, prices as sentences. No Qt."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.center.quote_words import NO_PRICE, refusal_line, trace_lines
from app.center.what_if import Asked, CourierPrice, WhatIf
from app.domain.billable import Sides
from app.domain.places import Destination
from app.domain.quotes import Quote, RatingRefusal
from app.domain.routing import RuleKind
from app.domain.values import Money
from app.i18n import Words
from app.i18n import mark as _
from app.ui import figures

_SIDES = re.compile(r"\s*[x×*,，]\s*|\s+", re.IGNORECASE)
_COUNT = 3


@dataclass(frozen=True, slots=True)
class PriceModel:
    """One courier. ``tone``: ok for the chosen one, quiet, or stop where there is no price."""

    courier: str
    card: str
    price: str
    word: str = ""
    tone: str = "quiet"
    why: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhatIfModel:
    """``candidates``: places that fit the address equally well, for a person to choose from."""

    place: str
    doubt: str
    prices: tuple[PriceModel, ...]
    candidates: tuple[tuple[str, str, str], ...] = ()


def sides_of(text: str) -> Sides | None:
    """``30x20x10`` in cm as mm; None where nothing was typed. Raises ValueError."""
    if not text.strip():
        return None
    parts = _SIDES.split(text.strip().lower().removesuffix("cm").strip())
    if len(parts) != _COUNT or not all(re.fullmatch(r"\d+(\.\d+)?", one) for one in parts):
        raise ValueError(text)
    first, second, third = (Decimal(one) * 10 for one in parts)
    if min(first, second, third) <= 0:
        raise ValueError(text)
    return first, second, third


def wrong_sides(text: str) -> str:
    """What is wrong with sides that were typed, as a message id."""
    try:
        sides_of(text)
    except ValueError:
        return _("Three sides in cm, like 30 x 20 x 10")
    return ""


def asked_of(values: dict[str, Any]) -> Asked:
    """The question that the form's values make."""
    place = Destination(
        (values["country"] or "CN").upper(),
        values["province"],
        values["city"],
        values["district"],
        values["postcode"],
    )
    return Asked(
        values["address"],
        place,
        values["grams"],
        date.fromisoformat(values["day"]),
        sides_of(values["sides"]),
        values["shop"],
        values["cod"],
        values["insured"],
        values["collected"],
    )


def present(found: WhatIf, words: Words) -> WhatIfModel:
    """The answer in the reader's language."""
    place, parsed = found.place, found.parsed
    abroad = "" if place.country == "CN" else place.country
    parts = (abroad, place.province, place.city, place.district, place.postcode)
    named = " • ".join(part for part in parts if part)
    doubt, candidates = "", tuple[tuple[str, str, str], ...]()
    if parsed is not None and not parsed.sure:
        doubt = words.say(_("Not sure of the place ({n} %): fill it in"), n=parsed.confidence)
        candidates = parsed.candidates if len(parsed.candidates) > 1 else ()
    prices = tuple(_price(one, found, words) for one in found.prices)
    return WhatIfModel(named or words.say(_("No place was found")), doubt, prices, candidates)


def _price(one: CourierPrice, found: WhatIf, words: Words) -> PriceModel:
    name = " ".join(part for part in (one.name or one.courier, one.service) if part)
    quote = one.answer
    if not isinstance(quote, Quote):
        reason = _no_price(one, words)
        return PriceModel(name, one.card, "–", words.say(_("No price")), "stop", reason)
    lines = trace_lines(quote, words)
    price = figures.money(quote.total)
    forbidden = one.option.forbidden_by if one.option else ""
    if one.chosen:
        word, tone, why = words.say(_("Would be chosen")), "ok", _chosen(one, found, words)
    elif one.option is None:
        word, tone, why = words.say(_("No contract")), "quiet", words.say(_("Its price only"))
    elif forbidden:
        rule = found.rules.get(forbidden, forbidden)
        word, tone = words.say(_("Not allowed")), "warn"
        why = words.say(_("by the rule {rule}"), rule=rule)
    elif one.option.refused:
        word, tone = words.say(_("Not possible")), "warn"
        reason = NO_PRICE.get(one.option.refused, one.option.refused)
        why = words.say(reason)
    elif one.cheapest:
        word, tone, why = words.say(_("Cheapest")), "quiet", words.say(_("a rule goes before it"))
    else:
        word, tone, why = "", "quiet", ""
    return PriceModel(name, one.card, price, word, tone, why, lines)


def _no_price(one: CourierPrice, words: Words) -> str:
    if isinstance(one.answer, RatingRefusal):
        return refusal_line(one.answer, words)
    reason = NO_PRICE["no_card"]
    return words.say(reason)


def _chosen(one: CourierPrice, found: WhatIf, words: Words) -> str:
    if found.rule is None:
        return words.say(_("the cheapest that serves the place and may take it"))
    assert found.rule.kind is RuleKind.PREFER
    name = found.rule.name or found.rule.id
    if not found.costs_more_minor or not isinstance(one.answer, Quote):
        return words.say(_("by the rule {rule}"), rule=name)
    more = figures.money(Money(found.costs_more_minor, one.answer.total.currency))
    return words.say(_("by the rule {rule}: {more} dearer than the cheapest"), rule=name, more=more)
