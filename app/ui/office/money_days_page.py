"""What came in and went out, day by day and platform by platform."""

from collections import Counter
from functools import partial
from typing import Final

from app.center import receipts
from app.center.receipts import DaySum
from app.domain.values import Money
from app.i18n import mark as _
from app.ui import figures
from app.ui.office.chart import ChartModel, Line, Point
from app.ui.office.charted_page import ChartedPage
from app.ui.office.context import Office
from app.ui.office.empty import EmptyModel
from app.ui.office.fields import Field, Kind, minor_field
from app.ui.office.list_layout import ListSpec
from app.ui.office.money_words import PROVIDERS

_PARTS: Final = (
    ("received_minor", _("Received")),
    ("refunded_minor", _("Refunded")),
    ("fees_minor", _("Fees")),
)


FIELDS: Final = (
    Field("day", _("Day"), bold=True, least=120),
    Field("provider", _("Platform"), Kind.STATE, states=PROVIDERS, filter=True, wide=16, least=200),
    Field("lines", _("Lines"), Kind.NUMBER, least=90),
    *(minor_field(key, title, least=140) for key, title in _PARTS),
    minor_field("net_minor", _("Net"), least=140),
    Field("currency", _("Currency"), filter=True, least=100),
)


class MoneyDaysPage(ChartedPage[DaySum]):
    """Days are the platforms' days, of China's clock."""

    def __init__(self, office: Office) -> None:
        self._days: tuple[DaySum, ...] = ()
        super().__init__(
            office,
            ListSpec(
                name="money_days",
                title=_("Daily totals"),
                line=_("The money of the last 31 days, as the platforms tell it"),
                fields=FIELDS,
                read=partial(receipts.read_days, clock=office.now),
                key=lambda one: f"{one.day}|{one.provider}|{one.currency}",
                sort="day",
                empty=EmptyModel("payment", _("No money in this time"),
                                 _("Take over a file on Statements.")),
                hint=_("/ search • E export"),
            ),
        )  # fmt: skip

    def came_up(self) -> None:
        super().came_up()

        def arrived(found: tuple[DaySum, ...]) -> None:
            self._days = found
            self.redraw()

        self.asking.read("days", partial(receipts.days_to, clock=self.office.now), arrived)

    def draw(self) -> ChartModel | None:
        """The currency that most lines have: amounts of two are no one line."""
        say = self.office.words.say
        if not self._days:
            return None
        counted: Counter[str] = Counter()
        for one in self._days:
            counted[one.currency] += one.lines
        currency = counted.most_common(1)[0][0]
        shown = [one for one in self._days if one.currency == currency]
        labels = sorted({one.day for one in shown})
        lines = tuple(
            Line(say(word), tuple(self._point(shown, day, key, currency) for day in labels))
            for key, word in _PARTS
        )
        title = say(_("By day, in {currency}"), currency=currency)
        return ChartModel(title, lines, "lines")

    def _point(self, shown: list[DaySum], day: str, key: str, currency: str) -> Point:
        minor = abs(sum(getattr(one, key) for one in shown if one.day == day))
        amount = Money(minor, currency)
        return Point(day[5:], float(amount.amount), figures.money(amount))
