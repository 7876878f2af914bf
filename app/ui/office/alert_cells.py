"""The columns of the alerts' table: what each cell says of an alert, and its text to copy."""

from collections.abc import Callable
from datetime import datetime

from app.center.alert_board import Alert
from app.i18n import Words
from app.i18n import mark as _
from app.ui.office.alert_words import STATES, cause_word, verdict_icon, verdict_word
from app.ui.office.paging import Cell, Column
from app.ui.office.present_alerts import (
    NEAR_S,
    SOON_S,
    action,
    ago,
    bench_short,
    difference,
    initial,
    left,
    picture,
    short,
    stamp,
    when,
)


class AlertCells:
    """The columns of the alerts' table. ``now`` is asked at every painting."""

    def __init__(
        self,
        words: Words,
        now: Callable[[], datetime],
        narrow: Callable[[], bool] = lambda: False,
    ) -> None:
        self._words, self._now, self._narrow = words, now, narrow
        self.current = ""  # the alert whose button is the due one

    def columns(self) -> tuple[Column, ...]:
        return (*self._first_columns(), *self._last_columns())

    def _first_columns(self) -> tuple[Column, ...]:
        say = self._words.say
        return (
            Column("state", say(_("State")), self._state, self._state_text, 2, 116, "state"),
            Column("at", say(_("Time")), self._time, lambda a: stamp(a.at), 2, 82, "at"),
            Column("verdict", say(_("Type")), self._type, self._type_text, 8, 162, "verdict"),
            Column(
                "order", say(_("Order")), self._order, lambda a: a.order_number, 4, 102,
                "order_number",
            ),
            Column("item", say(_("Difference")), self._item, self._item_text, 60, 214),
            Column(
                "picker", say(_("Picker")), self._picker, lambda a: a.picker, 2, 88, "picker",
                hidden=self._narrow(),
            ),
        )  # fmt: skip

    def _last_columns(self) -> tuple[Column, ...]:
        say = self._words.say
        return (
            Column(
                "bench", say(_("Bench")), self._bench,
                lambda a: f"{a.station} {a.operator}", 8, 142, "station_id",
            ),
            Column(
                "cut_off", say(_("Cut-off")), self._cut_off, lambda a: stamp(a.cut_off), 2, 92,
                "cut_off",
            ),
            Column(
                "owner", say(_("Owner")), self._owner, lambda a: a.assignee, 4, 118, "assignee"
            ),
            Column(
                "cause", say(_("Cause")), self._cause,
                lambda a: cause_word(self._words, a.cause), 10, 120, hidden=True,
            ),
            Column(
                "code", say(_("Scanned code")), lambda a: Cell(a.code), lambda a: a.code, 10, 140,
                hidden=True,
            ),
            Column("act", "", self._act, lambda _one: "", 0, 104),
        )  # fmt: skip

    def _type_text(self, one: Alert) -> str:
        return verdict_word(self._words, one.verdict)

    def _cause(self, one: Alert) -> Cell:
        return Cell(cause_word(self._words, one.cause), one.note, dim=one.state == "closed")

    def _state(self, one: Alert) -> Cell:
        word, icon, tone = STATES[one.state]
        loud = one.state in {"open", "assigned"}
        return Cell(
            self._words.say(word), icon=icon, tone=tone, bold=loud, dim=one.state == "closed"
        )

    def _state_text(self, one: Alert) -> str:
        return self._words.say(STATES[one.state][0])

    def _time(self, one: Alert) -> Cell:
        now, over = self._now(), one.state == "closed"
        text = self._words.say(_("{time} ago"), time=ago(one.at, now))
        tone = "stop" if one.state == "open" else "quiet"
        return Cell(when(one.at, now), "" if over else text, sub_tone=tone, dim=over)

    def _type(self, one: Alert) -> Cell:
        word, icon = verdict_word(self._words, one.verdict), verdict_icon(one.verdict)
        return Cell(word, icon=icon, bold=True, dim=one.state == "closed")

    def _order(self, one: Alert) -> Cell:
        number = short(one.order_number) or self._words.say(_("no order"))
        return Cell(number, one.shop, bold=True, dim=one.state == "closed")

    def _item(self, one: Alert) -> Cell:
        first, second = difference(self._words, one)
        if one.state == "closed":
            second = cause_word(self._words, one.cause) or second
        return Cell(
            first, second, picture=picture(one), bold=True, ends=True, dim=one.state == "closed"
        )

    def _item_text(self, one: Alert) -> str:
        return " — ".join(part for part in difference(self._words, one) if part)

    def _picker(self, one: Alert) -> Cell:
        return Cell(one.picker or "–", dim=one.state == "closed")

    def _bench(self, one: Alert) -> Cell:
        dim, lead = one.state == "closed", bench_short(one.station) if one.station else ""
        picked = one.picker if self._narrow() else ""  # room is short: no column of its own
        sub = self._words.say(_("picked: {picker}"), picker=picked) if picked else ""
        return Cell(one.operator or ("" if lead else "–"), sub, lead=lead, dim=dim)

    def _cut_off(self, one: Alert) -> Cell:
        now = self._now()
        if one.cut_off is None or one.state == "closed":
            return Cell("–", dim=True)
        gap = (one.cut_off - now).total_seconds()
        tone = "stop" if gap < SOON_S else "warn" if gap < NEAR_S else ""
        return Cell(left(one.cut_off, now), when(one.cut_off, now), tone=tone, bold=bool(tone))

    def _owner(self, one: Alert) -> Cell:
        dim = one.state == "closed"
        if one.assignee:
            return Cell(one.assignee, avatar=initial(one.assignee), dim=dim)
        if dim:
            return Cell(one.closed_by or "–", dim=True)
        return Cell(self._words.say(_("nobody")), avatar="-", dim=True)

    def _act(self, one: Alert) -> Cell:
        _name, word = action(self._words, one)
        due = one.id == self.current and one.state == "open"
        return Cell(button=word, primary=due, tone="brand" if one.state == "open" else "")
