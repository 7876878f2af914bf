"""The side of the alerts page: re-picks, or the one alert that was opened."""

from app.center.alert_board import CAUSES, Alert, Handled
from app.ui.office.alert_words import cause_word
from app.ui.office.alerts_commands import AlertCommands
from app.ui.office.alerts_layout import AlertsLayout
from app.ui.office.context import Office
from app.ui.office.present_drawer import drawer_model


class AlertsAside:
    """Keeps the drawer in step with the chosen row."""

    def __init__(self, office: Office, page: AlertsLayout, commands: AlertCommands) -> None:
        self._office, self._page, self._commands = office, page, commands
        self._history: tuple[str, tuple[Handled, ...]] = ("", ())
        drawer = page.drawer
        drawer.confirmed.connect(lambda key: commands.acknowledge(self._find(key)))
        drawer.assigned.connect(self._assign)
        drawer.ended.connect(commands.close)
        drawer.dismissed.connect(self.shut)

    @property
    def is_open(self) -> bool:
        return self._page.side.currentWidget() is self._page.drawer

    def open(self, alert: Alert) -> None:
        self._show(alert)
        self._page.side.setCurrentWidget(self._page.drawer)
        self._ask_history(alert.id)

    def shut(self) -> None:
        self._page.side.setCurrentIndex(0)
        self._page.table.view.setFocus()

    def refresh(self) -> None:
        model = self._page.drawer.model
        if self.is_open and model is not None:
            self._ask_history(model.id)

    def selected(self, rows: list[Alert]) -> None:
        """Another row was chosen, or the chosen one changed."""
        self._page.cells.current = rows[0].id if rows else ""
        self._page.table.view.viewport().update()
        model = self._page.drawer.model
        if rows and self.is_open:
            self._show(rows[0])
            if model is None or model.id != rows[0].id:
                self._ask_history(rows[0].id)

    def _show(self, alert: Alert) -> None:
        words = self._office.words
        causes = tuple((key, cause_word(words, key)) for key in CAUSES)
        about, steps = self._history
        shown = steps if about == alert.id else ()
        now = self._office.now()
        self._page.drawer.show_model(drawer_model(words, alert, shown, causes, now))

    def _ask_history(self, alert_id: str) -> None:
        def arrived(steps: tuple[Handled, ...]) -> None:
            self._history = (alert_id, steps)
            if self.is_open:
                for alert in self._find(alert_id):
                    self._show(alert)

        self._office.work.run(lambda: self._office.desk.history(alert_id), arrived)

    def _find(self, alert_id: str) -> list[Alert]:
        return [one for one in self._page.table.model.page.rows if one.id == alert_id]

    def _assign(self, key: str) -> None:
        found = self._find(key)
        self._commands.choose_person(lambda who: self._commands.assign(found, who))
