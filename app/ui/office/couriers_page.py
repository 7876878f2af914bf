"""Couriers and their contracts: accounts, cut-offs, services, tolerances, people there."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from app.center import courier_desk
from app.center.courier_desk import CourierRow
from app.domain.contract import Contact, Contract
from app.domain.paging import Page, PageQuery
from app.domain.permissions import Permission
from app.domain.values import Money
from app.i18n import mark as _
from app.ui import figures
from app.ui.office import number_forms
from app.ui.office.context import Office
from app.ui.office.courier_entries import (
    CURRENCY,
    contacts_text,
    contract_of,
    cut_offs_text,
    fields,
    label_said,
    values_of,
)
from app.ui.office.detail import Action, DetailModel, Section, filled
from app.ui.office.empty import EmptyModel
from app.ui.office.fields import Field, Kind, State
from app.ui.office.form import Form
from app.ui.office.form_page import FormPage
from app.ui.office.list_layout import ListSpec
from app.ui.office.number_forms import NumberForms

STATES: Final = {
    "in_force": State(_("In force"), "check-circle", "ok"),
    "coming": State(_("To come"), "clock", "brand"),
    "over": State(_("Over"), "cross", "quiet"),
    "none": State(_("No contract"), "warning-triangle", "warn"),
    "unused": State(_("Not used any more"), "cross", "quiet"),
}
FIELDS: Final = (
    Field("name", _("Courier"), bold=True, wide=20, least=180, sub=lambda one: one.code),
    Field("title", _("Contract"), wide=20, least=180),
    Field("state", _("State"), Kind.STATE, states=STATES, filter=True, least=150),
    Field("account", _("Account"), least=120),
    Field("cut_off", _("Last cut-off today"), least=150),
    Field("card", _("Rate card today"), wide=18, least=180, sort=False),
    Field("valid_from", _("First day"), least=110, hidden=True),
    Field("valid_to", _("Last day"), least=110),
    Field("branch", _("Branch"), hidden=True),
    Field("settle_day", _("Settled on day"), Kind.NUMBER, hidden=True),
)


class CouriersPage(FormPage[CourierRow]):
    """One row a contract; the form has the courier and the contract together."""

    def __init__(self, office: Office) -> None:
        self._people: tuple[str, tuple[Contact, ...]] = ("", ())

        def read(tx: Any, query: PageQuery) -> Page[CourierRow]:
            return courier_desk.read(tx, query, day=office.now().astimezone().date())

        super().__init__(
            office,
            ListSpec(
                name="couriers",
                title=_("Couriers"),
                line=_("What we agreed with each: accounts, cut-offs, tolerances of bills"),
                fields=FIELDS,
                read=read,
                key=lambda one: one.id,
                sort="name",
                descending=False,
                groups=(("used", _("In use")), ("all", _("All"))),
                empty=EmptyModel("truck", _("No courier yet"), _("Add the first one.")),
            ),
        )
        self._numbers = NumberForms(self)

    def tools(self) -> Sequence[tuple[str, str, Callable[[], None]]]:
        if not self.office.may(Permission.MANAGE_COURIERS):
            return ()
        return (("new", _("Add a contract"), self.add),)

    def detail(self, row: CourierRow) -> DetailModel:
        say = self.office.words.say
        state, one = STATES[row.state], row.contract or Contract("", row.code)
        yes, no = say(_("yes")), say(_("no"))
        tolerance = (
            f"{one.dispute_weight_g} g • {figures.money(Money(one.dispute_minor, CURRENCY))}"
        )
        return DetailModel(
            row.id,
            row.name,
            row.title,
            say(state.word),
            state.tone,
            filled(
                (say(_("Code")), row.code),
                (say(_("Account")), row.account),
                (say(_("Branch")), row.branch),
                (say(_("Branch of its numbers")), one.number_branch),
                (say(_("Labels")), label_said(self.office.words, row)),
                (say(_("Formats of its numbers")), ", ".join(row.courier.number_formats)),
                (say(_("Services")), ", ".join(filter(None, one.services))),
                (
                    say(_("Numbers")),
                    number_forms.said(self.office.words, one.numbers) if row.contract else "",
                ),
                (say(_("First day")), row.valid_from),
                (say(_("Last day")), row.valid_to),
                (say(_("Rate card today")), row.card or say(_("none"))),
                (say(_("Collects money at the door")), yes if one.cod else no),
                (say(_("Insures parcels")), yes if one.insured else no),
                (say(_("Its bills may differ by")), tolerance if row.contract else ""),
                (say(_("Settled on day")), str(row.settle_day or "")),
                (say(_("Note")), one.note),
            ),
            tuple(part for part in self._sections(row.id, one) if part.lines),
            self._actions(row),
        )

    def _sections(self, row_id: str, one: Contract) -> tuple[Section, ...]:
        say = self.office.words.say
        about, people = self._people
        return (
            Section(say(_("Cut-offs")), tuple(("", line) for line in
                                              cut_offs_text(one.cut_offs).splitlines())),
            Section(say(_("People there")), tuple(("", line) for line in
                                                  contacts_text(people).splitlines())
                    if about == row_id else ()),
        )  # fmt: skip

    def opened(self, row: CourierRow) -> None:
        def arrived(people: tuple[Contact, ...]) -> None:
            self._people = (row.id, people)
            self._arrived()

        self.asking.read("people", partial(courier_desk.contacts, contract_id=row.id), arrived)

    def act(self, action: str, row: CourierRow) -> None:
        if action == "cards":
            self.office.search_for(row.code, "cards")
        elif action in number_forms.ACTIONS:
            self._numbers.act(action, row)
        elif action in {"change", "agree"}:
            self._change(row)
        else:
            self.set_used(row, used=action == "use")

    def add(self) -> None:
        """An empty form; a code that is known adds a contract to that courier."""
        self.drawer.show_model(DetailModel("", self.office.words.say(_("A new contract"))))
        self.drawer.show()
        self._form("", None).show_values({"weight": 50})

    def set_used(self, row: CourierRow, *, used: bool) -> None:
        """At once, and taken back with one key."""
        text = _("{name} is used again") if used else _("{name} is not used any more")

        def done(_nothing: object) -> None:
            said = self.office.words.say(text, name=row.title or row.name)
            self.office.done(said, lambda: self.set_used(row, used=not used))
            self.reload()

        work = partial(courier_desk.set_used, contract_id=row.id, used=used)
        self.asking.change(work, done)

    def _actions(self, row: CourierRow) -> tuple[Action, ...]:
        say = self.office.words.say
        cards = Action("cards", say(_("Show its rate cards")))
        if not self.office.may(Permission.MANAGE_COURIERS):
            return (cards,)
        if row.contract is None:
            return (Action("agree", say(_("Add a contract")), "primary"), cards)
        change = Action("change", say(_("Change")), "primary")
        numbers = number_forms.actions(self.office.words, row)
        if row.state == "unused":
            return (change, Action("use", say(_("Use it again"))), cards)
        return (change, cards, *numbers, Action("drop", say(_("Do not use it any more"))))

    def _change(self, row: CourierRow) -> None:
        """The form, once the people are known: saving it replaces them."""

        def arrived(people: tuple[Contact, ...]) -> None:
            model = self.drawer.model
            if model is None or model.id != row.id:
                return
            form = self._form(row.contract.id if row.contract else "", row)
            form.show_values(values_of(row, people))
            form.editor("code").setEnabled(False)

        self.asking.read("form", partial(courier_desk.contacts, contract_id=row.id), arrived)

    def _form(self, contract_id: str, row: CourierRow | None) -> Form:
        return self.put_form(fields(), partial(self._save, contract_id, row), _("Save"))

    def _save(
        self, contract_id: str, row: CourierRow | None, form: Form, values: dict[str, Any]
    ) -> None:
        courier, contract, people = contract_of(contract_id, values)

        def done(_id: str) -> None:
            said = self.office.words.say(_("{name} was saved"), name=contract.name or courier.name)
            self.office.done(said)
            self._people = (contract_id, people)
            self.drop_form()
            self.reload()

        work = partial(
            courier_desk.save, courier=courier, contract=contract, people=people, new=row is None
        )
        self.asking.change(work, done, form.show_error)
