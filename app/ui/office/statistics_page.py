"""Orders by shop, channel, payment, category and time: a chart over the table of its numbers."""

from functools import partial
from typing import Final

from app.center import statistics
from app.center.statistics import Series, StatRow
from app.domain.paging import PageQuery
from app.i18n import mark as _
from app.ui.office.chart import ChartModel, Line, Point
from app.ui.office.charted_page import ChartedPage
from app.ui.office.context import Office
from app.ui.office.empty import EmptyModel
from app.ui.office.fields import Field, Kind, State
from app.ui.office.list_layout import ListSpec
from app.ui.office.present_alerts import when

PAYMENTS: Final = {
    "paid": State(_("Paid"), "check-circle", "ok"),
    "on_delivery": State(_("On delivery"), "truck", "brand"),
    "unpaid": State(_("Not paid"), "clock", "warn"),
    "refunded": State(_("Refunded"), "return", "quiet"),
    "cancelled": State(_("Cancelled"), "cross", "quiet"),
}
FIELDS: Final = (
    Field("day", _("Day"), bold=True, least=120),
    Field("month", _("Month"), bold=True, least=100),
    Field("channel", _("Platform"), filter=True, bold=True, least=120),
    Field("shop", _("Shop"), filter=True, bold=True, wide=20, least=150),
    Field("payment", _("Payment"), Kind.STATE, value=lambda one: one.payment or None,
          states=PAYMENTS, filter=True, least=140),
    Field("category", _("Category"), filter=True, bold=True, wide=14, least=130),
    Field("orders", _("Orders"), Kind.NUMBER, least=100),
    Field("pieces", _("Pieces"), Kind.NUMBER, least=100),
    Field("paid", _("Amount"), Kind.MONEY, least=150),
    Field("period", _("Period"), Kind.MOMENT, value=lambda _one: None, sort=False, filter=True,
          hidden=True),
)  # fmt: skip
_SUMS: Final = ("orders", "pieces", "paid")


class StatisticsPage(ChartedPage[StatRow]):
    """The tabs say what it is counted by; filters and export go for chart and table alike."""

    high = 250

    def __init__(self, office: Office) -> None:
        self._series: Series | None = None
        super().__init__(
            office,
            ListSpec(
                name="statistics",
                title=_("Statistics"),
                line=_("How many orders, of which shops, and what was paid"),
                fields=FIELDS,
                read=statistics.read,
                key=lambda one: one.id,
                sort="orders",
                groups=(
                    ("shop", _("By shop")),
                    ("channel", _("By platform")),
                    ("payment", _("By payment")),
                    ("category", _("By category")),
                    ("day", _("By day")),
                    ("month", _("By month")),
                    ("all", _("Everything")),
                ),
                empty=EmptyModel("list", _("No orders in this time"), _("Choose another one.")),
                hint=_("/ search • E export"),
            ),
        )
        self.table.asked.connect(self._ask_series)
        self._show_columns("shop")

    def came_up(self) -> None:
        super().came_up()
        self._ask_series(self.table.query)

        def counted(many: int) -> None:
            if many:
                self.table.reload()
                self._ask_series(self.table.query)

        self.asking.run(lambda store, act: statistics.refresh(store, act.at), counted)

    def _ask_series(self, query: PageQuery) -> None:
        self._show_columns(query.group)

        def arrived(found: Series) -> None:
            self._series = found
            self.redraw()

        self.asking.read("series", partial(statistics.series, query=query), arrived)

    def _show_columns(self, group: str) -> None:
        """What the table is not counted by has no column."""
        wanted = (*statistics.TABLES[group], *_SUMS)
        if self.table.visible() != wanted:
            self.table.set_columns(self.table.columns(), wanted)

    def redraw(self) -> None:
        super().redraw()
        if self._series is not None:
            self.head.show_words(self.office.words.say(self.spec.title), self._as_of(self._series))

    def draw(self) -> ChartModel | None:
        found, words = self._series, self.office.words
        if found is None:
            return None
        lines = tuple(
            Line(
                self._named(name),
                tuple(
                    Point(label[-5:] if len(label) > len("2026-03") else label, number,
                          f"{number:,}")
                    for label, number in zip(found.labels, numbers, strict=True)
                ),
            )
            for name, numbers in found.lines
        )  # fmt: skip
        title = words.say(_("Orders by day"))
        if found.labels and len(found.labels[0]) == len("2026-03"):
            title = words.say(_("Orders by month"))
        kind = "lines" if len(lines) > 1 else "bars"
        return ChartModel(title, lines, kind)

    def _named(self, name: str) -> str:
        words = self.office.words
        if name in PAYMENTS:
            return words.say(PAYMENTS[name].word)
        return name or words.say(_("Without a name"))

    def _as_of(self, found: Series) -> str:
        words = self.office.words
        if found.as_of is None:
            return words.say(_("Not counted yet"))
        time = when(found.as_of, self.office.now())
        if found.behind:
            return words.many(
                "As of {time}: {n} changed order is not counted yet",
                "As of {time}: {n} changed orders are not counted yet",
                found.behind, time=time,
            )  # fmt: skip
        return words.say(_("As of {time}"), time=time)
