"""Orders whose money is missing or not as it should be, with how long it has been so."""

from functools import partial
from typing import Final

from app.center import clearing_desk
from app.center.clearing_desk import Aged, MoneyLine, OrderMoney
from app.domain.values import Money
from app.i18n import mark as _
from app.ui import figures
from app.ui.office.chart import ChartModel, Line, Point
from app.ui.office.charted_page import ChartedPage
from app.ui.office.context import Office
from app.ui.office.detail import Action, DetailModel, Section, filled
from app.ui.office.empty import EmptyModel
from app.ui.office.fields import Field, Kind, minor_field
from app.ui.office.list_layout import ListSpec
from app.ui.office.money_words import AGES, LINES, ORDERS
from app.ui.office.present_alerts import when
from app.ui.office.present_bill import money

FIELDS: Final = (
    Field("paid_at", _("Paid"), Kind.MOMENT, filter=True, least=130),
    Field("number", _("Order"), bold=True, filter=True, wide=16, least=190),
    Field("state", _("Money"), Kind.STATE, states=ORDERS, filter=True, least=200),
    minor_field("due_minor", _("Due"), filter=True),
    minor_field("received_minor", _("Received")),
    minor_field("refunded_minor", _("Refunded")),
    minor_field("fees_minor", _("Fees")),
    Field("shop", _("Shop"), filter=True, wide=10, least=120),
    Field("channel", _("Platform"), filter=True, hidden=True),
)


class OrderMoneyPage(ChartedPage[OrderMoney]):
    """The chart counts what is open by its age; the drawer has the order's lines."""

    def __init__(self, office: Office) -> None:
        self._aged: tuple[Aged, ...] = ()
        self._lines: tuple[str, tuple[MoneyLine, ...]] = ("", ())
        super().__init__(
            office,
            ListSpec(
                name="order_money",
                title=_("Order money"),
                line=_("Orders whose payment is missing, differs, or came twice"),
                fields=FIELDS,
                read=clearing_desk.read_orders,
                key=lambda one: one.order_id,
                sort="paid_at",
                descending=False,
                groups=(
                    ("open", _("All open")),
                    ("order_paid_no_money", ORDERS["order_paid_no_money"].word),
                    ("all", _("All")),
                ),
                empty=EmptyModel("check-circle", _("No order is open"),
                                 _("All money that is due has come."), "ok"),
            ),
        )  # fmt: skip

    def came_up(self) -> None:
        super().came_up()

        def arrived(found: tuple[Aged, ...]) -> None:
            self._aged = found
            self.redraw()

        self.asking.read("ages", partial(clearing_desk.ages, now=self.office.now()), arrived)

    def draw(self) -> ChartModel:
        say = self.office.words.say
        counted = {days: sum(one.orders for one in self._aged if one.days == days) for days in AGES}
        points = tuple(
            Point(say(word), counted[days], f"{counted[days]:,}") for days, word in AGES.items()
        )
        return ChartModel(
            say(_("Open orders by their age")),
            (Line(say(_("Orders")), points),),
            line=self._due(),
        )

    def _due(self) -> str:
        sums: dict[str, int] = {}
        for one in self._aged:
            sums[one.currency] = sums.get(one.currency, 0) + one.due_minor
        told = ", ".join(figures.money(Money(minor, name)) for name, minor in sorted(sums.items()))
        return self.office.words.say(_("Due in all: {money}"), money=told) if told else ""

    def detail(self, row: OrderMoney) -> DetailModel:
        say, currency = self.office.words.say, row.currency
        state = ORDERS[row.state]
        about, lines = self._lines
        told = tuple((say(LINES[one.state].word), self._said(one)) for one in lines)
        lacks = row.due_minor - row.received_minor
        return DetailModel(
            row.order_id,
            row.number,
            row.shop,
            say(state.word),
            state.tone,
            filled(
                (say(_("Due")), money(row.due_minor, currency)),
                (say(_("Received")), money(row.received_minor, currency)),
                (say(_("Lacking")), money(lacks, currency) if lacks > 0 else ""),
                (say(_("Too much")), money(-lacks, currency) if lacks < 0 else ""),
                (say(_("Refunded")), money(row.refunded_minor, currency)),
                (say(_("Fees")), money(row.fees_minor, currency)),
                (say(_("Paid")), when(row.paid_at, self.office.now()) if row.paid_at else ""),
            ),
            (Section(say(_("Its lines")), told),) if about == row.order_id and told else (),
            (Action("lines", say(_("Look for its lines"))),),
        )

    def _said(self, one: MoneyLine) -> str:
        amount, time = (
            money(one.amount_minor, one.currency),
            when(one.happened_at, self.office.now()),
        )
        return f"{amount} · {time} · {one.trade_no}"

    def opened(self, row: OrderMoney) -> None:
        def arrived(found: tuple[MoneyLine, ...]) -> None:
            self._lines = (row.order_id, found)
            self._arrived()

        asked = partial(clearing_desk.lines_of, order_id=row.order_id)
        self.asking.read("lines", asked, arrived)

    def act(self, action: str, row: OrderMoney) -> None:
        if action == "lines":
            self.office.search_for(row.number, "clearing")
