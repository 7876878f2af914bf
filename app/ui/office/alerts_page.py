"""The shift lead's page: figures, the table, re-picks and hours; one alert at the right."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from app.center.alert_board import Alert, AlertBoard, AlertFilter
from app.i18n import mark as _
from app.ui.office import periods
from app.ui.office.alert_words import GROUPS, KINDS, empty, view_name
from app.ui.office.alerts_aside import AlertsAside
from app.ui.office.alerts_commands import AlertCommands
from app.ui.office.alerts_layout import AlertsLayout
from app.ui.office.context import Office
from app.ui.office.empty import EmptyModel
from app.ui.office.palette import Command
from app.ui.office.present_alerts import action, chart, ticket, tiles
from app.ui.office.table_views import TableViews
from app.ui.office.tabs import GroupTab
from app.ui.office.tiles import HEIGHT as TILES_HEIGHT

LIMIT_AN_HOUR = 6


class AlertsPage(AlertsLayout):
    """The board comes from outside, as it changes."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.period = "shift"
        self._board: AlertBoard | None = None
        self.commands = AlertCommands(office, self.refresh)
        self.aside = AlertsAside(office, self, self.commands)
        self.views = TableViews(
            office,
            self.table,
            self.bar,
            "alerts",
            lambda: view_name(office.words, self.table.query),
        )
        self._listen()

    def wanted(self) -> AlertFilter:
        """The filter of now, with its time; safe to call from another thread."""
        now = self._office.now()
        return AlertFilter(
            since=periods.since(self.period, now, self._office.shifts), me=self._office.me
        )

    def receive(self, news: object) -> None:
        if isinstance(news, AlertBoard):
            self.show_board(news)

    def came_up(self) -> None:
        self.table.view.setFocus()

    def search(self, text: str) -> None:
        """Everything that fits, whatever its state."""
        self.bar.search.setText(text)
        self.table.ask(text=text, group="all")

    def leave(self) -> bool:
        if self.aside.is_open:
            self.aside.shut()
        elif self.bar.search.text():
            self.search("")
        else:
            return False
        return True

    def busy(self) -> bool:
        return self.table.pending()

    def waiting(self) -> int:
        return len(self._board.open) if self._board else 0

    def offers(self) -> Sequence[Command]:
        say = self._office.words.say
        times = (
            Command(say(_("Alerts of: {time}"), time=say(name)), partial(self.set_period, key), key)
            for key, name in periods.PERIODS.items()
        )
        return (
            Command(say(_("Export these alerts")), self.export, "export xlsx", "E"),
            *times,
        )

    def show_board(self, board: AlertBoard) -> None:
        """A new board: figures, tickets and chart change, and the table asks its page again."""
        self._board = board
        self._office.people = board.people
        self.render_now()
        self.source.wanted = self.wanted()
        self.table.reload()

    def render_now(self) -> None:
        """Everything that depends on the clock or the language."""
        if self._board is None:
            return
        board, words, now = self._board, self._office.words, self._office.now()
        self.tiles.show_model(tiles(words, board, now))
        self.bar.show_groups(
            tuple(GroupTab(key, words.say(name), board.groups.get(key, 0))
                  for key, name in GROUPS.items()),
            self.table.query.group,
        )  # fmt: skip
        shown = tuple(ticket(words, one, now) for one in board.tickets)
        self.tickets.show_tickets(
            words.say(_("Re-picks")),
            words.many("{n} order, by cut-off", "{n} orders, by cut-off", len(shown)),
            shown,
            EmptyModel("check-circle", words.say(_("Nothing to fetch")), "", "ok"),
        )
        days, as_table = self.period == "week", self.hours.bars.as_table
        self.hours.show_chart(
            chart(words, board, days=days, as_table=as_table, limit=LIMIT_AN_HOUR)
        )
        self.table.model.refresh()

    def refresh(self) -> None:
        """Something was done here."""
        self.source.wanted = self.wanted()
        self.table.reload()
        self._office.look_now()
        self.aside.refresh()

    def set_period(self, period: str) -> None:
        self.period = period
        self.head.show_period(period)
        self.source.wanted = self.wanted()
        self.table.ask()
        self._office.look_now()

    def act(self, alert: Alert) -> None:
        """The step that is due: confirm, else choose a person, else choose a cause."""
        name, _word = action(self._office.words, alert)
        if name == "acknowledge":
            self.commands.acknowledge(self._several(alert))
        elif name == "assign":
            self.choose_person(alert)
        elif name == "close":
            self.aside.open(alert)
            self.drawer.begin_closing()
        else:
            self.aside.open(alert)

    def key(self, name: str) -> None:
        """A letter in the table: A assign, C close, / search, E export, W wall."""
        alert = self.table.current()
        if name == "A" and alert is not None:
            self.choose_person(alert)
        elif name == "C" and alert is not None and alert.state != "closed":
            self.aside.open(alert)
            self.drawer.begin_closing()
        elif name == "/":
            self.bar.search.setFocus()
        elif name == "E":
            self.export()
        elif name == "W":
            self._office.show_wall()

    def choose_person(self, alert: Alert) -> None:
        chosen = self._several(alert)
        self.commands.choose_person(lambda person: self.commands.assign(chosen, person))

    def export(self) -> None:
        query = self.table.query
        wanted = replace(self.wanted(), group=query.group, kinds=query.kinds, text=query.text)
        self.commands.export(wanted, self.table.model.columns)

    def dress(self) -> None:
        """Sizes and words of the look of now."""
        office, say = self._office, self._office.words.say
        unit = office.style.unit
        self.views.show(self.cells.columns())
        self.head.show_words(
            say(_("Alerts")), say(_("Every stop is here within 2 seconds of the scan"))
        )
        self.bar.dress()
        self.bar.show_kinds({key: say(name) for key, name in KINDS.items()}, self.table.query.kinds)
        self.table.dress(say(_("Enter confirm • A assign • C close • Space details")))
        self.table.empty.show_model(empty(self._office.words, self.table.query))
        for panel in (self.tickets, self.hours):
            panel.dress()
        self.tiles.setFixedHeight(round(TILES_HEIGHT * unit))
        self.side.setFixedWidth(office.style.side)
        self._box.setContentsMargins(*(round(one * unit) for one in (24, 18, 24, 20)))
        for layout in (self._box, self._columns, self._right):
            layout.setSpacing(round(16 * unit))
        self.head.dress()
        self.render_now()

    def _several(self, alert: Alert) -> list[Alert]:
        """The selected rows, where the one acted on is among them."""
        rows: list[Alert] = self.table.rows()
        return rows if alert.id in {one.id for one in rows} else [alert]

    def _listen(self) -> None:
        table, bar = self.table, self.bar
        table.opened.connect(self.aside.open)
        table.acted.connect(self.act)
        table.keyed.connect(self.key)
        table.chosen.connect(self.aside.selected)
        table.asked.connect(lambda _query: self._asked())
        bar.group_chosen.connect(lambda key: table.ask(group=key))
        bar.kinds_chosen.connect(lambda kinds: table.ask(kinds=kinds))
        bar.searched.connect(lambda text: table.ask_soon(text=text))
        bar.search.returnPressed.connect(table.view.setFocus)
        self.tickets.pressed.connect(self._choose_fetcher)
        self.hours.turned.connect(self.render_now)
        self.head.period_chosen.connect(self.set_period)
        self.head.exported.connect(self.export)
        self.head.walled.connect(self._office.show_wall)

    def _asked(self) -> None:
        self.table.empty.show_model(empty(self._office.words, self.table.query))
        self.render_now()
        say = self._office.words.say
        self.bar.show_kinds({key: say(name) for key, name in KINDS.items()}, self.table.query.kinds)

    def _choose_fetcher(self, ticket_id: str) -> None:
        self.commands.choose_person(lambda who: self.commands.assign_ticket(ticket_id, who))
