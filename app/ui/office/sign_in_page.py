"""The page that covers the office until somebody signs in; at the very first start it makes one."""

from functools import partial
from typing import Any, Final

from PySide6.QtCore import QRectF, QStringListModel, Qt, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.center import door
from app.center.alert_board import Person
from app.center.door import DoorState
from app.i18n import LANGUAGES
from app.i18n import mark as _
from app.ui.office.asking import Asking
from app.ui.office.context import Office
from app.ui.office.entries import Entry, FormField
from app.ui.office.form import Form
from app.ui.office.parts import button, labelled
from app.ui.widgets.canvas import Canvas
from app.ui.widgets.painted import Painted

_AGAIN_MS: Final = 3_000
_ENTER: Final = (
    FormField("who", _("Badge or name"), required=True),
    FormField("pin", _("PIN"), Entry.PIN, required=True),
)
_FIRST: Final = (
    FormField("name", _("Name"), required=True),
    FormField("badge", _("Badge"), hint=_("What its barcode says"), required=True),
    FormField("pin", _("PIN"), Entry.PIN, hint=_("Six digits"), required=True),
    FormField("again", _("PIN once more"), Entry.PIN, required=True),
)


class _Logo(Painted[str]):
    def spoken(self, model: str) -> str:
        return model

    def paint(self, canvas: Canvas, model: str) -> None:
        size = self.u(44)
        canvas.icon(0, (self.height() - size) / 2, size, "logo", canvas.colours["brand"])
        words = QRectF(size + self.u(14), 0, self.width() - size, self.height())
        canvas.text(words, model, self.u(24), canvas.colours["ink"], bold=True, elide=True)


class SignInPage(QWidget):
    """``entered`` carries the Person; ``language`` a code. Who was here last stands there."""

    entered = Signal(object)
    language = Signal(str)

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.setObjectName("signIn")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._office, self._asking = office, Asking(office)
        self._state: DoorState | None = None
        self._logo = _Logo(office.style, office.pictures)
        self._title = labelled("", "drawerTitle", wrap=True)
        self._line = labelled("", "pageLine", wrap=True)
        look = (office.style, office.words)
        self.form = Form(*look, _ENTER, _("Sign in"))
        self.first = Form(*look, _FIRST, _("Become the administrator"))
        self.form.can_drop = self.first.can_drop = False
        self._names = QStringListModel(self)
        self._offer_names()
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self.look)
        self.form.submitted.connect(self._sign_in)
        self.first.submitted.connect(self._become)
        self._place()

    def look(self) -> None:
        """Ask the center who may come in; again while it does not answer."""
        self._asking.read("door", door.state, self.show_state, self._away)

    def show_state(self, state: DoorState) -> None:
        self._state = state
        self._names.setStringList([one.name for one in state.people])
        last = next((one.name for one in state.people if one.id == self._office.me), "")
        self.form.show_values({"who": last})
        self.dress()
        self.begin()

    def show_locked(self) -> None:
        """It was left alone: the same person goes on with the PIN alone."""
        self.form.show_values({"who": self._office.name_of(self._office.me)})
        self.look()

    def begin(self) -> None:
        """The keyboard goes where the next thing is typed."""
        if self._state is not None and not self._state.ready:
            self.first.begin()
            return
        who, pin = self.form.editor("who"), self.form.editor("pin")
        filled = isinstance(who, QLineEdit) and bool(who.text())
        (pin if filled else who).setFocus(Qt.FocusReason.OtherFocusReason)

    def dress(self) -> None:
        office, say = self._office, self._office.words.say
        unit, state = office.style.unit, self._state
        first = state is not None and not state.ready
        self._logo.show_model(say(_("SecondPass office")))
        self._logo.setFixedHeight(round(52 * unit))
        if state is None:
            title, line = say(_("One moment")), say(_("The center is being asked."))
        elif first:
            title = say(_("Nobody manages this warehouse's people yet"))
            line = say(
                _("Become the administrator now. Then give everybody else a role and a PIN "
                  "on the page People.")
            )  # fmt: skip
        else:
            title = say(_("Who works here?"))
            line = say(_("Scan your badge or type your name, then your PIN."))
        self._title.setText(title)
        self._line.setText(line)
        self.form.setVisible(state is not None and not first)
        self.first.setVisible(first)
        for form in (self.form, self.first):
            form.dress()
        self._card.setFixedWidth(round(480 * unit))
        self._inside.setContentsMargins(*(round(36 * unit) for _side in range(4)))
        self._inside.setSpacing(round(10 * unit))

    def stop(self) -> None:
        self._again.stop()
        self._asking.stop()

    def _away(self, why: str) -> None:
        self._line.setText(why)
        self._again.start(_AGAIN_MS)

    def _sign_in(self, values: dict[str, Any]) -> None:
        work = partial(door.sign_in, who=values["who"], pin=values["pin"])
        self._asking.run(work, self._entered, self._refused)

    def _become(self, values: dict[str, Any]) -> None:
        if values["pin"] != values["again"]:
            self.first.show_error(self._office.words.say(_("The two PINs differ")), "again")
            return
        work = partial(
            door.first_admin, name=values["name"], badge=values["badge"], pin=values["pin"]
        )
        self._asking.run(work, self._entered, self.first.show_error)

    def _entered(self, person: Person) -> None:
        self.form.show_values({})
        self.first.show_values({})
        self.entered.emit(person)

    def _refused(self, why: str) -> None:
        who = self.form.editor("who")
        kept = who.text() if isinstance(who, QLineEdit) else ""
        self.form.show_values({"who": kept})
        self.form.show_error(why)
        self.form.editor("pin").setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer_names(self) -> None:
        """A few letters of a name are enough; a scanned badge ends with Enter: on to the PIN."""
        who = self.form.editor("who")
        if isinstance(who, QLineEdit):
            helper = QCompleter(self._names, who)
            helper.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            helper.setFilterMode(Qt.MatchFlag.MatchContains)
            who.setCompleter(helper)
            who.returnPressed.disconnect()
            who.returnPressed.connect(self.form.editor("pin").setFocus)

    def _place(self) -> None:
        self._card = QFrame()
        self._card.setObjectName("panel")
        self._inside = QVBoxLayout(self._card)
        parts: tuple[QWidget, ...] = (
            self._logo, self._title, self._line, self.form, self.first,
        )  # fmt: skip
        for part in parts:
            self._inside.addWidget(part)
        languages = QHBoxLayout()
        languages.addStretch(1)
        for code, name in LANGUAGES.items():
            languages.addWidget(button(name, partial(self.language.emit, code), kind="link"))
        languages.addStretch(1)
        self._inside.addLayout(languages)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._card)
        middle.addStretch(1)
        box = QVBoxLayout(self)
        box.addStretch(1)
        box.addLayout(middle)
        box.addStretch(1)
