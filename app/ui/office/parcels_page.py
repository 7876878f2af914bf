"""Packed parcels: where each stands, who receives it, and new labels for one or for many."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from app.center import label_batch, parcel_desk, recipients
from app.center.parcel_desk import ParcelRow, Reprint
from app.center.recipients import ShownRecipient
from app.domain.card_key import ReprintReason
from app.domain.masking import Shown
from app.domain.permissions import Permission
from app.i18n import mark as _
from app.ui import figures
from app.ui.ask_words import REPRINTS
from app.ui.office.context import Office
from app.ui.office.detail import Action, DetailModel, Section, filled
from app.ui.office.empty import EmptyModel
from app.ui.office.entries import Entry, FormField
from app.ui.office.fields import Field, Kind, State
from app.ui.office.form import Form
from app.ui.office.list_layout import ListSpec
from app.ui.office.list_page import ListPage
from app.ui.office.present_alerts import when

STATES: Final = {
    "waiting": State(_("Waits"), "clock", "brand"),
    "on_list": State(_("On an open list"), "manifest", "brand"),
    "closed": State(_("On a closed list"), "lock", "warn"),
    "handed": State(_("Handed over"), "check-circle", "ok"),
    "void": State(_("Void"), "stop-octagon", "stop"),
    "away": State(_("Gone"), "check-ring", "quiet"),
}
FIELDS: Final = (
    Field("waybill", _("Waybill"), bold=True, wide=18, least=150, filter=True),
    Field("order_number", _("Order"), wide=18, least=160, filter=True),
    Field("parcel_no", _("Parcel"), value=lambda one: one.count, least=65),
    Field("courier", _("Courier"), value=lambda one: one.name, filter=True, least=100),
    Field("state", _("State"), Kind.STATE, states=STATES, sort=False, least=170),
    Field("manifest", _("List"), filter=True, least=160),
    Field("place", _("Place"), sort=False, wide=14, least=120),
    Field("grams", _("Weight"), Kind.GRAMS, filter=True, least=85),
    Field("copy", _("Label"), Kind.NUMBER, sort=False, least=60,
          tone=lambda one: "warn" if one.copy > 1 else ""),
    Field("packed_at", _("Packed"), Kind.MOMENT, filter=True, least=90),
    Field("station_id", _("Bench"), filter=True, hidden=True),
    Field("operator_id", _("Packer"), filter=True, hidden=True),
)  # fmt: skip
SHOWN: Final = 6  # numbers over the form
FILE, PRINTER = "file", "printer"


class ParcelsPage(ListPage[ParcelRow]):
    """Several rows are chosen with Shift and Ctrl; the form in the drawer prints their labels."""

    def __init__(self, office: Office) -> None:
        self._person: ShownRecipient | None = None
        self._again: tuple[str, tuple[Reprint, ...]] = ("", ())
        self._batch: tuple[ParcelRow, ...] = ()  # what the form in the drawer is about
        super().__init__(
            office,
            ListSpec(
                name="parcels",
                title=_("Packed parcels"),
                line=_("A label that is printed again makes every older one void"),
                fields=FIELDS,
                read=parcel_desk.read,
                key=lambda one: one.id,
                sort="packed_at",
                groups=(
                    ("all", _("All")),
                    ("waiting", _("Wait for their courier")),
                    ("listed", _("On a list")),
                    ("void", _("Void")),
                ),
                empty=EmptyModel("box", _("No parcel yet"), _("The benches' parcels come here.")),
            ),
        )

    def tools(self) -> Sequence[tuple[str, str, Callable[[], None]]]:
        if not self.office.may(Permission.REPRINT_LABELS):
            return ()
        return (("labels", _("Print labels again"), self.ask),)

    def open(self, row: ParcelRow) -> None:
        self._batch = ()
        super().open(row)

    def shut(self) -> None:
        self._batch = ()
        super().shut()

    def detail(self, row: ParcelRow) -> DetailModel:
        if self._batch and self._batch[0].id == row.id:
            return self._batch_model()
        say, state, now = self.office.words.say, STATES[row.state], self.office.now()
        about, again = self._again
        lines = tuple(self._line(one) for one in again) if about == row.id else ()
        return DetailModel(
            row.id,
            row.waybill,
            row.order_number,
            say(state.word),
            state.tone,
            filled(
                (say(_("Courier")), row.name),
                (say(_("Parcel")), row.count),
                (say(_("Weight")), figures.weight(row.grams)),
                (say(_("List")), row.manifest),
                (say(_("Label that counts")), str(row.copy)),
                (say(_("Packed")), f"{when(row.packed_at, now)} · {row.station_id}"),
                *self._who(row),
            ),
            (Section(say(_("Printed again at the office")), lines),) if lines else (),
            self._actions(row),
        )

    def _who(self, row: ParcelRow) -> tuple[tuple[str, str], ...]:
        say, person = self.office.words.say, self._person
        if person is None or person.order_id != row.order_id:
            return ((say(_("Ships to")), row.place),)
        to = person.recipient
        place = f"{to.province} {to.city} {to.district}".strip()
        return (
            (say(_("Receives")), to.name),
            (say(_("Phone")), to.phone),
            (say(_("Ships to")), f"{place} {to.address}".strip()),
        )

    def _line(self, one: Reprint) -> tuple[str, str]:
        say = self.office.words.say
        known = {reason.value: word for reason, word in REPRINTS.items()}
        word = say(known[one.reason]) if one.reason in known else one.reason
        copy = say(_("Copy {n}"), n=one.copy)
        return (when(one.at, self.office.now()), f"{copy} · {word} · {one.by}")

    def _actions(self, row: ParcelRow) -> tuple[Action, ...]:
        say, office = self.office.words.say, self.office
        made = []
        if office.may(Permission.REPRINT_LABELS):
            made.append(Action("labels", say(_("Print labels again")), "primary"))
        person = self._person
        hidden = person is not None and person.shown is Shown.MASKED
        if hidden and office.may(Permission.SEE_RECIPIENTS):
            made.append(Action("show", say(_("Show in full (it is noted)"))))
        if row.manifest:
            made.append(Action("list", say(_("Show its list"))))
        return tuple(made)

    def opened(self, row: ParcelRow) -> None:
        def seen(found: ShownRecipient | None) -> None:
            self._person = found
            self._arrived()

        def told(found: tuple[Reprint, ...]) -> None:
            self._again = (row.id, found)
            self._arrived()

        self.asking.read("person", partial(recipients.look, order_id=row.order_id), seen)
        self.asking.read("again", partial(parcel_desk.reprints, parcel_id=row.id), told)

    def act(self, action: str, row: ParcelRow) -> None:
        if action == "labels":
            self.ask()
        elif action == "list":
            self.office.search_for(row.manifest, "manifests")
        elif action == "show":
            self.asking.change(partial(recipients.unmask, order_id=row.order_id), self._seen)

    def _seen(self, found: ShownRecipient) -> None:
        self._person = found
        self._arrived()

    def ask(self) -> None:
        """Why, and where to: for every row that is chosen."""
        rows = tuple(self.table.rows()) or tuple(filter(None, (self.current(),)))
        if not rows:
            self.office.done(self.office.words.say(_("Choose the parcels first")))
            return
        self._batch = rows
        self.drawer.put(None)
        self.drawer.show_model(self._batch_model())
        self.drawer.show()
        form = Form(self.office.style, self.office.words, self._asked(), _("Print"))
        form.submitted.connect(self.print_again)
        form.dropped.connect(self.shut)
        self.drawer.put(form)
        form.begin()

    def _batch_model(self) -> DetailModel:
        rows, many = self._batch, self.office.words.many
        numbers = [one.waybill for one in rows[:SHOWN]]
        numbers += ["…"] if len(rows) > SHOWN else []
        title = many("{n} label once more", "{n} labels once more", len(rows))
        return DetailModel(rows[0].id, title, ", ".join(numbers))

    def _asked(self) -> tuple[FormField, ...]:
        reasons = ((reason.value, word) for reason, word in REPRINTS.items())
        why = (("", _("Choose a reason")), *reasons)
        where: tuple[tuple[str, str], ...] = ((FILE, _("A PDF file")),)
        if self.office.labels.send is not None:
            where = ((PRINTER, _("The printer of this office")), *where)
        return (
            FormField("reason", _("Why again?"), Entry.CHOICE, choices=why, required=True,
                      hint=_("The old labels are void at once; it stands in the audit")),
            FormField("where", _("Where to"), Entry.CHOICE, choices=where, required=True),
        )  # fmt: skip

    def print_again(self, values: dict[str, Any]) -> None:
        """In the tray. What cannot be printed says why, voids nothing, and the form stays."""
        office, rows = self.office, self._batch
        path: Path | None = None
        if values["where"] == FILE:
            path = office.exports / f"labels-{office.now().astimezone():%Y%m%d-%H%M%S}.pdf"

        work = partial(
            label_batch.print_again, parcel_ids=[one.id for one in rows],
            reason=ReprintReason(values["reason"]), desk=office.labels, path=path,
        )  # fmt: skip

        def done(count: int) -> None:
            if count < 0:
                return
            said = office.words.many("{n} label printed", "{n} labels printed", count)
            office.done(f"{said}: {path}" if path else said)
            self.shut()
            self.reload()

        self.asking.run_long(self._batch_model().title, work, done)
