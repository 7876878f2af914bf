"""Orders that wait, by who can help: each leads to the page where what is missing is put right."""

from typing import Final

from app.center import order_desk
from app.center.order_desk import OrderRow
from app.i18n import mark as _
from app.ui.office.empty import EmptyModel
from app.ui.office.list_layout import ListSpec
from app.ui.office.orders_page import FIELDS, OrdersPage

GROUPS: Final = (
    ("all", _("All")),
    ("goods", _("Goods")),
    ("address", _("Address")),
    ("stock", _("Stock, courier")),
    ("review", _("Review")),
    ("shop", _("The shop")),
    ("unpaid", _("Not paid")),
    ("by_hand", _("By a person")),
)
assert {key for key, _word in GROUPS} == set(order_desk.HOLDS)


class HoldsPage(OrdersPage):
    """The tabs say how many wait for whom."""

    spec_of: ListSpec[OrderRow] = ListSpec(
        name="holds",
        title=_("Holds"),
        line=_("Nobody packs these until somebody helps; the most urgent first"),
        fields=FIELDS,
        read=order_desk.read_holds,
        key=lambda one: one.id,
        sort="cut_off",
        descending=False,
        groups=GROUPS,
        empty=EmptyModel("check-circle", _("Nothing waits"), _("Every order can go its way.")),
        counts=order_desk.counts,
    )
