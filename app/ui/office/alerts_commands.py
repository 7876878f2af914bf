"""What a lead does to alerts: each command at once, said, and taken back with one key."""

from collections.abc import Callable, Sequence
from functools import partial

from app.center.alert_board import Alert, AlertFilter, Done
from app.center.alert_sheet import Column as SheetColumn
from app.i18n import mark as _
from app.ui.office.alert_words import cause_word
from app.ui.office.context import Office
from app.ui.office.paging import Column
from app.ui.office.palette import Command


class AlertCommands:
    """``after`` runs when something was done, so that the page shows it."""

    def __init__(self, office: Office, after: Callable[[], None]) -> None:
        self._office, self._after = office, after

    def acknowledge(self, alerts: Sequence[Alert]) -> None:
        ids = [one.id for one in alerts if one.state == "open"]
        text = self._office.words.many("{n} alert confirmed", "{n} alerts confirmed", len(ids))
        self._do(ids, text, lambda by: self._office.desk.acknowledge(ids, by))

    def assign(self, alerts: Sequence[Alert], person_id: str) -> None:
        ids = [one.id for one in alerts if one.state != "closed"]
        name = self._office.name_of(person_id)
        text = self._office.words.many(
            "{n} alert is {name}'s now", "{n} alerts are {name}'s now", len(ids), name=name
        )
        self._do(ids, text, lambda by: self._office.desk.assign(ids, person_id, by))

    def close(self, alert_id: str, cause: str, note: str) -> None:
        text = self._office.words.say(
            _("Closed: {cause}"), cause=cause_word(self._office.words, cause)
        )
        self._do([alert_id], text, lambda by: self._office.desk.close([alert_id], cause, note, by))

    def assign_ticket(self, ticket_id: str, person_id: str) -> None:
        office = self._office
        name = office.name_of(person_id)
        text = office.words.say(_("{name} fetches it"), name=name)
        if not office.me:
            office.who_first()
            return

        def done(_result: Done) -> None:
            office.tell(text, "", None)
            self._after()

        office.work.run(lambda: office.desk.assign_ticket(ticket_id, person_id, office.me), done)

    def choose_person(self, chosen: Callable[[str], None]) -> None:
        """Offer everybody, leads first; a few letters find a name."""
        office, say = self._office, self._office.words.say
        people = [
            Command(
                say(_("{name} (me)"), name=one.name) if one.id == office.me else one.name,
                partial(chosen, one.id),
                one.id,
            )
            for one in office.people
        ]
        office.choose(people, say(_("Give it to whom?")))

    def export(self, wanted: AlertFilter, columns: Sequence[Column]) -> None:
        """Everything that the table's question fits, with the columns it shows."""
        office = self._office
        path = office.exports / f"alerts-{office.now().astimezone():%Y%m%d-%H%M%S}.xlsx"
        sheet = [SheetColumn(one.title, one.value) for one in columns if one.title]

        def ended(rows: int) -> None:
            if rows >= 0:
                said = office.words.many(
                    "{n} alert written to {file}", "{n} alerts written to {file}", rows,
                    file=str(path),
                )  # fmt: skip
                office.tell(said, "", None)

        office.work.start_long(
            office.words.say(_("Export")),
            lambda go_on: office.desk.export(path, wanted, sheet, go_on),
            ended,
        )

    def _do(self, ids: Sequence[str], text: str, command: Callable[[str], Done]) -> None:
        """Nobody acts without a name: who works here is asked first."""
        office = self._office
        if not ids:
            return
        if not office.me:
            office.who_first()
            return
        by = office.me
        office.work.run(lambda: command(by), partial(self._done, text))

    def _done(self, text: str, done: Done) -> None:
        office = self._office
        self._after()
        if not done.actions:
            office.tell(office.words.say(_("Somebody else was faster")), "", None)
            return
        undo = office.words.say(_("Undo (Ctrl+Z)"))
        office.tell(text, undo, partial(self._undo, done.actions))

    def _undo(self, actions: tuple[str, ...]) -> None:
        office = self._office

        def done(result: Done) -> None:
            self._after()
            if result.skipped:
                office.tell(office.words.say(_("It changed since: not taken back")), "", None)

        office.work.run(lambda: office.desk.undo(actions, office.me), done)
