"""A courier rule in sentences: what it does, and for which parcels. No Qt."""

from typing import Final

from app.center.routing_desk import RoutingRow
from app.domain.routing import RoutingRule, RuleKind
from app.domain.values import Money
from app.i18n import Words
from app.i18n import mark as _
from app.ui import figures
from app.ui.office.courier_entries import CURRENCY

_EFFECTS: Final = {
    RuleKind.PREFER: _("The first of these that serves the address takes the parcel: {couriers}"),
    RuleKind.ONLY: _("No other courier than these takes the parcel: {couriers}"),
    RuleKind.FORBID: _("None of these takes the parcel: {couriers}"),
}


def effect_text(words: Words, row: RoutingRow) -> str:
    """What is done where the rule is met."""
    text = _EFFECTS[row.rule.kind]
    return words.say(text, couriers=row.couriers)


def when_lines(words: Words, row: RoutingRow) -> tuple[tuple[str, str], ...]:
    """All that must hold, one a line; a rule without any is met by every parcel."""
    say, rule = words.say, row.rule
    cod = "" if rule.cod is None else say(_("yes")) if rule.cod else say(_("no"))
    lines = (
        (say(_("Places")), row.places),
        (say(_("Weight")), _weight(words, rule)),
        (say(_("Shop")), row.shops),
        (say(_("Channel")), ", ".join(rule.channels)),
        (say(_("One of the items")), ", ".join(rule.items)),
        (say(_("Worth more than")), _value(rule)),
        (say(_("Money is collected at the door")), cod),
        (say(_("Service")), rule.service),
        (say(_("First day")), str(rule.starts or "")),
        (say(_("Last day")), str(rule.ends or "")),
    )
    shown = tuple(line for line in lines if line[1])
    return shown or (("", say(_("every parcel"))),)


def _weight(words: Words, rule: RoutingRule) -> str:
    over, up_to = rule.grams_over, rule.grams_to
    if over is not None and up_to is not None:
        return words.say(_("above {over}, up to {to}"), over=_grams(over), to=_grams(up_to))
    if over is not None:
        return words.say(_("above {over}"), over=_grams(over))
    return words.say(_("up to {to}"), to=_grams(up_to)) if up_to is not None else ""


def _grams(grams: int) -> str:
    return f"{grams:,} g"


def _value(rule: RoutingRule) -> str:
    value = rule.value_over_minor
    return "" if value is None else figures.money(Money(value, CURRENCY))
