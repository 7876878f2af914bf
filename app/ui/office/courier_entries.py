"""What is typed about a courier and its contract, as values, and back. No Qt."""

import re
from datetime import date, time
from typing import Any, Final

from app.center.courier_desk import CourierRow, label_forms
from app.center.number_formats import number_formats
from app.domain.contract import EVERY_DAY, Contact, Contract, Courier, CutOff
from app.domain.values import Money
from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.card_preview import wrong_day
from app.ui.office.entries import Entry, FormField

CURRENCY: Final = "CNY"
_CUT_OFF: Final = re.compile(
    r"(\d{1,2})[:：](\d{2})(?:\s+([1-7](?:-[1-7])?(?:,[1-7])*))?(?:\s+([^\d\s]\S*))?"
)
_LAST_DAY: Final = 31


def wrong_cut_offs(text: str) -> str:
    """What is wrong with cut-offs that were typed, as a message id."""
    try:
        cut_offs_of(text)
    except ValueError:
        return _("One a line: 16:30, or 16:30 1-6 (1 Monday, 7 Sunday), or 16:30 1-6 SERVICE")
    return ""


def cut_offs_of(text: str) -> tuple[CutOff, ...]:
    """One a line: time, days, service. Raises ValueError."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        match = _CUT_OFF.fullmatch(line)
        if match is None:
            raise ValueError(line)
        hour, minute, days, service = match.groups()
        at = time(int(hour), int(minute))
        found.append(CutOff(at, _days(days) if days else EVERY_DAY, service or ""))
    return tuple(found)


def cut_offs_text(cut_offs: tuple[CutOff, ...]) -> str:
    """The same lines again."""
    lines = []
    for one in cut_offs:
        days = "" if one.days == EVERY_DAY and not one.service else _days_text(one.days)
        lines.append(" ".join(part for part in (f"{one.at:%H:%M}", days, one.service) if part))
    return "\n".join(lines)


def _days(text: str) -> tuple[int, ...]:
    found: list[int] = []
    for part in text.split(","):
        first, _dash, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    if not found:
        raise ValueError(text)
    return tuple(sorted(set(found)))


def _days_text(days: tuple[int, ...]) -> str:
    if len(days) > 1 and days == tuple(range(days[0], days[-1] + 1)):
        return f"{days[0]}-{days[-1]}"
    return ",".join(map(str, days))


def contacts_of(text: str) -> tuple[Contact, ...]:
    """One a line: role, name, phone, mail; what is missing is empty."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        parts = [part.strip() for part in re.split(r"[,，]", line)][:4]
        found.append(Contact(*parts))
    return tuple(found)


def contacts_text(people: tuple[Contact, ...]) -> str:
    """The same lines again."""
    lines = ((one.role, one.name, one.phone, one.mail) for one in people)
    return "\n".join(", ".join(line).rstrip(", ") for line in lines)


def names_of(text: str) -> tuple[str, ...]:
    """Names that were typed with commas between them."""
    return tuple(one.strip() for one in re.split(r"[,，、]", text) if one.strip())


def wrong_formats(text: str) -> str:
    """What is wrong with formats of numbers that were typed, as a message id."""
    if set(names_of(text)) <= {one.key for one in number_formats()}:
        return ""
    return _("One of them is not in the list of formats; names are like sf_15, zto_14")


def _day_of_month(value: int) -> str:
    return "" if 0 <= value <= _LAST_DAY else _("A day of the month, or 0")


def _no_less(value: int) -> str:
    return "" if value >= 0 else _("Not less than nothing")


_COURIER: Final = (
    FormField("code", _("Code"), required=True, hint=_("As its rate cards and parcels have it")),
    FormField("courier", _("Courier"), required=True),
    FormField("site", _("Tracking site"),
              hint=_("The address, with the word number in braces where it goes")),
    FormField("formats", _("Formats of its numbers"), check=wrong_formats,
              hint=_("Separated by commas, like sf_15, sf_12; empty: any")),
)  # fmt: skip
_CONTRACT: Final = (
    FormField("name", _("Contract")),
    FormField("account", _("Account")),
    FormField("branch", _("Branch")),
    FormField("number_branch", _("Branch of its numbers"),
              hint=_("Where it is not the branch above")),
    FormField("services", _("Services"), hint=_("Separated by commas; the first is the usual one")),
    FormField("cut_offs", _("Cut-offs"), Entry.NOTE, check=wrong_cut_offs,
              hint=_("One a line: 16:30 1-6 (1 Monday, 7 Sunday)")),
    FormField("valid_from", _("First day"), check=wrong_day),
    FormField("valid_to", _("Last day"), check=wrong_day, hint=_("Empty: no end was agreed")),
    FormField("cod", _("Collects money at the door"), Entry.SWITCH),
    FormField("insured", _("Insures parcels"), Entry.SWITCH),
    FormField("weight", _("Its bills may differ by"), Entry.GRAMS, check=_no_less),
    FormField("money", _("and by this amount"), Entry.MONEY, currency=CURRENCY),
    FormField("settle_day", _("Settled on day"), Entry.NUMBER, check=_day_of_month),
    FormField("people", _("People there"), Entry.NOTE,
              hint=_("One a line: what for, name, phone, mail")),
    FormField("note", _("Note"), Entry.NOTE),
)  # fmt: skip


def fields() -> tuple[FormField, ...]:
    """The whole form, with the forms of labels that there are. Raises LabelError."""
    forms = label_forms()
    usual = FormField("courier_label", _("Its labels"), Entry.CHOICE,
                      choices=(("", _("the usual form")), *forms))  # fmt: skip
    own = FormField("label", _("Labels under this contract"), Entry.CHOICE,
                    choices=(("", _("as the courier's")), *forms))  # fmt: skip
    return (*_COURIER, usual, *_CONTRACT, own)


def label_said(words: Words, row: CourierRow) -> str:
    """The form of its labels: the contract's, else the courier's, else the usual one."""
    name = (row.contract.label_template if row.contract else "") or row.courier.label_template
    return dict(label_forms()).get(name, name) or words.say(_("the usual form"))


def values_of(row: CourierRow, people: tuple[Contact, ...]) -> dict[str, Any]:
    """A row as the form shows it."""
    one = row.contract or Contract("", row.code)
    return {
        "code": row.code,
        "courier": row.courier.name,
        "site": row.courier.site,
        "formats": ", ".join(row.courier.number_formats),
        "courier_label": row.courier.label_template,
        "name": one.name,
        "account": one.account,
        "branch": one.branch,
        "number_branch": one.number_branch,
        "label": one.label_template,
        "services": ", ".join(filter(None, one.services)),
        "cut_offs": cut_offs_text(one.cut_offs),
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "cod": one.cod,
        "insured": one.insured,
        "weight": one.dispute_weight_g,
        "money": Money(one.dispute_minor, CURRENCY),
        "settle_day": one.settle_day,
        "people": contacts_text(people),
        "note": one.note,
    }


def contract_of(
    contract_id: str, values: dict[str, Any]
) -> tuple[Courier, Contract, tuple[Contact, ...]]:
    """What the form's values say."""
    money: Money | None = values["money"]
    made = Contract(
        contract_id,
        values["code"],
        values["name"],
        values["account"],
        values["branch"],
        names_of(values["services"]),
        values["label"],
        values["number_branch"],
        cut_offs=cut_offs_of(values["cut_offs"]),
        valid_from=_day(values["valid_from"]),
        valid_to=_day(values["valid_to"]),
        cod=values["cod"],
        insured=values["insured"],
        dispute_weight_g=values["weight"] or 0,
        dispute_minor=money.minor if money else 0,
        settle_day=values["settle_day"] or 0,
        note=values["note"],
    )
    courier = Courier(
        values["code"],
        values["courier"],
        tuple(dict.fromkeys(names_of(values["formats"]))),
        values["courier_label"],
        site=values["site"],
    )
    return courier, made, contacts_of(values["people"])


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
