"""Lines of couriers' bills to work off: dearest claim first, evidence in the drawer."""

import json
from collections.abc import Callable
from functools import partial
from typing import Final

from app.center import bills
from app.center.bill_evidence import Evidence, evidence_of
from app.center.bills import StoredLine
from app.domain.permissions import Permission
from app.domain.values import Money
from app.i18n import mark as _
from app.ui.office.bill_words import ACTIONS, CAUSES, EFFECTS, STATES
from app.ui.office.context import Office
from app.ui.office.detail import Action, DetailModel, Section, filled
from app.ui.office.empty import EmptyModel
from app.ui.office.fields import Field, Kind, State
from app.ui.office.list_layout import ListSpec
from app.ui.office.list_page import ListPage
from app.ui.office.present_bill import money
from app.ui.office.present_journal import evidence_lines, journal_lines


def _minor(name: str) -> Field:
    titles = {
        "billed_minor": _("Billed"), "expected_minor": _("Expected"), "claim_minor": _("Claim"),
    }  # fmt: skip

    def value(one: StoredLine) -> Money | None:
        found = getattr(one, name)
        return None if found is None else Money(found, one.currency)

    return Field(
        name, titles[name], Kind.MONEY, value=value, filter=True, least=120, currency="CNY"
    )


FIELDS: Final = (
    Field("waybill", _("Waybill"), bold=True, wide=18, least=170, filter=True),
    Field("cause", _("Cause"), Kind.STATE, states=CAUSES, filter=True, least=230),
    _minor("billed_minor"),
    _minor("expected_minor"),
    _minor("claim_minor"),
    Field("our_grams", _("Our weight"), Kind.GRAMS, least=110),
    Field("their_grams", _("Their weight"), Kind.GRAMS, least=110),
    Field("state", _("State"), Kind.STATE, states=STATES, filter=True, least=140),
    Field("courier", _("Courier"), filter=True, hidden=True),
    Field("bill_name", _("Bill"), hidden=True, wide=24),
    Field("ship_date", _("Shipped"), hidden=True),
    Field("our_place", _("Our place"), hidden=True, wide=20),
    Field("their_place", _("Their place"), hidden=True, wide=20),
    Field("row", _("Row"), Kind.NUMBER, hidden=True),
    Field("reason", _("Reason"), hidden=True, wide=24),
)


class BillLinesPage(ListPage[StoredLine]):
    """Accept, dispute, recover, write off; each is taken back with one key.

    The drawer goes on to the parcel: how it was weighed, and all that its bench recorded.
    """

    def __init__(self, office: Office) -> None:
        self._known: tuple[str, Evidence] = ("", Evidence())
        super().__init__(
            office,
            ListSpec(
                name="bill_lines",
                title=_("Bill lines"),
                line=_("Every line has one cause; the four effects add up to the difference"),
                fields=FIELDS,
                read=bills.read_lines,
                key=lambda one: one.id,
                sort="claim_minor",
                groups=(
                    ("claims", _("To claim")),
                    ("disputed", _("Disputed")),
                    ("missing", _("Not billed yet")),
                    ("all", _("All")),
                ),
                empty=EmptyModel("bill", _("Nothing here"), _("Take over a bill on Bills.")),
            ),
        )

    def detail(self, row: StoredLine) -> DetailModel:
        say = self.office.words.say
        cause = CAUSES.get(row.cause, State(row.cause))
        state = STATES[row.state]
        return DetailModel(
            row.id,
            row.waybill,
            say(cause.word),
            say(state.word),
            state.tone,
            filled(
                (say(_("Billed")), money(row.billed_minor, row.currency)),
                (say(_("Expected")), money(row.expected_minor, row.currency)),
                (say(_("Claim")), money(row.claim_minor, row.currency)),
                (say(_("Our weight")), f"{row.our_grams:,} g" if row.our_grams else ""),
                (say(_("Their weight")), f"{row.their_grams:,} g" if row.their_grams else ""),
                (say(_("Our place")), row.our_place),
                (say(_("Their place")), row.their_place),
                (say(_("Shipped")), row.ship_date or ""),
                (say(_("Bill")), f"{row.bill_name} · {row.sheet} {row.row or ''}".strip(" ·")),
                (say(_("Parcel")), row.parcel_id),
                (say(_("Reason")), row.reason),
            ),
            self._sections(row),
            self._actions(row),
        )

    def _sections(self, row: StoredLine) -> tuple[Section, ...]:
        words, say = self.office.words, self.office.words.say
        about, evidence = self._known
        effects = tuple(
            (say(word), money(getattr(row, name), row.currency))
            for name, word in EFFECTS
            if getattr(row, name)
        )
        stood = tuple(("", cell) for cell in json.loads(row.raw or "[]") if cell)
        weighed = evidence_lines(evidence, words) if about == row.id else ()
        journal = journal_lines(evidence.facts, words) if about == row.id else ()
        sections = (
            Section(say(_("Where the difference comes from")), effects),
            Section(say(_("How we weighed it")), weighed),
            Section(say(_("As the courier wrote it")), stood),
            Section(say(_("Journal of the parcel")), journal),
        )
        return tuple(one for one in sections if one.lines)

    def opened(self, row: StoredLine) -> None:
        """All that is known of its parcel."""

        def arrived(found: Evidence) -> None:
            self._known = (row.id, found)
            self._arrived()

        if row.parcel_id:
            self.asking.read("parcel", partial(evidence_of, parcel_id=row.parcel_id), arrived)

    def _actions(self, row: StoredLine) -> tuple[Action, ...]:
        if not self.office.may(Permission.WORK_BILLS):
            return ()
        order = [key for key in ACTIONS if key in bills.NEXT[row.state]]
        say = self.office.words.say
        return tuple(
            Action(key, say(ACTIONS[key]), "primary" if at == 0 else "")
            for at, key in enumerate(order)
        )

    def act(self, action: str, row: StoredLine) -> None:
        def done(before: str) -> None:
            def back() -> None:
                self._set(row, before, lambda _was: self.reload())

            word = self.office.words.say(STATES[action].word)
            self.office.done(f"{row.waybill}: {word}", back)
            self.reload()

        self._set(row, action, done)

    def _set(self, row: StoredLine, state: str, done: Callable[[str], None]) -> None:
        self.asking.change(partial(bills.set_state, line_id=row.id, state=state), done)
