"""The shops whose orders come in by themselves: address, keys, how far each is read, what fails."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from app.center import shop_checks, shop_desk
from app.center.shop_desk import ShopJob, ShopRow
from app.domain.permissions import Permission
from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.context import Office
from app.ui.office.detail import Action, DetailModel, Section, filled
from app.ui.office.empty import EmptyModel
from app.ui.office.entries import Entry, FormField
from app.ui.office.fields import Field, Kind, State
from app.ui.office.form import Form
from app.ui.office.form_page import FormPage
from app.ui.office.jobs_page import NAMES as JOB_NAMES
from app.ui.office.jobs_page import STATES as JOB_STATES
from app.ui.office.list_layout import ListSpec
from app.ui.office.present_alerts import when

STATES: Final = {
    "works": State(_("Works"), "check-circle", "ok"),
    "new": State(_("Not read yet"), "clock", "quiet"),
    "failing": State(_("Fails"), "warning-triangle", "warn"),
    "signed_out": State(_("Sign in again"), "lock", "stop"),
    "off": State(_("Switched off"), "cross", "quiet"),
}
PLATFORMS: Final = {
    "taobao": _("Taobao and Tmall"),
    "jd": _("JD"),
    "pdd": _("Pinduoduo"),
    "douyin": _("Douyin shop"),
    "woo": "WooCommerce",
    "shopify": "Shopify",
    "vendure": "Vendure",
}
KEYS: Final = {
    "app_key": _("Application key"),
    "client_id": _("Application key"),
    "secret": _("Application secret"),
    "session": _("Session key of the shop"),
    "token": _("Access token of the shop"),
}
NOTICES: Final = {
    "queued": _("to be told"), "asking": _("being told"), "told": _("told"),
    "refused": _("refused"),
}  # fmt: skip
STATE_WORDS: Final = {
    "idle": "completed", "waiting": "throttled", "failed": "failed",
    "signed_out": "signed_out", "running": "running",
}  # fmt: skip
_PLATFORM_STATES: Final = {key: State(word, "shop") for key, word in PLATFORMS.items()}
FIELDS: Final = (
    Field("id", _("Shop name"), bold=True, wide=20, least=170, sub=lambda one: one.name),
    Field("platform", _("Platform"), Kind.STATE, states=_PLATFORM_STATES, filter=True, least=170),
    Field("state", _("State"), Kind.STATE, states=STATES, filter=True, least=150),
    Field("reason", _("Reason"), wide=40, least=200),
    Field("next_at", _("Next run"), Kind.MOMENT, least=120),
)
_ADDRESS: Final = FormField(
    "base_url", _("Address"), hint=_("Only for a shop with a server of its own: https://...")
)
_OPTIONS: Final = FormField(
    "options", _("More settings"), Entry.NOTE, hint=_("One a line: name=value")
)
_NAME: Final = FormField("name", _("Name"))


class ShopsPage(FormPage[ShopRow]):
    """Add, change, give keys, try out, switch off; keys are never shown."""

    def __init__(self, office: Office) -> None:
        super().__init__(
            office,
            ListSpec(
                name="shops",
                title=_("Shops"),
                line=_("Orders come in and shipments are told by themselves"),
                fields=FIELDS,
                read=shop_desk.read,
                key=lambda one: one.id,
                sort="id",
                descending=False,
                groups=(("all", _("All")), ("on", _("Switched on")), ("off", _("Switched off"))),
                empty=EmptyModel("shop", _("No shop yet"), _("Add one; its keys come next.")),
            ),
        )

    def tools(self) -> Sequence[tuple[str, str, Callable[[], None]]]:
        if not self.office.may(Permission.MANAGE_SHOPS):
            return ()
        return (("new", _("Add a shop"), self.add),)

    def detail(self, row: ShopRow) -> DetailModel:
        words, say = self.office.words, self.office.words.say
        state = STATES[row.state]
        told = ", ".join(f"{say(NOTICES[key])} {count:,}" for key, count in row.notices.items())
        now = self.office.now()
        lines = tuple(_job(words, one) for one in row.jobs)
        return DetailModel(
            row.id,
            row.name or row.id,
            row.reason,
            say(state.word),
            state.tone,
            filled(
                (say(_("Platform")), say(PLATFORMS.get(row.platform, row.platform))),
                (say(_("Address")), row.base_url),
                (say(_("Next run")), when(row.next_at, now) if row.next_at else ""),
                (say(_("Shipments")), told),
            ),
            (Section(say(_("Its jobs")), lines),) if lines else (),
            self._actions(row),
        )

    def act(self, action: str, row: ShopRow) -> None:
        say = self.office.words.say
        if action == "test":
            self._test(row)
        elif action == "keys":
            fields = tuple(_key(name) for name in shop_desk.key_names(row.platform))
            self.put_form(fields, partial(self._give_keys, row), _("Give these keys"))
        elif action == "change":
            form = self.put_form((_NAME, _ADDRESS, _OPTIONS), partial(self._change, row), _("Save"))
            options = "\n".join(f"{name}={value}" for name, value in row.options.items())
            form.show_values({"name": row.name, "base_url": row.base_url, "options": options})
        elif action == "again":
            work = partial(shop_desk.read_again, shop_id=row.id, days=1)
            self.asking.change(work, self._saved(say(_("{shop} is read again"), shop=row.id)))
        else:
            self._switch(row, enabled=action == "on")

    def add(self) -> None:
        """An empty drawer with the form of a new shop."""
        say = self.office.words.say
        self.drawer.show_model(DetailModel("", say(_("A new shop"))))
        self.drawer.show()
        choices = tuple((name, PLATFORMS.get(name, name)) for name in shop_desk.platforms())
        fields = (
            FormField("platform", _("Platform"), Entry.CHOICE, choices=choices, required=True),
            FormField("shop_id", _("Shop name"), hint=shop_checks.SEEN_AS_ID, required=True),
            _NAME,
            _ADDRESS,
            _OPTIONS,
        )
        self.put_form(fields, self._add, _("Add"))

    def _actions(self, row: ShopRow) -> tuple[Action, ...]:
        say = self.office.words.say
        made = []
        if self.office.may(Permission.MANAGE_SHOPS):
            urgent = "primary" if row.state in {"signed_out", "new"} else ""
            made.append(Action("keys", say(_("Give keys")), urgent))
            made.append(Action("change", say(_("Change address, settings"))))
        if self.office.may(Permission.IMPORT):
            made.append(Action("test", say(_("Try out"))))
            made.append(Action("again", say(_("Read the last day again"))))
        if self.office.may(Permission.MANAGE_SHOPS):
            off = row.state == "off"
            made.append(
                Action("on" if off else "off", say(_("Switch on") if off else _("Switch off")))
            )
        return tuple(made)

    def _saved(self, said: str) -> Callable[[object], None]:
        def done(_result: object) -> None:
            self.office.done(said)
            self.drop_form()
            self.reload()

        return done

    def _add(self, form: Form, values: dict[str, Any]) -> None:
        said = self.office.words.say(
            _("{shop} was added: give its keys next"), shop=values["shop_id"]
        )
        work = partial(shop_desk.add_told, **values)
        self.asking.change(work, self._saved(said), form.show_error)

    def _change(self, row: ShopRow, form: Form, values: dict[str, Any]) -> None:
        said = self.office.words.say(_("{shop} was changed"), shop=row.id)
        work = partial(shop_desk.change_told, shop_id=row.id, **values)
        self.asking.change(work, self._saved(said), form.show_error)

    def _give_keys(self, row: ShopRow, form: Form, values: dict[str, Any]) -> None:
        said = self.office.words.say(_("{shop} has new keys"), shop=row.id)
        work = partial(shop_desk.give_keys, shop_id=row.id, keys=values)
        self.asking.run(work, self._saved(said), form.show_error)

    def _test(self, row: ShopRow) -> None:
        def done(count: int) -> None:
            text = _("{shop} answers: {n} orders changed in the minute that was asked for")
            self.office.done(self.office.words.say(text, shop=row.id, n=count))

        self.asking.run(partial(shop_desk.try_out, shop_id=row.id), done)

    def _switch(self, row: ShopRow, *, enabled: bool) -> None:
        text = _("{shop} is switched on") if enabled else _("{shop} is switched off")

        def done(_nothing: object) -> None:
            undo = partial(self._switch, row, enabled=not enabled)
            self.office.done(self.office.words.say(text, shop=row.id), undo)
            self.reload()

        work = partial(shop_desk.set_enabled, shop_id=row.id, enabled=enabled)
        self.asking.change(work, done)


def _key(name: str) -> FormField:
    return FormField(name, KEYS.get(name, name), Entry.HIDDEN, hint=_("Empty: as before"))


def _job(words: Words, row: ShopJob) -> tuple[str, str]:
    state = STATE_WORDS[row.state] if row.ended else "never"
    return words.say(JOB_NAMES.get(row.kind, row.kind)), words.say(JOB_STATES[state].word)
