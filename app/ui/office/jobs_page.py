"""The jobs of the center: what ran, when and why not; run now, pause."""

from functools import partial
from typing import Any, Final

from app.center import job_list
from app.center.job_list import JobRow, RunRow
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
from app.ui.office.list_layout import ListSpec
from app.ui.office.present_alerts import when

STATES: Final = {
    "running": State(_("Running"), "refresh", "brand"),
    "waiting": State(_("Waits for the center"), "clock", "brand"),
    "completed": State(_("Done"), "check-circle", "ok"),
    "skipped": State(_("Nothing to do"), "check-ring", "quiet"),
    "failed": State(_("Failed"), "stop-octagon", "stop"),
    "interrupted": State(_("Interrupted"), "warning-triangle", "warn"),
    "paused": State(_("Paused"), "hold", "warn"),
    "never": State(_("Never ran"), "info", "quiet"),
    "throttled": State(_("Told to wait"), "clock", "warn"),
    "signed_out": State(_("Sign in again"), "lock", "stop"),
}
NAMES: Final = {
    "intake": _("Orders from files"),
    "orders": _("Orders of the shop"),
    "refunds": _("Refunds of the shop"),
    "shipments": _("Tell the shop of shipments"),
    "listings": _("What the shop offers"),
    "push_stock": _("Stock and prices told to the shop"),
    "suggest": _("Items for new listings"),
    "statements": _("Payment statements"),
    "clearing": _("Clearing of payments"),
    "reserve": _("Promise stock to orders"),
    "erp_items": _("Read the items of the ERP"),
    "erp_stock": _("Read the stock of the ERP"),
    "erp_documents": _("Documents to the ERP"),
    "statistics": _("Statistics"),
    "waves": _("Waves for the benches"),
    "gap_audit": _("Look back for missed orders"),
    "keeping": _("Put old orders away"),
    "buy_ahead": _("Buy waybill numbers ahead"),
    "review": _("Judge orders by the rules"),
    "archive": _("Archive months"),
    "leases": _("Give back what benches left open"),
    "backup": _("Backup"),
    "restore": _("Restore"),
    "doctor": _("Check of the database"),
}
_EVERY: Final = FormField(
    "seconds", _("Every so many seconds"), Entry.NUMBER, hint=_("Between 2 seconds and 7 days"),
    required=True,
)  # fmt: skip
_WHERE: Final = _("Only somebody at the center's computer begins this")
FIELDS: Final = (
    Field("id", _("Job"), bold=True, wide=16, least=220),
    Field("state", _("State"), Kind.STATE, states=STATES, filter=True, least=170),
    Field("reason", _("Reason"), wide=40, least=200),
    Field("started_at", _("Last run"), Kind.MOMENT, least=120),
    Field("seconds", _("Seconds"), Kind.NUMBER, least=100),
    Field("next_at", _("Next run"), Kind.MOMENT, least=110),
    Field("every_s", _("Every (seconds)"), Kind.NUMBER, hidden=True),
    Field("shop", _("Shop name"), filter=True, hidden=True),
)


_ACTS: Final = {
    "run": (job_list.run_now, _("{job} is asked for")),
    "pause": (job_list.pause, _("{job} is paused")),
    "go_on": (job_list.go_on, _("{job} goes on")),
}


class JobsPage(FormPage[JobRow]):
    """One row a job; the drawer has its last runs."""

    def __init__(self, office: Office) -> None:
        self._runs: tuple[str, tuple[RunRow, ...]] = ("", ())
        names = Field(
            "id", _("Job"), value=lambda one: self._name(one.kind), sub=lambda one: one.shop,
            bold=True, wide=16, least=220,
        )  # fmt: skip
        super().__init__(
            office,
            ListSpec(
                name="jobs",
                title=_("Jobs"),
                line=_("What the center does by itself, and what came of it"),
                fields=(names, *FIELDS[1:]),
                read=lambda tx, query: job_list.read(tx, query, now=office.now()),
                key=lambda one: one.id,
                sort="started_at",
                empty=EmptyModel("job", _("No job yet"), _("Start the center: center serve.")),
            ),
        )

    def detail(self, row: JobRow) -> DetailModel:
        words, say, now = self.office.words, self.office.words.say, self.office.now()
        state = STATES.get(row.state, State(row.state))
        about, found = self._runs
        lines = tuple((when(one.at, now), _said(words, one)) for one in found)
        return DetailModel(
            row.id,
            self._name(row.kind),
            row.reason,
            say(state.word),
            state.tone if state.tone != "brand" else "quiet",
            filled(
                (say(_("Last run")), when(row.started_at, now) if row.started_at else ""),
                (say(_("Next run")), when(row.next_at, now) if row.next_at else ""),
                (say(_("Shop name")), row.shop),
                (say(_("Every")), _every(words, row.every_s)),
                (say(_("Failures in a row")), f"{row.tries:,}" if row.tries else ""),
                (say(_("It did")), _counts(row.counts)),
            ),
            (Section(say(_("Last runs")), lines),) if about == row.id and lines else (),
            self._actions(row),
        )

    def opened(self, row: JobRow) -> None:
        def arrived(found: tuple[RunRow, ...]) -> None:
            self._runs = (row.id, found)
            self._arrived()

        self.asking.read("runs", partial(job_list.runs, job=row.id), arrived)

    def act(self, action: str, row: JobRow) -> None:
        if action == "every":
            form = self.put_form((_EVERY,), partial(self._set_every, row), _("Save"))
            form.show_values({"seconds": row.every_s})
            return
        work, said = _ACTS[action]
        self.asking.change(partial(work, job=row.id), partial(self._changed, row, said))

    def _set_every(self, row: JobRow, form: Form, values: dict[str, Any]) -> None:
        work = partial(job_list.set_every, job=row.id, seconds=values["seconds"])
        done = partial(self._changed, row, _("{job} is done that often from now on"))
        self.asking.change(work, done, form.show_error)

    def _changed(self, row: JobRow, said: str, _nothing: object) -> None:
        self.office.done(self.office.words.say(said, job=self._name(row.kind)))
        self.drawer.put(None)
        self.reload()
        self.opened(row)

    def _actions(self, row: JobRow) -> tuple[Action, ...]:
        say = self.office.words.say
        if not self.office.may(Permission.IMPORT):
            return ()
        why_not = "" if row.by_clock else say(_WHERE)
        if row.state in {"running", "waiting"}:
            why_not = say(_("It runs already, or is about to"))
        made = [Action("run", say(_("Run now")), "primary", why_not)]
        if row.by_clock:
            paused = row.state == "paused"
            made.append(
                Action("go_on", say(_("End the pause")))
                if paused
                else Action("pause", say(_("Pause")))
            )
            made.append(Action("every", say(_("Change how often"))))
        return tuple(made)

    def _name(self, job: str) -> str:
        return self.office.words.say(NAMES[job]) if job in NAMES else job


def _said(words: Words, one: RunRow) -> str:
    word = words.say(STATES[one.state].word) if one.state in STATES else one.state
    return " • ".join(part for part in (word, one.reason, _counts(one.counts)) if part)


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in counts.items())


def _every(words: Words, seconds: int) -> str:
    """A round time in the largest unit that fits."""
    for unit, word in ((86_400, _("{n} d")), (3_600, _("{n} h")), (60, _("{n} min"))):
        if seconds >= unit and seconds % unit == 0:
            return words.say(word, n=seconds // unit)
    return words.say(_("{n} s"), n=seconds) if seconds else ""
