"""The people of the warehouse: badges, roles, PINs, who left. Every change is in the audit."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from app.center import people
from app.center.people import PersonRow, Step
from app.domain.order import Role
from app.domain.paging import Page, PageQuery
from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.context import Office
from app.ui.office.detail import Action, DetailModel, Section, filled
from app.ui.office.empty import EmptyModel
from app.ui.office.entries import Entry, FormField
from app.ui.office.fields import Field, Kind, State
from app.ui.office.form import Form
from app.ui.office.form_page import FormPage
from app.ui.office.list_layout import ListSpec
from app.ui.office.present_alerts import when
from app.ui.office.present_window import ROLES

STATES: Final = {
    "active": State(_("Active"), "check-circle", "ok"),
    "locked": State(_("Locked out"), "lock", "stop"),
    "left": State(_("Deactivated"), "cross", "quiet"),
}
_ROLE_STATES: Final = {key: State(word, "person") for key, word in ROLES.items()}
FIELDS: Final = (
    Field("name", _("Name"), bold=True, wide=30, least=180),
    Field("role", _("Role"), Kind.STATE, states=_ROLE_STATES, filter=True, least=150),
    Field("badge", _("Badge"), wide=20, filter=True),
    Field("state", _("State"), Kind.STATE, states=STATES, filter=True, least=150),
    Field("has_pin", _("PIN"), Kind.CHECK, filter=True, least=80),
    Field("locked_until", _("Locked until"), Kind.MOMENT, hidden=True),
    Field("id", _("Number"), hidden=True),
)
_DONE: Final = {
    "operator.add": _("added"),
    "operator.first_admin": _("became the first administrator"),
    "operator.change": _("changed"),
    "operator.role": _("changed the role"),
    "operator.pin": _("gave a PIN"),
    "operator.unlock": _("ended the lock-out"),
    "operator.active": _("changed whether the badge counts"),
    "office.sign_in": _("signed in at the office"),
    "office.sign_out": _("signed out"),
    "office.locked_out": _("too many wrong PINs at the office"),
}
_ASKED: Final = (
    FormField("name", _("Name"), required=True),
    FormField("badge", _("Badge"), hint=_("What its barcode says"), required=True),
    FormField("role", _("Role"), Entry.CHOICE, choices=tuple(ROLES.items()), required=True),
)
_PIN: Final = (
    FormField(
        "pin", _("New PIN"), Entry.PIN, hint=_("Six digits; the person learns them from you"),
        required=True,
    ),
    FormField("again", _("PIN once more"), Entry.PIN, required=True),
)  # fmt: skip


class PeoplePage(FormPage[PersonRow]):
    """Add, change, give a PIN, end a lock-out, deactivate; the drawer says what was done before."""

    def __init__(self, office: Office) -> None:
        self._history: tuple[str, tuple[Step, ...]] = ("", ())

        def read(tx: Any, query: PageQuery) -> Page[PersonRow]:
            return people.read(tx, query, now=office.now())

        super().__init__(
            office,
            ListSpec(
                name="people",
                title=_("People"),
                line=_("Badges, roles and PINs; benches know of a change within seconds"),
                fields=FIELDS,
                read=read,
                key=lambda one: one.id,
                sort="name",
                descending=False,
                groups=(("active", _("Working here")), ("left", _("Deactivated")),
                        ("all", _("All"))),
                empty=EmptyModel("people", _("Nobody here"), _("Add a person, or import badges.")),
            ),
        )  # fmt: skip

    def tools(self) -> Sequence[tuple[str, str, Callable[[], None]]]:
        return (("new", _("Add a person"), self.add),)

    def detail(self, row: PersonRow) -> DetailModel:
        say = self.office.words.say
        state = STATES[row.state]
        now = self.office.now()
        locked = when(row.locked_until, now) if row.locked_until else ""
        about, steps = self._history
        lines = tuple(_line(self.office.words, one, when(one.at, now)) for one in steps)
        shown = Section(say(_("What was done")), lines)
        return DetailModel(
            row.id,
            row.name,
            say(ROLES.get(row.role, row.role)),
            say(state.word),
            state.tone,
            filled(
                (say(_("Badge")), row.badge),
                (say(_("PIN")), say(_("yes")) if row.has_pin else say(_("none yet"))),
                (say(_("Locked until")), locked),
            ),
            (shown,) if about == row.id and lines else (),
            _actions(self.office.words, row),
        )

    def opened(self, row: PersonRow) -> None:
        def arrived(steps: tuple[Step, ...]) -> None:
            self._history = (row.id, steps)
            self._arrived()

        self.asking.read("history", partial(people.history, operator_id=row.id), arrived)

    def act(self, action: str, row: PersonRow) -> None:
        if action == "change":
            self._ask(row, _ASKED, self._change)
        elif action == "pin":
            self._ask(row, _PIN, self._give_pin, _("Give this PIN"))
        elif action == "unlock":
            said = self.office.words.say(_("{name} may try again"), name=row.name)
            self._do(partial(people.unlock, operator_id=row.id), said)
        else:
            self.set_active(row, active=action == "activate")

    def add(self) -> None:
        """An empty drawer with the form of a new person."""
        say = self.office.words.say
        self.drawer.show_model(DetailModel("", say(_("A new person"))))
        self.drawer.show()
        self.put_form(_ASKED, self._add, _("Add"))

    def set_active(self, row: PersonRow, *, active: bool) -> None:
        """At once, and taken back with one key."""
        text = _("{name} may work again") if active else _("{name} is deactivated")

        def back() -> None:
            self.set_active(row, active=not active)

        work = partial(people.set_active, operator_id=row.id, active=active)
        self._do(work, self.office.words.say(text, name=row.name), back)

    def _do(
        self, work: Callable[..., Any], said: str, undo: Callable[[], None] | None = None
    ) -> None:
        def done(_nothing: object) -> None:
            self.office.done(said, undo)
            self.reload()
            row = self.current()
            if row is not None:
                self.opened(row)

        self.asking.change(work, done)

    def _ask(
        self, row: PersonRow, fields: Sequence[FormField], take: Callable[..., None],
        word: str = _("Save"),
    ) -> None:  # fmt: skip
        form = self.put_form(fields, partial(take, row), word)
        form.show_values({"name": row.name, "badge": row.badge, "role": row.role})

    def _saved(self, said: str, _result: object) -> None:
        self.office.done(said)
        self.drop_form()
        self.reload()
        row = self.current()
        if row is not None:
            self.opened(row)

    def _add(self, form: Form, values: dict[str, Any]) -> None:
        said = self.office.words.say(_("{name} was added: give a PIN next"), name=values["name"])
        work = partial(people.add, **values)
        self.asking.change(work, partial(self._saved, said), form.show_error)

    def _change(self, row: PersonRow, form: Form, values: dict[str, Any]) -> None:
        said = self.office.words.say(_("{name} was changed"), name=values["name"])
        work = partial(people.change, operator_id=row.id, **values)
        self.asking.change(work, partial(self._saved, said), form.show_error)

    def _give_pin(self, row: PersonRow, form: Form, values: dict[str, Any]) -> None:
        say = self.office.words.say
        if values["pin"] != values["again"]:
            form.show_error(say(_("The two PINs differ")), "again")
            return
        said = say(_("{name} has a new PIN"), name=row.name)
        work = partial(people.give_pin, operator_id=row.id, pin=values["pin"])
        self.asking.run(work, partial(self._saved, said), form.show_error)


def _actions(words: Words, row: PersonRow) -> tuple[Action, ...]:
    say = words.say
    if row.state == "left":
        return (Action("activate", say(_("Let work again")), "primary"),)
    made = [
        Action("change", say(_("Change name, badge, role")), "primary"),
        Action("pin", say(_("Give a new PIN"))),
    ]
    if row.state == "locked":
        made.append(Action("unlock", say(_("End the lock-out"))))
    made.append(Action("deactivate", say(_("Deactivate"))))
    return tuple(made)


def _line(words: Words, step: Step, at: str) -> tuple[str, str]:
    text = words.say(_DONE.get(step.action, step.action))
    role = words.say(ROLES.get(step.detail, step.detail)) if step.detail else ""
    return at, " • ".join(part for part in (step.by, text, role) if part)


assert {role.value for role in Role} == set(ROLES)
