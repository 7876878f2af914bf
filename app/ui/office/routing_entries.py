"""What is typed about a courier rule, as a rule, and back. No Qt."""

from datetime import date
from typing import Any, Final

from app.center.routing_places import places_of, places_text
from app.domain.routing import RoutingRule, RuleKind
from app.domain.values import Money
from app.i18n import mark as _
from app.ui.office.card_preview import wrong_day
from app.ui.office.courier_entries import CURRENCY, names_of
from app.ui.office.entries import Entry, FormField

KINDS: Final = {
    RuleKind.PREFER: _("Prefer them"),
    RuleKind.ONLY: _("Only them"),
    RuleKind.FORBID: _("Never them"),
}
_COD: Final = {"": None, "yes": True, "no": False}
_MANY: Final = _("Separated by commas; empty: all")
FIELDS: Final = (
    FormField("name", _("Name of the rule"), required=True),
    FormField("kind", _("What is done"), Entry.CHOICE,
              choices=tuple((one.value, word) for one, word in KINDS.items())),
    FormField("couriers", _("Couriers"), required=True,
              hint=_("Codes or names, separated by commas; of preferred ones the first that serves "
                     "the address takes the parcel")),
    FormField("places", _("Only to these places"), Entry.NOTE,
              hint=_("Like 新疆, 四川/成都, 武侯区, postcodes 610000-619999, countries US; empty: "
                     "everywhere")),
    FormField("grams_over", _("Heavier than"), Entry.GRAMS),
    FormField("grams_to", _("Up to this weight"), Entry.GRAMS),
    FormField("shops", _("Only these shops"), hint=_MANY),
    FormField("channels", _("Only these channels"), hint=_MANY),
    FormField("items", _("Only with one of these items"), hint=_MANY),
    FormField("value_over", _("Worth more than"), Entry.MONEY, currency=CURRENCY),
    FormField("cod", _("Money is collected at the door"), Entry.CHOICE,
              choices=(("", _("either way")), ("yes", _("yes")), ("no", _("no")))),
    FormField("service", _("Service"), hint=_("The courier's product; empty: any")),
    FormField("starts", _("First day"), check=wrong_day),
    FormField("ends", _("Last day"), check=wrong_day),
)  # fmt: skip


def values_of(rule: RoutingRule) -> dict[str, Any]:
    """A rule as the form shows it."""
    value = rule.value_over_minor
    return {
        "name": rule.name,
        "kind": rule.kind.value,
        "couriers": ", ".join(rule.couriers),
        "places": places_text(rule.places),
        "grams_over": rule.grams_over,
        "grams_to": rule.grams_to,
        "shops": ", ".join(rule.shops),
        "channels": ", ".join(rule.channels),
        "items": ", ".join(rule.items),
        "value_over": None if value is None else Money(value, CURRENCY),
        "cod": next(key for key, cod in _COD.items() if cod is rule.cod),
        "service": rule.service,
        "starts": str(rule.starts or ""),
        "ends": str(rule.ends or ""),
    }


def rule_of(rule_id: str, values: dict[str, Any]) -> RoutingRule:
    """What the form's values say. Raises NotDoneError for a place that is none."""
    value: Money | None = values["value_over"]
    return RoutingRule(
        rule_id,
        RuleKind(values["kind"]),
        names_of(values["couriers"]),
        values["name"],
        shops=names_of(values["shops"]),
        channels=names_of(values["channels"]),
        places=places_of(values["places"]),
        grams_over=values["grams_over"],
        grams_to=values["grams_to"],
        cod=_COD[values["cod"]],
        value_over_minor=value.minor if value else None,
        items=names_of(values["items"]),
        service=values["service"],
        starts=_day(values["starts"]),
        ends=_day(values["ends"]),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
