"""Why an order has its courier, and how its parcels were priced, for the drawer."""

from collections.abc import Iterable, Iterator

from app.center.quote_words import NO_PRICE, kept_lines
from app.domain.events import ParcelPriced
from app.domain.recorded import Recorded
from app.domain.routing import Choice, Option
from app.i18n import Words
from app.i18n import mark as _
from app.ui import figures
from app.ui.office.detail import Section


def choice_section(choice: Choice, words: Words) -> Section:
    """Every courier that was looked at, with its price or why it was not possible."""
    lines = [(_name(one), _told(one, choice, words)) for one in choice.options]
    return Section(words.say(_("Choice of the courier")), tuple(lines))


def priced_section(facts: Iterable[Recorded], words: Words) -> Section:
    """What each parcel was priced at, step by step as it was stored when it was weighed."""
    title = words.say(_("How the freight came about"))
    return Section(title, tuple(_priced([one.fact for one in facts], words)))


def _priced(facts: Iterable[object], words: Words) -> Iterator[tuple[str, str]]:
    for fact in facts:
        if isinstance(fact, ParcelPriced):
            yield fact.courier, figures.money(fact.total)
            yield from (("", line) for line in kept_lines(fact.trace, words))


def _name(one: Option) -> str:
    return " ".join(part for part in (one.courier, one.service) if part)


def _told(one: Option, choice: Choice, words: Words) -> str:
    say = words.say
    price = figures.money(one.price) if one.price else ""
    if one.forbidden_by:
        why = say(_("by the rule {rule}"), rule=one.forbidden_by)
        return " · ".join(part for part in (price, say(_("Not allowed")), why) if part)
    if one.refused:
        return say(NO_PRICE.get(one.refused, _("Not possible")))
    marks = []
    if choice.chosen is not None and _same(one, choice.chosen):
        marks.append(say(_("by the rule {rule}"), rule=choice.rule) if choice.rule else "")
        marks.insert(0, say(_("Chosen")))
    if choice.cheapest is not None and _same(one, choice.cheapest):
        marks.append(say(_("Cheapest")))
    return " · ".join(part for part in (price, *marks) if part)


def _same(one: Option, other: Option) -> bool:
    return (one.courier, one.service) == (other.courier, other.service)
