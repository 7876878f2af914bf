"""What re-routing would have saved: which courier's parcels another would have carried for less."""

from datetime import datetime, timedelta
from typing import Any, Final

from app.center import rerouting_desk
from app.center.rerouting_desk import ALL, RouteRow
from app.domain.paging import Page, PageQuery
from app.i18n import mark as _
from app.ui.figures import money
from app.ui.office.context import Office
from app.ui.office.courier_entries import CURRENCY
from app.ui.office.detail import DetailModel, filled
from app.ui.office.empty import EmptyModel
from app.ui.office.fields import Field, Kind
from app.ui.office.list_layout import ListSpec
from app.ui.office.list_page import ListPage

FRESH: Final = timedelta(minutes=10)
"""So long an answer counts: a quarter of parcels takes some seconds to be priced anew."""


class RoutesPage(ListPage[RouteRow]):
    """By the cards of today and what the scale said; without what speaks for a dearer courier."""

    def __init__(self, office: Office) -> None:
        self._found: dict[str, tuple[datetime, tuple[RouteRow, ...]]] = {}

        def read(tx: Any, query: PageQuery) -> Page[RouteRow]:
            return rerouting_desk.listed(self._rows(tx, query.group), query)

        say = office.words.say
        super().__init__(
            office,
            ListSpec(
                name="routes",
                title=_("Cheaper couriers"),
                line=_("What the cheapest courier that serves the address would have saved"),
                fields=(
                    Field("courier", _("Carried by"), bold=True, wide=24, least=200,
                          value=lambda one: one.courier or say(_("All couriers"))),
                    Field("cheaper", _("Cheaper with"), wide=24, least=200,
                          value=lambda one: one.cheaper or say(_("The cheapest each time"))),
                    Field("parcels", _("Parcels"), Kind.NUMBER, least=110),
                    Field("saved", _("Would have saved"), Kind.MONEY, least=160),
                    Field("average", _("A parcel"), Kind.MONEY, least=120),
                ),
                read=read,
                key=lambda one: one.id,
                sort="saved",
                groups=(
                    ("week", _("7 days")),
                    ("month", _("This month")),
                    ("last_month", _("Last month")),
                    ("quarter", _("90 days")),
                ),
                empty=EmptyModel(
                    "truck", _("Nothing left in these days"),
                    _("Parcels that were packed and priced are compared here."),
                ),
                hint=_("Enter details • / search • E export"),
            ),
        )  # fmt: skip

    def detail(self, row: RouteRow) -> DetailModel:
        say = self.office.words.say
        whole = row.id == ALL
        return DetailModel(
            row.id,
            say(_("All couriers")) if whole else row.courier,
            "" if whole else row.cheaper,
            money(row.saved),
            "brand",
            filled(
                (say(_("Parcels cheaper elsewhere")), f"{row.parcels:,}"),
                (say(_("Would have saved")), money(row.saved)),
                (say(_("A parcel")), money(row.average)),
                (say(_("They cost, by the cards of today")), money(row.cost) if row.cost else ""),
                (say(_("Not compared: no price")), f"{row.unpriced:,}" if whole else ""),
            ),
        )

    def _rows(self, tx: Any, period: str) -> tuple[RouteRow, ...]:
        now = self.office.now()
        known = self._found.get(period)
        if known is None or now - known[0] > FRESH:
            local = now.astimezone()
            zone = local.tzinfo
            assert zone is not None
            rows = rerouting_desk.routes(tx, period, local, zone, CURRENCY)
            known = self._found[period] = (now, rows)
        return known[1]
