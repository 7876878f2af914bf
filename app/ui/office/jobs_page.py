"""The jobs of the center: what ran, when and why not; run now, pause."""

from functools import partial
from typing import Any, Final

from app.center import job_list
from app.center.job_list import ON_THE_SPOT, JobRow, RunRow
from app.domain.permissions import Permission
from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.context import Office
from app.ui.office.detail import Action, DetailModel, Section, filled
from app.ui.office.empty import EmptyModel
from app.ui.office.fields import Field, Kind, State
from app.ui.office.list_layout import ListSpec
from app.ui.office.list_page import ListPage
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
}
NAMES: Final = {
    "intake": _("Orders from files and shops"),
    "leases": _("Give back what benches left open"),
    "backup": _("Backup"),
    "restore": _("Restore"),
    "doctor": _("Check of the database"),
}
_WHERE: Final = _("Only somebody at the center's computer begins this")
FIELDS: Final = (
    Field("id", _("Job"), bold=True, wide=16, least=220),
    Field("state", _("State"), Kind.STATE, states=STATES, filter=True, least=170),
    Field("reason", _("Reason"), wide=40, least=200),
    Field("started_at", _("Last run"), Kind.MOMENT, least=120),
    Field("seconds", _("Seconds"), Kind.NUMBER, least=100),
    Field("next_at", _("Next run"), Kind.MOMENT, least=110),
)


class JobsPage(ListPage[JobRow]):
    """One row a job; the drawer has its last runs."""

    def __init__(self, office: Office) -> None:
        self._runs: tuple[str, tuple[RunRow, ...]] = ("", ())
        names = Field(
            "id", _("Job"), value=lambda one: self._name(one.id), sub=lambda one: one.id,
            bold=True, wide=16, least=220,
        )  # fmt: skip
        super().__init__(
            office,
            ListSpec(
                name="jobs",
                title=_("Jobs"),
                line=_("What the center does by itself, and what came of it"),
                fields=(names, *FIELDS[1:]),
                read=job_list.read,
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
            self._name(row.id),
            row.reason,
            say(state.word),
            state.tone if state.tone != "brand" else "quiet",
            filled(
                (say(_("Last run")), when(row.started_at, now) if row.started_at else ""),
                (say(_("Next run")), when(row.next_at, now) if row.next_at else ""),
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
        work = job_list.pause if action == "pause" else job_list.run_now
        said = _("{job} is paused") if action == "pause" else _("{job} is asked for")

        def done(_nothing: Any) -> None:
            self.office.done(self.office.words.say(said, job=self._name(row.id)))
            self.reload()
            self.opened(row)

        self.asking.change(partial(work, job=row.id), done)

    def _actions(self, row: JobRow) -> tuple[Action, ...]:
        say = self.office.words.say
        if not self.office.may(Permission.IMPORT):
            return ()
        why_not = say(_WHERE) if row.id in ON_THE_SPOT else ""
        if row.state in {"running", "waiting"}:
            why_not = say(_("It runs already, or is about to"))
        made = [Action("run", say(_("Run now")), "primary", why_not)]
        if row.id not in ON_THE_SPOT and row.state != "paused":
            made.append(Action("pause", say(_("Pause"))))
        return tuple(made)

    def _name(self, job: str) -> str:
        return self.office.words.say(NAMES[job]) if job in NAMES else job


def _said(words: Words, one: RunRow) -> str:
    word = words.say(STATES[one.state].word) if one.state in STATES else one.state
    return " • ".join(part for part in (word, one.reason, _counts(one.counts)) if part)


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in counts.items())
