"""Couriers' lists: what stands open, what is missing or wrong on each, its paper once more."""

from functools import partial
from pathlib import Path
from typing import Any, Final

from app.center import manifest_desk
from app.center.manifest_desk import Contents, ManifestRow, Trouble
from app.domain.paging import Page, PageQuery
from app.domain.permissions import Permission
from app.i18n import mark as _
from app.ui import figures
from app.ui.office.context import Office
from app.ui.office.detail import Action, DetailModel, Section, filled
from app.ui.office.empty import EmptyModel
from app.ui.office.fields import Field, Kind, State
from app.ui.office.list_layout import ListSpec
from app.ui.office.list_page import ListPage
from app.ui.office.present_alerts import left, when
from app.ui.office.present_overview import clock_tone

SHOWN: Final = 40  # of one kind of exception, and of parcels; the rest is on Parcels
STATES: Final = {
    "open": State(_("Still open"), "clock", "brand"),
    "closed": State(_("Closed"), "lock", "warn"),
    "handed": State(_("Handed over"), "check-circle", "ok"),
}
TROUBLES: Final = {
    Trouble.MISSING: _("Missing"),
    Trouble.EXTRA: _("Does not belong"),
    Trouble.WRONG_COURIER: _("Wrong courier"),
    Trouble.CANCELLED: _("Cancelled"),
    Trouble.VOID: _("Void"),
    Trouble.OLD_COPY: _("Old label"),
    Trouble.COPY_UNSAID: _("Which label is not known"),
}
assert set(TROUBLES) == set(Trouble)
_ENDINGS: Final = {"xlsx": _("Spreadsheet (XLSX)"), "csv": _("Plain table (CSV)")}


def fields(office: Office) -> tuple[Field, ...]:
    def clock(one: ManifestRow) -> str:
        return left(one.cut_off, office.now()) if one.cut_off else ""

    def tone(one: ManifestRow) -> str:
        found = clock_tone(one.cut_off, office.now()) if one.cut_off else "quiet"
        return "" if found == "quiet" else found

    return (
        Field("number", _("List"), bold=True, wide=18, least=165),
        Field("courier", _("Courier"), value=lambda one: one.name, filter=True, least=110,
              sub=lambda one: one.account),
        Field("state", _("State"), Kind.STATE, states=STATES, filter=True, least=140),
        Field("ship_date", _("Ship date"), value=lambda one: one.ship_date.isoformat(), least=100),
        Field("parcels", _("Parcels"), Kind.NUMBER, filter=True, least=75),
        Field("missing", _("Missing"), Kind.NUMBER, filter=True, least=75,
              tone=lambda one: "stop" if one.missing else ""),
        Field("grams", _("Weight"), Kind.GRAMS, least=95),
        Field("cut_off", _("To cut-off"), value=clock, tone=tone, sort=False, least=95),
        Field("station_id", _("Bench"), filter=True, least=70),
        Field("opened_at", _("Opened"), Kind.MOMENT, filter=True, least=90),
        Field("closed_at", _("Closed"), Kind.MOMENT, filter=True, least=80),
        Field("handed_at", _("Handed over"), Kind.MOMENT, hidden=True),
        Field("copies", _("Papers"), Kind.NUMBER, hidden=True),
        Field("account", _("Account"), filter=True, hidden=True),
    )  # fmt: skip


class ManifestsPage(ListPage[ManifestRow]):
    """One row a closing; the drawer has its parcels, the exceptions first."""

    def __init__(self, office: Office) -> None:
        self._contents: Contents | None = None

        def read(tx: Any, query: PageQuery) -> Page[ManifestRow]:
            return manifest_desk.read(tx, query, now=office.now())

        super().__init__(
            office,
            ListSpec(
                name="manifests",
                title=_("Manifests"),
                line=_("One list a courier, account and closing: opened by the first parcel"),
                fields=fields(office),
                read=read,
                key=lambda one: one.number,
                sort="opened_at",
                groups=(
                    ("all", _("All")),
                    ("open", _("Still open")),
                    ("closed", _("Closed")),
                    ("handed", _("Handed over")),
                ),
                empty=EmptyModel(
                    "manifest", _("No list yet"), _("A bench opens one with “Hand-over”.")
                ),
            ),
        )

    def detail(self, row: ManifestRow) -> DetailModel:
        say, state, now = self.office.words.say, STATES[row.state], self.office.now()
        found = self._contents if self._contents and self._contents.number == row.number else None
        many = self.office.words.many
        return DetailModel(
            row.number,
            row.number,
            " · ".join(filter(None, (row.name, row.account))),
            say(state.word),
            state.tone,
            filled(
                (say(_("Parcels")), f"{row.parcels:,}"),
                (say(_("Missing")), f"{row.missing:,}"),
                (say(_("Weight")), figures.weight(row.grams)),
                (say(_("Ship date")), row.ship_date.isoformat()),
                (say(_("To cut-off")), left(row.cut_off, now) if row.cut_off else ""),
                (say(_("Opened")), f"{when(row.opened_at, now)} · {row.station_id}"),
                (say(_("Closed")), when(row.closed_at, now) if row.closed_at else ""),
                (say(_("Handed over")), when(row.handed_at, now) if row.handed_at else ""),
                (say(_("Papers")), many("{n} paper", "{n} papers", row.copies)),
            ),
            self._sections(found) if found else (),
            self._actions(row),
        )

    def _sections(self, found: Contents) -> tuple[Section, ...]:
        """Every kind of exception, then what is on the list."""
        say = self.office.words.say
        made = []
        for kind, word in TROUBLES.items():
            of = [one for one in found.troubles if one.trouble is kind]
            count = found.missing if kind is Trouble.MISSING else len(of)
            lines = tuple((one.waybill, f"{one.order_number} {one.place}") for one in of[:SHOWN])
            if lines:
                made.append(Section(f"{say(word)} · {count:,}", (*lines, *self._rest(count))))
        parcels = tuple(
            (each.parcel.waybill, f"{each.parcel.place} · {figures.weight(each.parcel.grams)}")
            for each in found.parcels[:SHOWN]
        )
        if found.away:
            parcels = (("", say(_("Its parcels were put away"))),)
        title = f"{say(_('On the list'))} · {len(found.parcels):,}"
        return (*made, Section(title, (*parcels, *self._rest(len(found.parcels)))))

    def _rest(self, count: int) -> tuple[tuple[str, str], ...]:
        left_out = count - SHOWN
        return (("", self.office.words.say(_("and {n} more"), n=left_out)),) if left_out > 0 else ()

    def _actions(self, row: ManifestRow) -> tuple[Action, ...]:
        say = self.office.words.say
        if not self.office.may(Permission.HAND_OVER):
            return ()
        wait = say(_("It is still open at its bench")) if row.state == "open" else ""
        return (
            Action("print", say(_("Paper again, as a copy (PDF)")), "primary", why_not=wait),
            *(Action(ending, say(word)) for ending, word in _ENDINGS.items()),
            Action("parcels", say(_("Show its parcels"))),
        )

    def opened(self, row: ManifestRow) -> None:
        def arrived(found: Contents | None) -> None:
            self._contents = found
            self._arrived()

        question = partial(manifest_desk.contents, number=row.number, now=self.office.now())
        self.asking.read("contents", question, arrived)

    def act(self, action: str, row: ManifestRow) -> None:
        office = self.office
        if action == "parcels":
            office.search_for(row.number, "parcels")
        elif action == "print":
            work = partial(
                manifest_desk.print_again, number=row.number, folder=office.exports,
                words=office.words,
            )  # fmt: skip
            self.asking.run(work, self._written)
        elif action in _ENDINGS:
            stamp = f"{office.now().astimezone():%H%M%S}"
            path = office.exports / f"{row.number}-{stamp}.{action}"
            write = partial(manifest_desk.write, number=row.number, path=path, words=office.words)
            self.asking.run(write, self._written)

    def _written(self, path: Path) -> None:
        self.office.done(self.office.words.say(_("Written to {file}"), file=str(path)))
        self.reload()
