"""Waves: what is approved is fetched and packed together, and how far each wave is."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from app.center import wave_desk, wave_papers, waving
from app.center.wave_desk import Preview, WaveDetail, WaveRow
from app.domain.paging import Page, PageQuery
from app.domain.permissions import Permission
from app.domain.waving import WavePolicy, Zoning
from app.i18n import mark as _
from app.ui.office.context import Office
from app.ui.office.detail import Action, DetailModel
from app.ui.office.empty import EmptyModel
from app.ui.office.entries import Entry, FormField
from app.ui.office.fields import Field, Kind
from app.ui.office.form import Form
from app.ui.office.form_page import FormPage
from app.ui.office.list_layout import ListSpec
from app.ui.office.present_alerts import left
from app.ui.office.present_overview import clock_tone
from app.ui.office.present_wave import (
    KINDS,
    PLAN,
    STATES,
    ZONINGS,
    plan_model,
    wave_model,
    zone_word,
)

_NUMBER: Final = Entry.NUMBER
POLICY: Final = (
    FormField("by", _("Together"), Entry.CHOICE, required=True,
              choices=tuple((one.value, word) for one, word in ZONINGS.items())),
    FormField("orders", _("At most so many orders"), _NUMBER, required=True),
    FormField("pieces", _("At most so many pieces"), _NUMBER, required=True),
    FormField("least", _("No fewer orders than"), _NUMBER, required=True),
    FormField("hurry_min", _("Unless the cut-off is nearer than (minutes)"), _NUMBER,
              required=True),
    FormField("singles", _("Orders of one piece apart, item by item"), Entry.SWITCH),
    FormField("auto", _("The center makes waves by itself, every minute"), Entry.SWITCH),
)  # fmt: skip
_PAPER: Final = FormField(
    "paper", _("Paper"), Entry.CHOICE, required=True,
    choices=(("label", _("Labels, 100 × 150 mm")), ("a4", _("A4"))),
)  # fmt: skip
_AGAIN: Final = FormField("again", _("All of them again, as copies"), Entry.SWITCH)
_HOURS: Final = FormField("hours", _("For so many hours"), _NUMBER, required=True)
_OPEN: Final = frozenset({"released", "picking"})


def fields(office: Office) -> tuple[Field, ...]:
    def clock(one: WaveRow) -> str:
        return left(one.cut_off, office.now()) if one.cut_off and one.state in _OPEN else ""

    def tone(one: WaveRow) -> str:
        found = clock_tone(one.cut_off, office.now()) if clock(one) and one.cut_off else "quiet"
        return "" if found == "quiet" else found

    return (
        Field("number", _("Wave"), bold=True, wide=18, least=135,
              sub=lambda one: zone_word(one.zone, office.words)),
        Field("state", _("State"), Kind.STATE, states=STATES, sort=False, least=125),
        Field("courier", _("Courier"), filter=True, least=90),
        Field("kind", _("Kind"), Kind.STATE, states=KINDS, filter=True, least=140),
        Field("orders", _("Orders"), Kind.NUMBER, filter=True, least=75),
        Field("packed", _("Packed"), Kind.NUMBER, sort=False, least=75),
        Field("pieces", _("Pieces"), Kind.NUMBER, filter=True, least=75),
        Field("troubles", _("Exceptions"), Kind.NUMBER, sort=False, least=95,
              tone=lambda one: "stop" if one.troubles else ""),
        Field("cut_off", _("To cut-off"), value=clock, tone=tone, least=95),
        Field("picker", _("Picker"), value=lambda one: one.picker_name, least=85),
        Field("lent_to", _("Lent to"), sort=False, least=75),
        Field("made_at", _("Released"), Kind.MOMENT, filter=True, least=100),
        Field("slips", _("Slips printed"), Kind.NUMBER, sort=False, hidden=True),
        Field("zone", _("Zone"), filter=True, hidden=True),
    )  # fmt: skip


class WavesPage(FormPage[WaveRow]):
    """Plan and release in the head; papers, loans and undoing in the drawer."""

    def __init__(self, office: Office) -> None:
        self._known: WaveDetail | None = None
        self._preview: Preview | None = None

        def read(tx: Any, query: PageQuery) -> Page[WaveRow]:
            return wave_desk.read(tx, query, now=office.now())

        super().__init__(
            office,
            ListSpec(
                name="waves",
                title=_("Waves"),
                line=_("Approved orders that are fetched and packed together"),
                fields=fields(office),
                read=read,
                key=lambda one: one.number,
                sort="made_at",
                groups=(("open", _("To be packed")), ("ended", _("Ended")), ("all", _("All"))),
                empty=EmptyModel(
                    "tote", _("No wave here"), _("“Plan waves” puts approved orders together.")
                ),
            ),
        )

    def tools(self) -> Sequence[tuple[str, str, Callable[[], None]]]:
        if not self.office.may(Permission.MAKE_WAVES):
            return ()
        return (
            ("plan", _("Plan waves"), self.plan),
            ("policy", _("How waves are made"), self.ask_policy),
        )

    # ── what is planned ───────────────────────────────────────────────────────────────────────

    def plan(self) -> None:
        """What would be released now, in the drawer."""

        def arrived(found: Preview) -> None:
            self._preview = found
            self.drawer.put(None)
            self.drawer.show_model(plan_model(found, self.office.words, self.office.now()))
            self.drawer.show()
            self.table.view.arrange()

        self.asking.read("plan", partial(wave_desk.preview, now=self.office.now()), arrived)

    def release(self) -> None:
        if self._preview is None:
            return
        wanted, self._preview = self._preview.plan, None

        def done(orders: int) -> None:
            said = self.office.words.many(
                "{n} order is in a wave now", "{n} orders are in waves now", orders
            )
            self.office.done(said)
            self.reload()

        self.shut()
        title = self.office.words.say(_("Release waves"))
        self.asking.run_long(title, partial(wave_desk.release, wanted=wanted), done)

    def ask_policy(self) -> None:
        def arrived(known: WavePolicy) -> None:
            title = self.office.words.say(_("How waves are made"))
            self.drawer.show_model(DetailModel("", title))
            self.drawer.show()
            form = self.put_form(POLICY, self._set_policy, _("Save"))
            form.show_values(
                {one.key: getattr(known, one.key) for one in POLICY} | {"by": known.by.value}
            )

        self.asking.read("policy", waving.policy, arrived)

    def _set_policy(self, form: Form, values: dict[str, Any]) -> None:
        wanted = WavePolicy(**{**values, "by": Zoning(values["by"])})
        said = self.office.words.say(_("Waves are made so from now on"))
        work = partial(waving.set_policy, wanted=wanted)
        self.asking.change(work, lambda _nothing: self._policy_kept(said), form.show_error)

    def _policy_kept(self, said: str) -> None:
        self.office.done(said)
        self.shut()

    # ── one wave ──────────────────────────────────────────────────────────────────────────────

    def detail(self, row: WaveRow) -> DetailModel:
        known = self._known if self._known and self._known.row.number == row.number else None
        now = self.office.now()
        shown = known.row if known else row
        return wave_model(shown, known, self.office.words, now, self._actions(shown))

    def opened(self, row: WaveRow) -> None:
        def arrived(found: WaveDetail | None) -> None:
            self._known = found
            self._arrived()

        work = partial(wave_desk.detail, number=row.number, now=self.office.now())
        self.asking.read("detail", work, arrived)

    def act(self, action: str, row: WaveRow) -> None:
        if action == "slips":
            form = self.put_form((_PAPER, _AGAIN), partial(self._slips, row), _("Print slips"))
            form.show_values({"paper": "label", "again": row.slips > 0 and not row.reprints})
        elif action == "list":
            form = self.put_form((_PAPER,), partial(self._list, row), _("Print the list"))
            form.show_values({"paper": "a4"})
        elif action == "lend":
            form = self.put_form((self._stations(), _HOURS), partial(self._lend, row), _("Lend it"))
            form.show_values({"hours": 8})
        elif action == "picker":
            self.put_form((self._people(),), partial(self._pick, row), _("Save"))
        elif action == "back":
            work = partial(wave_desk.take_back, number=row.number)
            self.asking.run(work, self._said(row, _("{wave} is free for every bench")))
        else:
            work = partial(waving.undo, number=row.number)
            self.asking.change(work, self._said(row, _("{wave} is undone"), gone=True))

    def _actions(self, row: WaveRow) -> tuple[Action, ...]:
        say = self.office.words.say
        if row.state not in _OPEN or not self.office.may(Permission.MAKE_WAVES):
            return ()
        urgent = "primary" if row.kind == "batch" and (not row.slips or row.reprints) else ""
        first = "" if urgent or row.lists else "primary"
        loan = ("back", _("Take it back")) if row.lent_to else ("lend", _("Lend it to a bench"))
        made = [
            Action("slips", say(_("Print slips")), urgent),
            Action("list", say(_("Print the list")), first),
            Action("picker", say(_("Name the picker"))),
            Action(loan[0], say(loan[1])),
        ]
        if not row.packed:
            made.append(Action("undo", say(_("Undo this wave"))))
        return tuple(made)

    def _slips(self, row: WaveRow, form: Form, values: dict[str, Any]) -> None:
        self._print(row, form, partial(wave_papers.print_slips, **values))

    def _list(self, row: WaveRow, form: Form, values: dict[str, Any]) -> None:
        self._print(row, form, partial(wave_papers.print_list, **values))

    def _print(self, row: WaveRow, form: Form, work: Callable[..., Path]) -> None:
        whole = partial(
            work, number=row.number, folder=self.office.exports, words=self.office.words
        )

        def written(path: Path) -> None:
            self._said(row, _("Written to {file}"), file=str(path))(path)

        self.asking.run(whole, written, form.show_error)

    def _lend(self, row: WaveRow, form: Form, values: dict[str, Any]) -> None:
        said = self._said(row, _("{wave} is lent to {bench}"), bench=values["station"])
        work = partial(wave_desk.lend, number=row.number, **values)
        self.asking.run(work, said, form.show_error)

    def _pick(self, row: WaveRow, form: Form, values: dict[str, Any]) -> None:
        work = partial(wave_desk.pick_by, number=row.number, **values)
        self.asking.change(work, self._said(row, _("{wave} has a picker")), form.show_error)

    def _said(
        self, row: WaveRow, said: str, *, gone: bool = False, **values: str
    ) -> Callable[[object], None]:
        """Says what was done, and shows the wave as it is now."""

        def done(_result: object) -> None:
            self.office.done(self.office.words.say(said, wave=row.number, **values))
            if gone:
                self.shut()
            else:
                self.drawer.put(None)
                self.opened(row)
            self.reload()

        return done

    def _stations(self) -> FormField:
        known = self._known.stations if self._known else ()
        choices = tuple((one, one) for one in known)
        return FormField("station", _("Bench"), Entry.CHOICE, choices=choices, required=True)

    def _people(self) -> FormField:
        choices = self._known.people if self._known else ()
        return FormField("picker", _("Picker"), Entry.CHOICE, choices=choices, required=True)

    def _acted(self, action: str, thing: str) -> None:
        if thing == PLAN:
            self.release()
        else:
            super()._acted(action, thing)
