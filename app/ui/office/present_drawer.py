"""One alert in full: what was found, all the facts, what was done. No Qt."""

from collections.abc import Sequence
from datetime import datetime

from app.center.alert_board import Alert, Handled
from app.domain.catalogue import Item
from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.alert_words import ACTIONS, STATES, cause_word, verdict_word
from app.ui.office.drawer import DrawerModel, SideModel
from app.ui.office.present_alerts import ago, difference, left, when

_CHIPS = {"open": "stop", "assigned": "warn", "acknowledged": "quiet", "closed": "ok"}


def drawer_model(
    words: Words,
    one: Alert,
    steps: Sequence[Handled],
    causes: tuple[tuple[str, str], ...],
    now: datetime,
) -> DrawerModel:
    first, second = difference(words, one)
    state, icon, _tone = STATES[one.state]
    return DrawerModel(
        id=one.id,
        title=verdict_word(words, one.verdict),
        line=" • ".join(part for part in (first, second) if part),
        state=words.say(state),
        state_icon=icon,
        tone=_CHIPS[one.state],
        sides=_sides(words, one),
        facts=_facts(words, one, now),
        steps=tuple((when(step.at, now), _step(words, step)) for step in steps),
        causes=causes,
        can_confirm=one.state == "open",
        can_act=one.state != "closed",
    )


def _sides(words: Words, one: Alert) -> tuple[SideModel, ...]:
    sides = []
    if one.found is not None:
        sides.append(_side(words.say(_("Scanned")), one.found, one.code, good=False))
    if one.expected is not None and (one.found is None or one.found.sku != one.expected.sku):
        place = one.expected.location
        sides.append(_side(words.say(_("The order needs")), one.expected, place, good=True))
    return tuple(sides)


def _side(title: str, item: Item, code: str, *, good: bool) -> SideModel:
    return SideModel(title, item.name, item.spec, code or item.sku, item.picture, good)


def _facts(words: Words, one: Alert, now: datetime) -> tuple[tuple[str, str], ...]:
    say = words.say
    clock = ""
    if one.cut_off:
        clock = say(
            _("{time}, in {left}"), time=when(one.cut_off, now), left=left(one.cut_off, now)
        )
    stood = ago(one.at, one.cleared_at or now)
    standing = (
        say(_("went on after {time}"), time=stood)
        if one.cleared_at
        else say(_("stands still since {time}"), time=stood)
    )
    pairs = (
        (_("Order"), f"{one.order_number} {one.shop}".strip()),
        (_("Cut-off"), clock),
        (_("Picker"), one.picker),
        (_("Bench"), f"{one.station} • {one.operator}".strip(" •")),
        (_("Time"), f"{one.at.astimezone():%H:%M:%S} • {ago(one.at, now)}"),
        (_("At the bench"), standing if one.kind != "lead" else ""),
        (_("Scanned code"), one.code),
        (_("Owner"), one.assignee),
        (_("Cause"), cause_word(words, one.cause)),
        (_("Note"), one.note),
    )
    return tuple((say(title), value) for title, value in pairs if value)


def _step(words: Words, step: Handled) -> str:
    text = words.say(
        ACTIONS.get(step.action, step.action),
        who=step.after.get("assignee", ""),
        cause=cause_word(words, str(step.after.get("cause", ""))),
    )
    return f"{step.by} {text}"
